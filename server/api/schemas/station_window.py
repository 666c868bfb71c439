"""What a window's own station asks of its window."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.api.schemas.base import Incoming, Outgoing, Shape

Name = Annotated[str, Field(min_length=1, max_length=40)]


class AtWindow(Shape):
    """`?at=5`: which window, for a station on which the devices of several windows hang."""

    at: Annotated[str | None, Field(min_length=1, max_length=10)] = None


class PadTransfer(Incoming):
    """转移, to a queue by its code or to a window by its number."""

    queue: Name | None = None
    window: Name | None = None


class PadTicket(Outgoing):
    """The ticket at the window."""

    number: str
    state: Literal["called", "serving"]


class PadWindow(Outgoing):
    """A window as its caller pad shows it: no names, nothing about the citizen."""

    window_id: int
    number: str
    state: Literal["closed", "open", "paused"]
    ticket: PadTicket | None
    waiting: int
    seq: int
