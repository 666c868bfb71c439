"""The station's memory on disk: jobs taken, slips begun, and what the server must still hear.

SQLite in WAL with synchronous=FULL, so that what was committed survives a power cut. A result
and the report that carries it are one transaction: there is never one without the other.
"""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kiosk.agent.clock import Clock, to_wire, utc_now
from kiosk.agent.wire import Job, Json, Outcome, SlipState

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    job_id TEXT PRIMARY KEY, taken_at TEXT NOT NULL, run TEXT NOT NULL,
    outcome TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS issues (
    request_id TEXT PRIMARY KEY, wanted TEXT NOT NULL, ticket TEXT NOT NULL,
    slip TEXT, reason TEXT, began_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS reports (
    report_id INTEGER PRIMARY KEY, about TEXT NOT NULL UNIQUE, idempotency_key TEXT NOT NULL,
    path TEXT NOT NULL, body TEXT NOT NULL, made_at TEXT NOT NULL, verdict TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS reports_pending ON reports (report_id) WHERE verdict IS NULL;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A ticket drawn for one press. slip is None while its slip is being printed."""

    wanted: Json
    ticket: Json
    slip: SlipState | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Something the server must hear, until it has said that it did."""

    report_id: int
    about: str
    idempotency_key: str
    path: str
    body: Json


class Journal:
    """Usable from any thread. Close it last."""

    def __init__(self, path: Path, *, clock: Clock = utc_now) -> None:
        """Open the journal at path, making it where there is none.

        Raises:
            sqlite3.Error: it cannot be opened, or the file is no journal.
        """
        self._clock = clock
        self._run = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def take(self, job: Job) -> bool:
        """Take a job for this run of the program; False if it is taken or finished already.

        A job that an earlier run took and did not finish may be taken again: the program died
        in the middle, nobody has its result, and the server still wants it.
        """
        with self._transaction() as db:
            row = db.execute(
                "SELECT run, outcome FROM jobs WHERE job_id = ?", (job.job_id,)
            ).fetchone()
            if row is not None and (row["outcome"] is not None or row["run"] == self._run):
                return False
            db.execute(
                "INSERT OR REPLACE INTO jobs (job_id, taken_at, run) VALUES (?, ?, ?)",
                (job.job_id, self._now(), self._run),
            )
        return True

    def finish(self, job_id: str, *, outcome: Outcome, body: Json) -> bool:
        """Write down a job's result and the report of it; False if it already has a result."""
        with self._transaction() as db:
            row = db.execute("SELECT outcome FROM jobs WHERE job_id = ?", (job_id,)).fetchone()
            if row is not None and row["outcome"] is not None:
                return False
            db.execute(
                "INSERT INTO jobs (job_id, taken_at, run, outcome) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (job_id) DO UPDATE SET outcome = excluded.outcome",
                (job_id, self._now(), self._run, outcome),
            )
            self._add_report(
                db,
                about=f"result:{job_id}",
                path=f"/stations/me/jobs/{job_id}/result",
                body={"outcome": outcome, "body": body, "at": self._now()},
            )
        return True

    def issue(self, request_id: str) -> Issue | None:
        """Return what became of a press, or None if no ticket was drawn for it."""
        with self._lock:
            row = self._db.execute(
                "SELECT * FROM issues WHERE request_id = ?", (request_id,)
            ).fetchone()
        if row is None:
            return None
        return Issue(
            wanted=json.loads(row["wanted"]),
            ticket=json.loads(row["ticket"]),
            slip=row["slip"],
            reason=row["reason"],
        )

    def begin_slip(self, request_id: str, *, wanted: Json, ticket: Json) -> None:
        """Write down that the slip of this ticket goes to the printer now, once."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO issues (request_id, wanted, ticket, began_at) VALUES (?, ?, ?, ?)",
                (request_id, _text(wanted), _text(ticket), self._now()),
            )

    def end_slip(self, request_id: str, *, slip: SlipState, reason: str | None) -> None:
        """Write down what became of a slip, and the report of it.

        One that is not known to have printed is an alarm too: somebody stands there without it.
        """
        with self._transaction() as db:
            self._end_slip(db, request_id, slip=slip, reason=reason)

    def end_interrupted_slips(self) -> int:
        """Call slips that an earlier run began and did not end unknown; return how many."""
        with self._transaction() as db:
            rows = db.execute("SELECT request_id FROM issues WHERE slip IS NULL").fetchall()
            for row in rows:
                self._end_slip(db, row["request_id"], slip="unknown", reason="interrupted")
        return len(rows)

    def report(self, *, about: str, path: str, body: Json) -> bool:
        """Add a report; False if there was one about the same thing already, sent or not."""
        with self._transaction() as db:
            return self._add_report(db, about=about, path=path, body=body)

    def has_report(self, about: str) -> bool:
        """Return True if the server was told, or will be told, about this."""
        with self._lock:
            row = self._db.execute("SELECT 1 FROM reports WHERE about = ?", (about,)).fetchone()
        return row is not None

    def pending_reports(self, *, limit: int = 100) -> list[Report]:
        """Return the oldest reports the server has not answered yet."""
        with self._lock:
            rows = self._db.execute(
                "SELECT report_id, about, idempotency_key, path, body FROM reports"
                " WHERE verdict IS NULL ORDER BY report_id LIMIT ?",
                (limit,),
            ).fetchall()
        return [Report(**{**dict(row), "body": json.loads(row["body"])}) for row in rows]

    def settle(self, report_id: int, *, verdict: str) -> None:
        """Write down that the server accepted a report, or refused it for good."""
        with self._transaction() as db:
            db.execute("UPDATE reports SET verdict = ? WHERE report_id = ?", (verdict, report_id))

    def forget(self, *, older_than: timedelta) -> None:
        """Drop what is settled and old. What the server has not heard stays."""
        before = to_wire(self._clock() - older_than)
        with self._transaction() as db:
            db.execute("DELETE FROM reports WHERE verdict IS NOT NULL AND made_at < ?", (before,))
            db.execute("DELETE FROM jobs WHERE outcome IS NOT NULL AND taken_at < ?", (before,))
            db.execute("DELETE FROM issues WHERE slip IS NOT NULL AND began_at < ?", (before,))

    def _end_slip(
        self, db: sqlite3.Connection, request_id: str, *, slip: SlipState, reason: str | None
    ) -> None:
        row = db.execute(
            "UPDATE issues SET slip = ?, reason = ? WHERE request_id = ? RETURNING ticket",
            (slip, reason, request_id),
        ).fetchone()
        ticket = json.loads(row["ticket"])
        # Of a ticket that the server does not know yet it hears together with the ticket itself.
        if ticket["ticket_id"] is not None:
            self._add_report(
                db,
                about=f"slip:{request_id}",
                path=f"/halls/{ticket['hall_id']}/tickets/{ticket['ticket_id']}/slip",
                body={"state": slip, "reason": reason},
            )
        if slip == "printed":
            return
        known = {key: ticket.get(key) for key in ("ticket_id", "number")}
        self._add_report(
            db,
            about=f"alarm:slip:{request_id}",
            path="/stations/me/alarms",
            body={
                "kind": f"slip_{slip}",
                "detail": {**known, "reason": reason},
                "at": self._now(),
            },
        )

    def _add_report(self, db: sqlite3.Connection, *, about: str, path: str, body: Json) -> bool:
        added = db.execute(
            "INSERT INTO reports (about, idempotency_key, path, body, made_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (about) DO NOTHING",
            (about, uuid.uuid4().hex, path, _text(body), self._now()),
        )
        return added.rowcount == 1

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _now(self) -> str:
        return to_wire(self._clock())


def _text(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
