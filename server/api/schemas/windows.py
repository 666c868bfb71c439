"""The commands of a window."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from server.api.schemas.base import CaseNumber, Incoming, ShortText, Whole
from server.domain.lifecycle import Outcome, SuspendKind


class OpenWindow(Incoming):
    """Sit down at a window."""

    take_over: bool = False


class PauseWindow(Incoming):
    """Pause a window."""

    reason: ShortText
    until: datetime | None = None


class PassTicket(Incoming):
    """过号."""

    reason: ShortText | None = None


class SuspendTicket(Incoming):
    """挂起."""

    kind: SuspendKind


class ResumeTicket(Incoming):
    """恢复, by id, by the citizen's code, or by what the QR code of a notice bears."""

    ticket_id: Whole | None = None
    code: Annotated[str | None, Field(pattern=r"^\d{6}$")] = None
    token: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9_-]{16,40}$")] = None


class TransferTicket(Incoming):
    """转移, to a queue, to a window or to a zone."""

    queue_id: Whole | None = None
    window_id: Whole | None = None
    zone_id: Whole | None = None


class CallChosen(Incoming):
    """指定呼叫."""

    ticket_id: Whole
    reason: ShortText


class Admit(Incoming):
    """直办: somebody without a number."""

    queue_id: Whole


class BeginItem(Incoming):
    """Begin to handle an item."""

    item_id: Whole


class FinishVisit(Incoming):
    """办结."""

    outcome: Outcome
    note: ShortText | None = None
    case_number: CaseNumber | None = None
