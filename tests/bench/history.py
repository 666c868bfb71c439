"""Years of past days, written straight into the tables: what a hall has after a million tickets.

Every ticket is there with its visit, events, question and rating, and what the turn of the day
leaves of request ids, as after years of days of a thousand tickets each. All of them are over, but
for a few suspended ones whose citizens never came back. The rows are imagined; only their number,
sizes and spread over tables, days, queues and windows matter.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from server.services.days import REQUESTS_KEPT
from tests.bench.hall import HALL_ID

TICKETS_A_DAY = 1_000
_EVENTS_A_TICKET = 4  # issued, called, started, finished

# n: the ticket, 0 and up; i: which of its day.
_NUMBERS = """
    CREATE TEMP TABLE past AS
    WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < :total)
    SELECT n, n % :a_day AS i, {day} AS day,
           (SELECT id FROM queue_place WHERE place = (n % :a_day) % :queues) AS queue_id,
           (SELECT id FROM window_place WHERE place = n % :windows) AS window_id,
           n + 1 + :last_ticket AS ticket_id,
           CASE WHEN n % 99991 = 0 THEN 'suspended' WHEN n % 50 < 41 THEN 'done'
                WHEN n % 50 < 44 THEN 'expired' WHEN n % 50 < 48 THEN 'cancelled'
                ELSE 'void' END AS state,
           {joined} AS joined, {called} AS called, {started} AS started, {ended} AS ended
    FROM counted
