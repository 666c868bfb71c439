"""`python -m server` refuses to start with one line for people, and exit code 2."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from server.__main__ import main
from server.services import demonstration
from server.store.engine import open_engine, transaction

SMALL_HALL = Path(__file__).with_name("small_hall")
SECRET = "a secret of thirty-two characters"


@pytest.fixture
def run(hall_url):
    """Runs a command with settings that would do, but for what the test changes."""

    def run(*arguments: str, **changed: str | None):
        settings = {"DATABASE_URL": hall_url, "SECRET_KEY": SECRET, "PORT": "1", **changed}
        env = {f"BUDAYANG_{name}": value for name, value in settings.items()}
        return CliRunner().invoke(main, [*arguments], env=env)

    return run


def refusal(result):
    """The only line a refused start writes."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def execute(url, statement):
    engine = open_engine(url, writes=True)
    with transaction(engine) as conn:
        conn.execute(text(statement))
    engine.dispose()


def test_a_server_without_a_secret_does_not_start(run):
    assert refusal(run("run", SECRET_KEY=None)).startswith("BUDAYANG_SECRET_KEY: ")


def test_a_server_with_a_short_secret_does_not_start(run):
    line = refusal(run("run", SECRET_KEY="budayang"))

    assert line.startswith("BUDAYANG_SECRET_KEY: ")
    assert "32" in line


def test_an_empty_database_is_refused_with_the_way_out(run, tmp_path):
    line = refusal(run("run", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}"))

    assert line == "the database is empty: run `python -m server init`"


def test_a_database_of_another_release_is_refused_with_the_way_out(run, hall_url):
    execute(hall_url, "UPDATE alembic_version SET version_num = '9999'")

    line = refusal(run("run"))

    assert "9999" in line
    assert "python -m server init" in line


@pytest.mark.parametrize("table", ["account", "station"])
def test_a_real_hall_refuses_a_database_with_sample_people_or_stations(
    run, hall_url, tmp_path, table
):
    seed_demonstration(hall_url, tmp_path)
    other = "station" if table == "account" else "account"
    execute(hall_url, f"UPDATE {other} SET is_demonstration = false")

    assert refusal(run("run")).startswith("this database holds sample people or stations")


def seed_demonstration(url: str, folder: Path) -> None:
    engine = open_engine(url, writes=True)
    with transaction(engine) as conn:
        demonstration.seed(conn, folder, at_windows=["1"])
    engine.dispose()


@pytest.mark.parametrize(
    "command",
    [
        ["run"],
        ["init"],
        ["seed", str(SMALL_HALL)],
        ["add-station", "kiosk-1", "--hall", "small", "--kind", "kiosk"],
    ],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://somewhere/hall",
        "sqlite:////no/such/folder/hall.db",
        "postgresql+psycopg://hall:topsecret@127.0.0.1:1/hall",
    ],
)
def test_a_database_that_cannot_be_reached_is_one_line(run, url, command):
    line = refusal(run(*command, DATABASE_URL=url))

    assert line.startswith("the database cannot be used: ")
    assert "topsecret" not in line


def test_a_hall_is_not_put_into_a_database_without_tables(run, tmp_path):
    line = refusal(run("seed", str(SMALL_HALL), DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}"))

    assert line == "the database is empty: run `python -m server init`"


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_named(run, taken_port):
    line = refusal(run("run", PORT=str(taken_port)))

    assert line == f"port {taken_port} is taken: choose another with PORT="


def test_an_address_that_is_not_this_machines_is_refused(run):
    assert refusal(run("run", HOST="192.0.2.1", PORT="8000")).startswith("port 8000 ")


def test_sample_people_are_for_demonstrations_only(run, tmp_path):
    line = refusal(run("seed-demonstration", str(tmp_path / "tokens")))

    assert "BUDAYANG_DEMONSTRATION=1" in line
    assert not (tmp_path / "tokens").exists()
