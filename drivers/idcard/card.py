"""What a card says of itself: 256 bytes of text, sliced by the kind of card. No I/O.

Sources: the record layouts that reader makers publish, as in kinds of C structures of open
drivers (residents 30+2+4+16+70+36+30+16+16+36; from Johann356/readinfo, PCSCGetData.h: residents
of Hong Kong, Macao and Taiwan have the same up to byte 220; foreigners an English name of 120
bytes first). Byte 248 holds the kind's letter in all of them.

Only what a hall needs is taken out: kind, number, and how long the card is good. Name, sex, nation,
birth and address stay where they are, and the photo is never looked at.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from drivers.idcard.number import is_number

_NUMBER = slice(122, 158)
_VALID_FROM = slice(188, 204)
_VALID_UNTIL = slice(204, 220)
_KIND = slice(248, 250)
_FOR_EVER = "长期"
# Numbers of residence permits begin with the region they belong to: Hong Kong, Macao, Taiwan.
_PERMIT_REGIONS = ("810000", "820000", "830000")


class Kind(StrEnum):
    """The cards that these readers read, as far as this driver may slice them."""

    CITIZEN = "citizen"  # 居民身份证
    PERMIT = "permit"  # 港澳台居民居住证, type letter J


class Unfit(StrEnum):
    """Why a card that was read cannot be used here."""

    OTHER_KIND = "other_kind"  # a foreigner's, or of a kind that is not known: for the desk
    NUMBER = "number"  # no number where one must be, or its check digit is wrong
    VALIDITY = "validity"  # no period of validity where one must be


class CardUnfit(Exception):
    """The card was read, and it is not one to go on with. Nothing on it is in the message."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """Somebody's card. Its repr shows no more than that there is one.

    `valid_until` is None for cards that are good for ever (长期).
    """

    kind: Kind
    number: str
    valid_from: date
    valid_until: date | None

    def __repr__(self) -> str:
        return f"<Card: {self.kind}>"

    def is_good_on(self, day: date) -> bool:
        """Return True if the card is valid on a day; its last day counts."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def read_card(text: bytes) -> Card:
    """Return the card in the 256 bytes of text of a reader's answer.

    Raises:
        CardUnfit: of another kind, or its number or its validity cannot be right. What is not
            known to stand at a place is never taken from there.
    """
    kind = _kind(text[_KIND])
    number = _words(text[_NUMBER])
    is_of_kind = kind is Kind.CITIZEN or number.startswith(_PERMIT_REGIONS)
    if not is_number(number) or not is_of_kind:
        raise CardUnfit(Unfit.NUMBER)
    until = _words(text[_VALID_UNTIL])
    return Card(
        kind=kind,
        number=number,
        valid_from=_date(_words(text[_VALID_FROM])),
        valid_until=None if until == _FOR_EVER else _date(until),
    )


def _kind(mark: bytes) -> Kind:
    """Residents' cards have nothing at the mark's place; I, and whatever is new, goes to a desk."""
    if mark == b"J\0":
        return Kind.PERMIT
    if mark in (b" \0", b"\0\0"):
        return Kind.CITIZEN
    raise CardUnfit(Unfit.OTHER_KIND)


def _words(field: bytes) -> str:
    """UTF-16LE, filled up with spaces. A broken half of a character is no reason to fail here."""
    return field.decode("utf-16-le", errors="replace").rstrip(" \0")


def _date(text: str) -> date:
    # strptime alone would also take 2026 1 1 and digits of other scripts.
    if not (len(text) == 8 and text.isascii() and text.isdigit()):
        raise CardUnfit(Unfit.VALIDITY)
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  # a day, no instant
    except ValueError:
        raise CardUnfit(Unfit.VALIDITY) from None
