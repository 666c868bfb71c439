"""How many complaints, suggestions and words of praise there were, and how they were answered.

Counted are those registered on the days asked for; in time is what was answered by its term.
Every share comes with what it is a share of; of nothing there is no share (null).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from server.domain.feedback import UNANSWERED, FeedbackChannel, FeedbackKind, FeedbackState
from server.store.feedback_tables import feedback
from server.store.hall_tables import zones


def feedback_figures(
    conn: Connection, hall_id: int, *, first: date, last: date, now: datetime
) -> dict[str, Any]:
    """Counts by kind, channel, state and zone of the days from first to last, both included."""
    query = (
        select(
            feedback.c.kind,
            feedback.c.channel,
            feedback.c.state,
            feedback.c.due_at,
            feedback.c.answered_at,
            zones.c.name.label("zone"),
        )
        .outerjoin(zones, zones.c.id == feedback.c.zone_id)
        .where(feedback.c.hall_id == hall_id, feedback.c.day.between(first, last))
    )
    rows = conn.execute(query).all()
    by_zone = Counter(row.zone for row in rows)
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "n": len(rows),
        "by_kind": _counted(FeedbackKind, (row.kind for row in rows)),
        "by_channel": _counted(FeedbackChannel, (row.channel for row in rows)),
        "by_state": _counted(FeedbackState, (row.state for row in rows)),
        # What names no zone is a line of its own, with null for its name.
        "by_zone": [{"zone": zone, "n": n} for zone, n in by_zone.most_common()],
        "answered": _in_time(
            (row.answered_at, row.due_at) for row in rows if row.answered_at is not None
        ),
        "overdue": sum(row.state in UNANSWERED and row.due_at < now for row in rows),
    }


def _counted(names: Iterable[str], found: Iterable[str]) -> list[dict[str, Any]]:
    counts = Counter(found)
    return [{"name": str(name), "n": counts[str(name)]} for name in names]


def _in_time(answered: Iterable[tuple[datetime, datetime]]) -> dict[str, Any]:
    in_time = [at <= due_at for at, due_at in answered]
    share = round(sum(in_time) / len(in_time), 4) if in_time else None
    return {"n": len(in_time), "in_time": sum(in_time), "share": share}
