"""The `/station` namespace: jobs for stations, and who is there."""

from __future__ import annotations

import logging
import threading
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError, Namespace
from sqlalchemy import select

from server.domain.clock import Clock, to_wire
from server.domain.errors import Unauthenticated
from server.services.stations import by_token
from server.store.database import Database
from server.store.prepared import Prepared
from server.store.station_rows import JobRow
from server.store.station_tables import jobs, stations

log = logging.getLogger(__name__)

NAMESPACE = "/station"

_VALID = Prepared(
    select(stations.c.id, stations.c.token_hash).where(stations.c.revoked_at.is_(None))
)


def job_json(job: JobRow) -> dict[str, Any]:
    """A job as the wire has it."""
    return {
        "job_id": job.id,
        "kind": job.kind,
        "body": job.body,
        "created_at": to_wire(job.created_at),
        "deadline_at": to_wire(job.deadline_at),
    }


class StationNamespace(Namespace):  # type: ignore[misc]
    """Hands each pending job to its station once a connection; results come back by REST."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(NAMESPACE)
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._handing_out = threading.Lock()  # one round at a time, or a job goes out twice
        self._sids: dict[int, str] = {}  # station id -> its newest connection
        self._let_in: dict[str, tuple[int, str]] = {}  # connection -> (station id, hash of token)
        self._sent: dict[str, str] = {}  # job id -> the connection that got it

    def is_online(self, station_id: int) -> bool:
        """Whether the station holds a link now."""
        with self._lock:
            return station_id in self._sids

    def on_connect(self, auth: Any) -> None:
        """Let a station in by its token and send it what is pending."""
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            with self._database.read() as conn:
                station = by_token(conn, token if isinstance(token, str) else "")
        except Unauthenticated:
            raise ConnectionRefusedError("unauthenticated") from None
        with self._lock:
            self._sids[station.id] = request.sid  # type: ignore[attr-defined]
            self._let_in[request.sid] = station.id, station.token_hash  # type: ignore[attr-defined]
        log.info("station %s is here", station.code)
        self.hand_out()

    def on_disconnect(self, reason: Any = None) -> None:
        """Forget the connection; its jobs are sent again to the next one."""
        self._forget(request.sid)  # type: ignore[attr-defined]

    def _forget(self, sid: str) -> None:
        with self._lock:
            self._let_in.pop(sid, None)
            self._sids = {station: s for station, s in self._sids.items() if s != sid}
            self._sent = {job: s for job, s in self._sent.items() if s != sid}

    def hand_out(self) -> None:
        """Send new jobs to stations that are here, and withdraw what is no longer wanted.

        Whose token has been revoked or renewed meanwhile is sent away first.
        """
        with self._handing_out:
            self._send_away()
            self._hand_out()

    def _send_away(self) -> None:
        with self._lock:
            let_in = dict(self._let_in)
        if not let_in:
            return
        with self._database.read() as conn:
            valid = {(row.id, row.token_hash) for row in _VALID.all(conn)}
        for sid, by in let_in.items():
            if by not in valid:
                log.info("station %d was sent away: its token is no longer good", by[0])
                self._forget(sid)
                self.disconnect(sid)

    def _hand_out(self) -> None:
        with self._lock:
            sids, sent = dict(self._sids), dict(self._sent)
        if not sids:
            return
        pending = self._pending(list(sids))
        for job in pending:
            sid = sids[job.station_id]
            if sent.get(job.id) != sid:
                self.emit("job", job_json(job), room=sid)
                sent[job.id] = sid
        still = {job.id for job in pending}
        for job_id in self._withdrawn([j for j in sent if j not in still]):
            self.emit("withdrawn", {"job_id": job_id}, room=sent[job_id])
        with self._lock:
            self._sent = {job_id: sid for job_id, sid in sent.items() if job_id in still}

    def _pending(self, station_ids: list[int]) -> list[JobRow]:
        query = (
            select(jobs)
            .join(stations, stations.c.id == jobs.c.station_id)
            .where(
                jobs.c.state == "pending",
                jobs.c.station_id.in_(station_ids),
                jobs.c.deadline_at > self._clock.now(),
                stations.c.revoked_at.is_(None),  # perhaps since it connected
            )
            .order_by(jobs.c.created_at)
        )
        with self._database.read() as conn:
            return [JobRow(*row) for row in conn.execute(query)]

    def _withdrawn(self, job_ids: list[str]) -> list[str]:
        if not job_ids:
            return []
        query = select(jobs.c.id).where(jobs.c.id.in_(job_ids), jobs.c.state == "withdrawn")
        with self._database.read() as conn:
            return list(conn.execute(query).scalars())
