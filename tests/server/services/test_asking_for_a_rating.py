"""评价: who is asked, what counts, and what never reaches the next citizen."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from server.domain.clock import from_wire
from server.domain.errors import InvalidInput, NotFound
from server.services import answering_jobs
from server.store import station_tables
from tests.server.acting import drop_overdue


@pytest.fixture
def keypad(hall):
    """The keypad of window 1."""
    return hall.add_keypad("1")


@pytest.fixture
def asked(hall, desk, keypad, clock):
    """A001 was served for five minutes at window 1 and is being asked."""
    hall.issue("A")
    hall.issue("A")
    desk.call_next()
    desk.start()
    clock.forward(minutes=5)
    desk.finish()
    return keypad


def test_after_the_visit_the_citizen_is_asked(hall, desk, asked, clock):
    (job,) = asked.jobs()

    assert (job.kind, job.state) == ("rating.ask", "pending")
    assert job.body == {
        "visit_id": hall.visit("A001").id,
        "number": "A001",
        "window_id": desk.window_id,
        "window": "1",
        "timeout_s": 30,
    }
    assert job.deadline_at == clock.now() + timedelta(seconds=40)
    assert desk.view()["rating"]["state"] == "asked"


def test_a_window_without_a_station_asks_nobody(hall, desk):
    hall.issue("A")
    desk.serve()

    assert hall.visit("A001").rating_state is None
    assert desk.view()["rating"] is None


@pytest.mark.parametrize("end", ["pass_", "return_"])
def test_who_was_not_served_is_not_asked(hall, desk, keypad, end):
    hall.issue("A")
    desk.call_next()
    getattr(desk, end)()

    assert keypad.jobs() == []


def test_who_was_suspended_is_asked_once_at_the_end(hall, desk, keypad):
    hall.issue("A")
    desk.call_next()
    desk.start()
    code = desk.suspend()
    assert keypad.asked() == []

    desk.resume(code=code)
    desk.finish()

    assert keypad.asked() == ["A001"]


def test_a_key_is_stored_with_its_visit(hall, asked, clock):
    clock.forward(seconds=8)
    asked.press("satisfied", after_s=6)

    assert hall.levels() == ["satisfied"]
    assert hall.visit("A001").rating_state == "stored"
    assert [job.state for job in asked.jobs()] == ["done"]


def test_the_public_stream_does_not_say_how_somebody_rated(hall, desk, asked, clock):
    clock.forward(seconds=8)
    asked.press("very_dissatisfied")

    event = hall.events()[-1]
    assert event["kind"] == "rating.stored"
    assert event["body"] == {"visit_id": hall.visit("A001").id, "window_id": desk.window_id}
    assert "dissatisfied" not in str(hall.events())


def test_an_answer_that_is_sent_twice_is_stored_once(hall, asked, clock):
    clock.forward(seconds=8)
    asked.press("satisfied")
    asked.press("satisfied")

    assert hall.levels() == ["satisfied"]
    assert hall.kinds().count("rating.stored") == 1


def test_the_first_answer_stands(hall, asked, clock):
    clock.forward(seconds=8)
    asked.press("satisfied")
    asked.press("very_dissatisfied")
    asked.answer("timed_out")

    assert hall.levels() == ["satisfied"]
    assert hall.visit("A001").rating_state == "stored"


@pytest.mark.parametrize(("after_s", "flags"), [(0.4, ["fast"]), (6, [])])
def test_a_key_pressed_too_fast_counts_and_is_flagged(hall, asked, clock, after_s, flags):
    clock.forward(seconds=8)
    asked.press("satisfied", after_s=after_s)

    assert hall.levels() == ["satisfied"]
    assert hall.ratings()[0].flags == flags


def test_who_walks_away_has_not_rated(hall, desk, asked):
    asked.answer("timed_out")

    assert hall.levels() == []
    assert hall.visit("A001").rating_state == "timed_out"
    assert hall.alarms() == []
    assert hall.kinds()[-1] == "rating.ended"
    assert desk.view()["rating"]["state"] == "timed_out"


@pytest.mark.parametrize("error", ["unknown_key", "no_reply", "not_connected"])
def test_a_keypad_that_fails_is_an_alarm_and_no_rating(hall, desk, asked, error):
    asked.answer("failed", error=error, device="keypad")

    assert hall.levels() == []
    assert hall.visit("A001").rating_state == "failed"
    assert hall.alarms() == [(f"rating_{error}", desk.window_id)]
    assert "alarm.raised" in hall.kinds()


def test_an_alarm_is_raised_once_for_an_answer_sent_twice(hall, asked):
    asked.answer("failed", error="no_reply")
    asked.answer("failed", error="no_reply")

    assert len(hall.alarms()) == 1


@pytest.mark.parametrize(
    ("armed", "pressed"),
    [
        ("2026-11-24T08:00:00Z", "2026-11-24T08:00:05Z"),
        ("2026-11-24T00:30:00Z", "2026-11-24T01:05:05Z"),
        ("2026-11-24T01:05:09Z", "2026-11-24T01:05:02Z"),
    ],
    ids=["pressed in the future", "armed before service began", "pressed before armed"],
)
def test_times_that_cannot_be_true_are_set_aside_with_an_alarm(
    hall, desk, asked, clock, armed, pressed
):
    clock.forward(seconds=10)
    body = asked.pressed("satisfied", from_wire(armed), from_wire(pressed))

    asked.answer("done", **body)

    assert hall.levels() == []
    assert hall.visit("A001").rating_state == "failed"
    assert hall.alarms() == [("rating_clock_fault", desk.window_id)]
    assert asked.jobs()[0].result == {**body, "error": "clock_fault"}


def test_a_station_whose_clock_runs_a_little_ahead_is_believed(hall, asked, clock):
    now = clock.forward(seconds=10)
    body = asked.pressed("satisfied", now, now + timedelta(seconds=9))

    asked.answer("done", **body)

    assert hall.levels() == ["satisfied"]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"level": "splendid"},
        {"level": None},
        {"armed_at": "2026-11-24T01:05:01"},
        {"pressed_at": "soon"},
        {"pressed_at": None},
        {"pressed_at": 1_764_000_000},
    ],
    ids=[
        "an unknown level",
        "no level",
        "a time without a zone",
        "no time",
        "nothing at all",
        "a number",
    ],
)
def test_an_answer_that_is_no_rating_is_refused_and_may_be_sent_again(hall, asked, clock, spoilt):
    now = clock.forward(seconds=8)
    body = asked.pressed("satisfied", now - timedelta(seconds=5), now)

    with pytest.raises(InvalidInput):
        asked.answer("done", **(body | spoilt))

    assert [job.state for job in asked.jobs()] == ["pending"]
    asked.answer("done", **body)
    assert hall.levels() == ["satisfied"]


@pytest.mark.parametrize("missing", ["level", "armed_at", "pressed_at"])
def test_an_answer_that_lacks_something_is_refused(hall, asked, clock, missing):
    now = clock.forward(seconds=8)
    body = asked.pressed("satisfied", now, now)
    del body[missing]

    with pytest.raises(InvalidInput):
        asked.answer("done", **body)
    assert hall.levels() == []


def test_the_next_call_withdraws_the_question(hall, desk, asked):
    desk.call_next()

    assert [job.state for job in asked.jobs()] == ["withdrawn"]
    assert hall.visit("A001").rating_state == "withdrawn"
    assert asked.asked() == []


def test_a_refused_call_withdraws_nothing(hall, desk, asked):
    hall.cancel("A002")

    with pytest.raises(Exception, match="nobody waits"):
        desk.call_next()
    assert asked.asked() == ["A001"]


@pytest.mark.parametrize("leave", ["close", "move"])
def test_who_leaves_the_window_withdraws_the_question(hall, desk, asked, leave):
    desk.close() if leave == "close" else hall.sit("4", clerk=1)

    assert [job.state for job in asked.jobs()] == ["withdrawn"]


def test_resuming_a_ticket_withdraws_the_question(hall, desk, keypad):
    hall.issue("A")
    hall.issue("A")
    desk.call_next()
    desk.start()
    code = desk.suspend()
    desk.serve()
    assert keypad.asked() == ["A002"]

    desk.resume(code=code)

    assert keypad.asked() == []


def test_a_key_pressed_in_time_counts_though_the_news_comes_after_the_next_call(
    hall, desk, asked, clock
):
    job = asked.jobs()[0]
    clock.forward(seconds=20)
    desk.call_next()
    clock.forward(minutes=2)

    pressed_at = job.created_at + timedelta(seconds=9)
    asked.answer("done", job=job, **asked.pressed("basic", job.created_at, pressed_at))

    assert hall.levels() == ["basic"]
    assert (hall.visit("A001").rating_state, hall.visit("A002").rating_state) == ("stored", None)


def test_other_late_news_of_a_withdrawn_question_changes_nothing(hall, desk, asked):
    job = asked.jobs()[0]
    desk.call_next()
    before = hall.seq()

    asked.answer("timed_out", job=job)
    asked.answer("failed", job=job, error="no_reply")

    assert hall.visit("A001").rating_state == "withdrawn"
    assert (hall.seq(), hall.alarms()) == (before, [])


def test_a_question_nobody_answered_is_dropped_after_its_deadline(hall, asked, clock):
    clock.forward(seconds=40)
    assert drop_overdue(hall) == 0

    clock.forward(seconds=1)
    assert _halls_to_sweep(hall) == [hall.hall_id]
    assert drop_overdue(hall) == 1

    assert hall.visit("A001").rating_state == "dropped"
    assert (asked.asked(), _halls_to_sweep(hall)) == ([], [])


def test_a_late_key_still_counts_after_the_question_was_dropped(hall, asked, clock):
    job = asked.jobs()[0]
    clock.forward(minutes=3)
    drop_overdue(hall)

    pressed_at = job.created_at + timedelta(seconds=12)
    asked.answer("done", **asked.pressed("satisfied", job.created_at, pressed_at))

    assert hall.levels() == ["satisfied"]
    assert hall.visit("A001").rating_state == "stored"


def test_a_hall_may_wait_longer_for_a_key(hall, desk, keypad, clock):
    hall.set_policy(rating_timeout_s=90)
    hall.issue("A")
    desk.serve()

    (job,) = keypad.jobs()
    assert job.body["timeout_s"] == 90
    assert job.deadline_at == clock.now() + timedelta(seconds=100)


def test_each_window_asks_on_its_own_keypad(hall, desk, keypad):
    other = hall.add_keypad("4")
    hall.issue("A")
    hall.issue("A")
    desk.serve()
    hall.sit("4").serve()

    assert (keypad.asked(), other.asked()) == (["A001"], ["A002"])


def test_a_station_answers_for_its_own_questions_only(hall, desk, asked, clock):
    other = hall.add_keypad("4")
    body = asked.pressed("satisfied", clock.now(), clock.now())

    with pytest.raises(NotFound):
        other.answer("done", job=asked.jobs()[0], **body)
    assert hall.levels() == []


def test_a_window_with_two_stations_asks_at_the_one_enrolled_last(hall, desk, keypad):
    newer = hall.add_keypad("1", code="window-1-new")
    hall.issue("A")

    desk.serve()

    assert (keypad.asked(), newer.asked()) == ([], ["A001"])


def test_one_station_asks_on_the_keypads_of_several_windows(hall, desk):
    shared = hall.share_keypads("1", "4")
    hall.issue("A")
    hall.issue("A")
    desk.serve()
    hall.sit("4").serve()

    assert {job.body["number"]: job.body["window"] for job in shared.jobs()} == {
        "A001": "1",
        "A002": "4",
    }
    for job in shared.jobs():
        shared.press("satisfied", job=job)
    assert hall.levels() == ["satisfied", "satisfied"]


def test_a_window_s_keypad_on_the_shared_line_goes_before_the_computer_that_stands_there(
    hall, desk, keypad
):
    shared = hall.share_keypads("1")
    hall.add_keypad("1", code="window-1-newer")
    hall.issue("A")
    desk.serve()

    assert (keypad.asked(), shared.asked()) == ([], ["A001"])


def test_without_the_shared_line_s_station_the_window_s_own_keypad_asks_again(hall, desk, keypad):
    shared = hall.share_keypads("1", "4")
    this = station_tables.stations.c.id == shared.station_id
    hall.set_up(update(station_tables.stations).where(this).values(revoked_at=hall.clock.now()))
    hall.issue("A")
    hall.issue("A")
    desk.serve()
    hall.sit("4").serve()

    assert (keypad.asked(), shared.asked()) == (["A001"], [])


def test_presses_one_after_another_within_moments_count_and_are_flagged(hall, desk, keypad, clock):
    for _ in range(4):
        hall.issue("A")
    for seconds in (10, 10, 10, 61):
        desk.serve()
        clock.forward(seconds=seconds)
        keypad.press("very_satisfied", after_s=5)

    assert hall.levels() == ["very_satisfied"] * 4
    assert [rating.flags for rating in hall.ratings()] == [[], [], ["serial"], []]


def test_presses_at_another_window_do_not_count_as_a_series(hall, desk, keypad, clock):
    other = hall.add_keypad("4")
    there = hall.sit("4")
    for _ in range(4):
        hall.issue("A")
    for place, pad in ((desk, keypad), (there, other)) * 2:
        place.serve()
        clock.forward(seconds=8)
        pad.press("satisfied", after_s=5)

    assert [rating.flags for rating in hall.ratings()] == [[], [], [], []]


def _halls_to_sweep(hall):
    with hall.database.read() as conn:
        return answering_jobs.halls_with_overdue(conn, hall.clock.now())


def test_what_is_kept_of_a_rating(hall, desk, asked, clock):
    armed_at = clock.forward(seconds=2)
    pressed_at = clock.forward(seconds=4)
    stored_at = clock.forward(seconds=1)
    asked.answer("done", **asked.pressed("satisfied", armed_at, pressed_at))

    (rating,) = hall.ratings()
    assert rating[2:] == (
        hall.visit("A001").id,
        1,
        "satisfied",
        "keypad",
        asked.station_id,
        "keypad",
        3,
        armed_at,
        pressed_at,
        stored_at,
        [],
        [],  # a keypad says no reason
        None,
        False,
        None,
        None,
        None,
    )
    assert isinstance(rating.armed_at, datetime)
