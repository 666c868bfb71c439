"""评价, by every channel: the one place where a rating is stored, and where its reason is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from server.domain.contacts import SealedContact
from server.domain.errors import AlreadyRated, InvalidInput, NotToBeRated, ReasonNotAsked
from server.domain.events import RatingStored
from server.domain.rating import AGAIN, BAD_LEVELS, FIRST, SERIAL_PRESSES, Channel, Level, flags
from server.services.cases import leave_contact, open_case
from server.store.prepared import Prepared
from server.store.rating_labels import national_labels
from server.store.ticket_rows import VisitRow
from server.store.ticket_tables import ratings, visits
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a citizen gave, and how.

    Attributes:
        ordinal: FIRST, or AGAIN for 追评.
        labels: codes of the national labels of this level.
        contact: the telephone to be called back on; only a bad rating may have one.
        armed_at: when the keypad or tablet asked; None: nothing was asked.
        pressed_at: when the citizen gave it; None: nobody knows.
        raw_value: the key, as the keypad sent it.
        entered_by: the account that typed in a paper form.
    """

    level: Level
    channel: Channel
    ordinal: int = FIRST
    labels: Sequence[str] = ()
    words: str | None = None
    contact: SealedContact | None = None
    armed_at: datetime | None = None
    pressed_at: datetime | None = None
    station_id: int | None = None
    device: str | None = None
    raw_value: int | None = None
    entered_by: int | None = None


def store_rating(uow: UnitOfWork, *, visit: VisitRow, given: Given) -> int:
    """Store what a citizen gave for a visit; a bad rating opens its case. Returns its id.

    A bad rating without labels and words is stored as it is: its reason is missing, and none is
    put in its place.

    Raises:
        NotToBeRated: nobody was served, the visit goes on, or 追评 before there is a first rating.
        AlreadyRated: the visit has this rating.
        LabelRefused: a label that is not of this level, or not in use.
        InvalidInput: a telephone with a rating that nobody is called back for.
    """
    _demand_open(uow, visit, given.ordinal)
    is_bad = given.level in BAD_LEVELS
    if given.contact is not None and not is_bad:
        raise InvalidInput("only who is dissatisfied is called back")
    rating_id = uow.insert(
        ratings,
        hall_id=uow.hall.id,
        visit_id=visit.id,
        ordinal=given.ordinal,
        level=given.level,
        channel=given.channel,
        station_id=given.station_id,
        device=given.device,
        raw_value=given.raw_value,
        armed_at=given.armed_at,
        pressed_at=given.pressed_at,
        stored_at=uow.now,
        flags=_flags(uow, visit, given),
        labels=_labels(uow, given.labels, given.level),
        words=_words(given.words),
        entered_by=given.entered_by,
    )
    if is_bad:
        open_case(uow, rating_id=rating_id, visit=visit, contact=given.contact)
    uow.update(visits, visit.id, rating_state="stored")
    uow.record(RatingStored(visit_id=visit.id, window_id=visit.window_id))
    return rating_id


def give_reason(
    uow: UnitOfWork,
    *,
    visit_id: int,
    channel: Channel,
    labels: Sequence[str],
    words: str | None,
    contact: SealedContact | None = None,
    ordinal: int = FIRST,
) -> int:
    """Add to a rating why it was given, once; returns the rating's id.

    Raises:
        ReasonNotAsked: there is no such rating, or it has its reason.
        LabelRefused: a label that is not of its level, or not in use.
        InvalidInput: neither labels nor words; or a telephone and the rating is not bad.
    """
    rating = _RATING.one_or_none(uow.conn, visit=visit_id, which=ordinal)
    if rating is None or rating.labels or rating.words:
        raise ReasonNotAsked("no rating that lacks its reason", ordinal=ordinal)
    level = Level(rating.level)
    chosen, said = _labels(uow, labels, level), _words(words)
    if not chosen and said is None:
        raise InvalidInput("a reason has labels or words")
    if contact is not None and level not in BAD_LEVELS:
        raise InvalidInput("only who is dissatisfied is called back")
    uow.update(
        ratings,
        rating.id,
        labels=chosen,
        words=said,
        reason_channel=channel,
        reason_at=uow.now,
    )
    if contact is not None:
        leave_contact(uow, rating_id=rating.id, contact=contact)
    return int(rating.id)


_RATING = Prepared(
    select(ratings.c.id, ratings.c.level, ratings.c.labels, ratings.c.words).where(
        ratings.c.visit_id == bindparam("visit"), ratings.c.ordinal == bindparam("which")
    )
)


def _demand_open(uow: UnitOfWork, visit: VisitRow, ordinal: int) -> None:
    if visit.started_at is None:
        raise NotToBeRated("nobody was served", reason="not_served")
    if visit.ended_at is None:
        raise NotToBeRated("the visit goes on", reason="not_over")
    if _RATING.one_or_none(uow.conn, visit=visit.id, which=ordinal) is not None:
        raise AlreadyRated("the visit has this rating", ordinal=ordinal)
    if ordinal == AGAIN and _RATING.one_or_none(uow.conn, visit=visit.id, which=FIRST) is None:
        raise NotToBeRated("there is no first rating to add to", reason="first_missing")


def _labels(uow: UnitOfWork, codes: Sequence[str], level: Level) -> list[str]:
    return national_labels().demand(codes, level=level, on=uow.hall.today(uow.now))


def _words(words: str | None) -> str | None:
    return (words or "").strip() or None


def _flags(uow: UnitOfWork, visit: VisitRow, given: Given) -> list[str]:
    """What is odd about a press, seen beside those of the visits before it at its window."""
    if given.armed_at is None or given.pressed_at is None:
        return []
    before = _PRESSED_BEFORE.all(uow.conn, window=visit.window_id, visit=visit.id)
    others = [row.pressed_at for row in before]
    return sorted(flags(armed_at=given.armed_at, pressed_at=given.pressed_at, others=others))


_PRESSED_BEFORE = Prepared(
    select(ratings.c.pressed_at)
    .join(visits, visits.c.id == ratings.c.visit_id)
    .where(
        visits.c.window_id == bindparam("window"),
        visits.c.id < bindparam("visit"),
        ratings.c.armed_at.is_not(None),
        ratings.c.pressed_at.is_not(None),
    )
    .order_by(visits.c.id.desc())
    .limit(SERIAL_PRESSES - 1)
)
