import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from drivers.evaluator.device import EvaluatorKeypad
from drivers.evaluator.profile_files import load_keymap, load_profile
from drivers.evaluator.question import Pressed
from drivers.evaluator.simulated_pad import Faults
from drivers.transports.memory import memory_pair
from drivers.transports.urls import line_for
from kiosk.agent.clock import utc_now
from kiosk.agent.rating import RatingDesk
from kiosk.agent.supervisor import Supervised
from kiosk.agent.wire import Job

_SHIPPED = load_profile("ff68-keypad")
PROFILE = replace(_SHIPPED, ack=replace(_SHIPPED.ack, timeout_s=0.1, retries=1))


@pytest.fixture
def desk_with(keypad):
    running = []

    def make(journal, *, port=None):
        desk = RatingDesk(
            "keypad",
            new_line=lambda: line_for(port or keypad.path),
            new_keypad=lambda line, on_stray: EvaluatorKeypad(
                line, profile=PROFILE, address=1, on_stray=on_stray
            ),
            keymap=load_keymap("four-key"),
            journal=journal,
            tell=lambda: None,
        )
        device = Supervised(desk, first_delay_s=0.05)
        running.append(device)
        device.start()
        return desk

    yield make
    for device in running:
        device.ask_to_stop()
    assert all(device.join(2) for device in running)


@pytest.fixture
def desk(desk_with, journal):
    return desk_with(journal)


@pytest.fixture
def results(request):
    def read(of=None):
        reports = (of or request.getfixturevalue("journal")).pending_reports()
        return [r.body for r in reports if r.about.startswith("result:")]

    return read


@pytest.fixture
def ask(rating_job):
    def make(desk, *args, **kwargs):
        desk.take(Job.model_validate(rating_job(*args, **kwargs)))

    return make


def test_a_key_pressed_after_the_question_is_the_rating(desk, ask, keypad, results, eventually):
    before = utc_now()
    ask(desk)
    eventually(lambda: keypad.armed)
    keypad.press(3)
    eventually(results)

    result = results()[0]
    armed_at, pressed_at = (
        datetime.fromisoformat(result["body"].pop(key)) for key in ("armed_at", "pressed_at")
    )
    assert result["outcome"] == "done"
    assert result["body"] == {"value": 3, "level": "very_satisfied", "device": "keypad"}
    assert before - timedelta(milliseconds=1) <= armed_at <= pressed_at <= utc_now()


def test_a_job_delivered_twice_is_asked_once(desk, ask, keypad, results, eventually):
    ask(desk)
    ask(desk)
    eventually(lambda: keypad.armed)
    keypad.press(2)
    eventually(results)
    ask(desk)
    threading.Event().wait(0.2)

    assert not keypad.armed
    assert [result["outcome"] for result in results()] == ["done"]


def test_two_jobs_are_asked_one_after_the_other(desk, ask, keypad, results, eventually):
    ask(desk, "first")
    ask(desk, "second")
    for n, key in enumerate((3, 0), start=1):
        eventually(lambda: keypad.armed)
        keypad.press(key)
        eventually(lambda n=n: len(results()) == n)

    assert [result["body"]["level"] for result in results()] == ["very_satisfied", "dissatisfied"]


def test_a_key_without_a_meaning_is_no_rating(desk, ask, keypad, results, eventually):
    ask(desk)
    eventually(lambda: keypad.armed)
    keypad.press(9)
    eventually(results)

    assert results()[0]["outcome"] == "failed"
    assert results()[0]["body"] == {"error": "unknown_key", "value": 9, "device": "keypad"}


def test_a_citizen_who_walks_away_leaves_no_rating(desk, ask, results, eventually):
    ask(desk, timeout_s=0.2)
    eventually(results)

    assert (results()[0]["outcome"], results()[0]["body"]) == ("timed_out", {})


def test_a_withdrawn_question_is_dropped_and_a_later_key_is_only_a_stray(
    desk, ask, keypad, journal, results, eventually
):
    ask(desk)
    eventually(lambda: keypad.armed)
    desk.withdraw("job-1")
    eventually(results)
    keypad.press(0)
    keypad.press(0)
    eventually(lambda: keypad.unanswered == 0)
    eventually(lambda: alarms(journal))

    assert [(r["outcome"], r["body"]) for r in results()] == [("dropped", {"reason": "withdrawn"})]
    assert [(a["kind"], a["device"]) for a in alarms(journal)] == [("stray_press", "keypad")]


