"""New computers become stations; the office sees its stations and tells them what to do."""

from __future__ import annotations

from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.running import run
from server.api.schemas.base import Accepted, HallPath, Problem
from server.api.schemas.station_management import (
    AcceptPairing,
    AskToPair,
    GiveKeypads,
    Paired,
    PairingCode,
    StationPath,
    StationViewList,
    TellStation,
    Told,
)
from server.domain.access import Permission
from server.reports.stations import hall_stations
from server.services import managing_stations, pairing
from server.wiring import wiring

bp = Blueprint(
    "station_management", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="stations")]
)


@bp.post("/halls/<int:hall_id>/pairings", responses={200: PairingCode, 429: Problem})
def ask_to_pair(path: HallPath, body: AskToPair) -> Answer:
    """Ask to become a station. Anybody may ask; somebody of the office has to accept."""
    command = partial(pairing.ask, kind=body.kind, host=body.host, token_hash=body.token_hash)
    return run(path.hall_id, command, name="ask_to_pair", actor="new station")


@bp.post("/halls/<int:hall_id>/stations", responses={200: Paired}, security=SIGNED_IN)
@requires(Permission.MANAGE_STATIONS)
def accept_pairing(path: HallPath, body: AcceptPairing) -> Answer:
    """配对: make the computer that shows this code a station."""
    command = partial(
        pairing.accept,
        code=body.code,
        station=body.station,
        zone_id=body.zone_id,
        window_id=body.window_id,
    )
    return run(path.hall_id, command, name=f"accept_pairing:{body.station}")


@bp.get("/halls/<int:hall_id>/stations", responses={200: StationViewList}, security=SIGNED_IN)
@requires(Permission.MANAGE_STATIONS)
def get_stations(path: HallPath) -> Answer:
    """The hall's stations and how they are."""
    parts = wiring()
    with parts.database.read() as conn:
        return {"stations": hall_stations(conn, path.hall_id, is_online=parts.is_online)}


@bp.post(
    "/halls/<int:hall_id>/stations/<int:station_id>/messages",
    responses={200: Told},
    security=SIGNED_IN,
)
@requires(Permission.MANAGE_STATIONS)
def tell_station(path: StationPath, body: TellStation) -> Answer:
    """Lock or unlock a station, show words on its screen, load its page anew, print a test slip."""
    command = partial(
        managing_stations.tell_station,
        station_id=path.station_id,
        message=body.message,
        zh=body.zh,
        en=body.en,
        shown_s=body.shown_s,
    )
    return run(path.hall_id, command, name=f"tell:{path.station_id}:{body.message}")


@bp.post(
    "/halls/<int:hall_id>/stations/<int:station_id>/keypads",
    responses={200: Accepted},
    security=SIGNED_IN,
)
@requires(Permission.MANAGE_STATIONS)
def give_keypads(path: StationPath, body: GiveKeypads) -> Answer:
    """Say at which windows the keypads stand that hang on this station; the others lose theirs."""
    command = partial(
        managing_stations.give_keypads,
        station_id=path.station_id,
        window_ids=set(body.window_ids),
    )
    run(path.hall_id, command, name=f"give_keypads:{path.station_id}")
    return {"accepted": True}


@bp.post(
    "/halls/<int:hall_id>/stations/<int:station_id>/revoke",
    responses={200: Accepted},
    security=SIGNED_IN,
)
@requires(Permission.MANAGE_STATIONS)
def revoke_station(path: StationPath) -> Answer:
    """End a station's token, for a computer that is lost or replaced."""
    command = partial(managing_stations.revoke_station, station_id=path.station_id)
    run(path.hall_id, command, name=f"revoke:{path.station_id}")
    return {"accepted": True}
