"""The shapes of `/api/v1`, checked on the way in and on the way out."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from server.domain.lifecycle import Outcome, SuspendKind
from server.domain.priority import PriorityClass


class Shape(BaseModel):
    """What every shape has."""

    @classmethod
    @cache
    def model_json_schema(cls, **options: Any) -> dict[str, Any]:  # type: ignore[override]
        """The JSON schema, made once: the document's makers ask again for every route.

        Half a second of every start went there.
        """
        return super().model_json_schema(**options)


class Incoming(Shape):
    """A request body: nothing unknown is let through."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Outgoing(Shape):
    """An answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


ShortText = Annotated[str, Field(min_length=1, max_length=200)]
Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]  # what every database's integer column holds


# --- paths -------------------------------------------------------------------------------------


class HallPath(Shape):
    """`/halls/{hall_id}`"""

    hall_id: Whole


class WindowPath(HallPath):
    """`/halls/{hall_id}/windows/{window_id}`"""

    window_id: Whole


class TicketPath(HallPath):
    """`/halls/{hall_id}/tickets/{ticket_id}`"""

    ticket_id: Whole


class QueuePath(HallPath):
    """`/halls/{hall_id}/queues/{queue_id}`"""

    queue_id: Whole


class TokenPath(BaseModel):
    """`/tickets/{token}`"""

    token: str


class AccountPath(HallPath):
    """`/halls/{hall_id}/accounts/{account_id}`"""

    account_id: Whole


class JobPath(BaseModel):
    """`/stations/me/jobs/{job_id}`"""

    job_id: str


class SinceQuery(BaseModel):
    """`?since=N`"""

    since: Whole = 0


# --- commands ----------------------------------------------------------------------------------


class Login(Incoming):
    """Sign in as a program or person."""

    login: ShortText
    password: ShortText


class IssueTicket(Incoming):
    """Exactly one of queue, item and package.

    Priority is given by staff only; the green lane with its reason and approver.
    `person` is a telephone number, an identity number or the token of a QR code. It is not
    stored: only its keyed hash and a mask are, and only where the queue asks for it.
    """

    queue_id: Whole | None = None
    item_id: Whole | None = None
    package_id: Whole | None = None
    channel: Literal["kiosk", "desk"] = "desk"
    person: Annotated[SecretStr | None, Field(max_length=128)] = None
    priority_class: PriorityClass = PriorityClass.NORMAL
    priority_reason: ShortText | None = None
    priority_approver: Annotated[str | None, Field(min_length=1, max_length=60)] = None


class ReportSlip(Incoming):
    """What became of a slip."""

    state: Literal["printed", "failed", "unknown"]
    reason: Annotated[str | None, Field(max_length=40)] = None


class CloseQueue(Incoming):
    """暂停取号."""

    reason: ShortText


class OpenWindow(Incoming):
    """Sit down at a window."""

    take_over: bool = False


class PauseWindow(Incoming):
    """Pause a window."""

    reason: ShortText
    until: datetime | None = None


class PassTicket(Incoming):
    """过号."""

    reason: ShortText | None = None


class SuspendTicket(Incoming):
    """挂起."""

    kind: SuspendKind


class ResumeTicket(Incoming):
    """恢复, by id or by the citizen's code."""

    ticket_id: Whole | None = None
    code: Annotated[str | None, Field(pattern=r"^\d{6}$")] = None


class TransferTicket(Incoming):
    """转移, to a queue or to a window."""

    queue_id: Whole | None = None
    window_id: Whole | None = None


class CallChosen(Incoming):
    """指定呼叫."""

    ticket_id: Whole
    reason: ShortText


class Admit(Incoming):
    """直办: somebody without a number."""

    queue_id: Whole


class BeginItem(Incoming):
    """Begin to handle an item."""

    item_id: Whole


class Authorise(Incoming):
    """授权书: what a clerk may handle, from when until when."""

    item_ids: Annotated[list[Whole], Field(min_length=1, max_length=500)]
    valid_from: date
    valid_to: date | None = None
    letter_no: Annotated[str, Field(min_length=1, max_length=40)]


class FinishVisit(Incoming):
    """办结."""

    outcome: Outcome
    note: ShortText | None = None


class JobAnswer(BaseModel):
    """What a station says of a job; which fields are there, its outcome decides.

    `error` is what went wrong; `value` the raw key, `level` what the station's key map makes of
    it, with the instants of arming and pressing.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    error: Annotated[str | None, Field(max_length=20)] = None
    device: Annotated[str | None, Field(max_length=40)] = None
    value: Annotated[int | None, Field(ge=0, le=0xFFFF)] = None
    level: Annotated[str | None, Field(max_length=20)] = None
    armed_at: Annotated[str | None, Field(max_length=40)] = None
    pressed_at: Annotated[str | None, Field(max_length=40)] = None


class JobResult(Incoming):
    """A station's answer to a job."""

    outcome: Literal["done", "failed", "timed_out", "dropped"]
    body: JobAnswer = JobAnswer()
    at: datetime | None = None


