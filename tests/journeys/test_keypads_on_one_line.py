"""Keypads of several windows on one line, through everything that fails: each key counts once."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import pytest

from tests.journeys.hall import HALL_ID
from tests.journeys.line_of_keypads import (
    LEVELS,
    WINDOWS,
    LineOfKeypads,
    line_of_keypads,
    patiently,
)
from tests.journeys.traffic import insist

KILLS = 2
RATINGS_A_WINDOW = 5


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LineOfKeypads]:
    with line_of_keypads(tmp_path_factory.mktemp("line")) as running:
        yield running


def test_a_server_killed_while_ratings_arrive_has_every_one_of_them_once(
    line: LineOfKeypads,
) -> None:
    keys = [*LEVELS, *LEVELS][:RATINGS_A_WINDOW]
    given: dict[str, str] = {}
    failures: list[BaseException] = []

    def citizens(window: str) -> None:
        try:
            # Another key each time: the same one within half a second is a keypad's repetition.
            for key in keys:
                number = serve_whatever_happens(line, window)
                line.rate(window, key)
                given[number] = LEVELS[key]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=citizens, args=[window], daemon=True) for window in WINDOWS]
    for thread in threads:
        thread.start()
    for kill in range(1, KILLS + 1):
        patiently(lambda k=kill: len(given) >= k * 3 or failures)
        line.hall.crash_server()
        line.hall.programs.start_server()
    for thread in threads:
        thread.join(120)
    assert failures == []
    assert len(given) == RATINGS_A_WINDOW * len(WINDOWS)

    patiently(lambda: line.journaled() >= len(given) and line.untold() == 0)
    assert {number: line.hall.ratings(number) for number in given} == {
        number: [level] for number, level in given.items()
    }
    assert len(line.hall.rows("SELECT id FROM rating")) == len(given)


def serve_whatever_happens(line: LineOfKeypads, window: str) -> str:
    """Serve somebody at a window, each command asked again until it is answered, once."""
    login = WINDOWS[window][1]
    path = f"/halls/{HALL_ID}/windows/{line.windows[window]}"
    finished = {"outcome": "accepted", "note": None}
    queue_id = insist(lambda: line.hall.queue("registration"))["queue_id"]
    wish = {"queue_id": queue_id, "channel": "desk"}

    def command(path: str, body: object, login: str) -> dict[str, object]:
        key = f"{random.getrandbits(96):x}"
        return dict(insist(lambda: line.hall.post(path, body, login=login, key=key)))

    command(f"/halls/{HALL_ID}/tickets", wish, "reception")
    desk = command(f"{path}/call-next", {}, login)
    command(f"{path}/start", {}, login)
    command(f"{path}/finish", finished, login)
    return str(desk["current"]["ticket"]["number"])  # type: ignore[index]


def test_a_key_pressed_while_the_server_is_away_survives_the_death_of_the_station(
    line: LineOfKeypads,
) -> None:
    number = line.serve("2")
    patiently(lambda: line.is_armed("2"))
    line.hall.crash_server()
    before = line.journaled()
    line.press("2", 1)
    patiently(lambda: line.journaled() == before + 1)
    line.kill_station()

    line.hall.programs.start_server()
    line.start_station()
    patiently(lambda: line.hall.ratings(number))
    patiently(lambda: line.untold() == 0)

    assert line.hall.ratings(number) == ["basic"]
    assert not line.is_armed("2")
    line.press("2", 3)  # nobody is asked any more
    patiently(lambda: "2" in {a["detail"]["window"] for a in line.hall.alarms("stray_press")})
    assert line.hall.ratings(number) == ["basic"]


def test_a_station_killed_while_it_asks_asks_again_and_the_key_counts_once(
    line: LineOfKeypads,
) -> None:
    number = line.serve("1")
    patiently(lambda: line.is_armed("1"))
    line.kill_station()
    line.line.unplug()  # the keypad forgets that it asks
    line.line.plug()
    line.start_station()

    line.rate("1", 2)
    patiently(lambda: line.hall.ratings(number))

    assert line.hall.ratings(number) == ["satisfied"]


def test_a_line_pulled_while_two_keypads_ask_rates_nobody_and_comes_back_by_itself(
    line: LineOfKeypads,
) -> None:
    lost = {window: line.serve(window) for window in ("1", "3")}
    patiently(lambda: all(line.is_armed(window) for window in lost))
    line.line.unplug()
    for window in lost:
        state = lambda w=window: line.hall.desk(line.windows[w])["rating"]["state"]  # noqa: E731
        patiently(lambda state=state: state() == "failed")
    patiently(lambda: line.hall.device("hall-line", "line-11").get("state") == "down")

    line.line.plug()
    patiently(lambda: line.hall.device("hall-line", "line-13").get("state") == "up")
    rated = line.serve("3")
    line.rate("3", 0)
    patiently(lambda: line.hall.ratings(rated))

    assert {window: line.hall.ratings(number) for window, number in lost.items()} == {
        "1": [],
        "3": [],
    }
    assert line.hall.ratings(rated) == ["dissatisfied"]
    told = {alarm["window_id"] for alarm in line.hall.alarms("rating_not_connected")}
    assert told == {line.windows[window] for window in lost}


def test_a_key_that_no_level_has_is_an_alarm_at_its_window_and_no_rating(
    line: LineOfKeypads,
) -> None:
    number = line.serve("2")
    patiently(lambda: line.is_armed("2"))
    line.press("2", 9)
    patiently(lambda: line.hall.alarms("rating_unknown_key"))

    assert line.hall.alarms("rating_unknown_key")[0]["window_id"] == line.windows["2"]
    assert line.hall.ratings(number) == []
