"""What displays show beside calls, changed by the office: slides, the marquee, layouts.

Every change says that the hall has changed; displays fetch what they show again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from server.domain.errors import InvalidInput, NotFound
from server.domain.events import HallChanged
from server.domain.signage import Layout, layout_faults
from server.store.hall_tables import halls, queues, zones
from server.store.media_files import Medium
from server.store.signage_rows import SlideRow
from server.store.signage_tables import layouts, slides
from server.store.unit_of_work import UnitOfWork

MOST_SLIDES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """How a slide is shown, and when.

    Attributes:
        duration_s: how long; None: a video to its end.
        fit: "contain" shows all of it, "cover" fills its place.
        first_on, last_on: both included; None: without a bound.
        weekdays: from 1, Monday; none: every day.
        from_time, until_time: "HH:MM" of the hall's own clock; None: all day.
    """

    title: str
    duration_s: int | None
    fit: str
    first_on: date | None
    last_on: date | None
    weekdays: tuple[int, ...]
    from_time: str | None
    until_time: str | None
    is_on: bool


def add_slide(uow: UnitOfWork, *, medium: Medium, showing: Showing) -> dict[str, Any]:
    """Put a picture or video at the end of the list.

    Raises:
        InvalidInput: `reason` "no_duration" for a picture without one, "ends_first" or
            "too_many".
    """
    _demand_sense(showing, is_video=medium.kind.is_video)
    count = _count(uow)
    if count >= MOST_SLIDES:
        raise InvalidInput("too many slides", what="slide", reason="too_many", most=MOST_SLIDES)
    slide_id = uow.insert(
        slides,
        hall_id=uow.hall.id,
        position=count + 1,
        medium=medium.name,
        size=medium.size,
        **_columns(showing),
    )
    uow.record(HallChanged())
    return {"slide_id": slide_id}


def change_slide(uow: UnitOfWork, *, slide_id: int, showing: Showing) -> dict[str, Any]:
    """Show a slide at other times or in another way; its file stays.

    Raises:
        NotFound: no such slide in this hall.
        InvalidInput: as for `add_slide`.
    """
    slide = uow.get(SlideRow, slides, slide_id)
    _demand_sense(showing, is_video=slide.kind.is_video)
    uow.update(slides, slide_id, **_columns(showing))
    uow.record(HallChanged())
    return {"slide_id": slide_id}


def remove_slide(uow: UnitOfWork, *, slide_id: int) -> dict[str, Any]:
    """Take a slide out of the list.

    Raises:
        NotFound: no such slide in this hall.
    """
    uow.demand(slides, slide_id)
    uow.conn.execute(delete(slides).where(slides.c.id == slide_id))
    _number_anew(uow, [each for each in _in_order(uow) if each != slide_id])
    uow.record(HallChanged())
    return {"slide_id": slide_id}


def order_slides(uow: UnitOfWork, *, slide_ids: Sequence[int]) -> dict[str, Any]:
    """Show the slides in this order.

    Raises:
        InvalidInput: not the hall's slides, each once; `reason` "not_these": somebody else has
            changed the list meanwhile.
    """
    if sorted(slide_ids) != sorted(_in_order(uow)):
        raise InvalidInput("not each slide once", what="slides", reason="not_these")
    _number_anew(uow, slide_ids)
    uow.record(HallChanged())
    return {}


def set_marquee(uow: UnitOfWork, *, lines: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Replace the lines of the marquee; `first_on` and `last_on` of a line may be left out."""
    uow.update(halls, uow.hall.id, notices=list(lines))
    uow.record(HallChanged())
    return {}


def set_layout(uow: UnitOfWork, *, name: str, title: str, layout: Layout) -> dict[str, Any]:
    """Define a layout of the hall's own, or define it anew. It goes before a built-in of its name.

    Raises:
        InvalidInput: it cannot be shown; `what` is "layout", `faults` are all that is wrong.
    """
    faults = layout_faults(layout, zones=_codes(uow, zones), queues=_codes(uow, queues))
    if faults:
        raise InvalidInput(
            "the layout cannot be shown", what="layout", faults=[asdict(each) for each in faults]
        )
    uow.conn.execute(delete(layouts).where(_named(uow, name)))
    uow.insert(layouts, hall_id=uow.hall.id, name=name, title=title, definition=asdict(layout))
    uow.record(HallChanged())
    return {}


def remove_layout(uow: UnitOfWork, *, name: str) -> dict[str, Any]:
    """Forget a layout; screens whose address names it say that there is none.

    Raises:
        NotFound: no such layout in this hall.
    """
    if uow.conn.execute(delete(layouts).where(_named(uow, name))).rowcount == 0:
        raise NotFound(f"no layout {name} in this hall", what="layout")
    uow.record(HallChanged())
    return {}


def _demand_sense(showing: Showing, *, is_video: bool) -> None:
    if showing.duration_s is None and not is_video:
        raise InvalidInput("how long is it shown?", what="slide", reason="no_duration")
    if showing.first_on and showing.last_on and showing.last_on < showing.first_on:
        raise InvalidInput("it ends before it begins", what="slide", reason="ends_first")


def _columns(showing: Showing) -> dict[str, Any]:
    return {**asdict(showing), "weekdays": sorted(set(showing.weekdays))}


def _count(uow: UnitOfWork) -> int:
    query = select(func.count()).where(slides.c.hall_id == uow.hall.id)
    return int(uow.conn.execute(query).scalar_one())


def _in_order(uow: UnitOfWork) -> list[int]:
    query = select(slides.c.id).where(slides.c.hall_id == uow.hall.id)
    return list(uow.conn.execute(query.order_by(slides.c.position)).scalars())


def _number_anew(uow: UnitOfWork, slide_ids: Sequence[int]) -> None:
    for position, slide_id in enumerate(slide_ids, start=1):
        uow.update(slides, slide_id, position=position)


def _codes(uow: UnitOfWork, table: Any) -> set[str]:
    return set(
        uow.conn.execute(select(table.c.code).where(table.c.hall_id == uow.hall.id)).scalars()
    )


def _named(uow: UnitOfWork, name: str) -> Any:
    return (layouts.c.hall_id == uow.hall.id) & (layouts.c.name == name)
