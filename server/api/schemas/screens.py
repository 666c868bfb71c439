"""Screens as the office sees them."""

from __future__ import annotations

from server.api.schemas.base import Outgoing


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


class ScreenViewList(Outgoing):
    """Every screen that has told of itself since the server started, and the hall's own seq."""

    seq: int
    screens: list[ScreenView]
