"""A station's keypads as its file describes them: on one line, by USB, each for its window."""

import time

import pytest

from drivers.evaluator.line_simulator import LineSimulator
from drivers.evaluator.profile_files import load_profile
from drivers.keyboard.simulator import KeyboardSimulator
from kiosk.agent.devices import make_devices
from kiosk.agent.making import Surroundings
from kiosk.agent.rating_desks import RatingDesks
from kiosk.agent.settings import read_station_file
from kiosk.agent.settings_errors import StationFileError
from kiosk.agent.supervisor import Supervised
from kiosk.agent.wire import Job

PATIENCE_S = 20
STATION = """
[station]
server = "http://127.0.0.1:8000/"
token = "st_x"
state_dir = "state"
kind = "hall"
[local]
port = 0
"""
BUS = """
[[device]]
kind = "evaluator"
name = "hall-line"
port = "{port}"
addresses = {{ 1 = "3", 9 = "A-4" }}
keymap = "five-key"
"""
USB = """
[[device]]
kind = "evaluator"
name = "usb"
port = "evdev:{port}"
window = "5"
keymap = "five-down-to-one"
"""


@pytest.fixture
def read(tmp_path):
    def make(devices):
        path = tmp_path / "station.toml"
        path.write_text(STATION + devices)
        return read_station_file(path)

    return make


@pytest.fixture
def line():
    with LineSimulator(load_profile("ff68-keypad"), addresses=[1, 9]) as plugged:
        yield plugged


@pytest.fixture
def keyboard(tmp_path):
    with KeyboardSimulator(tmp_path / "usb-keypad") as plugged:
        yield plugged


@pytest.fixture
def running(read, journal, tmp_path):
    """Runs a station's keypads; gives what takes their questions."""
    supervised = []

    def start(devices):
        made = make_devices(
            read(devices),
            Surroundings(
                journal=journal, tell=lambda: None, zone_id=lambda: None, state_dir=tmp_path
            ),
        )
        for keypad in made.keypads:
            supervised.append(Supervised(keypad, first_delay_s=0.05))
            supervised[-1].start()
        return RatingDesks(made.keypads), supervised

    yield start
    for device in supervised:
        device.ask_to_stop()
    assert all(device.join(PATIENCE_S) for device in supervised)


@pytest.fixture
def answers(journal):
    """Job -> outcome and level of what is journaled for the server."""

    def read():
        told = [r for r in journal.pending_reports() if r.about.startswith("result:")]
        return {
            r.about.removeprefix("result:"): (r.body["outcome"], r.body["body"].get("level"))
            for r in told
        }

    return read


@pytest.fixture
def ask(rating_job):
    def make(desks, job_id, window, **kwargs):
        job = rating_job(job_id, timeout_s=60, deadline_in_s=120, **kwargs)
        job["body"]["window"] = window
        return desks.take(Job.model_validate(job))

    return make


def press(line, address, value):
    with line.lock:
        line.pads[address].press(value, now_s=time.monotonic())


def is_armed(line, address):
    with line.lock:
        return line.pads[address].is_armed(time.monotonic())


def test_each_question_goes_to_the_keypad_of_its_window_on_the_shared_line(
    running, line, ask, answers, eventually
):
    desks, _ = running(BUS.format(port=line.path))
    assert ask(desks, "job-a", "A-4")
    eventually(lambda: is_armed(line, 9), within_s=PATIENCE_S)
    assert not is_armed(line, 1)
    assert ask(desks, "job-3", "3")
    eventually(lambda: is_armed(line, 1), within_s=PATIENCE_S)

    press(line, 1, 0)
    press(line, 9, 3)
    eventually(lambda: len(answers()) == 2, within_s=PATIENCE_S)

    assert answers() == {
        "job-3": ("done", "dissatisfied"),
        "job-a": ("done", "very_satisfied"),
    }


