"""The commands of a window, from its own station: what the keys of a caller pad do.

Each runs for the clerk who has the window open, by the same service as the console's command,
and answers with the window as it is afterwards.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from server.api.answer import STATION_ONLY, Answer, Responses
from server.api.identity import station_id
from server.api.running import desk_answer, run
from server.api.schemas.base import Problem
from server.api.schemas.station_window import PadTransfer, PadWindow
from server.api.schemas.windows import FinishVisit, PassTicket, SuspendTicket
from server.domain.errors import Forbidden
from server.services import at_station, calling, serving, stations
from server.services.at_station import Command
from server.store.rows import StationRow
from server.wiring import wiring

bp = APIBlueprint(
    "station_window",
    __name__,
    url_prefix="/api/v1/stations/me/window",
    abp_tags=[Tag(name="stations")],
    abp_security=STATION_ONLY,
)

_WINDOW: Responses = {200: PadWindow}


@bp.get("", responses=_WINDOW)
def get_window() -> Answer:
    """The station's window; 403 if it stands at none."""
    station = _me()
    return _window(station.hall_id, station.window_id)


@bp.post("/call-next", responses=_WINDOW)
def call_next() -> Answer:
    """下一位."""
    return _run(calling.call_next)


@bp.post("/recall", responses=_WINDOW)
def recall() -> Answer:
    """重呼."""
    return _run(calling.recall)


@bp.post("/start", responses=_WINDOW)
def start() -> Answer:
    """开始办理."""
    return _run(calling.start)


@bp.post("/pass", responses=_WINDOW)
def pass_ticket(body: PassTicket) -> Answer:
    """过号; without a reason it stays unknown."""
    return _run(calling.pass_ticket, reason=body.reason)


@bp.post("/suspend", responses=_WINDOW)
def suspend(body: SuspendTicket) -> Answer:
    """挂起."""
    return _run(serving.suspend, kind=body.kind)


@bp.post("/call-back", responses=_WINDOW)
def call_back() -> Answer:
    """回呼: the one ticket suspended here; 409 `conflict` if there are several."""
    return _run(at_station.call_back)


@bp.post("/pause", responses=_WINDOW)
def pause() -> Answer:
    """暂停, or the end of it; the reason stays unknown."""
    return _run(at_station.pause_or_unpause)


@bp.post("/transfer", responses={**_WINDOW, 404: Problem})
def transfer(body: PadTransfer) -> Answer:
    """转移."""
    return _run(at_station.transfer, queue=body.queue, window=body.window)


@bp.post("/finish", responses=_WINDOW)
def finish(body: FinishVisit) -> Answer:
    """办结, and the citizen is asked to rate."""
    return _run(serving.finish, outcome=body.outcome, note=body.note)


def _run(service: Command, **arguments: Any) -> Answer:
    station = _me()
    command = partial(at_station.for_the_clerk, station_id=station.id, command=service, **arguments)
    run(station.hall_id, command, name=f"pad_{service.__name__}:{station.id}")
    return _window(station.hall_id, station.window_id)


def _me() -> StationRow:
    asking = station_id()
    with wiring().database.read() as conn:
        return stations.by_id(conn, asking)


def _window(hall_id: int, window_id: int | None) -> dict[str, Any]:
    if window_id is None:
        raise Forbidden("this station stands at no window")
    desk = desk_answer(hall_id, window_id)
    window, current = desk["window"], desk["current"]
    return {
        "window_id": window["window_id"],
        "number": window["number"],
        "state": window["state"],
        "ticket": current and {"number": current["ticket"]["number"], "state": current["state"]},
        "waiting": desk["waiting"]["total"],
        "seq": desk["seq"],
    }