class StationAlarm(Incoming):
    """Something a station wants a person to look at."""

    kind: Annotated[str, Field(min_length=1, max_length=30)]
    device: Annotated[str | None, Field(max_length=40)] = None
    detail: dict[str, Any] = {}
    at: datetime | None = None


class StationHealth(Incoming):
    """A station's devices."""

    devices: dict[str, dict[str, Any]]


class Announcement(Incoming):
    """A speaking device acknowledges a call."""

    visit_id: Whole
    calls: Annotated[Whole, Field(ge=1)]
    outcome: Literal["spoken", "dropped"]
    at: datetime | None = None


# --- answers -----------------------------------------------------------------------------------


class Problem(Outgoing):
    """A refusal: `code` never changes, `detail` is for developers."""

    model_config = ConfigDict(extra="allow")

    code: str
    detail: str


class Account(Outgoing):
    """Who is signed in."""

    account_id: int
    name: str
    role: str
    hall_id: int | None


class SignedIn(Outgoing):
    """A token for `Authorization: Bearer`."""

    token: str
    expires_at: str
    account: Account


class HallBrief(Outgoing):
    """A hall in the list of halls."""

    hall_id: int
    code: str
    name: str
    name_en: str
    kind: str


class HallList(Outgoing):
    """All halls of this server."""

    halls: list[HallBrief]


class Notice(Outgoing):
    """A line of the marquee."""

    zh: str
    en: str


class Zone(Outgoing):
    """专区."""

    zone_id: int
    code: str
    name: str
    name_en: str
    about: str
    about_en: str
    place: str


class QueueIssuing(Outgoing):
    """Whether the queue gives a number now; else the code of the refusal, and until when."""

    now: bool
    reason: str | None
    opens_at: str | None


class Wait(Outgoing):
    """How long until the call: 20, 80 and 90 in a hundred are called by then."""

    low_s: int
    high_s: int
    p90_s: int


class Queue(Outgoing):
    """业务(队列)."""

    queue_id: int
    zone_id: int
    code: str
    name: str
    name_en: str
    prefix: str
    open: bool
    closed_reason: str | None
    issuing: QueueIssuing
    identification: Literal["none", "optional", "required"]
    appointments: bool
    on_kiosk: bool
    windows: list[int]
    # What a number drawn now would wait; only with the hall, not in the catalogue, which is kept.
    wait: Wait | None = None


class Window(Outgoing):
    """窗口."""

    window_id: int
    number: str
    zone_id: int
    place: str
    queues: list[int]


class Package(Outgoing):
    """套餐."""

    package_id: int
    code: str
    name: str
    name_en: str
    about: str
    about_en: str
    search: list[str]
    initials: str
    queue_id: int
    items: list[int]


class Opening(Outgoing):
    """Whether the hall is open, whether it gives numbers, and when that changes.

    `reason`: why it is shut all day, such as 国庆节; null on ordinary days and weekends.
    """

    now: bool
    issuing: bool
    opens_at: str | None
    closes_at: str | None
    reason: str | None


class Hall(Outgoing):
    """A hall's set-up."""

    hall_id: int
    code: str
    name: str
    name_en: str
    kind: str
    time_zone: str
    supervision_phone: str
    enquiry_phone: str
    notices: list[Notice]
    zones: list[Zone]
    queues: list[Queue]
    windows: list[Window]
    packages: list[Package]
    open: Opening


class TimeLimit(Outgoing):
    """A time limit; `days` 0 is while you wait, none is as the note says."""

    days: int | None
    unit: str
    note: str


class Material(Outgoing):
    """One thing to bring."""

    name: str
    form: str
    copies: int
    note: str


class Item(Outgoing):
    """A service item with its guide."""

    item_id: int
    code: str
    version: int
    queue_id: int
    name: str
    name_en: str
    top: bool
    legal_basis: str
    conditions: str
    procedure: list[str]
    statutory_limit: TimeLimit
    promised_limit: TimeLimit
    result: str
    fees: str
    agency: str
    materials: list[Material]
    supervision: str
    where_and_when: str
    sample: bool
    search: list[str]
    initials: str
    bring: str


class Catalogue(Outgoing):
    """Everything a kiosk needs to know of its hall."""

    hall: Hall
    items: list[Item]


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


class PlainName(Outgoing):
    """A name in both languages."""

    name: str
    name_en: str


