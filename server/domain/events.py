"""What has happened, in the words of the public stream.

Each class is one kind of event; its fields are its body on the wire. Events carry numbers,
windows and queues; never names, card data, telephone numbers, or what somebody rated.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar

from server.domain.clock import to_wire
from server.domain.lifecycle import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in a hall."""

    kind: ClassVar[str]

    def body(self) -> dict[str, Any]:
        """The event's fields as JSON values; `from_` becomes `from`."""
        return {f.name.rstrip("_"): _plain(getattr(self, f.name)) for f in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(Event):
    """Something that happened to a ticket. `ticket_day` is its own business day."""

    ticket_id: int
    number: str
    queue_id: int
    zone_id: int
    ticket_day: date
    from_: State | None
    to: State


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketIssued(TicketEvent):
    """A number was given."""

    kind = "ticket.issued"
    priority: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _AtWindow(TicketEvent):
    visit_id: int
    window_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAdmitted(_AtWindow):
    """Somebody without a number is served; never shown or called."""

    kind = "ticket.admitted"
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled(TicketEvent):
    """A number is called to a window; `calls` counts from 1, recalls included."""

    kind = "ticket.called"
    visit_id: int
    window_id: int
    window: str
    place: str
    calls: int
    called_at: datetime
    speak_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled(TicketCalled):
    """The same call once more."""

    kind = "ticket.recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStarted(_AtWindow):
    """The citizen is at the window."""

    kind = "ticket.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPassed(_AtWindow):
    """Nobody came."""

    kind = "ticket.passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketBroughtBack(TicketEvent):
    """A passed ticket waits again."""

    kind = "ticket.brought_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSuspended(_AtWindow):
    """The citizen leaves and will be back without queueing."""

    kind = "ticket.suspended"
    suspend_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed(_AtWindow):
    """A suspended ticket is served again, in a visit of its own."""

    kind = "ticket.resumed"
    window: str
    place: str
    called_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred(_AtWindow):
    """The ticket waits elsewhere; `queue_id` is the new queue."""

    kind = "ticket.transferred"
    from_queue_id: int
    target_window_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned(_AtWindow):
    """The ticket waits again in its own queue, in its old place."""

    kind = "ticket.returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStepped(_AtWindow):
    """One step of its route is done; it waits in the next queue, in its old place."""

    kind = "ticket.stepped"
    from_queue_id: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFinished(_AtWindow):
    """The visit has ended with an outcome."""

    kind = "ticket.finished"
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _TicketEnded(TicketEvent):
    window_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled(_TicketEnded):
    """The citizen gave the number up."""

    kind = "ticket.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketExpired(_TicketEnded):
    """Its day ended."""

    kind = "ticket.expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketVoided(_TicketEnded):
    """Staff took it out: issued by mistake."""

    kind = "ticket.voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipReported(TicketEvent):
    """Its slip is known to have printed, known not to have, or uncertain."""

    kind = "ticket.slip_reported"
    slip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipReprinted(TicketEvent):
    """One more slip of it is printed, marked 补打; `reprints` counts them."""

    kind = "ticket.slip_reprinted"
    reprints: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketKept(TicketEvent):
    """It still waits at the turn of the day and waits on, in its place, on the new day.

    `from` is None: the new day begins without it. `kept_from` is the day it was drawn.
    """

    kind = "ticket.kept"
    kept_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _WindowEvent(Event):
    window_id: int
    window: str
    zone_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpened(_WindowEvent):
    """A clerk has taken the window."""

    kind = "window.opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPaused(_WindowEvent):
    """The window serves nobody for a while."""

    kind = "window.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowUnpaused(_WindowEvent):
    """The window serves again."""

    kind = "window.unpaused"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowClosed(_WindowEvent):
    """The clerk has left the window."""

    kind = "window.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingStored(Event):
    """A visit has been rated. How, the public stream does not say."""

    kind = "rating.stored"
    visit_id: int
    window_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingEnded(Event):
    """The asking ended without a rating: timed out, failed, or withdrawn."""

    kind = "rating.ended"
    visit_id: int
    window_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNear(Event):
    """After a call: who now has so many people ahead, in a hall that wants it said."""

    kind = "ticket.near"
    ticket_id: int
    number: str
    queue_id: int
    zone_id: int
    ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnnounced(Event):
    """A speaking device has spoken a call, or says that it does not."""

    kind = "call.announced"
    visit_id: int
    ticket_id: int
    window_id: int
    calls: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(Event):
    """A person should look at something."""

    kind = "alarm.raised"
    alarm_id: int
    alarm: str
    station_id: int | None
    window_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueChanged(Event):
    """A queue gives numbers again, or no more."""

    kind = "queue.changed"
    queue_id: int
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HallChanged(Event):
    """The hall's set-up has changed: fetch it again."""

    kind = "hall.changed"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_wire(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
