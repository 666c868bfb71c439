"""What is held to the machine: cards and codes, as the touch page asks for them.

POST /api/card           waits a few seconds for a card; the page asks again while it shows 刷身份证
POST /api/card/forget    the page was left: nothing of the card stays
POST /api/find           whose card, typed number or slip it is: numbers and appointments of today;
                         or which notice (一次性告知书)
POST /api/return         a missed number waits again, once, by the token of its slip
GET  /api/scan?after=N   waits a few seconds for a code later than the Nth; without N, which it is
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, Self

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from kiosk.agent.cards import Held
from kiosk.agent.issuing import NotIssued
from kiosk.agent.persons import CardPerson
from kiosk.agent.scans import Meaning
from kiosk.agent.wire import Json

# Shorter than a browser's patience and the pause before the agent ends; longer than a poll.
WAIT_S = 1.5

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,80}$")]
State = Literal["ready", "away"]


class Cards(Protocol):
    """The reader, as far as pages are concerned."""

    @property
    def is_ready(self) -> bool: ...
    def wait(self, stay: str, *, timeout_s: float) -> Held: ...
    def person(self, handle: str) -> CardPerson | None: ...
    def forget(self) -> None: ...


class Scans(Protocol):
    """The scanner, as far as pages are concerned."""

    @property
    def is_ready(self) -> bool: ...
    @property
    def number(self) -> int: ...
    def wait(self, after: int, *, timeout_s: float) -> tuple[int, Meaning | None]: ...


class Finding(Protocol):
    """Asks the server what the hall has of somebody."""

    def of_person(self, person: str | CardPerson, *, request_id: str) -> Json: ...
    def of_token(self, token: str) -> Json: ...
    def of_notice(self, token: str) -> Json: ...
    def bring_back(self, token: str, *, request_id: str) -> Json: ...


class CardRequest(BaseModel):
    """Body of `POST /api/card`. stay: made by the page for each stay of somebody at it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stay: Word


class FindRequest(BaseModel):
    """Body of `POST /api/find`: a card's handle, a typed number, or a slip's or notice's token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: Word
    card: Word | None = None
    person: Annotated[SecretStr | None, Field(max_length=128)] = None
    token: Word | None = None
    notice: Word | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        given = (self.card, self.person, self.token, self.notice)
        if sum(each is not None for each in given) != 1:
            raise ValueError("give exactly one of card, person, token, notice")
        return self


class ReturnRequest(BaseModel):
    """Body of `POST /api/return`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: Word
    token: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """The reader and the scanner of a station, where it has them."""

    cards: Cards | None = None
    scans: Scans | None = None
    finding: Finding | None = None

    def state(self) -> dict[str, State | None]:
        """Return what the page is to know: ready, away, or None where there is none."""
        return {"reader": _state(self.cards), "scanner": _state(self.scans)}

    def person(self, handle: str) -> CardPerson:
        """Return whose card it was.

        Raises:
            NotIssued: that is forgotten; the card must be laid on again.
        """
        person = None if self.cards is None else self.cards.person(handle)
        if person is None:
            raise NotIssued("card_again", status=409, detail="The card is forgotten by now.")
        return person


NOTHING_NEARBY = Nearby()


def nearby_api(nearby: Nearby) -> Blueprint:
    """Return the routes of cards and codes; those of a device that is not there answer 404."""
    bp = Blueprint("nearby", __name__, url_prefix="/api")

    if nearby.finding is not None:
        _add_finding(bp, nearby, nearby.finding)
    if nearby.cards is not None:
        _add_cards(bp, nearby.cards)
    if nearby.scans is not None:
        _add_scans(bp, nearby.scans)
    return bp


def _add_finding(bp: Blueprint, nearby: Nearby, finding: Finding) -> None:
    @bp.post("/find")
    def find() -> ResponseReturnValue:
        asked = FindRequest.model_validate(request.get_json())
        if asked.token is not None:
            return jsonify(ticket=finding.of_token(asked.token))
        if asked.notice is not None:
            return jsonify(notice=finding.of_notice(asked.notice))
        return jsonify(finding.of_person(_person(nearby, asked), request_id=asked.request_id))

    @bp.post("/return")
    def bring_back() -> ResponseReturnValue:
        asked = ReturnRequest.model_validate(request.get_json())
        return jsonify(ticket=finding.bring_back(asked.token, request_id=asked.request_id))


def _person(nearby: Nearby, asked: FindRequest) -> str | CardPerson:
    if asked.person is not None:
        return asked.person.get_secret_value()
    assert asked.card is not None, "the form demands one of them"
    return nearby.person(asked.card)


def _add_cards(bp: Blueprint, cards: Cards) -> None:
    @bp.post("/card")
    def card() -> ResponseReturnValue:
        held = cards.wait(CardRequest.model_validate(request.get_json()).stay, timeout_s=WAIT_S)
        return jsonify(outcome=held.outcome, card=held.handle)

    @bp.post("/card/forget")
    def forget() -> ResponseReturnValue:
        cards.forget()
        return jsonify(forgotten=True)


def _add_scans(bp: Blueprint, scans: Scans) -> None:
    @bp.get("/scan")
    def scan() -> ResponseReturnValue:
        after = request.args.get("after", type=int)
        if after is None:
            return jsonify(n=scans.number, kind=None, value=None)
        n, meaning = scans.wait(after, timeout_s=WAIT_S)
        if meaning is None:
            return jsonify(n=n, kind=None, value=None)
        return jsonify(n=n, kind=meaning.kind, value=meaning.value)


def _state(device: Cards | Scans | None) -> State | None:
    if device is None:
        return None
    return "ready" if device.is_ready else "away"