class QueueName(PlainName):
    """A queue's code and names."""

    code: str


class ZonePlace(PlainName):
    """Where a zone is."""

    zone_id: int
    place: str


class WindowPlace(Outgoing):
    """Where a window is."""

    window_id: int
    number: str
    place: str


class AppointmentMark(Outgoing):
    """The appointment that a ticket was given for; `late` stands where everybody stands."""

    appointment_id: int
    starts_at: str
    ends_at: str
    arrival: Literal["on_time", "late"]


class TicketItem(PlainName):
    """An item of a ticket and what to bring for it."""

    item_id: int
    bring: str


class Ticket(Outgoing):
    """号票."""

    ticket_id: int
    hall_id: int
    hall: PlainName
    day: str
    number: str
    queue_id: int
    queue: QueueName
    zone: ZonePlace
    state: str
    priority: int
    items: list[TicketItem]
    joined_at: str
    issued_at: str
    ahead: int | None
    wait: Wait | None
    windows: list[WindowPlace]
    slip: str
    reprints: int
    appointment: AppointmentMark | None
    warning: Literal["near_closing", "may_not_be_served"] | None
    kept_from: str | None
    token: str
    url: str
    window: WindowPlace | None
    calls: int


class PhoneHall(PlainName):
    """The hall on a telephone page."""

    hall_id: int


class PhoneTicket(Outgoing):
    """A ticket as its owner's telephone shows it."""

    number: str
    state: str
    hall: PhoneHall
    queue: PlainName
    zone: ZonePlace
    ahead: int | None
    appointment: AppointmentMark | None
    wait: Wait | None
    windows: list[WindowPlace]
    window: WindowPlace | None
    bring_back_after: int
    may_return: bool
    issued_at: str
    day: str
    seq: int
    now: str


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
    announced: Literal["spoken", "pending", "not_announced", "no_speaker"]


class DeskQueue(Outgoing):
    """A queue that the window serves."""

    queue_id: int
    code: str
    name: str
    prefix: str
    rank: int
    waiting: int


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
    """Who waits for this window."""

    total: int
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
    seq: int
    now: str


class StationInfo(Outgoing):
    """Who a station is."""

    station_id: int
    code: str
    kind: str
    hall_id: int
    window_id: int | None
    zone_id: int | None


class Job(Outgoing):
    """Something a station is asked to do once, before `deadline_at`."""

    job_id: str
    kind: str
    body: dict[str, Any]
    created_at: str
    deadline_at: str


class JobList(Outgoing):
    """A station's pending jobs."""

    jobs: list[Job]


class Accepted(Outgoing):
    """Taken; saying it again changes nothing."""

    accepted: Literal[True] = True


class Alarm(Outgoing):
    """Something a person should look at."""

    alarm_id: int
    kind: str
    station_id: int | None
    window_id: int | None
    device: str | None
    detail: dict[str, Any]
    raised_at: str


class AlarmList(Outgoing):
    """The hall's newest alarms, newest first."""

    alarms: list[Alarm]


class Health(Outgoing):
    """Whether the server works: it has just read the database."""

    status: Literal["ok"]
    database: Literal["ok"]


class QueueWait(Outgoing):
    """What a number drawn now would wait; null: nothing is known."""

    queue_id: int
    wait: Wait | None


class TicketWait(Outgoing):
    """What a waiting ticket still has to wait; null: nothing is known."""

    ticket_id: int
    wait: Wait | None


class HallWaits(Outgoing):
    """All waits of a hall, when they were estimated, and after which event."""

    at: str
    seq: int
    queues: list[QueueWait]
    tickets: list[TicketWait]


class AccuracyFigures(Outgoing):
    """How true quotes were; figures are null without tickets. Seconds, and shares from 0 to 1.

    `n` tickets were called and had been told a wait; `not_quoted` were called and had been told
    nothing. `bias_s` above 0: quoted too long. `inside`: called between low and high. `late`:
    called more than five minutes after high.
    """

    n: int
    not_quoted: int
    mae_s: float | None
    bias_s: float | None
    inside: float | None
    below_p90: float | None
    late: float | None


class QueueAccuracy(AccuracyFigures):
    """Of one queue."""

    queue_id: int
    name: str
    name_en: str


class HourAccuracy(AccuracyFigures):
    """Of those who arrived in one hour of the day, in the hall's own time."""

    hour: int


class WaitAccuracy(Outgoing):
    """How true the quoted waits of a period were."""

    first: Annotated[str, Field(serialization_alias="from", validation_alias="from")]
    last: Annotated[str, Field(serialization_alias="to", validation_alias="to")]
    total: AccuracyFigures
    queues: list[QueueAccuracy]
    hours: list[HourAccuracy]
