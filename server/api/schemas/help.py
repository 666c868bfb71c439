"""Requests for help."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.api.schemas.base import HallPath, Incoming, Outgoing, Whole
from server.domain.help import HelpKind, HelpStep


class HelpPath(HallPath):
    """`/halls/{hall_id}/help/{help_id}`"""

    help_id: Whole


class AskHelp(Incoming):
    """What somebody wishes: help at the kiosk, 领办 or 代办; all free of charge."""

    kind: HelpKind = HelpKind.AT_KIOSK


class ActHelp(Incoming):
    """A helper's step: "take", "note", "hand_back" or "finish"."""

    step: HelpStep
    words: Annotated[str, Field(max_length=1000)] | None = None


class FeedBackHelp(Incoming):
    """Whether it helped."""

    has_helped: bool


class Help(Outgoing):
    """How far it is; `helper` is who comes, null until somebody has taken it."""

    help_id: int
    kind: str
    state: str
    asked_at: str
    helper: str | None
    has_helped: bool | None


class OwnHelp(Outgoing):
    """The latest request of a ticket; null: there was none."""

    help: Help | None


class HelpStepTaken(Outgoing):
    """What was done; `by` is null for the citizen."""

    step: str
    at: str
    by: str | None
    words: str | None


class HelpForStaff(Help):
    """A request with the kiosk it comes from, or the number of the ticket, and its steps."""

    station: str | None
    number: str | None
    helper_id: int | None
    steps: list[HelpStepTaken]


class HelpList(Outgoing):
    """Those that run first."""

    help: list[HelpForStaff]
