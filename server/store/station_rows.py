"""Rows of stations and their jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.domain.leasing import Block


@dataclass(frozen=True, slots=True)
class StationRow:
    """A computer with devices. `token_hash` is SHA-256 of its token, in hex."""

    id: int
    hall_id: int
    code: str
    kind: str
    zone_id: int | None
    window_id: int | None
    speaks: bool
    token_hash: str
    is_demonstration: bool
    revoked_at: datetime | None
    seen_at: datetime | None
    health: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class PairingRow:
    """A computer that asks to become a station, by the code on its screen."""

    id: int
    hall_id: int
    code: str
    token_hash: str
    kind: str
    host: str
    asked_at: datetime
    expires_at: datetime
    station_id: int | None


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """Numbers of a queue's day that a kiosk holds."""

    id: int
    hall_id: int
    queue_id: int
    day: date
    station_id: int
    holder: str
    first_serial: int
    last_serial: int
    taken_at: datetime

    @property
    def block(self) -> Block:
        """Its numbers."""
        return Block(self.first_serial, self.last_serial)


@dataclass(frozen=True, slots=True)
class JobRow:
    """Something a station is asked to do once, before its deadline."""

    id: str
    hall_id: int
    station_id: int
    kind: str
    body: dict[str, Any]
    visit_id: int | None
    created_at: datetime
    deadline_at: datetime
    state: str
    result: dict[str, Any] | None
    ended_at: datetime | None