"""
_DAY = "date(:today, -((:total - 1 - n) / :a_day + 1) || ' days')"
_JOINED_S = "1800 + (n % :a_day) * 28000 / :a_day"
_WAIT_S = "(60 + n * 7919 % 1800)"
_SERVICE_S = "(90 + n * 104729 % 1200)"

_TOKEN = "lower(hex(randomblob(16)))"
_VISITED = "state IN ('done', 'expired', 'suspended')"
_RATED = "state = 'done' AND n % 5 < 3"


def add_history(database: Path, *, tickets: int) -> None:
    """Add so many past tickets, in days of TICKETS_A_DAY; a million take about a minute."""
    with closing(sqlite3.connect(database)) as db:
        db.row_factory = sqlite3.Row
        db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-800000;"
            "PRAGMA temp_store=MEMORY;"
        )
        _number(db, tickets)
        for fill in (_tickets, _visits, _ratings, _questions, _events, _requests, _counts):
            fill(db)
        db.commit()
        db.execute("PRAGMA journal_mode=WAL")


def _number(db: sqlite3.Connection, tickets: int) -> None:
    for name, table in (("queue_place", "queue"), ("window_place", "service_window")):
        db.execute(
            f"CREATE TEMP TABLE {name} AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place"
            f" FROM {table} WHERE hall_id = {HALL_ID}"
        )
        db.execute(f"CREATE UNIQUE INDEX temp.ix_{name} ON {name} (place)")
    offsets = {
        "joined": _JOINED_S,
        "called": f"{_JOINED_S} + {_WAIT_S}",
        "started": f"{_JOINED_S} + {_WAIT_S} + 25",
        "ended": f"{_JOINED_S} + {_WAIT_S} + 25 + {_SERVICE_S}",
    }
    instants = {
        name: f"strftime('%Y-%m-%d %H:%M:%S.000000', {_DAY}, '+' || ({s}) || ' seconds')"
        for name, s in offsets.items()
    }
    db.execute(
        _NUMBERS.format(day=_DAY, **instants),
        {
            "total": tickets,
            "a_day": TICKETS_A_DAY,
            "today": datetime.now(UTC).date().isoformat(),
            "queues": _one(db, "SELECT count(*) FROM queue_place"),
            "windows": _one(db, "SELECT count(*) FROM window_place"),
            "last_ticket": _one(db, "SELECT max(id) FROM ticket"),
        },
    )


def _tickets(db: sqlite3.Connection) -> None:
    queues = _one(db, "SELECT count(*) FROM queue_place")
    _copy(
        db,
        "ticket",
        id="ticket_id", day="day", queue_id="queue_id", issued_queue_id="queue_id",
        serial=f"i / {queues} + 1", number=f"printf('H%03d', i / {queues} + 1)", state="state",
        token=_TOKEN, joined_at="joined", order_at="joined", quoted_at="joined",
        visit_id=f"CASE WHEN {_VISITED} THEN ticket_id END", slip="'printed'",
        state_since=f"CASE WHEN {_VISITED} THEN ended ELSE joined END",
        suspend_kind="CASE state WHEN 'suspended' THEN 'without_documents' END",
        suspend_code="CASE state WHEN 'suspended' THEN substr(1000000 + n, 2) END",
    )  # fmt: skip


def _visits(db: sqlite3.Connection) -> None:
    _write(
        db,
        "visit",
        where=_VISITED,
        id="ticket_id", hall_id=HALL_ID, ticket_id="ticket_id", queue_id="queue_id",
        window_id="window_id",
        account_id="(SELECT account_id FROM service_window w WHERE w.id = window_id)",
        called_at="called", last_called_at="called", calls=1, announced_calls=1,
        why="""'{"rule": "longest_wait", "zh": "等候最久，已等 12 分钟", "en": "12 min"}'""",
        started_at="CASE WHEN state <> 'expired' THEN started END", ended_at="ended",
        ended_by="CASE state WHEN 'done' THEN 'finish' WHEN 'expired' THEN 'pass'"
        " ELSE 'suspend' END",
        outcome="CASE state WHEN 'done' THEN 'accepted' END",
        rating_state=f"CASE WHEN {_RATED} THEN 'stored' END",
    )  # fmt: skip


def _ratings(db: sqlite3.Connection) -> None:
    _write(
        db,
        "rating",
        where=_RATED,
        hall_id=HALL_ID, visit_id="ticket_id", ordinal=1,
        level="CASE WHEN n % 40 = 0 THEN 'dissatisfied' ELSE 'very_satisfied' END",
        channel="'keypad'", raw_value=1, armed_at="ended", pressed_at="ended", stored_at="ended",
        flags="'[]'",
    )  # fmt: skip


def _questions(db: sqlite3.Connection) -> None:
    _write(
        db,
        "job",
        where="state = 'done'",
        id=_TOKEN, hall_id=HALL_ID, station_id="(SELECT min(id) FROM station)",
        kind="'ask_rating'", body="json_object('visit_id', ticket_id, 'window_id', window_id)",
        visit_id="ticket_id", created_at="ended", deadline_at="ended",
        state=f"CASE WHEN {_RATED} THEN 'done' ELSE 'timed_out' END", result="'{}'",
        ended_at="ended",
    )  # fmt: skip


def _events(db: sqlite3.Connection) -> None:
    first = _one(db, f"SELECT event_seq FROM hall WHERE id = {HALL_ID}") + 1
    kinds = ("ticket.issued", "ticket.called", "ticket.started", "ticket.finished")
    for place, (kind, at) in enumerate(
        zip(kinds, ("joined", "called", "started", "ended"), strict=True)
    ):
        _write(
            db,
            "event",
            where="1",
            hall_id=HALL_ID, seq=f"{first} + n * {_EVENTS_A_TICKET} + {place}", kind=f"'{kind}'",
            at=at, day="day", actor="'account:3'",
            body="json_object('ticket_id', ticket_id, 'number', 'H001', 'queue_id', queue_id,"
            " 'zone_id', 1, 'ticket_day', day, 'from', 'waiting', 'to', state,"
            " 'visit_id', ticket_id, 'window_id', window_id, 'called_at', called)",
        )  # fmt: skip
    last = _one(db, f"SELECT max(seq) FROM event WHERE hall_id = {HALL_ID}")
    db.execute(f"UPDATE hall SET event_seq = {last} WHERE id = {HALL_ID}")


def _requests(db: sqlite3.Connection) -> None:
    """Of the latest days only, as the turn of the day leaves them."""
    for command in ("issue", "report_slip:1", "call_next:1", "start:1", "finish:1"):
        _write(
            db,
            "request",
            where=f"joined >= date('now', '-{REQUESTS_KEPT.days} days')",
            hall_id=HALL_ID, request_id=_TOKEN, command=f"'{command}'", actor="'account:3'",
            result="json_object('ticket_id', ticket_id)", at="joined",
        )  # fmt: skip


def _counts(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO queue_day (queue_id, day, last_number)"
        " SELECT issued_queue_id, day, max(serial) FROM ticket"
        " WHERE day < (SELECT max(day) FROM ticket) GROUP BY 1, 2"
    )


def _copy(db: sqlite3.Connection, table: str, **changed: str) -> None:
    """Write rows like the table's first, with some columns changed."""
    like = dict(db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone())
    same = {name: _literal(db, value) for name, value in like.items() if name not in changed}
    _write(db, table, where="1", **same, **changed)


def _write(db: sqlite3.Connection, table: str, *, where: str, **columns: Any) -> None:
    names, values = ", ".join(columns), ", ".join(str(value) for value in columns.values())
    db.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM past WHERE {where} ORDER BY n")


def _literal(db: sqlite3.Connection, value: Any) -> str:
    return str(db.execute("SELECT quote(?)", (value,)).fetchone()[0])


def _one(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
