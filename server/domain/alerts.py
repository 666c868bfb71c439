"""What somebody has to be told of: work that has come, is soon due, or is overdue."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

REMIND_BEFORE = timedelta(hours=24)


class About(StrEnum):
    """What an alert is about."""

    CASE = "case"  # a bad rating that is followed up
    FEEDBACK = "feedback"  # a complaint, a suggestion or praise
    NOTICE = "notice"  # materials that a citizen still has to hand in


class AlertKind(StrEnum):
    """Why somebody is told, the more pressing the later."""

    OPENED = "opened"
    SOON = "soon"
    OVERDUE = "overdue"


def is_soon(due_at: datetime, *, now: datetime) -> bool:
    """Whether to remind of something that is due at an instant."""
    return now <= due_at < now + REMIND_BEFORE


def pressing(kind: AlertKind) -> int:
    """How pressing it is; more is more."""
    return list(AlertKind).index(kind)
