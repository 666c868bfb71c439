"""Halls, their set-up, their boards and their streams: open to everybody in the hall."""

from __future__ import annotations

import hashlib

from flask import Response, current_app, request
from flask_openapi3.models.tag import Tag
from sqlalchemy import select

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.schemas.base import HallPath, SinceQuery
from server.api.schemas.board import Board, EventList
from server.api.schemas.halls import Catalogue, Hall, HallList
from server.api.schemas.stations import AlarmList
from server.domain.access import Permission
from server.domain.clock import to_wire
from server.reports.board import board, hall_row
from server.reports.catalogue import all_halls, hall_config, published_items
from server.reports.stream import events_since
from server.reports.wait_view import wait_on_wire
from server.store.station_tables import alarms
from server.wiring import wiring

bp = Blueprint("halls", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="halls")])

_ALARMS_SHOWN = 100


@bp.get("/halls", responses={200: HallList})
def list_halls() -> Answer:
    """All halls of this server."""
    with wiring().database.read() as conn:
        return {"halls": all_halls(conn)}


@bp.get("/halls/<int:hall_id>", responses={200: Hall})
def get_hall(path: HallPath) -> Answer:
    """A hall's set-up, and whether it is open now."""
    parts = wiring()
    waits = parts.waits.of(path.hall_id).quotes.queues
    with parts.database.read() as conn:
        hall = hall_config(conn, path.hall_id, now=parts.clock.now(), waits=waits)
    for queue in hall["queues"]:
        queue["wait"] = wait_on_wire(waits.get(queue["queue_id"]))
    return hall


@bp.get("/halls/<int:hall_id>/catalogue", responses={200: Catalogue})
def get_catalogue(path: HallPath) -> Answer:
    """Everything a kiosk needs to know of its hall; with an ETag."""
    parts = wiring()
    with parts.database.read() as conn:
        hall = hall_config(conn, path.hall_id, now=parts.clock.now())
        items = published_items(conn, path.hall_id)
    for item in items:
        item["url"] = f"{parts.settings.url}/guides/{path.hall_id}/{item['item_id']}"
    catalogue = {"hall": hall, "items": items}
    body = current_app.json.dumps(catalogue)
    response = Response(body, mimetype="application/json")
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:16])
    response.make_conditional(request)
    return response


@bp.get("/halls/<int:hall_id>/board", responses={200: Board})
def get_board(path: HallPath) -> Answer:
    """The hall's board now."""
    parts = wiring()
    with parts.database.read() as conn:
        return board(conn, path.hall_id, now=parts.clock.now())


@bp.get("/halls/<int:hall_id>/events", responses={200: EventList})
def get_events(path: HallPath, query: SinceQuery) -> Answer:
    """Events after `since`, in order, 500 at most."""
    with wiring().database.read() as conn:
        seq = hall_row(conn, path.hall_id).event_seq
        return {"events": events_since(conn, path.hall_id, query.since), "seq": seq}


@bp.get("/halls/<int:hall_id>/alarms", responses={200: AlarmList}, security=SIGNED_IN)
@requires(Permission.SEE_ALARMS)
def get_alarms(path: HallPath) -> Answer:
    """The hall's newest alarms."""
    query = (
        select(alarms)
        .where(alarms.c.hall_id == path.hall_id)
        .order_by(alarms.c.id.desc())
        .limit(_ALARMS_SHOWN)
    )
    with wiring().database.read() as conn:
        rows = conn.execute(query).all()
    return {
        "alarms": [
            {
                "alarm_id": row.id,
                "kind": row.kind,
                "station_id": row.station_id,
                "window_id": row.window_id,
                "device": row.device,
                "detail": row.detail,
                "raised_at": to_wire(row.raised_at),
            }
            for row in rows
        ]
    }
