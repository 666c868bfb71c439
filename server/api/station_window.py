"""The commands of a window, from its own station: what the keys of a caller pad do.

Each runs for the clerk who has the window open, by the same service as the console's command,
and answers with the window as it is afterwards.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_openapi3.models.tag import Tag

from server.api.answer import STATION_ONLY, Answer, Responses
from server.api.blueprint import Blueprint
from server.api.identity import station_id
from server.api.running import desk_answer, run
from server.api.schemas.base import Problem
from server.api.schemas.station_window import AtWindow, PadTransfer, PadWindow
from server.api.schemas.windows import FinishVisit, PassTicket, SuspendTicket
from server.services import at_station, calling, serving, stations
from server.services.at_station import Command
from server.store.station_rows import StationRow
from server.wiring import wiring

bp = Blueprint(
    "station_window",
    __name__,
    url_prefix="/api/v1/stations/me/window",
    abp_tags=[Tag(name="stations")],
    abp_security=STATION_ONLY,
)

_WINDOW: Responses = {200: PadWindow}


@bp.get("", responses=_WINDOW)
def get_window(query: AtWindow) -> Answer:
    """The station's window; 403 if it has none, or not this one."""
    return _window(_me(), query.at)


@bp.post("/call-next", responses=_WINDOW)
def call_next(query: AtWindow) -> Answer:
    """下一位."""
    return _run(query, calling.call_next)


@bp.post("/recall", responses=_WINDOW)
def recall(query: AtWindow) -> Answer:
    """重呼."""
    return _run(query, calling.recall)


@bp.post("/start", responses=_WINDOW)
def start(query: AtWindow) -> Answer:
    """开始办理."""
    return _run(query, calling.start)


@bp.post("/pass", responses=_WINDOW)
def pass_ticket(query: AtWindow, body: PassTicket) -> Answer:
    """过号; without a reason it stays unknown."""
    return _run(query, calling.pass_ticket, reason=body.reason)


@bp.post("/suspend", responses=_WINDOW)
def suspend(query: AtWindow, body: SuspendTicket) -> Answer:
    """挂起."""
    return _run(query, serving.suspend, kind=body.kind)


@bp.post("/call-back", responses=_WINDOW)
def call_back(query: AtWindow) -> Answer:
    """回呼: the one ticket suspended here; 409 `conflict` if there are several."""
    return _run(query, at_station.call_back)


@bp.post("/pause", responses=_WINDOW)
def pause(query: AtWindow) -> Answer:
    """暂停, or the end of it; the reason stays unknown."""
    return _run(query, at_station.pause_or_unpause)


@bp.post("/transfer", responses={**_WINDOW, 404: Problem})
def transfer(query: AtWindow, body: PadTransfer) -> Answer:
    """转移."""
    return _run(query, at_station.transfer, queue=body.queue, window=body.window)


@bp.post("/finish", responses=_WINDOW)
def finish(query: AtWindow, body: FinishVisit) -> Answer:
    """办结, and the citizen is asked to rate."""
    return _run(
        query,
        serving.finish,
        outcome=body.outcome,
        note=body.note,
        case_number=body.case_number,
    )


def _run(query: AtWindow, service: Command, **arguments: Any) -> Answer:
    station = _me()
    command = partial(
        at_station.for_the_clerk, station_id=station.id, at=query.at, command=service, **arguments
    )
    run(station.hall_id, command, name=f"pad_{service.__name__}:{query.at or ''}")
    return _window(station, query.at)


def _me() -> StationRow:
    asking = station_id()
    with wiring().database.read() as conn:
        return stations.by_id(conn, asking)


def _window(station: StationRow, at: str | None) -> dict[str, Any]:
    with wiring().database.read() as conn:
        window_id = at_station.window_of(conn, station, at=at)
    desk = desk_answer(station.hall_id, window_id)
    window, current = desk["window"], desk["current"]
    return {
        "window_id": window["window_id"],
        "number": window["number"],
        "state": window["state"],
        "ticket": current and {"number": current["ticket"]["number"], "state": current["state"]},
        "waiting": desk["waiting"]["total"],
        "seq": desk["seq"],
    }
