"""What a station is asked to do over a real socket, and how often."""

import json
import time

import pytest
from sqlalchemy import update

from server.services.stations import token_hash
from server.store.station_tables import stations

SERVE = (("call-next", {}), ("start", {}), ("finish", {"outcome": "accepted"}))


@pytest.fixture
def keypad(people):
    """The station of window 1."""
    return people.station("window", window="1")


@pytest.fixture
def connect(listen, keypad):
    """Connects the station of window 1."""
    return lambda: listen("/station", {"token": keypad.token})


@pytest.fixture
def serve(clerk, kiosk):
    """One citizen comes, is served at window 1 and is to be asked; returns the number."""

    def serve():
        number = kiosk.issue("A").body["number"]
        for step, body in SERVE:
            assert clerk.at("1", step, **body).status == 200
        return number

    return serve


def ask_to(listener):
    name, job = listener.hear()
    assert name == "job"
    return job


# Who is let in ----------------------------------------------------------------------------------


def test_who_has_no_stations_token_is_refused(listen):
    tokens = [{"token": token} for token in (None, "", "st_x", 1)]
    for auth in (None, {}, [], "st_x", *tokens):
        assert listen("/station", auth).hear() == ("refused", "unauthenticated"), auth


def test_a_persons_token_opens_no_station(listen, clerk):
    assert listen("/station", {"token": clerk.token}).hear() == ("refused", "unauthenticated")


def test_a_revoked_station_is_refused(hall, keypad, connect):
    revoke(hall, keypad)

    assert connect().hear() == ("refused", "unauthenticated")


def test_a_station_that_is_revoked_while_it_is_here_gets_no_more_jobs(
    hall, keypad, connect, serve, clerk
):
    listener = connect()
    serve()
    ask_to(listener)

    revoke(hall, keypad)
    serve()

    assert "job" not in [name for name, _ in listener.hear_rest()]


def test_a_station_that_is_revoked_while_it_is_here_is_sent_away_at_once(
    hall, keypad, connect, clerk
):
    listener = connect()
    becomes_online(clerk)

    revoke(hall, keypad)

    assert listener.hear(within_s=15) == ("sent_away", None)
    assert clerk.get(clerk.window("1", "desk")).body["window"]["station"] == "none"
    assert connect().hear() == ("refused", "unauthenticated")


def test_whoever_still_holds_a_renewed_token_is_sent_away_and_the_other_stays(
    hall, keypad, connect, listen, clerk, serve
):
    old = connect()
    becomes_online(clerk)
    fresh = "st_a-token-of-its-own"
    change(hall, keypad, token_hash=token_hash(fresh))

    new = listen("/station", {"token": fresh})

    assert old.hear(within_s=15) == ("sent_away", None)
    number = serve()
    assert ask_to(new)["body"]["number"] == number


def becomes_online(clerk):
    """Wait until the server has let the station in: the console says so."""
    until = time.monotonic() + 15
    while clerk.get(clerk.window("1", "desk")).body["window"]["station"] != "online":
        assert time.monotonic() < until, "the station never got in"
        time.sleep(0.05)


def revoke(hall, station):
    change(hall, station, revoked_at=hall.clock.now())


def change(hall, station, **values):
    this = stations.c.id == station.get("/stations/me").body["station_id"]
    hall.set_up(update(stations).where(this).values(**values))


# Jobs -------------------------------------------------------------------------------------------


def test_a_finished_visit_asks_the_station_that_is_here(connect, serve, hall, clerk):
    listener = connect()

    serve()

    job = ask_to(listener)
    visit = hall.visit("A001")
    assert job == {
        "job_id": job["job_id"],
        "kind": "rating.ask",
        "body": {
            "visit_id": visit.id,
            "number": "A001",
            "window_id": hall.windows["1"],
            "window": "1",
            "timeout_s": hall.row().policy.rating_timeout_s,
        },
        "created_at": "2026-11-24T01:00:00.000Z",
        "deadline_at": job["deadline_at"],
    }
    assert job["deadline_at"] > job["created_at"]
    assert clerk.get(clerk.window("1", "desk")).body["rating"]["state"] == "asked"


def test_a_station_gets_what_is_pending_when_it_connects(connect, serve, keypad):
    serve()

    job = ask_to(connect())

    assert keypad.get("/stations/me/jobs").body == {"jobs": [job]}


def test_a_job_is_not_sent_twice_on_one_connection(connect, serve, kiosk):
    listener = connect()
    serve()
    ask_to(listener)

    for _ in range(3):
        kiosk.issue("A")  # each commit has the server look for jobs

    assert listener.hears_nothing(for_s=1.2)


