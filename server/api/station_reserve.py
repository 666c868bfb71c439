"""What a kiosk holds for when it cannot ask, and what it gave of it."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask_openapi3.models.tag import Tag

from server.api.answer import STATION_ONLY, Answer
from server.api.blueprint import Blueprint
from server.api.identity import station_id
from server.api.running import run
from server.api.schemas.reserve import HandedUpList, OfflineTickets, Reserve, TakeLeases
from server.domain.errors import Forbidden
from server.reports.reserve import reserve
from server.services import handing_up, leasing, stations
from server.services.handing_up import GivenOffline
from server.store.station_rows import StationRow
from server.wiring import wiring

bp = Blueprint(
    "station_reserve",
    __name__,
    url_prefix="/api/v1/stations/me",
    abp_tags=[Tag(name="stations")],
    abp_security=STATION_ONLY,
)


@bp.post("/leases", responses={200: Reserve})
def take_leases(body: TakeLeases) -> Answer:
    """Hold numbers for today and the next day of work, and know the rules to give them by.

    Asked again, a kiosk holds what it held; more is leased where less than half is left.
    """
    kiosk, parts = _kiosk(), wiring()
    command = partial(leasing.take_leases, station_id=kiosk.id, holder=body.holder)
    result = run(kiosk.hall_id, command, name="take_leases")
    with parts.database.read() as conn:
        held = reserve(
            conn,
            kiosk.hall_id,
            station_id=kiosk.id,
            holder=body.holder,
            days=[date.fromisoformat(day) for day in result["days"]],
            secret=parts.settings.secret_key.get_secret_value(),
            now=parts.clock.now(),
        )
    return {**held, "url": f"{parts.settings.url}/t/"}


@bp.post("/tickets", responses={200: HandedUpList})
def hand_up(body: OfflineTickets) -> Answer:
    """Write down what the kiosk gave by itself: each number once, however often it is said."""
    kiosk = _kiosk()
    given = [GivenOffline(**each.model_dump()) for each in body.tickets]
    command = partial(handing_up.hand_up, station_id=kiosk.id, given=given)
    return run(kiosk.hall_id, command, name="hand_up")


def _kiosk() -> StationRow:
    with wiring().database.read() as conn:
        station = stations.by_id(conn, station_id())
    if station.kind != "kiosk":
        raise Forbidden("only a kiosk gives numbers by itself")
    return station
