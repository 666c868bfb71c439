"""The kiosk's memory of what it holds and what it gave, on disk.

SQLite in WAL with synchronous=FULL: a number is written down as given before anybody sees it, so
that no end of the program and no power cut lets it be given again. The book has a name of its
own; the server leases to that name, so that a kiosk whose book was lost gets other numbers.
"""

import json
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.agent.clock import from_wire, to_wire
from kiosk.agent.reserve_document import Hours
from kiosk.agent.wire import Json

_SCHEMA = """
CREATE TABLE IF NOT EXISTS book (
    name TEXT PRIMARY KEY, value TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS given (
    given_id INTEGER PRIMARY KEY, request_id TEXT NOT NULL UNIQUE, lease_id INTEGER NOT NULL,
    serial INTEGER NOT NULL, queue_id INTEGER NOT NULL, joined_at TEXT NOT NULL,
    wanted TEXT NOT NULL, ticket TEXT NOT NULL, appointment_id INTEGER,
    handed_up_at TEXT, verdict TEXT, UNIQUE (lease_id, serial)
) STRICT;
CREATE INDEX IF NOT EXISTS given_not_handed_up ON given (given_id) WHERE handed_up_at IS NULL;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number given without asking. wanted is what the citizen pressed."""

    request_id: str
    lease_id: int
    serial: int
    queue_id: int
    joined_at: datetime
    wanted: Json
    ticket: Json
    appointment_id: int | None = None


class Used:
    """What was given already, read in the transaction in which the next number is given."""

    def __init__(self, db: sqlite3.Connection, *, told_at: str) -> None:
        self._db = db
        self._told_at = told_at

    def is_given(self, lease_id: int, serial: int) -> bool:
        """Return True if the number was given."""
        query = "SELECT 1 FROM given WHERE lease_id = ? AND serial = ?"
        return self._db.execute(query, (lease_id, serial)).fetchone() is not None

    def count(self, queue_id: int, hours: Hours) -> int:
        """Return how many were given in some hours that the server did not count in yet."""
        query = (
            "SELECT count(*) FROM given WHERE queue_id = ? AND joined_at >= ? AND joined_at < ?"
            " AND (handed_up_at IS NULL OR handed_up_at >= ?)"
        )
        between = to_wire(hours.opens_at), to_wire(hours.closes_at)
        return int(self._db.execute(query, (queue_id, *between, self._told_at)).fetchone()[0])

    def number_of(self, appointment_id: int) -> str | None:
        """Return the number given for an appointment that the server has not counted, or None."""
        query = (
            "SELECT ticket FROM given WHERE appointment_id = ?"
            " AND (handed_up_at IS NULL OR handed_up_at >= ?)"
        )
        row = self._db.execute(query, (appointment_id, self._told_at)).fetchone()
        return None if row is None else str(json.loads(row["ticket"])["number"])

    def last_at(self) -> datetime | None:
        """Return when the last number was given of which the server has not heard, or None."""
        query = "SELECT max(joined_at) FROM given WHERE handed_up_at IS NULL"
        row = self._db.execute(query).fetchone()
        return None if row[0] is None else from_wire(row[0])


class ReserveBook:
    """Usable from any thread. Close it last."""

    def __init__(self, path: Path) -> None:
        """Open the book at path, making it where there is none.

        Raises:
            sqlite3.Error: it cannot be opened, or the file is no book.
        """
        path.touch(mode=0o600)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)
        with self._transaction():
            self._db.execute(
                "INSERT INTO book (name, value) VALUES ('holder', ?) ON CONFLICT DO NOTHING",
                (uuid.uuid4().hex,),
            )

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @property
    def holder(self) -> str:
        """The name of this book."""
        holder = self._value("holder")
        assert holder is not None, "written when the book was made"
        return holder

    def document(self) -> Json | None:
        """Return what the server told last, or None before the first time."""
        told = self._value("document")
        return None if told is None else dict(json.loads(told))

    def keep(self, document: Json, *, told_at: datetime) -> None:
        """Write down what the server told, and when."""
        kept = {"document": _text(document), "told_at": to_wire(told_at)}
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO book VALUES (?, ?)", kept.items())

    def number(self, request_id: str) -> Number | None:
        """Return the number that was given for a press, or None."""
        query = "SELECT * FROM given WHERE request_id = ?"
        with self._lock:
            row = self._db.execute(query, (request_id,)).fetchone()
        return None if row is None else _number(row)

    def give(self, request_id: str, choose: Callable[[Used], Number]) -> Number:
        """Write down a number as given, durably, and return it; of one press the same again.

        Args:
            choose: decides by what was given until now; whatever it raises leaves all as it was.
        """
        with self._transaction():
            query = "SELECT * FROM given WHERE request_id = ?"
            row = self._db.execute(query, (request_id,)).fetchone()
            if row is not None:
                return _number(row)
            number = choose(self._used())
            self._db.execute(
                "INSERT INTO given (request_id, lease_id, serial, queue_id, joined_at, wanted,"
                " ticket, appointment_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(request_id, number.lease_id, number.serial, number.queue_id),
                    *(to_wire(number.joined_at), _text(number.wanted), _text(number.ticket)),
                    number.appointment_id,
                ),
            )
        return number

    @contextmanager
    def looking(self) -> Iterator[Used]:
        """Read what was given; nobody gives a number meanwhile."""
        with self._lock:
            yield self._used()

    def to_hand_up(self, *, limit: int) -> list[Number]:
        """Return the first numbers that the server has not heard of, in the order given."""
        query = "SELECT * FROM given WHERE handed_up_at IS NULL ORDER BY given_id LIMIT ?"
        with self._lock:
            return [_number(row) for row in self._db.execute(query, (limit,))]

    def settle(self, request_id: str, *, verdict: str, at: datetime) -> None:
        """Write down what the server made of a number."""
        with self._transaction():
            self._db.execute(
                "UPDATE given SET handed_up_at = ?, verdict = ? WHERE request_id = ?",
                (to_wire(at), verdict, request_id),
            )

    def forget(self, *, before: datetime, age: timedelta = timedelta(days=30)) -> None:
        """Drop what was handed up long ago: its leases are over, so it cannot be given again."""
        with self._transaction():
            self._db.execute("DELETE FROM given WHERE handed_up_at < ?", (to_wire(before - age),))

    def _used(self) -> Used:
        row = self._db.execute("SELECT value FROM book WHERE name = 'told_at'").fetchone()
        return Used(self._db, told_at="" if row is None else row["value"])

    def _value(self, name: str) -> str | None:
        with self._lock:
            row = self._db.execute("SELECT value FROM book WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row["value"])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _number(row: sqlite3.Row) -> Number:
    return Number(
        request_id=row["request_id"],
        lease_id=row["lease_id"],
        serial=row["serial"],
        queue_id=row["queue_id"],
        joined_at=from_wire(row["joined_at"]),
        wanted=json.loads(row["wanted"]),
        ticket=json.loads(row["ticket"]),
        appointment_id=row["appointment_id"],
    )


def _text(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
