"""What displays show beside calls: for them what is still to be shown, for the office all of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from server.domain.signage import is_over
from server.reports.board import hall_row
from server.store.signage_rows import LayoutRow, SlideRow
from server.store.signage_tables import layouts, slides


def signage(conn: Connection, hall_id: int, *, now: datetime) -> dict[str, Any]:
    """For displays: the slides that are on and not over, in their order, and the hall's layouts.

    Days and hours of a slide are the display's to keep: it goes on without a link.

    Raises:
        NotFound: no such hall.
    """
    today = hall_row(conn, hall_id).today(now)
    return {
        "slides": [
            _slide(each)
            for each in _slides(conn, hall_id)
            if each.is_on and not is_over(each.last_on, today=today)
        ],
        "layouts": _layouts(conn, hall_id),
    }


def all_signage(conn: Connection, hall_id: int) -> dict[str, Any]:
    """For the office: every slide, every line of the marquee with its days, every layout.

    Raises:
        NotFound: no such hall.
    """
    hall = hall_row(conn, hall_id)
    return {
        "slides": [_slide(each) for each in _slides(conn, hall_id)],
        "layouts": _layouts(conn, hall_id),
        "marquee": [
            {
                "zh": line["zh"],
                "en": line["en"],
                "first_on": line.get("first_on"),
                "last_on": line.get("last_on"),
            }
            for line in hall.notices
        ],
    }


def media_in_use(conn: Connection, hall_id: int) -> set[str]:
    """The files that slides of a hall name."""
    query = select(slides.c.medium).where(slides.c.hall_id == hall_id)
    return set(conn.execute(query).scalars())


def _slides(conn: Connection, hall_id: int) -> list[SlideRow]:
    query = select(slides).where(slides.c.hall_id == hall_id).order_by(slides.c.position)
    return [SlideRow(*row) for row in conn.execute(query)]


def _slide(row: SlideRow) -> dict[str, Any]:
    return {
        "slide_id": row.id,
        "title": row.title,
        "url": f"/display/media/{row.hall_id}/{row.medium}",
        "video": row.kind.is_video,
        "size": row.size,
        "duration_s": row.duration_s,
        "fit": row.fit,
        "first_on": row.first_on and row.first_on.isoformat(),
        "last_on": row.last_on and row.last_on.isoformat(),
        "weekdays": row.weekdays,
        "from_time": row.from_time,
        "until_time": row.until_time,
        "is_on": row.is_on,
    }


def _layouts(conn: Connection, hall_id: int) -> list[dict[str, Any]]:
    query = select(layouts).where(layouts.c.hall_id == hall_id).order_by(layouts.c.name)
    rows = [LayoutRow(*row) for row in conn.execute(query)]
    return [{"name": row.name, "title": row.title, "definition": row.definition} for row in rows]
