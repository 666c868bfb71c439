"""What screens say of themselves over their socket, as the office reads it."""

import time

import pytest

from tests.server.push.listening import Listener

PATIENCE_S = 20.0
SEEN = {
    "screen": "0123456789ab",
    "address": "/display/1?layout=waiting",
    "seq": 7,
    "width": 1920,
    "height": 1080,
    "up_s": 60.0,
    "reloads": 0,
    "fault": None,
    "unplayable": [{"slide_id": 3, "why": "unsupported"}],
}


@pytest.fixture
def office(people):
    return people.staff("office")


@pytest.fixture
def screens(office):
    """The office's list, once it is as it should be."""

    def screens(holds):
        gives_up_at = time.monotonic() + PATIENCE_S
        while not holds(found := office.get(office.hall("/screens")).body["screens"]):
            assert time.monotonic() < gives_up_at, found
            time.sleep(0.02)
        return found

    return screens


def settle(display: Listener) -> None:
    """Wait until the server has taken in what was said before."""
    display.say("sync", {"since": None, "day": None})
    display.catch_up()


def test_the_office_sees_a_screen_what_it_shows_and_since_when(display, screens):
    link = display()
    link.catch_up()

    link.say("health", SEEN)

    (seen,) = screens(lambda found: found)
    assert seen == {
        **{name: SEEN[name] for name in SEEN if name != "up_s"},
        "online": True,
        "since": "2026-11-24T00:59:00.000Z",
        "told_at": "2026-11-24T01:00:00.000Z",
    }


def test_a_screen_that_is_gone_stays_in_the_list_as_gone(display, screens):
    link = display()
    link.catch_up()
    link.say("health", SEEN)
    screens(lambda found: found)

    link.cut()

    (gone,) = screens(lambda found: not found[0]["online"])
    assert gone["seq"] == 7


def test_a_screen_that_comes_back_is_one_line_and_told_anew(display, screens):
    first = display()
    first.catch_up()
    first.say("health", SEEN)
    screens(lambda found: found)
    first.cut()
    screens(lambda found: not found[0]["online"])

    second = display()
    second.catch_up()
    second.say("health", {**SEEN, "seq": 9, "reloads": 1, "fault": "Error: x"})

    (back,) = screens(lambda found: found[0]["online"])
    assert (back["seq"], back["reloads"], back["fault"]) == (9, 1, "Error: x")


def test_a_screen_is_heard_every_few_seconds_and_no_more_often(display, screens, clock):
    link = display()
    link.catch_up()
    for seq in (1, 2, 3):
        link.say("health", {**SEEN, "seq": seq})
    settle(link)
    assert [each["seq"] for each in screens(lambda found: found)] == [1]

    clock.forward(seconds=5)
    link.say("health", {**SEEN, "seq": 4})

    screens(lambda found: found[0]["seq"] == 4)


@pytest.mark.parametrize(
    "wrong",
    [
        "hello",
        {},
        {**SEEN, "screen": "the hall's own"},
        {**SEEN, "address": "https://elsewhere.example/"},
        {**SEEN, "width": 10**6},
        {**SEEN, "up_s": float("1e300")},
        {**SEEN, "fault": "x" * 201},
        {**SEEN, "seq": "7"},
    ],
)
def test_what_is_no_health_is_left_aside(display, screens, wrong):
    link = display()
    link.catch_up()

    link.say("health", wrong)

    settle(link)
    assert screens(lambda found: True) == []


def test_no_crowd_of_screens_fills_the_memory_or_drives_out_one_that_is_there(
    display, screens, clock
):
    link = display()
    link.catch_up()
    for n in range(130):
        link.say("health", {**SEEN, "screen": f"{n:012x}"})
        settle(link)
        clock.forward(seconds=5)

    found = screens(lambda found: len(found) == 100)

    assert f"{129:012x}" in {each["screen"] for each in found}


def test_who_may_not_manage_stations_does_not_see_the_screens(clerk):
    assert clerk.get(clerk.hall("/screens")).refusal == (403, "forbidden")