def test_a_window_without_a_keypad_here_is_not_asked_elsewhere(running, line, ask):
    desks, _ = running(BUS.format(port=line.path))

    assert not ask(desks, "job-1", "7")
    assert not is_armed(line, 1)
    assert not is_armed(line, 9)


def test_a_withdrawn_question_is_withdrawn_where_it_is_asked(
    running, line, ask, answers, eventually
):
    desks, _ = running(BUS.format(port=line.path))
    ask(desks, "job-3", "3")
    ask(desks, "job-a", "A-4")
    eventually(lambda: is_armed(line, 1) and is_armed(line, 9), within_s=PATIENCE_S)
    desks.withdraw("job-3")
    eventually(answers, within_s=PATIENCE_S)
    press(line, 9, 2)
    eventually(lambda: len(answers()) == 2, within_s=PATIENCE_S)

    assert answers() == {"job-3": ("dropped", None), "job-a": ("done", "satisfied")}


def test_a_usb_keypad_beside_a_line_is_pulled_out_and_comes_back_at_the_same_socket(
    running, line, keyboard, ask, answers, eventually
):
    desks, supervised = running(BUS.format(port=line.path) + USB.format(port=keyboard.path))
    usb = supervised[-1]
    eventually(lambda: usb.state.state == "up", within_s=PATIENCE_S)
    ask(desks, "lost", "5")
    keyboard.unplug()
    eventually(answers, within_s=PATIENCE_S)
    eventually(lambda: usb.state.state == "down", within_s=PATIENCE_S)
    keyboard.plug()
    eventually(lambda: usb.state.state == "up", within_s=PATIENCE_S)
    ask(desks, "rated", "5")
    # A keypad that types cannot show that it asks: type until the question is there.
    eventually(lambda: (keyboard.type_text("4\n"), len(answers()) == 2)[1], within_s=PATIENCE_S)

    assert answers() == {"lost": ("failed", None), "rated": ("done", "satisfied")}


def test_a_number_that_no_level_has_is_an_unknown_key_and_no_rating(
    running, keyboard, journal, ask, answers, eventually
):
    desks, _ = running(USB.format(port=keyboard.path))
    ask(desks, "job-5", "5")
    eventually(lambda: (keyboard.type_text("9\n"), answers())[1], within_s=PATIENCE_S)

    assert answers() == {"job-5": ("failed", None)}
    result = next(r for r in journal.pending_reports() if r.about == "result:job-5")
    assert result.body["body"] == {"error": "unknown_key", "value": 9, "device": "usb"}


def test_a_stray_press_says_at_which_window(running, line, journal, eventually):
    running(BUS.format(port=line.path))
    press(line, 9, 3)
    eventually(journal.pending_reports, within_s=PATIENCE_S)

    (alarm,) = journal.pending_reports()
    assert alarm.body["device"] == "hall-line-9"
    assert alarm.body["detail"] == {"presses": 1, "window": "A-4"}


@pytest.mark.parametrize(
    ("devices", "key", "reason"),
    [
        (BUS + 'window = "3"\n', "device[1]", "addresses names windows"),
        (BUS.replace("A-4", "3"), "", "each says its own window"),
        (BUS.replace("1 =", "256 ="), "device[1].addresses.256", "255"),
        (USB.replace('keymap = "five-down-to-one"', ""), "device[1]", "what its keys mean"),
        (USB + "address = 2\n", "device[1]", "has no address"),
        (USB.replace('window = "5"', "") + BUS, "", "each says its own window"),
        (USB.replace('"5"', '"3"') + BUS, "", "each says its own window"),
    ],
    ids=[
        "a window beside addresses",
        "one window twice on a line",
        "no such address",
        "USB keys without a meaning",
        "USB with an address",
        "two keypads, one for any window",
        "two keypads for one window",
    ],
)
def test_keypads_that_cannot_be_told_apart_are_refused(read, devices, key, reason):
    with pytest.raises(StationFileError) as refused:
        read(devices.format(port="/dev/ttyUSB0"))

    assert reason in str(refused.value)
    assert key in str(refused.value)
