"""How true the quoted waits were.

A ticket counts when it was called and had been told a wait as it was issued. Its true wait is
from its arrival to its first call, wherever that was. The definitions, all over the counted ones:

    n           how many tickets count
    not_quoted  tickets that were called and had been told nothing, since nothing was known
    mae_s       mean distance of the range's middle from the true wait, seconds
    bias_s      mean of the middle minus the true wait, seconds; above 0: quoted too long
    inside      share called between low and high; it should be near 0.6
    below_p90   share called within the 90th percentile; it should be near 0.9
    late        share called more than five minutes after high

Without tickets a figure is null, never 0. A low end of less than a minute has no lower end: the
way to the window is the least that is ever quoted, and who is called sooner has lost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from server.reports.board import hall_row
from server.reports.habits import hall_queues
from server.store.ticket_tables import tickets, visits

LATE_S = 300.0
_NO_LOWER_END_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A ticket that was called, with what it had been told; seconds.

    Attributes:
        hour: local hour of its arrival.
        quote: low, high and 90th percentile; None when nothing was known.
    """

    queue_id: int
    hour: int
    waited_s: float
    quote: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """The figures that the module describes."""

    n: int
    not_quoted: int
    mae_s: float | None = None
    bias_s: float | None = None
    inside: float | None = None
    below_p90: float | None = None
    late: float | None = None


def wait_accuracy(conn: Connection, hall_id: int, *, first: date, last: date) -> dict[str, Any]:
    """The figures of the business days from `first` to `last`, by queue and by hour of arrival.

    Raises:
        NotFound: no such hall.
    """
    hall = hall_row(conn, hall_id)
    queues = hall_queues(conn, hall_id)
    told = _told(conn, [q.id for q in queues], first, last, ZoneInfo(hall.time_zone))
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "total": asdict(accuracy(told)),
        "queues": [
            {
                "queue_id": q.id,
                "name": q.name,
                "name_en": q.name_en,
                **asdict(accuracy(t for t in told if t.queue_id == q.id)),
            }
            for q in queues
        ],
        "hours": [
            {"hour": hour, **asdict(accuracy(t for t in told if t.hour == hour))}
            for hour in sorted({t.hour for t in told})
        ],
    }


def accuracy(told: Iterable[Told]) -> Accuracy:
    """The figures of some tickets."""
    every = list(told)
    quoted = [(t.waited_s, *t.quote) for t in every if t.quote is not None]
    counted = Accuracy(n=len(quoted), not_quoted=len(every) - len(quoted))
    if not quoted:
        return counted
    errors = [(low + high) / 2 - waited for waited, low, high, _ in quoted]
    return Accuracy(
        n=counted.n,
        not_quoted=counted.not_quoted,
        mae_s=fmean(abs(error) for error in errors),
        bias_s=fmean(errors),
        inside=fmean(_is_inside(*numbers) for numbers in quoted),
        below_p90=fmean(waited <= p90 for waited, _, _, p90 in quoted),
        late=fmean(waited > high + LATE_S for waited, _, high, _ in quoted),
    )


def _is_inside(waited: float, low: float, high: float, _p90: float) -> bool:
    return waited <= high and (waited >= low or low < _NO_LOWER_END_S)


def _told(
    conn: Connection, queue_ids: Sequence[int], first: date, last: date, zone: ZoneInfo
) -> list[Told]:
    # Ticket by ticket, each through its index: no walk through all visits there ever were.
    called_at = (
        select(func.min(visits.c.called_at))
        .where(visits.c.ticket_id == tickets.c.id, visits.c.calls > 0)
        .scalar_subquery()
    )
    query = select(
        tickets.c.issued_queue_id,
        tickets.c.joined_at,
        called_at,
        tickets.c.quote_low_s,
        tickets.c.quote_high_s,
        tickets.c.quote_p90_s,
    ).where(
        tickets.c.issued_queue_id.in_(queue_ids),
        tickets.c.day.between(first, last),
        tickets.c.kept_from.is_(None),  # a night is nobody's wait
    )
    return [
        Told(
            queue_id=queue_id,
            hour=joined_at.astimezone(zone).hour,
            waited_s=(at - joined_at).total_seconds(),
            quote=None if low is None else (low, high, p90),
        )
        for queue_id, joined_at, at, low, high, p90 in conn.execute(query)
        if at is not None
    ]
