"""New stations, and what the office tells those it has."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from server.api.schemas.base import HallPath, Incoming, Outgoing, Whole
from server.services.managing_stations import Message

Kind = Literal["kiosk", "window", "hall"]


class StationPath(HallPath):
    """`/halls/{hall_id}/stations/{station_id}`"""

    station_id: Whole


class AskToPair(Incoming):
    """A computer asks to become a station.

    `token_hash` is SHA-256, in hex, of the token it made for itself: `st_` and 256 random bits.
    `host` is what it calls itself.
    """

    kind: Kind
    host: Annotated[str, Field(min_length=1, max_length=60)]
    token_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PairingCode(Outgoing):
    """What the computer shows on its screen, and until when it is good."""

    code: str
    expires_at: str


class AcceptPairing(Incoming):
    """Make the computer that shows `code` the station of this name."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    station: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    zone_id: Whole | None = None
    window_id: Whole | None = None


class Paired(Outgoing):
    """The station that came of it."""

    station_id: int


class GiveKeypads(Incoming):
    """The windows whose keypads hang on this station, on a line that comes from elsewhere."""

    window_ids: Annotated[list[Whole], Field(max_length=255)]


class TellStation(Incoming):
    """Something for a station to do; `zh` and `en` are what its screen shows."""

    message: Message
    zh: Annotated[str, Field(max_length=200)] = ""
    en: Annotated[str, Field(max_length=300)] = ""
    shown_s: Annotated[int, Field(ge=5, le=3600)] = 60


class Told(Outgoing):
    """The job that carries it; the station answers when it is done."""

    job_id: str


class StationView(Outgoing):
    """A station with the health it last told; `devices` is null until it told any."""

    station_id: int
    code: str
    kind: str
    zone_id: int | None
    window_id: int | None
    keypad_window_ids: list[int]
    speaks: bool
    online: bool
    seen_at: str | None
    revoked_at: str | None
    devices: dict[str, dict[str, Any]] | None


class StationViewList(Outgoing):
    """Every station of a hall."""

    stations: list[StationView]