def test_a_question_past_its_deadline_is_never_asked(desk, ask, keypad, results, eventually):
    ask(desk, deadline_in_s=-1)
    eventually(results)

    assert (results()[0]["outcome"], results()[0]["body"]) == (
        "dropped",
        {"reason": "past_deadline"},
    )
    assert not keypad.armed


def test_a_question_ends_at_its_deadline_even_if_the_citizen_had_more_time(
    desk, ask, results, eventually
):
    ask(desk, timeout_s=60, deadline_in_s=0.3)
    eventually(results)

    assert results()[0]["outcome"] == "dropped"


def test_a_keypad_that_confirms_nothing_was_not_asked(desk, ask, keypad, results, eventually):
    keypad.set_faults(Faults(silent=True))
    ask(desk)
    eventually(results)

    assert results()[0]["outcome"] == "failed"
    assert results()[0]["body"]["error"] == "no_reply"


def test_a_keypad_pulled_out_while_asking_fails_the_job_and_works_when_back(
    desk, ask, keypad, results, eventually
):
    ask(desk, "first")
    eventually(lambda: keypad.armed)
    keypad.unplug()
    eventually(results)
    keypad.plug()

    assert results()[0]["body"]["error"] == "not_connected"
    eventually(lambda: rated(desk, ask, keypad, results))


def rated(desk, ask, keypad, results):
    tries = len(results())
    ask(desk, f"try-{tries}", timeout_s=1)
    for _ in range(100):
        if keypad.armed:
            keypad.press(3)
            return True
        threading.Event().wait(0.005)
    return False


def test_without_a_port_the_job_fails_at_once(desk_with, journal, ask, results, eventually):
    desk = desk_with(journal, port="/no/such/port")
    ask(desk)
    eventually(results)

    assert results()[0]["body"] == {"error": "not_connected", "device": "keypad"}


def test_a_job_cut_off_by_the_end_of_the_program_is_asked_again_by_the_next_run(
    desk_with, rating_job, keypad, results, eventually, runs
):
    job = Job.model_validate(rating_job())
    runs().take(job)
    second_run = runs()
    desk = desk_with(second_run)

    desk.take(job)

    eventually(lambda: keypad.armed)
    keypad.press(3)
    eventually(lambda: results(second_run))


def alarms(journal):
    return [r.body for r in journal.pending_reports() if r.about.startswith("alarm:")]


class WithdrawnMeanwhile:
    """A keypad on which a key is pressed beside the withdrawal of its question."""

    def __init__(self, *, key_after_withdrawal_s):
        self.is_online = True
        self.withdraw = None
        self._after_s = key_after_withdrawal_s

    def arm(self, on_answer):
        self._on_answer = on_answer

    def wait(self, timeout_s):
        armed_at_s = time.monotonic()
        self.withdraw()
        pressed_at_s = time.monotonic() + self._after_s
        answer = Pressed(value=3, armed_at_s=armed_at_s - 5, pressed_at_s=pressed_at_s)
        self._on_answer(answer)
        return answer

    def cancel(self):
        pass

    def listen(self, timeout_s):
        pass


@pytest.mark.parametrize(
    ("after_s", "outcome"),
    [(-0.1, "done"), (0.1, "dropped")],
    ids=["pressed before", "pressed after"],
)
def test_a_key_pressed_before_its_question_was_withdrawn_counts_though_the_news_is_late(
    journal, results, ask, eventually, after_s, outcome
):
    keypad = WithdrawnMeanwhile(key_after_withdrawal_s=after_s)
    desk = RatingDesk(
        "keypad",
        new_line=lambda: memory_pair()[0],
        new_keypad=lambda line, on_stray: keypad,
        keymap=load_keymap("four-key"),
        journal=journal,
        tell=lambda: None,
    )
    keypad.withdraw = lambda: desk.withdraw("job-1")
    device = Supervised(desk)
    ask(desk)
    device.start()
    eventually(results)
    device.ask_to_stop()

    assert device.join(15)
    assert [result["outcome"] for result in results()] == [outcome]
