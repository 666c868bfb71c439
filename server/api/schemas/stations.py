"""Stations, their jobs, alarms and health."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.api.schemas.base import Incoming, Outgoing, Whole
from server.api.schemas.ratings import CitizensWords, LabelCodes


class JobAnswer(BaseModel):
    """What a station says of a job; which fields are there, its outcome decides.

    `error` is what went wrong; `value` the raw key, `level` what the station's key map makes of
    it, with the instants of arming and pressing; `labels` and `words` say why; `slips` what
    became of each slip of a print.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    error: Annotated[str | None, Field(max_length=20)] = None
    device: Annotated[str | None, Field(max_length=40)] = None
    value: Annotated[int | None, Field(ge=0, le=0xFFFF)] = None
    level: Annotated[str | None, Field(max_length=20)] = None
    slips: Annotated[list[Literal["printed", "failed", "unknown"]] | None, Field(max_length=4)] = (
        None
    )
    labels: LabelCodes | None = None
    words: CitizensWords | None = None
    armed_at: Annotated[str | None, Field(max_length=40)] = None
    pressed_at: Annotated[str | None, Field(max_length=40)] = None


class JobResult(Incoming):
    """A station's answer to a job."""

    outcome: Literal["done", "failed", "timed_out", "dropped"]
    body: JobAnswer = JobAnswer()
    at: datetime | None = None


class StationAlarm(Incoming):
    """Something a station wants a person to look at."""

    kind: Annotated[str, Field(min_length=1, max_length=30)]
    device: Annotated[str | None, Field(max_length=40)] = None
    detail: Annotated[dict[str, Any], Field(default_factory=dict)]
    at: datetime | None = None


class StationHealth(Incoming):
    """A station's devices."""

    devices: dict[str, dict[str, Any]]


class Announcement(Incoming):
    """A speaking device acknowledges a call."""

    visit_id: Whole
    calls: Annotated[Whole, Field(ge=1)]
    outcome: Literal["spoken", "dropped"]
    why: Literal["said", "stale", "no longer called", "no sound", "quiet"] | None = None
    at: datetime | None = None


class StationInfo(Outgoing):
    """Who a station is."""

    station_id: int
    code: str
    kind: str
    hall_id: int
    window_id: int | None
    zone_id: int | None


class Job(Outgoing):
    """Something a station is asked to do once, before `deadline_at`."""

    job_id: str
    kind: str
    body: dict[str, Any]
    created_at: str
    deadline_at: str


class JobList(Outgoing):
    """A station's pending jobs."""

    jobs: list[Job]


class Alarm(Outgoing):
    """Something a person should look at."""

    alarm_id: int
    kind: str
    station_id: int | None
    window_id: int | None
    device: str | None
    detail: dict[str, Any]
    raised_at: str


class AlarmList(Outgoing):
    """The hall's newest alarms, newest first."""

    alarms: list[Alarm]


class Health(Outgoing):
    """Whether the server works: it has just read the database."""

    status: Literal["ok"]
    database: Literal["ok"]
