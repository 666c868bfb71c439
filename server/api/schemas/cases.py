"""Bad-rating cases."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from server.api.schemas.base import HallPath, Incoming, Outgoing, Whole
from server.domain.cases import AppealKind, CaseStep

Words = Annotated[str, Field(max_length=2000)]


class CasePath(HallPath):
    """`/halls/{hall_id}/cases/{case_id}`"""

    case_id: Whole


class CaseQuery(BaseModel):
    """`?ended=true`: those that are over, instead of those that are open."""

    ended: bool = False


class TakeCaseStep(Incoming):
    """A step of a case. `words`: what was found, done or said."""

    step: CaseStep
    words: Words | None = None
    is_complex: bool = False
    appeal: AppealKind | None = None


class ExtendCase(Incoming):
    """延期: a later end, with a reason, once."""

    until: AwareDatetime
    reason: Annotated[str, Field(min_length=1, max_length=400)]


class AssignCase(Incoming):
    """转办; null: the office takes it."""

    account_id: Whole | None


class Responsible(Incoming):
    """窗口负责人; null: the office answers for the window."""

    account_id: Whole | None


class LabelChosen(Outgoing):
    """A label; `text` is null where the wording of a retired one is not known."""

    code: str
    text: str | None


class Case(Outgoing):
    """A case. To whoever is rated, `number`, `opened_at`, `rated_at` and `contact` are null."""

    case_id: int
    state: str
    state_since: str
    opened_at: str | None
    day: str
    number: str | None
    queue: str
    window: str
    level: str
    channel: str
    rated_at: str | None
    labels: list[LabelChosen]
    said: str | None
    reason_missing: bool
    contact: str | None
    flags: list[str]
    rated: str | None
    assigned: str | None
    assigned_id: int | None
    is_anonymous: bool
    is_complex: bool
    is_mine: bool
    is_about_me: bool
    due_at: str | None
    urgency: str
    extended_to: str | None
    extension_reason: str | None
    next: list[str]


class CaseList(Outgoing):
    """Cases, most urgent first."""

    cases: list[Case]


class StepTaken(Outgoing):
    """What was done, when, by whom; `by` is null where the system did it.

    `at` of the first step is null to whoever is rated.
    """

    number: int
    step: str
    state: str
    at: str | None
    by: str | None
    kind: str | None
    words: str | None


class CaseView(Case):
    """A case with all its steps."""

    steps: list[StepTaken]


class SealedStep(StepTaken):
    """A step with a hash over it and all before it."""

    seal: str


class CaseFile(Case):
    """A case to hand on; `contact` is null."""

    hall: str
    made_at: str
    steps: list[SealedStep]
