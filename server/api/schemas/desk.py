"""What a clerk sees at a window."""

from __future__ import annotations

from typing import Literal

from server.api.schemas.base import Outgoing, Wait
from server.api.schemas.tickets import AppointmentMark


class Clerk(Outgoing):
    """Who sits at a window."""

    account_id: int
    name: str
    staff_no: str


class Pause(Outgoing):
    """Why and until when a window is paused."""

    reason: str | None
    until: str | None


class DeskWindow(Outgoing):
    """The console's own window."""

    window_id: int
    hall_id: int
    number: str
    place: str
    state: Literal["closed", "open", "paused"]
    state_since: str
    clerk: Clerk | None
    pause: Pause | None
    station: Literal["online", "offline", "none"]


class DeskItem(Outgoing):
    """An item of the present ticket; without `started_at` nobody has begun it."""

    item_id: int
    name: str
    started_at: str | None
    finished_at: str | None


class ItemName(Outgoing):
    """An item that may be begun."""

    item_id: int
    name: str


class DeskTicket(Outgoing):
    """The present ticket."""

    ticket_id: int
    number: str
    queue_id: int
    queue: str
    queue_en: str
    priority: int
    joined_at: str
    appointment: AppointmentMark | None
    kept_from: str | None
    person: str | None
    items: list[DeskItem]
    other_items: list[ItemName]


class Why(Outgoing):
    """Why it was called."""

    rule: str
    zh: str
    en: str


class Current(Outgoing):
    """The running visit."""

    ticket: DeskTicket
    state: Literal["called", "serving"]
    visit_id: int
    called_at: str
    last_called_at: str
    calls: int
    started_at: str | None
    why: Why | None
    announce_by: str
    announced: Literal["spoken", "pending", "not_announced", "no_sound", "quiet", "no_speaker"]


class DeskQueue(Outgoing):
    """A queue that the window serves."""

    queue_id: int
    code: str
    name: str
    prefix: str
    rank: int
    waiting: int
    not_authorised: int


class WaitingTicket(Outgoing):
    """One who waits."""

    ticket_id: int
    number: str
    queue_id: int
    priority: int
    joined_at: str
    appointment: AppointmentMark | None
    kept_from: str | None
    wait: Wait | None


class DeskWaiting(Outgoing):
    """Who waits for this window; `not_authorised` are not for its clerk, nor in `total`."""

    total: int
    not_authorised: int
    longest_since: str | None
    queues: list[DeskQueue]
    next: list[WaitingTicket]


class SuspendedTicket(Outgoing):
    """A suspended ticket that this window may resume."""

    ticket_id: int
    number: str
    kind: str
    code: str
    since: str
    here: bool


class PassedTicket(Outgoing):
    """A passed ticket of this window's queues."""

    ticket_id: int
    number: str
    since: str


class RatingState(Outgoing):
    """What became of asking the last citizen; the level is not told."""

    visit_id: int
    number: str
    state: str


class QueueTarget(Outgoing):
    """Where a ticket may be transferred."""

    queue_id: int
    name: str


class WindowTarget(Outgoing):
    """Another window of the hall."""

    window_id: int
    number: str
    state: str


class ZoneTarget(Outgoing):
    """Another zone that takes the present ticket, and the queue in which it would wait there."""

    zone_id: int
    name: str
    name_en: str
    queue_id: int
    queue: str


class Desk(Outgoing):
    """The console's whole state."""

    window: DeskWindow
    current: Current | None
    waiting: DeskWaiting
    suspended: list[SuspendedTicket]
    passed: list[PassedTicket]
    rating: RatingState | None
    queues: list[QueueTarget]
    windows: list[WindowTarget]
    zones: list[ZoneTarget]
    seq: int
    now: str
