"""The visits of a period with what became of them, as the statistics of ratings count them.

A visit belongs to the business day on which it ended, and its ratings and their cases to it,
whenever they came: so no share is ever more than its whole.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, or_, select

from server.domain.cases import CaseState
from server.domain.clock import business_day_bounds
from server.domain.lifecycle import Trigger
from server.domain.rating import Level
from server.domain.satisfaction import Rated
from server.store.case_tables import case_steps, cases
from server.store.hall_rows import HallRow
from server.store.hall_tables import items, windows
from server.store.ticket_tables import ratings, ticket_items, visits


@dataclass(frozen=True, slots=True)
class LabelledRating:
    """A rating with its labels, codes of the national set."""

    rated: Rated
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedVisit:
    """A visit that could be rated, and its ratings."""

    id: int
    day: date
    window_id: int
    zone_id: int
    queue_id: int
    account_id: int | None
    items: tuple[str, ...]  # codes of what was handled
    ratings: tuple[LabelledRating, ...]

    @property
    def rated(self) -> list[Rated]:
        """Its ratings as far as figures go."""
        return [each.rated for each in self.ratings]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """A case of one of these visits, with when what was done; None: not yet."""

    state: CaseState
    opened_at: datetime
    is_anonymous: bool
    is_complex: bool
    extended_to: datetime | None
    steps: dict[str, datetime]  # step -> when it was last taken


def rated_visits(conn: Connection, hall: HallRow, *, first: date, last: date) -> list[RatedVisit]:
    """The visits of the business days from `first` to `last`, oldest first."""
    of_visit = _of_visit(hall, first=first, last=last)
    given = _ratings(conn, of_visit)
    handled = _items(conn, of_visit)
    query = (
        select(visits, windows.c.zone_id)
        .join(windows, windows.c.id == visits.c.window_id)
        .where(of_visit)
        .order_by(visits.c.ended_at, visits.c.id)
    )
    return [
        RatedVisit(
            id=row.id,
            day=hall.day(row.ended_at),
            window_id=row.window_id,
            zone_id=row.zone_id,
            queue_id=row.queue_id,
            account_id=row.account_id,
            items=tuple(handled[row.id]),
            ratings=tuple(given[row.id]),
        )
        for row in conn.execute(query)
    ]


def followed_up(conn: Connection, hall: HallRow, *, first: date, last: date) -> list[FollowedUp]:
    """The bad-rating cases of the same visits."""
    of_visit = _of_visit(hall, first=first, last=last)
    taken: dict[int, dict[str, datetime]] = defaultdict(dict)
    steps = (
        select(case_steps.c.case_id, case_steps.c.step, case_steps.c.at)
        .join(cases, cases.c.id == case_steps.c.case_id)
        .join(visits, visits.c.id == cases.c.visit_id)
        .where(of_visit)
        .order_by(case_steps.c.case_id, case_steps.c.number)
    )
    for case_id, step, at in conn.execute(steps):
        taken[case_id][step] = at
    found = select(cases).join(visits, visits.c.id == cases.c.visit_id).where(of_visit)
    return [
        FollowedUp(
            state=CaseState(row.state),
            opened_at=row.opened_at,
            is_anonymous=row.is_anonymous,
            is_complex=row.is_complex,
            extended_to=row.extended_to,
            steps=taken[row.id],
        )
        for row in conn.execute(found.order_by(cases.c.id))
    ]


def _of_visit(hall: HallRow, *, first: date, last: date) -> Any:
    """Served and finished, or rated all the same, within the days."""
    begins_at = time.fromisoformat(hall.day_starts_at)
    begin, _ = business_day_bounds(first, zone=hall.time_zone, day_starts_at=begins_at)
    _, end = business_day_bounds(last, zone=hall.time_zone, day_starts_at=begins_at)
    finished = and_(visits.c.started_at.is_not(None), visits.c.ended_by == Trigger.FINISH)
    given = ratings.alias()  # not the ratings that a query around this one reads
    is_rated = exists().where(given.c.visit_id == visits.c.id)
    return and_(
        visits.c.hall_id == hall.id,
        visits.c.ended_at >= begin,
        visits.c.ended_at < end,
        or_(finished, is_rated),
    )


def _ratings(conn: Connection, of_visit: Any) -> dict[int, list[LabelledRating]]:
    query: Select[Any] = (
        select(ratings, cases.c.state.label("case_state"))
        .join(visits, visits.c.id == ratings.c.visit_id)
        .outerjoin(cases, cases.c.rating_id == ratings.c.id)
        .where(of_visit)
        .order_by(ratings.c.visit_id, ratings.c.ordinal)
    )
    found: dict[int, list[LabelledRating]] = defaultdict(list)
    for row in conn.execute(query):
        rated = Rated(
            row.ordinal,
            Level(row.level),
            is_default=row.is_default,
            is_excluded=row.case_state == CaseState.EXCLUDED,
        )
        found[row.visit_id].append(LabelledRating(rated, tuple(row.labels)))
    return found


def _items(conn: Connection, of_visit: Any) -> dict[int, list[str]]:
    query = (
        select(visits.c.id, items.c.code)
        .join(ticket_items, ticket_items.c.visit_id == visits.c.id)
        .join(items, items.c.id == ticket_items.c.item_id)
        .where(of_visit)
        .order_by(visits.c.id, ticket_items.c.position)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for visit_id, code in conn.execute(query):
        if code not in found[visit_id]:
            found[visit_id].append(code)
    return found
