"""How the database is reached."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError


class Unusable(Exception):
    """The database cannot be used; the message is one line for people."""


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Let a database that cannot be reached or understood be told in one line.

    Raises:
        Unusable: in place of whatever SQLAlchemy or the driver say.
    """
    try:
        yield
    except (SQLAlchemyError, ImportError) as error:
        # The driver's own first line: SQLAlchemy adds statements, parameters and links.
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise Unusable(f"the database cannot be used: {reason}") from None


def is_sqlite(url: str) -> bool:
    """Whether this is the embedded database."""
    return make_url(url).get_backend_name() == "sqlite"


def open_engine(url: str, *, writes: bool, pool_size: int = 10) -> Engine:
    """An engine for commands (`writes`) or for reads.

    On SQLite a writer takes the file's write lock when its transaction begins, not at its first
    write, so that it never has to give up half way; commits reach the disk before they return
    (`synchronous=FULL`), so that a printed number survives a power cut.
    On PostgreSQL a read sees one snapshot (REPEATABLE READ): a board read statement by statement
    while others write would not match its `seq`.
    """
    if is_sqlite(url):
        engine = create_engine(url, pool_size=1 if writes else pool_size, max_overflow=0)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", partial(_run, sql="BEGIN IMMEDIATE" if writes else "BEGIN"))
        return engine
    options: dict[str, Any] = {} if writes else {"isolation_level": "REPEATABLE READ"}
    return create_engine(url, pool_size=pool_size, max_overflow=pool_size, **options)


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction: committed at the end, rolled back on any error."""
    with engine.connect() as conn, conn.begin():
        yield conn


def demand_reachable(url: str) -> None:
    """Make sure that the database can be reached for writing.

    Raises:
        Unusable: it cannot, or the URL makes no sense.
    """
    with told_in_one_line():
        engine = open_engine(url, writes=True)
        try:
            with transaction(engine):
                pass
        finally:
            engine.dispose()


class Connections:
    """Transactions of an engine, on connections that stay open from one to the next.

    Taking a connection from the engine's pool takes four times as long as a short read.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free: deque[Connection] = deque()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on any error."""
        try:
            conn = self._free.pop()
        except IndexError:
            conn = self._engine.connect()
        try:
            with conn.begin():
                yield conn
        except BaseException:
            conn.close()  # it may be broken
            raise
        self._free.append(conn)

    def close(self) -> None:
        """Let go of the database."""
        while self._free:
            self._free.pop().close()
        self._engine.dispose()


@contextmanager
def savepoint(conn: Connection) -> Iterator[None]:
    """A part of an SQLite transaction that is undone alone on any error.

    SQLAlchemy's own takes ten times as long, and every command is in one.
    """
    _run(conn, sql="SAVEPOINT part")
    try:
        yield
    except BaseException:
        if in_transaction(conn):
            _run(conn, sql="ROLLBACK TO part")
            _run(conn, sql="RELEASE part")
        raise
    _run(conn, sql="RELEASE part")


def in_transaction(conn: Connection) -> bool:
    """Whether SQLite still has the transaction: on some errors it gives up all of it."""
    return bool(conn.connection.driver_connection.in_transaction)  # type: ignore[union-attr]


def _run(conn: Connection, *, sql: str) -> None:
    try:
        conn.connection.driver_connection.execute(sql)  # type: ignore[union-attr]
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, None, error, sqlite3.Error, dialect=conn.dialect) from error


def _set_up_sqlite(dbapi_connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: ours begin in the "begin" hook.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "cache_size=-16000",  # 16 MB
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
