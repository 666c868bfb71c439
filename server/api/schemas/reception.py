"""The options of a reception desk, and visitors without a number."""

from __future__ import annotations

from server.api.schemas.base import Incoming, Outgoing


class DeskOptions(Outgoing):
    """What the reception desk does beside giving numbers."""

    window_slip: bool
    count_visitors: bool


class SetDeskOptions(Incoming):
    """A second slip for the window; counting visitors who take no number."""

    window_slip: bool
    count_visitors: bool


class CountVisitor(Incoming):
    """One more; or one fewer, after a slip of the finger."""

    undo: bool = False


class Visitors(Outgoing):
    """How many were counted today."""

    visitors: int
