"""The bare limit: the same statements in plain sqlite3 and Flask under the same gunicorn.

What the product adds is left out: who is asking, checked bodies and answers, one word for each
thing, the desk's and the ticket's shape, the relay that carries events to the displays. What a
number costs in any program stays: HTTP and JSON, the same reads and writes in one transaction,
one writer at a time, and the flush to disk before the answer.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import simple_websocket
from flask import Flask, request
from flask.typing import ResponseReturnValue

Row = dict[str, Any]


class Store:
    """One connection that writes, under a lock, and one for reading in each thread."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._writer = self._connect()
        self._lock = threading.Lock()
        self._local = threading.local()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, flushed to disk at the end."""
        with self._lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One snapshot."""
        if not hasattr(self._local, "connection"):
            self._local.connection = self._connect()
        connection: sqlite3.Connection = self._local.connection
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
        connection.row_factory = lambda cursor, row: dict(
            zip((column[0] for column in cursor.description), row, strict=True)
        )
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def make_app() -> Flask:
    """The app; gunicorn calls it in the worker."""
    app = Flask(__name__)
    store = Store(os.environ["BENCH_DATABASE"])
    with store.read() as db:
        pattern = _pattern(db)

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return {"status": "ok"}

    @app.post("/halls/<int:hall_id>/tickets")
    def issue(hall_id: int) -> ResponseReturnValue:
        body, key = request.get_json(), request.headers["Idempotency-Key"]
        with store.write() as db:
            ticket_id = _issue(db, pattern, hall_id, body["queue_id"], key)
        with store.read() as db:
            return _ticket(db, ticket_id), 201

    @app.post("/halls/<int:hall_id>/windows/<int:window_id>/call-next")
    def call_next(hall_id: int, window_id: int) -> ResponseReturnValue:
        key = request.headers["Idempotency-Key"]
        with store.write() as db:
            _call(db, hall_id, window_id, key)
        with store.read() as db:
            return _desk(db, hall_id, window_id)

    @app.get("/echo", websocket=True)
    def echo() -> ResponseReturnValue:
        socket = simple_websocket.Server(request.environ)
        try:
            while True:
                socket.send(socket.receive())
        except simple_websocket.ConnectionClosed:
            return ""

    return app


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _one(db: sqlite3.Connection, sql: str, *values: Any) -> Row:
    row: Row = db.execute(sql, values).fetchone()
    return row


def _all(db: sqlite3.Connection, sql: str, *values: Any) -> list[Row]:
    return db.execute(sql, values).fetchall()


def _begin(db: sqlite3.Connection, hall_id: int, key: str) -> Row:
    hall = _one(db, "SELECT * FROM hall WHERE id=?", hall_id)
    seen = "SELECT command, actor, result FROM request WHERE hall_id=? AND request_id=?"
    if _one(db, seen, hall_id, key) is not None:
        raise ValueError("a key is used once here")
    return hall


def _end(db: sqlite3.Connection, hall: Row, key: str, kind: str, body: Row, result: Row) -> None:
    now, seq = _now(), hall["event_seq"] + 1
    db.execute(
        "INSERT INTO event (hall_id, seq, kind, at, day, body, actor) VALUES (?,?,?,?,?,?,?)",
        (hall["id"], seq, kind, now, now[:10], json.dumps(body), "bare"),
    )
    db.execute("UPDATE hall SET event_seq=? WHERE id=?", (seq, hall["id"]))
    db.execute(
        "INSERT INTO request (hall_id, request_id, command, actor, result, at)"
        " VALUES (?,?,?,?,?,?)",
        (hall["id"], key, kind, "bare", json.dumps(result), now),
    )


def _pattern(db: sqlite3.Connection) -> Row:
    """A ticket as the product made it, without its id: whatever columns a ticket has by now."""
    ticket = _one(db, "SELECT * FROM ticket WHERE state='waiting' LIMIT 1")
    return {name: value for name, value in ticket.items() if name != "id"}


