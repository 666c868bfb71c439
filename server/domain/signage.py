"""What displays show beside calls: slides with their times, lines of the marquee, layouts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Panel(StrEnum):
    """A part of a hall display."""

    CALLS = "calls"
    WAITING = "waiting"
    PASSED = "passed"
    SLIDES = "slides"
    NOTICES = "notices"


class SlidesPlace(StrEnum):
    """Where a layout has its slides.

    MAIN: large, with the list of calls beside; while a call is fresh they give it their upper part.
    BESIDE: in the column beside the calls, always of one size.
    """

    MAIN = "main"
    BESIDE = "beside"


class OnCall(StrEnum):
    """What slides do while a call is fresh; they never cover it."""

    PLAY = "play"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a screen shows, and how.

    Attributes:
        shows: its parts.
        slides: where the slides are, if it shows any.
        zones, queues: codes; of these alone. Empty: of all.
        calls: the most numbers in the list; None: as many as there is room for.
        turn_s: seconds until a list that is longer than its place turns its page.
        english: the second language under the first.
        flash: a new call flashes, for who cannot hear it.
    """

    shows: tuple[Panel, ...]
    slides: SlidesPlace | None = None
    on_call: OnCall = OnCall.PLAY
    zones: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    calls: int | None = None
    turn_s: int = 8
    english: bool = True
    flash: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a layout: its field, why, and what it is about ("" if nothing more)."""

    field: str
    why: str
    about: str = ""


def layout_faults(
    layout: Layout, *, zones: Collection[str], queues: Collection[str]
) -> list[Fault]:
    """All that is wrong with a layout in a hall with these zones and queues, by their codes."""
    return [
        *_faults_of_parts(layout),
        *_unknown("zones", layout.zones, zones),
        *_unknown("queues", layout.queues, queues),
    ]


def _faults_of_parts(layout: Layout) -> Iterator[Fault]:
    shows = set(layout.shows)
    beside = shows & {Panel.WAITING, Panel.PASSED}
    if not shows:
        yield Fault("shows", "empty")
    for panel in sorted(shows):
        if layout.shows.count(panel) > 1:
            yield Fault("shows", "twice", panel)
    if Panel.SLIDES not in shows:
        if layout.slides is not None:
            yield Fault("slides", "not_shown")
        return
    if Panel.CALLS not in shows:
        if beside:
            yield Fault("shows", "slides_need_calls")
    elif layout.slides is None:
        yield Fault("slides", "no_place")
    # Beside the calls there is room for two things that can be read from the seats, not for more.
    elif layout.slides is SlidesPlace.MAIN and Panel.WAITING in shows:
        yield Fault("shows", "no_room", Panel.WAITING)
    elif layout.slides is SlidesPlace.BESIDE and len(beside) > 1:
        yield Fault("shows", "no_room", Panel.PASSED)


def _unknown(field: str, named: tuple[str, ...], known: Collection[str]) -> Iterator[Fault]:
    for code in named:
        if code not in known:
            yield Fault(field, "unknown", code)
    for code in sorted({each for each in named if named.count(each) > 1}):
        yield Fault(field, "twice", code)


def is_over(last_on: date | None, *, today: date) -> bool:
    """Whether something that is shown up to a day, which is included, is to be shown no more."""
    return last_on is not None and today > last_on


def has_begun(first_on: date | None, *, today: date) -> bool:
    """Whether something that is shown from a day on is to be shown by now."""
    return first_on is None or today >= first_on


def valid_lines(lines: Iterable[Mapping[str, str]], *, today: date) -> list[dict[str, str]]:
    """The marquee's lines of a day, with their words alone."""

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return [
        {"zh": line["zh"], "en": line["en"]}
        for line in lines
        if has_begun(day(line.get("first_on")), today=today)
        and not is_over(day(line.get("last_on")), today=today)
    ]
