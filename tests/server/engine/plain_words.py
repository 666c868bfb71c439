"""The words of the plain hall: its settings, what it refuses with, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
OPEN = {"waiting", "called", "serving", "suspended", "passed"}

PATIENCE = timedelta(minutes=20)
RATIO = 2  # after so many priority tickets in a row a normal one
BACK_AFTER = 2  # a missed number comes back behind so many
IDLE_S = 120  # so long an open window stays idle before it calls by itself
MIN_CALLS, MAX_CALLS, SPACING_S, LAPSE_S = 2, 3, 10, 60
RETURN_WITHIN_S, SELF_RETURNS = 1800, 1
EARLY_S, LATE_S, APPOINTED = 1800, 900, 1
SCARCE = 2  # numbers of queue L a day
CLOSES = time(17, 30)

ZONE_OF = {"A": "east", "B": "east", "P": "east", "L": "west", "H": "west"}
ITEM_QUEUE = {"CARD1": "A", "HOME1": "B"}
PRIORITY = {"normal": 0, "elderly": 2, "green_lane": 3}
QUEUE_PRIORITY = {"P": 1}
FIRST = {"H": 100}
KEEPS = {"A"}  # whose numbers stand overnight
DISCIPLINED = {"A"}  # whose calls follow a discipline; the others are called up to five times
ITS_ONLY = {"with_documents", "awaiting_step"}  # resumed at the window that suspended it
# window -> queue -> rank, or how it helps: (rank, when idle, after so long)
SERVES: dict[str, dict[str, tuple[int, bool, timedelta | None]]] = {
    "1": {"A": (1, False, None), "P": (1, False, None), "B": (2, False, None)},
    "2": {"B": (1, False, None), "A": (2, False, None)},
    "3": {
        "L": (1, False, None),
        "H": (1, False, None),
        "B": (2, True, None),
        "A": (3, False, timedelta(minutes=10)),
    },
    "4": {"A": (1, False, None)},
}


class Refused(Exception):
    """The hall says no, with this code."""


@dataclass
class Ticket:
    key: int  # in the order they were given
    number: str
    serial: int
    issued: str  # the queue that gave the number
    queue: str
    day: date
    joined: datetime
    order: datetime
    since: datetime
    priority: int = 0
    state: str = "waiting"
    items: list[str] = field(default_factory=list)
    finished: set[str] = field(default_factory=set)
    running: str | None = None
    route: list[str] = field(default_factory=list)
    sent_to: str | None = None
    kept_from: date | None = None
    self_returns: int = 0
    kind: str | None = None
    left: str | None = None  # the window that suspended it
    calls: int = 0
    called: datetime | None = None


@dataclass
class Window:
    state: str = "closed"
    clerk: int | None = None
    since: datetime | None = None
    ticket: int | None = None
    freed: datetime | None = None
    called: list[int] = field(default_factory=list)


@dataclass
class Appointment:
    starts: datetime
    state: str = "booked"
    ticket: int | None = None


def place(t: Ticket) -> tuple[datetime, int]:
    return t.order, t.key


def missed_after(booked: Appointment) -> datetime:
    closes = datetime.combine(booked.starts.astimezone(BEIJING).date(), CLOSES, BEIJING)
    return max(booked.starts + timedelta(seconds=LATE_S), closes)