def _issue(db: sqlite3.Connection, pattern: Row, hall_id: int, queue_id: int, key: str) -> int:
    hall, now = _begin(db, hall_id, key), _now()
    queue = _one(db, "SELECT * FROM queue WHERE id=? AND hall_id=?", queue_id, hall_id)
    _serving(db, queue_id)
    day = (queue_id, now[:10])
    last = db.execute(
        "SELECT last_number FROM queue_day WHERE queue_id=? AND day=?", day
    ).fetchone()
    serial = last["last_number"] + 1 if last else queue["first_number"]
    upsert = (
        "UPDATE queue_day SET last_number=?1 WHERE queue_id=?2 AND day=?3"
        if last
        else "INSERT INTO queue_day (last_number, queue_id, day) VALUES (?1,?2,?3)"
    )
    db.execute(upsert, (serial, *day))
    ahead = _one(db, _COUNT_WAITING, hall_id, queue_id)["n"]
    values = {
        **pattern, "queue_id": queue_id, "issued_queue_id": queue_id, "day": now[:10],
        "serial": serial, "number": f"{queue['prefix']}{serial:03d}", "state": "waiting",
        "priority": queue["priority"], "token": secrets.token_urlsafe(12), "joined_at": now,
        "order_at": now, "ahead_at_issue": ahead, "state_since": now,
    }  # fmt: skip
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    added = db.execute(f"INSERT INTO ticket ({columns}) VALUES ({marks})", tuple(values.values()))
    ticket_id = int(added.lastrowid or 0)
    body = {k: values[k] for k in ("number", "queue_id", "state", "priority", "channel", "day")}
    _end(db, hall, key, "ticket.issued", body, {"ticket_id": ticket_id})
    return ticket_id


def _ticket(db: sqlite3.Connection, ticket_id: int) -> Row:
    ticket = _one(db, "SELECT * FROM ticket WHERE id=?", ticket_id)
    return {
        **ticket,
        "place": _one(db, _PLACE, ticket["queue_id"]),
        "hall": _one(db, "SELECT * FROM hall WHERE id=?", ticket["hall_id"])["name"],
        "items": _all(db, _ITEMS, ticket_id),
        "ahead": _one(
            db, f"{_COUNT_WAITING} AND order_at < ?",
            ticket["hall_id"], ticket["queue_id"], ticket["order_at"],
        )["n"],
        "windows": _serving(db, ticket["queue_id"]),
    }  # fmt: skip


def _call(db: sqlite3.Connection, hall_id: int, window_id: int, key: str) -> None:
    hall, now = _begin(db, hall_id, key), _now()
    window = _one(db, _WINDOW, window_id, hall_id)
    if _one(db, _OPEN_VISIT, window_id) is not None:
        raise ValueError("the window is busy")
    queues = [row["queue_id"] for row in _all(db, _RANKS, window_id)]
    chosen = min(
        _all(db, _WAITING.format(marks=",".join("?" * len(queues))), hall_id, *queues),
        key=lambda row: (-row["priority"], row["order_at"], row["id"]),
    )
    _all(db, _ASKED, window_id)
    ticket = _one(db, "SELECT * FROM ticket WHERE id=? AND hall_id=?", chosen["id"], hall_id)
    visit = db.execute(
        "INSERT INTO visit (hall_id, ticket_id, queue_id, window_id, account_id, called_at,"
        " last_called_at, calls, announced_calls, why) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (hall_id, ticket["id"], ticket["queue_id"], window_id, window["account_id"], now, now, 1, 0,
         json.dumps({"rule": "longest_wait", "zh": "最久", "en": "longest wait"})),
    ).lastrowid  # fmt: skip
    db.execute(
        "UPDATE ticket SET state='called', state_since=?, visit_id=?, target_window_id=NULL"
        " WHERE id=?",
        (now, visit, ticket["id"]),
    )
    zone = _one(db, "SELECT * FROM queue WHERE id=?", ticket["queue_id"])["zone_id"]
    body = {
        "ticket_id": ticket["id"], "number": ticket["number"], "queue_id": ticket["queue_id"],
        "zone_id": zone, "ticket_day": now[:10], "from": "waiting", "to": "called",
        "visit_id": visit, "window_id": window_id, "window": window["number"],
        "place": window["place"], "calls": 1, "called_at": now, "speak_until": now,
    }  # fmt: skip
    _end(db, hall, key, "ticket.called", body, {"ticket_id": ticket["id"], "visit_id": visit})


