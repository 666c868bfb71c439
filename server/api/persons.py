"""Persons: the key by which a hall's stations make hashes, and what a hall has of somebody."""

from __future__ import annotations

from flask import jsonify
from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, STATION_ONLY, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires, station_id
from server.api.running import person_of, ticket_answer
from server.api.schemas.base import HallPath
from server.api.schemas.persons import FindPerson, PersonKey, PersonToday
from server.domain.access import Permission
from server.domain.errors import Forbidden
from server.domain.persons import hall_key
from server.reports.persons import appointments_of, tickets_of
from server.services.stations import by_id
from server.wiring import wiring

bp = Blueprint("persons", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="persons")])

# Where people lay their cards on; a window's station has no reason to know the key.
_WITH_READERS = frozenset({"kiosk", "hall"})


@bp.get("/stations/me/person-key", responses={200: PersonKey}, security=STATION_ONLY)
@requires(Permission.ISSUE)
def get_person_key() -> Answer:
    """The key of the asking station's own hall, so that what is on a card never leaves it.

    403 for all but kiosks and hall stations.
    """
    parts = wiring()
    with parts.database.read() as conn:
        station = by_id(conn, station_id())
    if station.kind not in _WITH_READERS:
        raise Forbidden("only a kiosk or a hall station may have the key for persons")
    secret = parts.settings.secret_key.get_secret_value()
    answer = jsonify(key=hall_key(secret, hall_id=station.hall_id).hex())
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/halls/<int:hall_id>/persons/find", responses={200: PersonToday}, security=SIGNED_IN)
@requires(Permission.ISSUE)
def find_person(path: HallPath, body: FindPerson) -> Answer:
    """找回号: somebody's numbers that are not over, and their appointments of today.

    A post, because who it is has no place in an address. Numbers of queues that do not ask who
    takes them belong to nobody, and are not found.
    """
    person = person_of(path.hall_id, body)
    assert person is not None, "the form demands that somebody is named"
    parts = wiring()
    with parts.database.read() as conn:
        found = tickets_of(conn, path.hall_id, person.hash)
        coming = appointments_of(conn, path.hall_id, person.hash, now=parts.clock.now())
    return {
        "tickets": [ticket_answer(path.hall_id, ticket.id) for ticket in found],
        "appointments": coming,
    }
