"""A hall as it is set up: zones, queues, windows, items, and when it is open."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.api.schemas.base import Incoming, Outgoing, ShortText, Wait
from server.api.schemas.reception import DeskOptions
from server.api.schemas.stages import Stages


class CloseQueue(Incoming):
    """暂停取号."""

    reason: ShortText


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


class QuietHours(Outgoing):
    """From one time of day to another, past midnight where `to` is the earlier one."""

    from_: str = Field(alias="from")
    to: str


class VolumeHours(QuietHours):
    """How loud it is spoken meanwhile, in percent."""

    volume: int


class VoiceRules(Outgoing):
    """How a hall or a zone speaks: what is set. A zone's go before the hall's, key by key."""

    call: str | None = None
    call_en: str | None = None
    repeats: int | None = None
    english: bool | None = None
    yao: bool | None = None
    volume: int | None = None
    volume_at: list[VolumeHours] | None = None
    quiet: list[QuietHours] | None = None
    ahead: int | None = None
    passed_at: str | None = None


class Zone(Outgoing):
    """专区."""

    zone_id: int
    code: str
    name: str
    name_en: str
    about: str
    about_en: str
    place: str
    voice: VoiceRules


class SlotOffered(Outgoing):
    """A slot with a place left."""

    starts_at: str
    ends_at: str


class QueueIssuing(Outgoing):
    """Whether the queue gives a number now; else the code of the refusal, and until when.

    `slots`: after `cut_off`, the next slots that may be booked instead.
    """

    now: bool
    reason: str | None
    opens_at: str | None
    slots: list[SlotOffered]


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
    voice: VoiceRules
    stages: Stages
    desk: DeskOptions
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
    has_sample: bool | None  # null: nobody has said


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
    fee_basis: str
    is_charged: bool
    agency: str
    materials: list[Material]
    supervision: str
    enquiry: str
    where_and_when: str
    sample: bool
    search: list[str]
    initials: str
    bring: str
    valid_to: str | None  # its last day; null: without end
    url: str  # of its guide, for telephones


class Catalogue(Outgoing):
    """Everything a kiosk needs to know of its hall."""

    hall: Hall
    items: list[Item]
