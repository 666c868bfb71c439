"""Slides, the marquee and layouts, as displays and the office read them and the office writes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from flask_openapi3.models import RawModel
from pydantic import Field

from server.api.schemas.base import HallPath, Incoming, Outgoing, ShortText, Whole
from server.domain.signage import OnCall, Panel, SlidesPlace

Code = Annotated[str, Field(min_length=1, max_length=40)]
LayoutName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
_ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_Weekday = Annotated[int, Field(ge=1, le=7)]
_Title = Annotated[str, Field(max_length=100)]
_Line = Annotated[str, Field(max_length=300)]
_Codes = Annotated[tuple[Code, ...], Field(max_length=50)]
_MOST_LINES = 30


class SlidePath(HallPath):
    """`/halls/{hall_id}/slides/{slide_id}`"""

    slide_id: Whole


class LayoutPath(HallPath):
    """`/halls/{hall_id}/layouts/{name}`"""

    name: LayoutName


class MediumSent(RawModel):
    """A file as it is; what it is called and what it is said to be count for nothing."""

    mimetypes = ["application/octet-stream"]  # noqa: RUF012 - the library's own way


class Showing(Incoming):
    """How a slide is shown, and when; see `server/services/signage.py`."""

    title: _Title = ""
    duration_s: Annotated[int, Field(ge=3, le=3600)] | None = None
    fit: Literal["contain", "cover"] = "contain"
    first_on: date | None = None
    last_on: date | None = None
    weekdays: Annotated[tuple[_Weekday, ...], Field(max_length=7)] = ()
    from_time: _ClockTime | None = None
    until_time: _ClockTime | None = None
    is_on: bool = True


class AddSlide(Showing):
    """A picture or video that was sent before, and how it is shown."""

    medium: Annotated[str, Field(max_length=80)]


class OrderSlides(Incoming):
    """All slides of the hall, in the order they are to be shown."""

    slide_ids: Annotated[tuple[Whole, ...], Field(max_length=1000)]


class WriteMarqueeLine(Incoming):
    """A line of the marquee; `first_on` and `last_on` are days of the hall, both included."""

    zh: Annotated[str, Field(min_length=1, max_length=300)]
    en: _Line = ""
    first_on: date | None = None
    last_on: date | None = None


class SetMarquee(Incoming):
    """All lines, in their order."""

    lines: Annotated[tuple[WriteMarqueeLine, ...], Field(max_length=_MOST_LINES)]


class LayoutDefinition(Incoming):
    """What a screen shows, and how; see `server/domain/signage.py`."""

    shows: Annotated[tuple[Panel, ...], Field(max_length=10)]
    slides: SlidesPlace | None = None
    on_call: OnCall = OnCall.PLAY
    zones: _Codes = ()
    queues: _Codes = ()
    calls: Annotated[int, Field(ge=1, le=60)] | None = None
    turn_s: Annotated[int, Field(ge=3, le=120)] = 8
    english: bool = True
    flash: bool = False


class SetLayout(Incoming):
    """A layout and what the office calls it."""

    title: ShortText
    definition: LayoutDefinition


class Medium(Outgoing):
    """A file that has been taken in, to be named by a slide; `size` in bytes."""

    medium: str
    video: bool
    size: int


class Slide(Outgoing):
    """A picture or video, where its file is, and when and how it is shown."""

    slide_id: int
    title: str
    url: str
    video: bool
    size: int
    duration_s: int | None
    fit: str
    first_on: str | None
    last_on: str | None
    weekdays: list[int]
    from_time: str | None
    until_time: str | None
    is_on: bool


class LayoutShown(Outgoing):
    """A layout's parts, as displays read them."""

    shows: list[str]
    slides: str | None
    on_call: str
    zones: list[str]
    queues: list[str]
    calls: int | None
    turn_s: int
    english: bool
    flash: bool


class NamedLayout(Outgoing):
    """A layout of the hall's own; `name` is for a display's address."""

    name: str
    title: str
    definition: LayoutShown


class MarqueeLine(Outgoing):
    """A line of the marquee and its days."""

    zh: str
    en: str
    first_on: str | None
    last_on: str | None


class Signage(Outgoing):
    """What displays show beside calls."""

    slides: list[Slide]
    layouts: list[NamedLayout]


class AllSignage(Signage):
    """The same as the office sees it: with what is over or switched off, and the marquee."""

    marquee: list[MarqueeLine]
