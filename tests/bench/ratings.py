"""From a key at a window's keypad to the rating in the server's database.

Three keypads on one line at the hall's station: a real server, a real agent, a pseudo-terminal.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import Figure, percentile
from tests.bench.wire import HttpClient, Unexpected
from tests.journeys.hall import eventually
from tests.journeys.line_of_keypads import LEVELS, WINDOWS, LineOfKeypads, line_of_keypads

STORED_MS = 200.0
GIVE_UP_S = 10.0
LOOK_EVERY_S = 0.001
# The same key within half a second is a keypad's repetition; people are further apart.
PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class Ratings:
    """Seconds, one value a key.

    Attributes:
        stored_s: until the rating could be read from the database.
        exchange_s: one command of the station that the server carries out and commits, alone.
    """

    stored_s: list[float]
    exchange_s: list[float]


def rating_figures(ratings: int, folder: Path) -> list[Figure]:
    """Measure so many ratings; the target is for 99 in 100."""
    seen = rate(ratings, folder)

    def figure(share: float, target: float | None = None) -> Figure:
        return Figure(
            name=f"key → rating stored, p{share * 100:.0f}",
            unit="ms",
            value=percentile(seen.stored_s, share) * 1000,
            bare=percentile(seen.exchange_s, share) * 1000,
            at_most=target,
        )

    return [figure(0.5), figure(0.99, STORED_MS)]


def rate(ratings: int, folder: Path) -> Ratings:
    """Start a hall with keypads, serve and rate again and again, and end the hall.

    Raises:
        CannotStart: a program of the hall does not come up.
        Unexpected: a key was not stored.
    """
    folder.mkdir()
    stored_s, exchange_s = [], []
    with line_of_keypads(folder) as line, _database(line) as db:
        station = HttpClient(line.hall.ports.server)
        turns = itertools.cycle(itertools.product(LEVELS, WINDOWS))
        for key, window in itertools.islice(turns, ratings + 1):
            line.serve(window)
            eventually(lambda w=window: line.is_armed(w))
            time.sleep(PAUSE_S)
            stored_s.append(_stored_after(line, db, window, key))
            exchange_s.append(_exchange(station, line.token))
        station.close()
    # The first key loads what a station needs once a day.
    return Ratings(stored_s[1:], exchange_s[1:])


def _stored_after(line: LineOfKeypads, db: sqlite3.Connection, window: str, key: int) -> float:
    before = _count(db)
    began = time.perf_counter()
    line.press(window, key)
    while _count(db) == before:
        if time.perf_counter() - began > GIVE_UP_S:
            raise Unexpected(f"the key {key} at window {window} was not stored")
        time.sleep(LOOK_EVERY_S)
    return time.perf_counter() - began


def _exchange(station: HttpClient, token: str) -> float:
    began = time.perf_counter()
    station.post("/api/v1/stations/me/health", {"devices": {}}, token=token)
    return time.perf_counter() - began


def _count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM rating").fetchone()[0])


@contextlib.contextmanager
def _database(line: LineOfKeypads) -> Iterator[sqlite3.Connection]:
    file = line.hall.programs.data / "hall.db"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as db:
        yield db
