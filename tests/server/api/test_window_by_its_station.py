"""A window's station runs the window's commands, for the clerk who sits there."""

import pytest
from sqlalchemy import select, update

from server.services.stations import give_keypads
from server.store.event_tables import events
from server.store.people_tables import accounts

ME = "/stations/me/window"
FORBIDDEN = (403, "forbidden")


@pytest.fixture
def pad(people):
    """The station at window 1, with a caller pad."""
    return people.station("window", window="1")


def press(pad, command, *, key=None, **body):
    return pad.post(f"{ME}/{command}", body, key=key)


def actors(hall, kind):
    query = select(events.c.actor).where(events.c.hall_id == hall.hall_id, events.c.kind == kind)
    with hall.database.read() as conn:
        return list(conn.execute(query).scalars())


def station_id(pad):
    return pad.get("/stations/me").body["station_id"]


def test_a_call_from_the_pad_is_the_clerks_and_names_the_station(pad, clerk, kiosk, hall):
    kiosk.issue("A")
    kiosk.issue("A")

    answer = press(pad, "call-next")

    assert answer.status == 200
    assert answer.body["ticket"] == {"number": "A001", "state": "called"}
    assert (answer.body["state"], answer.body["waiting"]) == ("open", 1)
    assert hall.visit("A001").account_id == hall.clerks[0]
    by = f"account:{hall.clerks[0]} by station:{station_id(pad)}"
    assert actors(hall, "ticket.called") == [by]


def test_what_the_pad_shows_is_what_the_console_shows(pad, clerk, kiosk):
    kiosk.issue("A")
    press(pad, "call-next")

    desk = clerk.get(clerk.window("1", "desk")).body
    shown = pad.get(ME).body

    assert shown["ticket"]["number"] == desk["current"]["ticket"]["number"]
    assert shown["waiting"] == desk["waiting"]["total"]
    assert shown["window_id"] == desk["window"]["window_id"]


def test_a_frame_that_comes_twice_calls_one_person(pad, clerk, kiosk, hall):
    kiosk.issue("A")
    kiosk.issue("A")

    first = press(pad, "call-next", key="press-1")
    again = press(pad, "call-next", key="press-1")

    assert (first.status, again.status) == (200, 200)
    assert again.body == first.body
    assert hall.states() == {"A001": "called", "A002": "waiting"}


def test_a_repeat_after_the_clerk_has_changed_still_does_nothing(pad, clerk, people, kiosk, hall):
    kiosk.issue("A")
    kiosk.issue("A")
    press(pad, "call-next", key="press-1")
    press(pad, "pass", key="press-2")
    clerk.at("1", "close")
    people.clerk(2).at("1", "open")

    assert press(pad, "call-next", key="press-1").status == 200
    assert hall.states() == {"A001": "passed", "A002": "waiting"}


def test_without_a_clerk_at_the_window_no_key_does_anything(pad, kiosk, hall):
    kiosk.issue("A")

    for command in ("call-next", "recall", "start", "pass", "call-back", "pause"):
        assert press(pad, command).refusal == (409, "window_not_open"), command
    assert press(pad, "suspend", kind="awaiting_step").refusal == (409, "window_not_open")
    assert press(pad, "transfer", window="2").refusal == (409, "window_not_open")
    assert press(pad, "finish", outcome="other").refusal == (409, "window_not_open")
    assert hall.states() == {"A001": "waiting"}
    assert pad.get(ME).body["state"] == "closed"


def test_a_closed_account_acts_no_more_through_a_pad(pad, clerk, kiosk, hall):
    kiosk.issue("A")
    closed = update(accounts).where(accounts.c.id == hall.clerks[0]).values(is_active=False)
    hall.set_up(closed)

    assert press(pad, "call-next").refusal == FORBIDDEN


def test_a_station_without_a_window_and_a_person_have_no_pad(kiosk, clerk):
    assert press(kiosk, "call-next").refusal == FORBIDDEN
    assert kiosk.get(ME).refusal == FORBIDDEN
    assert press(clerk, "call-next").refusal == FORBIDDEN
    assert clerk.get(ME).refusal == FORBIDDEN


def test_every_key_does_what_the_console_does(pad, clerk, kiosk, hall):
    for _ in range(3):
        kiosk.issue("A")
    press(pad, "call-next")
    press(pad, "recall")
    assert hall.visit("A001").calls == 2
    press(pad, "pass")
    assert (hall.state("A001"), hall.visit("A001").note) == ("passed", None)

    press(pad, "call-next")
    press(pad, "start")
    press(pad, "suspend", kind="awaiting_step")
    assert hall.ticket("A002").suspend_kind == "awaiting_step"
    assert press(pad, "call-back").body["ticket"] == {"number": "A002", "state": "serving"}
    press(pad, "finish", outcome="accepted")
    assert hall.state("A002") == "done"


def test_one_key_pauses_and_goes_on_and_gives_no_reason(pad, clerk, hall):
    assert press(pad, "pause").body["state"] == "paused"
    assert hall.window("1").pause_reason is None
    assert clerk.get(clerk.window("1", "desk")).body["window"]["pause"]["reason"] is None

    assert press(pad, "pause").body["state"] == "open"
    assert hall.kinds()[-2:] == ["window.paused", "window.unpaused"]


def test_a_transfer_goes_where_the_station_says(pad, clerk, kiosk, people, hall):
    people.clerk(2).at("2", "open")
    kiosk.issue("A")
    kiosk.issue("A")
    press(pad, "call-next")
    press(pad, "transfer", window="2")
    assert hall.ticket("A001").target_window_id == hall.windows["2"]

    press(pad, "call-next")
    assert press(pad, "transfer").refusal == (422, "invalid")
    assert press(pad, "transfer", window="77").refusal == (404, "not_found")
    assert press(pad, "transfer", queue="no-such-queue").refusal == (404, "not_found")
    assert hall.state("A002") == "called"


def test_which_of_several_suspended_tickets_came_back_a_pad_cannot_say(pad, clerk, kiosk, hall):
    assert press(pad, "call-back").refusal == (404, "not_found")
    for _ in range(2):
        kiosk.issue("A")
        press(pad, "call-next")
        press(pad, "start")
        press(pad, "suspend", kind="without_documents")

    assert press(pad, "call-back").refusal == (409, "conflict")
    assert set(hall.states().values()) == {"suspended"}


def test_a_station_in_the_hall_acts_for_the_windows_whose_devices_hang_on_it(
    people, clerk, kiosk, hall
):
    kiosk.issue("A")
    people.clerk(2).at("2", "open")
    bus = people.station("hall")
    hall.database.write(
        hall.hall_id,
        lambda uow: give_keypads(
            uow.conn, station_id=station_id(bus), window_ids=[hall.windows["1"]]
        ),
        actor="office",
    )

    assert bus.post(f"{ME}/call-next?at=1").body["ticket"]["number"] == "A001"
    assert bus.get(f"{ME}?at=1").body["ticket"]["state"] == "called"
    assert hall.visit("A001").account_id == hall.clerks[0]
    for path in (f"{ME}/recall", f"{ME}/recall?at=2", f"{ME}/recall?at=77"):
        assert bus.post(path).refusal == FORBIDDEN, path
    assert bus.get(f"{ME}?at=2").refusal == FORBIDDEN


def test_a_station_at_a_window_may_name_its_own_and_no_other(pad, clerk, people):
    people.clerk(2).at("2", "open")

    assert pad.get(f"{ME}?at=1").body["number"] == "1"
    assert pad.get(f"{ME}?at=2").refusal == FORBIDDEN
