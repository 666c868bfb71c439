"""The hall under measurement: the sample county hall, every window open, people waiting."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.domain.clock import SystemClock
from server.store.engine import open_engine, transaction
from server.store.people_rows import AccountRow
from server.store.people_tables import accounts
from server.tokens import Tokens
from tests.bench.programs import (
    ROOT,
    SECRET,
    Program,
    clean_environment,
    environment,
    free_port,
    running,
)
from tests.bench.wire import HttpClient

HALL_ID = 1
API = "/api/v1"
# 170 people for 20 windows, an hour and a half of waiting: a very busy day.
WAITING_A_QUEUE = 10


@dataclass(frozen=True, slots=True)
class Hall:
    """A prepared hall.

    Attributes:
        database: to be copied, not used: `use` gives a copy.
        queues: the queues whose numbers do not run out.
        clerk_tokens: by the id of the window where the clerk sits.
        tickets: how many have been issued; all of them wait.
    """

    database: Path
    kiosk_token: str
    queues: list[int]
    windows: list[int]
    clerk_tokens: dict[int, str]
    tickets: int

    def copy(self, name: str) -> Path:
        """A database of one's own."""
        file = self.database.with_name(name)
        shutil.copy(self.database, file)
        return file


def prepare(folder: Path) -> Hall:
    """Seed a hall, seat a clerk at each window, and let people come; takes some seconds."""
    database = folder / "prepared.db"
    _seed(database, folder / "tokens")
    with contextlib.closing(sqlite3.connect(database)) as db:
        all_queues = _ids(db, "SELECT id FROM queue WHERE hall_id=?")
        queues = _ids(db, "SELECT id FROM queue WHERE hall_id=? AND daily_limit IS NULL")
        windows = _ids(db, "SELECT id FROM service_window WHERE hall_id=? ORDER BY id")
    hall = Hall(
        database,
        (folder / "tokens" / "kiosk-1.token").read_text(),
        queues,
        windows,
        dict(zip(windows, _clerk_tokens(database), strict=True)),
        tickets=WAITING_A_QUEUE * len(all_queues),
    )
    with server(database, folder) as program:
        _open(program.port, hall, all_queues)
    with contextlib.closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return hall


@contextlib.contextmanager
def server(database: Path, folder: Path) -> Iterator[Program]:
    """Our server on this database, as `python -m server run` starts it, answering."""
    port = free_port()
    with running(
        "server", "run",
        port=port, log=folder / "server.log", environment=environment(database, port),
    ) as program:  # fmt: skip
        program.wait_for("/healthz")
        yield program


@contextlib.contextmanager
def bare_server(database: Path, folder: Path) -> Iterator[Program]:
    """The bare limit under the same gunicorn, answering."""
    port = free_port()
    with running(
        "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--worker-class", "gthread",
        "--threads", "400", "--worker-connections", "1400", "--keep-alive", "75",
        "--log-level", "warning", "--no-control-socket", "tests.bench.bare:make_app()",
        port=port, log=folder / "bare.log", environment={"BENCH_DATABASE": str(database)},
    ) as program:  # fmt: skip
        program.wait_for("/healthz")
        yield program


def _seed(database: Path, tokens: Path) -> None:
    for arguments in (
        ["init"],
        ["seed", "server/sample/county", "--any-hour"],
        ["seed-demonstration", str(tokens)],
    ):
        subprocess.run(
            [sys.executable, "-m", "server", *arguments],
            cwd=ROOT,
            env={**clean_environment(), **environment(database, 1)},
            check=True,
            capture_output=True,
        )


def _open(port: int, hall: Hall, queues: list[int]) -> None:
    http = HttpClient(port)
    for window, token in hall.clerk_tokens.items():
        http.post(f"{API}/halls/{HALL_ID}/windows/{window}/open", {}, token=token)
    for _ in range(WAITING_A_QUEUE):
        for queue_id in queues:
            wanted = {"queue_id": queue_id, "channel": "kiosk"}
            http.post(f"{API}/halls/{HALL_ID}/tickets", wanted, token=hall.kiosk_token)
    http.close()


def _clerk_tokens(database: Path) -> list[str]:
    engine = open_engine(f"sqlite:///{database}", writes=False)
    with transaction(engine) as conn:
        rows = [AccountRow(*row) for row in conn.execute(accounts.select())]
    engine.dispose()
    made = Tokens(SECRET, SystemClock())  # as signing in would give them
    return [made.make(row)[0] for row in rows if row.role == "clerk"]


def _ids(db: sqlite3.Connection, query: str) -> list[int]:
    return [row[0] for row in db.execute(query, (HALL_ID,))]
