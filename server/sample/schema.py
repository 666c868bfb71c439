"""The format of a hall's own files: what a county writes down before its hall can open.

Keys are English, as in the rest of the system; values that end up on a screen or on paper
(units of a time limit, forms of a material) are the Chinese words themselves.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from server.sample.appointments import Appointments
from server.sample.fields import (
    SAMPLE_MARK,
    AgencyCode,
    Audience,
    BasicCode,
    Channel,
    ClockTime,
    Code,
    Entry,
    Flag,
    Initials,
    ItemCode,
    ItemType,
    Level,
    Line,
    Name,
    OptionalInitials,
    OptionalText,
    Phone,
    Position,
    Prefix,
    Refusal,
    Text,
    TimeZone,
    WindowNumber,
    without_repeats,
)
from server.sample.timetable import Calendar, Issuing
from server.sample.voice import Voice


class BilingualText(Entry):
    zh: Text
    en: Text


class Zone(Entry):
    """A part of the hall.

    A ticket that is sent to the zone waits in its default_queue if no queue of the zone handles
    what the ticket is for; without one, such a ticket cannot be sent there.
    """

    code: Code
    name: Name
    name_en: Name
    about: Line
    about_en: Line
    position: Position
    place: Name
    default_queue: Code | None = None
    voice: Voice = Voice()


class Calling(Entry):
    """How often and how quickly a queue calls before a number counts as missed.

    min_calls before a number may be passed over; spacing_s seconds between calls and before
    passing over; at most max_calls; walking_s seconds for the way to the window; with await_walk
    a number is neither passed over nor lapses before these have gone by since its latest call;
    lapse_after_s seconds after its last call an unanswered number is passed over by itself;
    a citizen may put a missed number back self_returns times, within return_within_s seconds.
    """

    min_calls: Annotated[int, Field(strict=True, ge=1, le=9)] = 1
    spacing_s: Annotated[int, Field(strict=True, ge=0, le=300)] = 0
    max_calls: Annotated[int, Field(strict=True, ge=1, le=99)] | None = 5
    walking_s: Annotated[int, Field(strict=True, ge=0, le=600)] = 30
    await_walk: Annotated[bool, Field(strict=True)] = False
    lapse_after_s: Annotated[int, Field(strict=True, ge=10, le=3600)] | None = None
    self_returns: Annotated[int, Field(strict=True, ge=0, le=9)] = 1
    return_within_s: Annotated[int, Field(strict=True, ge=60, le=43200)] = 3600


class Queue(Entry):
    """What a number belongs to: prefix A with three digits gives A001.

    expected_service_minutes is the configured mean, used until there are measured times.
    A higher priority is called first; priority_note says to whom it is given.
    """

    code: Code
    zone: Code
    name: Name
    name_en: Name
    prefix: Prefix
    digits: Annotated[int, Field(strict=True, ge=2, le=4)] = 3
    first_number: Annotated[int, Field(strict=True, ge=0)] = 1
    daily_limit: Annotated[int, Field(strict=True, ge=1)] | None = None
    expected_service_minutes: Annotated[float, Field(strict=True, gt=0, le=480)]
    position: Position
    priority: Annotated[int, Field(strict=True, ge=0, le=9)] = 0
    priority_note: OptionalText = ""
    open_to_kiosk: Flag = True
    calling: Calling = Calling()
    issuing: Issuing = Issuing()
    appointments: Appointments | None = None

    @model_validator(mode="after")
    def _numbers_fit_the_digits(self) -> Self:
        if self.first_number + (self.daily_limit or 1) > 10**self.digits:
            raise Refusal(
                f"{self.digits} 位数字不够用到当日最后一个号",
                f"{self.digits} digits do not reach the last number of the day",
                field="digits",
            )
        return self


class Serves(Entry):
    """One queue of a window; the window takes rank 1 before rank 2.

    With help_when_idle or help_after_minutes the window only helps this queue: when its own are
    empty, or when somebody in it has waited longer than so many minutes.
    """

    queue: Code
    rank: Annotated[int, Field(strict=True, ge=1, le=9)] = 1
    help_when_idle: Flag = False
    help_after_minutes: Annotated[int, Field(strict=True, ge=1, le=240)] | None = None


class Window(Entry):
    number: WindowNumber
    zone: Code
    place: Name
    queues: Annotated[tuple[Serves, ...], Field(min_length=1)]


class Package(Entry):
    """Several items behind one button, on one ticket of one queue.

    With a route the ticket goes on to these queues, one after another, and keeps its first
    arrival (联合审批).
    """

    code: Code
    name: Name
    name_en: Name
    queue: Code
    items: Annotated[tuple[ItemCode, ...], Field(min_length=2), AfterValidator(without_repeats)]
    about: Line
    about_en: Line
    route: Annotated[tuple[Code, ...], AfterValidator(without_repeats)] = ()
    search_words: tuple[Text, ...] = ()
    pinyin: Initials


class TimeLimit(Entry):
    """A time limit in days; 0 means while you wait, no days means the note says it."""

    days: Annotated[int, Field(strict=True, ge=0, le=3650)] | None = None
    unit: Literal["工作日", "自然日"] = "工作日"
    note: OptionalText = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.days is None and not self.note:
            raise Refusal("没有天数时须有说明", "needs a note when there are no days", field="note")
        return self


class Material(Entry):
    """What to bring; has_sample is None where nobody has said whether there is a filled-in one."""

    name: Line
    form: Literal["原件", "复印件", "原件及复印件"]
    copies: Annotated[int, Field(strict=True, ge=1, le=20)] = 1
    note: OptionalText = ""
    has_sample: Flag | None = None


class Item(Entry):
    """A service item with its guide.

    The first eight texts are those every item must have (事项名称, 设定依据, 办理条件, 办理程序,
    法定期限, 承诺时限, 办理结果, 收费依据及标准): "不收费" is an answer, a blank is not. Where
    something is charged, fees is the standard and fee_basis says by what it is charged.
    pinyin holds the initials of the name, then those of the search words, apart by spaces.
    From basic_code on they are the codes of GB/T 39046—2020.
    """

    name: Line
    legal_basis: Annotated[Text, Field(max_length=1000)]
    conditions: Text
    procedure: Annotated[tuple[Text, ...], Field(min_length=1)]
    statutory_limit: TimeLimit
    promised_limit: TimeLimit
    result: Text
    fees: Text
    fee_basis: OptionalText = ""
    is_charged: Flag = False
    code: ItemCode
    name_en: Annotated[OptionalText, Field(max_length=200)] = ""
    queue: Code
    agency: Annotated[Text, Field(max_length=100)]
    materials: tuple[Material, ...]
    supervision: Text
    where_and_when: OptionalText = ""
    enquiry: OptionalText = ""
    search_words: tuple[Text, ...] = ()
    pinyin: OptionalInitials = ""
    top: Flag = False
    slip_note: OptionalText = ""
    sample: Flag = False
    basic_code: BasicCode = ""
    item_type: ItemType = ""
    level: Level = ""
    agency_code: AgencyCode = ""
    audiences: tuple[Audience, ...] = ()
    channels: tuple[Channel, ...] = ()
    by_appointment: Flag | None = None

    @model_validator(mode="after")
    def _says_by_what_it_is_charged(self) -> Self:
        if self.is_charged and not self.fee_basis:
            raise Refusal(
                "收费事项须写收费依据", "must say by what it is charged", field="fee_basis"
            )
        return self

    @model_validator(mode="after")
    def _keeps_the_legal_limit(self) -> Self:
        legal, promised = self.statutory_limit, self.promised_limit
        if legal.days is None or promised.days is None or legal.unit != promised.unit:
            return self
        if promised.days > legal.days:
            raise Refusal(
                f"承诺时限 {promised.days} 长于法定期限 {legal.days}",
                f"promises {promised.days}, longer than the legal {legal.days}",
                field="promised_limit",
            )
        return self

    @model_validator(mode="after")
    def _sample_is_marked(self) -> Self:
        # A guide nobody has checked must say so wherever it is printed, and a checked one
        # must not: both sides of the rule, or a copied sample goes public by a changed flag.
        asserted = {
            "legal_basis": self.legal_basis,
            "statutory_limit": self.statutory_limit.note,
            "promised_limit": self.promised_limit.note,
            "fees": self.fees,
        }
        if self.fee_basis:
            asserted["fee_basis"] = self.fee_basis
        for field, text in asserted.items():
            if self.sample and SAMPLE_MARK not in text:
                raise Refusal("示例事项须注明“示例”", "a sample must be marked 示例", field=field)
            if not self.sample and SAMPLE_MARK in text:
                raise Refusal(
                    "仍是示例文字，核实后请改写",
                    "is still the sample's text; check it and rewrite it",
                    field=field,
                )
        return self


class ItemDefaults(Entry):
    """What the items of one file share, so that it need not be said in each of them."""

    queue: Code | None = None
    agency: Text | None = None
    supervision: Text | None = None
    where_and_when: Text | None = None


class HallFile(Entry):
    """A whole hall as written in its folder: hall.toml, and its items from items/*.toml."""

    code: Code
    name: Annotated[Text, Field(max_length=100)]
    name_en: Line
    kind: Literal["centre", "branch", "township"]
    time_zone: TimeZone
    day_starts_at: ClockTime
    address: Line
    supervision_phone: Phone
    enquiry_phone: Phone
    sample: Flag = False
    marquee: tuple[BilingualText, ...] = ()
    voice: Voice = Voice()
    calendar: Calendar
    zones: Annotated[tuple[Zone, ...], Field(min_length=1)]
    queues: Annotated[tuple[Queue, ...], Field(min_length=1)]
    windows: Annotated[tuple[Window, ...], Field(min_length=1)]
    packages: tuple[Package, ...] = ()
    items: tuple[Item, ...]
