"""The simulator's page and its command line, over HTTP and as a process of its own."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from drivers.evaluator.device import EvaluatorKeypad
from drivers.evaluator.keyboard_keypad import KeyboardKeypad
from drivers.evaluator.profile_files import load_keyboard, load_keymap, load_profile
from drivers.evaluator.simulated_pad import Faults
from drivers.evaluator.simulator import KeypadSimulator
from drivers.evaluator.simulator_web import keypad_page
from drivers.transports.serial import SerialLine
from drivers.transports.urls import line_for

FF68 = load_profile("ff68-keypad")


@pytest.fixture
def pad():
    with KeypadSimulator(profile=FF68) as running:
        yield running


@pytest.fixture
def page(pad):
    with keypad_page(pad, keymap=load_keymap("five-key")) as served:
        yield served.url


def get(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def post(url, body):
    request = urllib.request.Request(url, data=json.dumps(body).encode(), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def test_the_page_is_chinese_first_and_fetches_nothing_from_outside(page):
    html = get(page)

    assert '<html lang="zh-CN">' in html
    assert "模拟评价器" in html
    assert "http://" not in html
    assert "https://" not in html


def test_the_state_of_a_fresh_pad(page, pad):
    state = json.loads(get(page + "state.json"))

    assert state == {
        "address": 1,
        "path": pad.path,
        "plugged": True,
        "armed": False,
        "unanswered": 0,
        "stars": None,
        "beeps": 0,
        "keys": [
            {"value": 3, "level": "VERY_SATISFIED"},
            {"value": 2, "level": "SATISFIED"},
            {"value": 1, "level": "BASIC"},
            {"value": 0, "level": "DISSATISFIED"},
            {"value": 5, "level": "VERY_DISSATISFIED"},
        ],
        "faults": {
            "silent": False,
            "noise": False,
            "slow_s": 0.0,
            "wrong_checksum": False,
            "unknown_key": False,
        },
        "log": [],
    }


def test_a_key_pressed_on_the_page_is_the_answer_and_stands_in_the_log(page, pad):
    with SerialLine(pad.path) as line:
        keypad = EvaluatorKeypad(line, profile=FF68, address=1)
        keypad.arm()
        asked = json.loads(get(page + "state.json"))

        status, _ = post(page + "press", {"value": 5})
        answer = keypad.wait(5)

    assert (asked["armed"], status, answer.value) == (True, 200, 5)
    log = [(line["sender"], line["hex"]) for line in json.loads(get(page + "state.json"))["log"]]
    assert ("host", "FF 68 03 03 68 01 01 0B 0D 16") in log
    assert ("device", "FF 68 03 03 68 01 11 05 17 16") in log


def test_switches_change_what_they_name_and_leave_the_rest(page, pad):
    post(page + "switches", {"silent": True})
    status, state = post(page + "switches", {"slow_s": 0.5})

    assert status == 200
    assert pad.faults == Faults(silent=True, slow_s=0.5)
    assert state["faults"]["silent"] is True


def test_the_cable_is_pulled_and_plugged_in_from_the_page(page, pad):
    _, unplugged = post(page + "switches", {"plugged": False})
    _, plugged = post(page + "switches", {"plugged": True})

    assert (unplugged["plugged"], unplugged["path"]) == (False, None)
    assert (plugged["plugged"], plugged["path"]) == (True, pad.path)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("press", {"value": 256}),
        ("press", {"value": "3"}),
        ("press", {}),
        ("switches", {"loud": True}),
        ("switches", {"slow_s": -1}),
    ],
)
def test_a_wrong_request_is_refused_and_changes_nothing(page, pad, path, body):
    status, answer = post(page + path, body)

    assert (status, answer["code"]) == (400, "bad_request")
    assert (pad.faults, pad.unanswered) == (Faults(), 0)


def test_another_path_is_not_found(page):
    assert post(page + "reset", {})[0] == 404


def test_as_a_process_it_names_its_port_and_leaves_no_link_behind(tmp_path):
    link = tmp_path / "evaluator"
    command = [sys.executable, "-m", "drivers.evaluator.simulator", "--address", "7"]
    with subprocess.Popen(
        [*command, "--link", str(link), "--web-port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        port = process.stdout.readline().removeprefix("port ").strip()
        page = process.stdout.readline().removeprefix("page ").strip()
        linked = link.readlink().as_posix()
        state = json.loads(get(page + "state.json"))
        with SerialLine(str(link)) as line:
            EvaluatorKeypad(line, profile=FF68, address=7).arm()
        process.send_signal(signal.SIGTERM)
        ended = process.wait(5)

    assert (linked, state["path"], state["address"]) == (port, port, 7)
    assert (ended, link.is_symlink()) == (0, False)


def test_several_keypads_on_one_line_have_a_page_each(tmp_path):
    link = tmp_path / "line"
    command = [sys.executable, "-m", "drivers.evaluator.simulator", "--address", "1", "2"]
    with subprocess.Popen(
        [*command, "--link", str(link), "--web-port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        pages = [process.stdout.readline().removeprefix("page ").strip() for _ in range(2)]
        with SerialLine(str(link)) as line:
            EvaluatorKeypad(line, profile=FF68, address=2).arm()
        states = [json.loads(get(page + "state.json")) for page in pages]
        process.send_signal(signal.SIGTERM)
        process.wait(15)

    assert [(state["address"], state["armed"]) for state in states] == [(1, False), (2, True)]


def test_a_usb_keypad_has_a_page_and_types(tmp_path):
    path = tmp_path / "usb"
    command = [sys.executable, "-m", "drivers.evaluator.simulator", "--usb", str(path)]
    with subprocess.Popen(
        [*command, "--web-port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        port = process.stdout.readline().removeprefix("port ").strip()
        page = process.stdout.readline().removeprefix("page ").strip()
        with line_for(port) as line:
            keypad = KeyboardKeypad(line, rules=load_keyboard("digits-enter"))
            keypad.arm()
            post(page + "press", {"value": 4})
            post(page + "switches", {"unknown_key": True})
            answer = keypad.wait(15)
            keypad.arm()
            post(page + "press", {"value": 4})
            unknown = keypad.wait(15)
        _, unplugged = post(page + "switches", {"plugged": False})
        refused = post(page + "switches", {"wrong_checksum": True})
        process.send_signal(signal.SIGTERM)
        ended = process.wait(15)

    assert (answer.value, unknown.value, refused[0]) == (4, 9, 400)
    assert (unplugged["plugged"], unplugged["path"], unplugged["armed"]) == (False, None, None)
    assert (ended, path.exists()) == (0, False)
