"""What the office does with stations from afar: messages, keypads, and ending a token."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from server.domain.errors import InvalidInput
from server.services.jobs import add_job, end_job
from server.services.stations import give_keypads as give_keypads_to
from server.store.hall_tables import windows
from server.store.station_rows import JobRow, StationRow
from server.store.station_tables import jobs, stations
from server.store.unit_of_work import UnitOfWork


class Message(StrEnum):
    """What a station can be told. Each is a job of this kind."""

    LOCK = "station.lock"
    UNLOCK = "station.unlock"
    SHOW = "station.show"
    RESTART_PAGE = "page.restart"
    SELF_TEST = "printer.self_test"


# A lock may wait until a station that is off is switched on; a test slip that comes out an hour
# later puzzles people.
_GOOD_FOR = {
    Message.LOCK: timedelta(hours=24),
    Message.UNLOCK: timedelta(hours=24),
    Message.SHOW: timedelta(minutes=5),
    Message.RESTART_PAGE: timedelta(minutes=1),
    Message.SELF_TEST: timedelta(minutes=1),
}


def tell_station(
    uow: UnitOfWork, *, station_id: int, message: Message, zh: str, en: str, shown_s: int | None
) -> dict[str, Any]:
    """Tell a station something; the job's id.

    A lock takes back an unlock that has not arrived, and the other way round: the last word
    counts, however long the station was away.

    Args:
        zh, en: the text that its screen shows with LOCK (may be empty) and SHOW.
        shown_s: how long SHOW stays.

    Raises:
        NotFound: no such station in this hall.
        InvalidInput: SHOW without words.
    """
    station = uow.get(StationRow, stations, station_id)
    if message is Message.SHOW and not zh.strip():
        raise InvalidInput("a message needs words")
    if message in (Message.LOCK, Message.UNLOCK):
        _take_back(uow, station.id, {Message.LOCK, Message.UNLOCK})
    body: dict[str, Any] = {}
    if message in (Message.LOCK, Message.SHOW):
        body = {"zh": zh, "en": en}
    if message is Message.SHOW:
        body["shown_s"] = shown_s
    deadline_at = uow.now + _GOOD_FOR[message]
    job_id = add_job(uow, station_id=station.id, kind=message, body=body, deadline_at=deadline_at)
    return {"job_id": job_id}


def give_keypads(uow: UnitOfWork, *, station_id: int, window_ids: set[int]) -> dict[str, Any]:
    """Say that the keypads of these windows, and no others, hang on this station.

    Raises:
        NotFound: no such station or window in this hall.
    """
    station = uow.get(StationRow, stations, station_id)
    for window_id in window_ids:
        uow.demand(windows, window_id)
    give_keypads_to(uow.conn, station_id=station.id, window_ids=window_ids)
    return {"station_id": station.id}


def revoke_station(uow: UnitOfWork, *, station_id: int) -> dict[str, Any]:
    """End a station's token: from now on nobody acts as this station. Twice is once."""
    station = uow.get(StationRow, stations, station_id)
    if station.revoked_at is None:
        uow.update(stations, station.id, revoked_at=uow.now)
    return {"station_id": station.id}


def _take_back(uow: UnitOfWork, station_id: int, kinds: set[Message]) -> None:
    query = select(jobs).where(
        jobs.c.station_id == station_id, jobs.c.state == "pending", jobs.c.kind.in_(kinds)
    )
    for row in uow.conn.execute(query):
        end_job(uow, JobRow(*row), "withdrawn", result=None)
