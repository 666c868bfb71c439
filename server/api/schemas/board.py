"""The board and its events."""

from __future__ import annotations

from typing import Any, Literal

from server.api.schemas.base import Outgoing


class BoardCall(Outgoing):
    """A ticket that is called or being served."""

    ticket_id: int
    number: str
    queue_id: int
    zone_id: int
    visit_id: int
    window_id: int
    window: str
    place: str
    state: Literal["called", "serving"]
    calls: int
    called_at: str
    speak_until: str | None


class BoardPassed(Outgoing):
    """A ticket that was called and not there."""

    ticket_id: int
    number: str
    queue_id: int
    zone_id: int


class BoardWindow(Outgoing):
    """A window as the board shows it."""

    window: str
    zone_id: int
    state: Literal["closed", "open", "paused"]


class BoardQueue(Outgoing):
    """Whether a queue gives numbers."""

    open: bool


class Board(Outgoing):
    """A hall's board; the fold of the day's events up to `seq`."""

    hall_id: int
    day: str
    seq: int
    waiting: dict[str, int]
    calls: list[BoardCall]
    passed: list[BoardPassed]
    windows: dict[str, BoardWindow]
    queues: dict[str, BoardQueue]


class Event(Outgoing):
    """Something that happened."""

    seq: int
    hall_id: int
    kind: str
    at: str
    day: str
    body: dict[str, Any]


class EventList(Outgoing):
    """Events after `since`, and the hall's present `seq`."""

    events: list[Event]
    seq: int
