"""The server as a program, killed again and again while it forwards: nothing lost or doubled."""

import json
import time

import pytest
from sqlalchemy import select

from server.adapters.platform_dialect import known_dialects
from server.domain.clock import SystemClock
from server.serving import StartRefused, serve
from server.settings import Settings
from server.simulation.platform import Fault, PlatformMemory, SimulatedPlatform
from server.store.forwarding_tables import forwards
from tests.server.acting import SmallHall
from tests.server.push.following import free_port
from tests.server.push.program import Program
from tests.server.rated import serve_and_rate

SECRET = "a secret of thirty-two characters"
RATINGS = 25
PATIENCE_S = 90.0
SITE = """
[[platform]]
name = "province"
kind = "http"
dialect = "national"
url = "{url}"
app_mark = "hall"
first_wait_s = 0.1

[[platform]]
name = "files"
kind = "file"
dialect = "national"
folder = "{folder}"
"""


@pytest.fixture
def hall(open_database, hall_url):
    """The small hall, at whatever hour the test runs."""
    hall = SmallHall(open_database(hall_url, clock=SystemClock()), SystemClock(), "small")
    hall.set_policy(issue_outside_hours=True)
    return hall


@pytest.fixture
def memory():
    return PlatformMemory(dialect=known_dialects()["national"], secret=SECRET, slow_s=0.05)


@pytest.fixture
def platform(memory):
    platform = SimulatedPlatform(memory)
    platform.start()
    yield platform
    platform.close()


@pytest.fixture
def settings(hall_url, platform, tmp_path):
    site = tmp_path / "forwarding.toml"
    site.write_text(SITE.format(url=platform.url, folder=tmp_path / "files"), "utf-8")
    return Settings(
        database_url=hall_url,
        secret_key=SECRET,
        port=free_port(),
        forwarding=site,
        forwarding_secrets=json.dumps({"province": SECRET}),
    )


def wait_until(settled):
    gives_up_at = time.monotonic() + PATIENCE_S
    while not settled():
        assert time.monotonic() < gives_up_at, "it does not settle"
        time.sleep(0.02)


@pytest.mark.slow
def test_a_server_killed_while_it_forwards_loses_and_doubles_nothing(
    hall, memory, settings, tmp_path
):
    desk = hall.sit("1")
    for _ in range(RATINGS):
        serve_and_rate(hall, desk)
    # Slow enough that a kill meets it at work; every third answer is lost on the way.
    memory.choose_fault = lambda n: Fault.LOSE_ANSWER if n % 3 == 0 else Fault.SLOW

    def ends():
        with hall.database.read() as conn:
            found = conn.execute(select(forwards.c.platform, forwards.c.state)).all()
        return [tuple(row) for row in found if row.state in ("sent", "duplicate")]

    program = Program(settings)
    try:
        for requests_so_far in (4, 12):
            wait_until(lambda n=requests_so_far: memory.requests >= n)
            program.kill()
            program.start_again()
        wait_until(lambda: len(ends()) == 2 * RATINGS)
    finally:
        program.close()

    keys = [record["evaluateNo"] for record in memory.taken()]
    assert len(keys) == len(set(keys)) == RATINGS
    assert ("province", "duplicate") in ends()
    (file,) = (tmp_path / "files").glob("*.json")
    in_file = [record["evaluateNo"] for record in json.loads(file.read_text("utf-8"))]
    assert sorted(in_file) == sorted(keys)


def test_the_program_says_in_one_line_what_is_wrong_with_its_forwarding_file(
    hall, settings, tmp_path
):
    (tmp_path / "forwarding.toml").write_text('[[platform]]\nname = "x"\nkind = "fax"\n', "utf-8")

    with pytest.raises(StartRefused, match=r"forwarding.toml: .*kind"):
        serve(settings)