def test_a_job_is_sent_again_to_the_next_connection(connect, serve):
    listener = connect()
    serve()
    first = ask_to(listener)
    listener.cut()

    again = connect()

    assert ask_to(again) == first
    assert again.hears_nothing()


def test_the_next_call_withdraws_the_question(connect, serve, clerk, kiosk, hall):
    listener = connect()
    serve()
    job = ask_to(listener)

    kiosk.issue("A")
    clerk.at("1", "call-next")

    assert listener.hear() == ("withdrawn", {"job_id": job["job_id"]})
    assert listener.hears_nothing()
    assert hall.kinds()[-2:] == ["rating.ended", "ticket.called"]


def test_leaving_the_window_withdraws_the_question(connect, serve, clerk):
    listener = connect()
    serve()
    job = ask_to(listener)

    clerk.at("1", "close")

    assert listener.hear() == ("withdrawn", {"job_id": job["job_id"]})


def test_an_answered_job_is_neither_withdrawn_nor_sent_again(connect, serve, keypad, clock, hall):
    listener = connect()
    serve()
    job = ask_to(listener)

    path = f"/stations/me/jobs/{job['job_id']}/result"
    answer = keypad.post(path, {"outcome": "timed_out", "body": {}})

    assert answer.body == {"accepted": True}
    assert listener.hears_nothing()
    assert connect().hears_nothing()


def test_a_job_past_its_deadline_is_not_sent(connect, serve, clock, hall):
    serve()
    clock.forward(minutes=5)

    assert connect().hears_nothing()


def test_a_job_past_its_deadline_ends_by_itself(display, connect, serve, clock, hall):
    listener = display()
    listener.catch_up()
    serve()
    listener.hear_all(4)  # issued, called, started, finished

    clock.forward(minutes=5)

    (ended,) = listener.hear_all(1)
    assert (ended["kind"], ended["body"]["state"]) == ("rating.ended", "dropped")
    assert hall.visit("A001").rating_state == "dropped"


def test_a_key_pressed_in_time_is_kept_though_its_question_was_withdrawn(
    connect, serve, keypad, clerk, kiosk, clock, hall
):
    listener = connect()
    serve()
    job = ask_to(listener)
    armed_at, pressed_at = clock.now(), clock.forward(seconds=3)
    kiosk.issue("A")
    clerk.at("1", "call-next")
    listener.hear()

    pressed = {
        "value": 2,
        "level": "satisfied",
        "armed_at": armed_at.isoformat(),
        "pressed_at": pressed_at.isoformat(),
        "device": "keypad",
    }
    path = f"/stations/me/jobs/{job['job_id']}/result"
    answer = keypad.post(path, {"outcome": "done", "body": pressed})

    assert answer.body == {"accepted": True}
    assert hall.levels() == ["satisfied"]


def test_a_station_hears_nothing_of_another_window(listen, people, connect, serve):
    other = listen("/station", {"token": people.station("window", window="2").token})
    listener = connect()

    serve()

    ask_to(listener)
    assert other.hears_nothing()


def test_what_a_station_is_asked_names_nobody(connect, serve):
    listener = connect()
    serve()

    said = json.dumps(ask_to(listener), ensure_ascii=False)

    assert "窗口人员" not in said


# Being here -------------------------------------------------------------------------------------


def test_the_console_sees_whether_the_station_is_here(connect, clerk, keypad):
    def seen():
        return clerk.get(clerk.window("1", "desk")).body["window"]["station"]

    def becomes(state):
        return any(seen() == state for _ in range(100))

    assert seen() == "offline"
    listener = connect()
    assert becomes("online")
    listener.cut()
    assert becomes("offline")


def test_an_older_connections_end_does_not_send_the_station_away(connect, clerk, serve):
    serve()
    old = connect()
    ask_to(old)
    new = connect()
    job = ask_to(new)

    old.cut()
    new.hears_nothing()
    clerk.at("1", "close")

    assert new.hear() == ("withdrawn", {"job_id": job["job_id"]})
    assert clerk.get(clerk.window("1", "desk")).body["window"]["station"] == "online"


def test_a_window_without_a_station_asks_nobody(clerk, kiosk, hall):
    assert clerk.get(clerk.window("1", "desk")).body["window"]["station"] == "none"
    kiosk.issue("A")

    for step, body in SERVE:
        desk = clerk.at("1", step, **body)

    assert desk.body["rating"] is None
    assert hall.visit("A001").rating_state is None
