"""The statistics of ratings, and the ratings on their way to platforms."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from server.api.schemas.base import CaseNumber, HallPath, Incoming, Outgoing, Whole
from server.domain.forwarding import ForwardState
from server.reports.rating_statistics import By


class StatisticsQuery(BaseModel):
    """`?from=YYYY-MM-DD&to=YYYY-MM-DD&by=window`, both days included; today without them."""

    first: Annotated[date | None, Field(alias="from")] = None
    last: Annotated[date | None, Field(alias="to")] = None
    by: By = By.WINDOW


class Share(Outgoing):
    """A part of a whole. `percent` has two decimals, half up; null of nothing."""

    part: int
    of: int
    percent: str | None


class Levels(Outgoing):
    """How many ratings of each level count."""

    very_satisfied: int
    satisfied: int
    basic: int
    dissatisfied: int
    very_dissatisfied: int


class Figures(Outgoing):
    """The figures of some visits.

    `services`: visits that were served and finished, and any other that was rated. `active`: those
    with a rating that somebody gave and nobody excluded; of each visit the first such one counts.
    `satisfaction`: the three upper levels, `bad` the two lower, `delighted` the best, each of
    `active`. `average`: of ten points, 10 the best. `further`: ratings after the one that counts.
    """

    services: int
    active: int
    levels: Levels
    excluded: int
    defaults: int
    further: int
    participation: Share
    satisfaction: Share
    bad: Share
    delighted: Share
    average: str | None


class FiguresOfGroup(Figures):
    """Of one window, zone, person, item, queue or day; `key` is null where that is not known."""

    key: str | None
    name: str | None
    name_en: str | None


class Owners(Outgoing):
    """Whose the bad ratings are by their labels: the hall's own, others', both, or unknown."""

    ours: int
    others: int
    both: int
    unknown: int


class LabelCount(Outgoing):
    """How often a label was chosen with a bad rating; `text` is null where nobody knows it."""

    label: str
    text: str | None
    cause: str
    count: int


class Causes(Outgoing):
    """What the bad ratings are about."""

    owners: Owners
    labels: list[LabelCount]


class FollowUp(Outgoing):
    """How the bad ratings are followed up: of what was due."""

    cases: int
    excluded: int
    verified: Share
    answered: Share
    in_time: Share
    called_back: Share


class RatingStatistics(Outgoing):
    """The figures of a period, by business days of the hall."""

    first: Annotated[str, Field(serialization_alias="from", validation_alias="from")]
    last: Annotated[str, Field(serialization_alias="to", validation_alias="to")]
    by: By
    total: Figures
    groups: list[FiguresOfGroup]
    causes: Causes
    follow_up: FollowUp


class ForwardsQuery(BaseModel):
    """`?state=...`; without it those that were refused or given up."""

    state: ForwardState | None = None


class ForwardPath(HallPath):
    """`/halls/{hall_id}/rating-forwards/{forward_id}`"""

    forward_id: Whole


class EnterCaseNumber(Incoming):
    """办件编号 of the case that a rating is about."""

    case_number: CaseNumber


class ForwardCount(Outgoing):
    """How many ratings stand so with a platform."""

    platform: str
    state: str
    count: int


class Forward(Outgoing):
    """A rating on its way to a platform. `stays`: why it is not for the platform."""

    forward_id: int
    platform: str
    state: str
    stays: str | None
    attempts: int
    resent: int
    next_at: str | None
    error: str | None
    day: str
    level: str
    window: str


class Forwards(Outgoing):
    """How ratings stand with the platforms, and the latest of those asked for."""

    counts: list[ForwardCount]
    forwards: list[Forward]
