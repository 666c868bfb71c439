"""Screens as the office sees them."""

from __future__ import annotations

from server.api.schemas.base import Outgoing


class UnplayableSlide(Outgoing):
    """A slide that a screen passes over: "missing", "no_room", "broken" or "unsupported"."""

    slide_id: int
    why: str


class ScreenView(Outgoing):
    """A display page as it last told of itself; `seq` is of the board that it paints."""

    screen: str
    address: str
    online: bool
    seq: int | None
    width: int
    height: int
    since: str
    told_at: str
    reloads: int
    fault: str | None
    unplayable: list[UnplayableSlide]


class ScreenViewList(Outgoing):
    """Every screen that has told of itself since the server started, and the hall's own seq."""

    seq: int
    screens: list[ScreenView]
