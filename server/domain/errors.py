"""Why a command was refused.

DomainError
  InvalidInput, LabelRefused              422
  Unauthenticated                         401
  Forbidden, NotYourWindow                403
  NotFound                                404
  TooManyAttempts                         429
  Conflict                                409
    QueueEmpty, QueueClosed, HallClosed, NotIssuingNow, NumbersUsedUp, SessionFull,
    CutOff, NoWindowServes, AlreadyWaiting, PersonLimit, IdentificationRequired,
    ZoneTakesNone, NoPrinter, SlotFull, SlotNotOffered, TooEarly, AppointmentNotToday,
    AppointmentExpired,
    AppointmentUsed, AppointmentCancelled,
    WindowBusy, WindowNotOpen, WindowTaken, StageOff, WindowsOpen, NoCurrentTicket,
    TooSoon, TooManyCalls, ReturnRefused, WrongState, IdempotencyKeyReused,
    AlreadyRated, NotToBeRated, ReasonNotAsked, ItemChanged

A refusal is a fact for the caller, not a fault: it has a code that never changes, a sentence
in English for developers, and the fields a screen needs to say it in the reader's language.
Anything that is not a DomainError is a bug.
"""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A command was refused; nothing has changed."""

    code: ClassVar[str]
    http_status: ClassVar[int]

    def __init__(self, detail: str, **fields: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields

    def to_json(self) -> dict[str, Any]:
        """The body of the answer: code, detail and this refusal's own fields."""
        return {**self.fields, "code": self.code, "detail": self.detail}


class InvalidInput(DomainError):
    """The request makes no sense as it stands."""

    code = "invalid"
    http_status = 422


class Unauthenticated(DomainError):
    """Nobody we know is asking."""

    code = "unauthenticated"
    http_status = 401


class Forbidden(DomainError):
    """Known, but not allowed to do this."""

    code = "forbidden"
    http_status = 403


class NotYourWindow(DomainError):
    """Only the clerk who sits at a window acts for it."""

    code = "not_your_window"
    http_status = 403


class NotFound(DomainError):
    """There is no such thing in this hall."""

    code = "not_found"
    http_status = 404


class TooManyAttempts(DomainError):
    """Too many failed sign-ins; try again later."""

    code = "too_many_attempts"
    http_status = 429


class Conflict(DomainError):
    """The request is sound, but not in the present state."""

    code = "conflict"
    http_status = 409


class QueueEmpty(Conflict):
    """Nobody waits for what this window serves."""

    code = "queue_empty"


class QueueClosed(Conflict):
    """The queue gives no numbers now; `reason` says why, if a person gave one."""

    code = "queue_closed"


class HallClosed(Conflict):
    """Outside the hall's sessions; `opens_at` is the next opening or None."""

    code = "hall_closed"


class NumbersUsedUp(Conflict):
    """The queue's numbers for today are all given."""

    code = "numbers_used_up"


class NotIssuingNow(Conflict):
    """The hall is open, but the queue gives no numbers at this hour; `opens_at` or None."""

    code = "not_issuing_now"


class SessionFull(Conflict):
    """The running session's quota is used up; `opens_at` is the next session or None."""

    code = "session_full"


class CutOff(Conflict):
    """A number taken now would probably not be served today; `opens_at` or None.

    `slots` are the next free ones of the queue, `starts_at` to `ends_at`: there one may come.
    """

    code = "cut_off"


class AlreadyWaiting(Conflict):
    """This person waits in the queue already, with `number`; that slip may be printed again."""

    code = "already_waiting"


class PersonLimit(Conflict):
    """This person has had `limit` numbers today, of the queue or the hall (`scope`)."""

    code = "person_limit"


class IdentificationRequired(Conflict):
    """The queue gives numbers only to citizens who say who they are."""

    code = "identification_required"


class SlotFull(Conflict):
    """All places of the slot are taken."""

    code = "slot_full"


class SlotNotOffered(Conflict):
    """Nobody can book that time; `reason` is "no_slot", "past" or "too_far"."""

    code = "slot_not_offered"


class TooEarly(Conflict):
    """The appointment at `starts_at` can be checked in from `from_at` on."""

    code = "too_early"


class AppointmentNotToday(Conflict):
    """The appointment is for a day to come; `starts_at` says which."""

    code = "appointment_not_today"


class AppointmentExpired(Conflict):
    """The appointment at `starts_at` is over."""

    code = "appointment_expired"


class AppointmentUsed(Conflict):
    """The appointment was checked in before and got the ticket `number`."""

    code = "appointment_used"


class AppointmentCancelled(Conflict):
    """The appointment at `starts_at` was called off."""

    code = "appointment_cancelled"


class NoWindowServes(Conflict):
    """No window of the hall serves this queue."""

    code = "no_window_serves"


class ZoneTakesNone(Conflict):
    """The zone has no queue for this ticket, and none for whoever is sent there."""

    code = "zone_takes_none"


class NoPrinter(Conflict):
    """No station near the window has a printer."""

    code = "no_printer"


class WindowBusy(Conflict):
    """The window has a called or served ticket; end that one first."""

    code = "window_busy"


class WindowNotOpen(Conflict):
    """The window is closed or paused."""

    code = "window_not_open"


class WindowTaken(Conflict):
    """Somebody else sits at the window; taking over must be asked for."""

    code = "window_taken"


class StageOff(Conflict):
    """The hall does not use this part of the system yet; `stage` says which."""

    code = "stage_off"


class WindowsOpen(Conflict):
    """Somebody sits at `windows`; they leave first."""

    code = "windows_open"


class NoCurrentTicket(Conflict):
    """The window has no called or served ticket."""

    code = "no_current_ticket"


class TooSoon(Conflict):
    """Not yet: `calls_left` more calls, or `wait_s` more seconds."""

    code = "too_soon"


class TooManyCalls(Conflict):
    """The ticket has had all the calls of this visit."""

    code = "too_many_calls"


class ReturnRefused(Conflict):
    """A missed number cannot be put back by the citizen any more; staff still can."""

    code = "return_refused"


class WrongState(Conflict):
    """The ticket cannot take this step from its present state."""

    code = "wrong_state"


class IdempotencyKeyReused(Conflict):
    """The same request id came with another command."""

    code = "idempotency_key_reused"


class AlreadyRated(Conflict):
    """The visit has this rating already; `ordinal` 1 is the first, 2 is 追评."""

    code = "already_rated"


class NotToBeRated(Conflict):
    """Nothing to rate: `reason` is "not_served", "not_over" or, for 追评, "first_missing"."""

    code = "not_to_be_rated"


class ReasonNotAsked(Conflict):
    """The rating has its reason already, or there is no rating."""

    code = "reason_not_asked"


class LabelRefused(DomainError):
    """No label that may be chosen here; `label` says which, `reason` why."""

    code = "label_refused"
    http_status = 422


class ItemChanged(Conflict):
    """Somebody has taken a step since: nobody approves what they have not read."""

    code = "item_changed"
