"""A tablet at the window: the level first, then the labels, until the next citizen is called."""

import pytest

from server.services import tablets
from server.services.stations import token_hash
from tests.server.acting import Keypad, drop_overdue


@pytest.fixture
def enrol(hall):
    """Enrols a tablet at a window: `enrol("1", token=...)`."""

    def at(window, *, token="st_tablet"):
        result = hall.run(
            tablets.enrol_tablet,
            window_id=hall.windows[window],
            token_hash=token_hash(token),
        )
        return Keypad(hall, result["station_id"])

    return at


@pytest.fixture
def tablet(enrol):
    return enrol("1")


@pytest.fixture
def rated(hall, desk, tablet, clock):
    """A001 was served at window 1 and has pressed a face; A002 waits."""
    hall.issue("A")
    hall.issue("A")
    desk.call_next()
    desk.start()
    clock.forward(minutes=5)
    desk.finish()
    clock.forward(seconds=8)
    tablet.press("dissatisfied", after_s=6, job=tablet.jobs()[0])
    return tablet


def question(tablet, kind):
    """The one question of a kind that the tablet was asked."""
    (job,) = [job for job in tablet.jobs() if job.kind == kind]
    return job


def why(tablet):
    return question(tablet, "rating.why")


def test_a_face_counts_at_once_and_then_the_labels_are_asked_for(hall, rated):
    (rating,) = hall.ratings()
    assert (rating.level, rating.channel, rating.labels) == ("dissatisfied", "tablet", [])

    job = why(rated)
    assert job.state == "pending"
    assert (job.body["number"], job.body["level"]) == ("A001", "dissatisfied")


def test_the_labels_and_words_come_to_the_rating_and_stay_nowhere_else(hall, rated):
    rated.answer("done", job=why(rated), labels=["214", "213"], words="说话很冲")

    (rating,) = hall.ratings()
    assert (rating.labels, rating.words) == (["213", "214"], "说话很冲")
    assert rating.reason_channel == "tablet"
    assert (why(rated).state, why(rated).result) == ("done", None)


def test_the_next_call_takes_the_labels_away_and_leaves_the_rating(hall, desk, rated):
    desk.call_next()

    assert why(rated).state == "withdrawn"
    assert hall.levels() == ["dissatisfied"]
    assert hall.visit("A001").rating_state == "stored"


@pytest.mark.parametrize("outcome", ["timed_out", "failed"])
def test_who_says_no_more_has_rated_without_a_reason(hall, rated, outcome):
    rated.answer(outcome, job=why(rated))

    assert hall.ratings()[0].labels == []
    assert hall.visit("A001").rating_state == "stored"
    assert hall.alarms() == []


def test_labels_nobody_gave_are_dropped_in_time(hall, rated, clock):
    clock.forward(minutes=6)
    assert drop_overdue(hall) == 1

    assert (why(rated).state, hall.visit("A001").rating_state) == ("dropped", "stored")


def test_a_second_press_is_none(hall, rated):
    rated.press("very_satisfied", job=question(rated, "rating.ask"))

    assert hall.levels() == ["dissatisfied"]
    assert len(rated.jobs()) == 2


def test_a_face_pressed_before_the_next_call_counts_but_is_not_asked_about(
    hall, desk, tablet, clock
):
    hall.issue("A")
    hall.issue("A")
    desk.serve()
    job = tablet.jobs()[0]
    clock.forward(seconds=9)
    desk.call_next()
    tablet.press("basic", after_s=5, job=job)

    assert hall.levels() == ["basic"]
    assert [job.kind for job in tablet.jobs()] == ["rating.ask"]


def test_a_tablet_asks_in_place_of_the_keypad(hall, desk, enrol):
    tablet = enrol("1")
    keypad = hall.add_keypad("1")
    shared = hall.share_keypads("1")
    hall.issue("A")
    desk.serve()

    assert (tablet.asked(), keypad.asked(), shared.asked()) == (["A001"], [], [])


def test_another_tablet_takes_the_place_of_the_first(hall, desk, enrol):
    first, second = enrol("1"), enrol("1", token="st_other")

    assert first.station_id == second.station_id