def _desk(db: sqlite3.Connection, hall_id: int, window_id: int) -> Row:
    hall = _one(db, "SELECT * FROM hall WHERE id=?", hall_id)
    window = _one(db, _WINDOW, window_id, hall_id)
    queues = [row["queue_id"] for row in _all(db, _RANKS, window_id)]
    visit = _one(db, _OPEN_VISIT, window_id)
    ours = (
        "hall_id=? AND state='{state}' AND (target_window_id=? OR target_window_id IS NULL"
        f" AND queue_id IN ({','.join('?' * len(queues))}))"
    )
    waiting, own = ours.format(state="waiting"), (hall_id, window_id, *queues)
    return {
        "window": window,
        "clerk": _one(db, "SELECT id, name FROM account WHERE id=?", window["account_id"]),
        "station": _one(db, "SELECT id FROM station WHERE window_id=?", window_id),
        "visit": visit,
        "ticket": _one(
            db, "SELECT t.*, q.name queue FROM ticket t JOIN queue q ON q.id=t.queue_id"
            " WHERE t.id=?", visit["ticket_id"]
        ),
        "items": _all(db, _ITEMS, visit["ticket_id"]),
        "speaker": _one(db, "SELECT id FROM station WHERE hall_id=? AND speaks", hall_id),
        "waiting": _one(
            db, f"SELECT count(*) n, min(joined_at) since FROM ticket WHERE {waiting}", *own
        ),
        "counts": _all(
            db, f"SELECT queue_id, count(*) n FROM ticket WHERE {waiting} GROUP BY 1", *own
        ),
        "queues": _all(db, _QUEUES, window_id),
        "next": _all(
            db, "SELECT id, number, queue_id, priority, joined_at FROM ticket"
            f" WHERE {waiting} ORDER BY priority DESC, order_at, id LIMIT 20", *own
        ),
        "suspended": _all(
            db, f"SELECT id, number FROM ticket WHERE {ours.format(state='suspended')}", *own
        ),
        "passed": _all(
            db, f"SELECT id, number FROM ticket WHERE {ours.format(state='passed')}", *own
        ),
        "rating": _all(db, _LAST_VISITS, window_id),
        "all_queues": _all(db, "SELECT id, name FROM queue WHERE hall_id=?", hall_id),
        "windows": _all(
            db, "SELECT id, number, state FROM service_window WHERE hall_id=?", hall_id
        ),
        "seq": hall["event_seq"],
    }  # fmt: skip


def _serving(db: sqlite3.Connection, queue_id: int) -> list[Row]:
    return _all(
        db,
        "SELECT w.id, w.number, w.place, w.state FROM service_window w"
        " JOIN window_queue q ON q.window_id=w.id WHERE q.queue_id=? ORDER BY w.position",
        queue_id,
    )


_COUNT_WAITING = "SELECT count(*) n FROM ticket WHERE hall_id=? AND state='waiting' AND queue_id=?"
_PLACE = (
    "SELECT q.code, q.name, q.name_en, z.id zone_id, z.name zone, z.place"
    " FROM queue q JOIN zone z ON z.id=q.zone_id WHERE q.id=?"
)
_ITEMS = (
    "SELECT i.id, i.name, i.name_en, i.guide FROM item i JOIN ticket_item t ON t.item_id=i.id"
    " WHERE t.ticket_id=? ORDER BY t.position"
)
_WINDOW = "SELECT * FROM service_window WHERE id=? AND hall_id=?"
_OPEN_VISIT = "SELECT * FROM visit WHERE window_id=? AND ended_at IS NULL"
_RANKS = "SELECT queue_id, rank FROM window_queue WHERE window_id=?"
_WAITING = (
    "SELECT id, queue_id, order_at, priority, target_window_id FROM ticket WHERE hall_id=?"
    " AND state='waiting' AND (queue_id IN ({marks}) OR target_window_id IS NOT NULL)"
)
_ASKED = (
    "SELECT j.* FROM job j JOIN visit v ON v.id=j.visit_id"
    " WHERE v.window_id=? AND j.state='pending'"
)
_QUEUES = (
    "SELECT q.id, q.code, q.name, q.prefix, w.rank FROM queue q"
    " JOIN window_queue w ON w.queue_id=q.id WHERE w.window_id=? ORDER BY w.rank, q.position"
)
_LAST_VISITS = (
    "SELECT v.id, t.number, v.rating_state FROM visit v JOIN ticket t ON t.id=v.ticket_id"
    " WHERE v.window_id=? ORDER BY v.id DESC LIMIT 2"
)
