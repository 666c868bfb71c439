"""The page of the simulated pad, and its program."""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from drivers.caller.caller_simulator import CallerSimulator
from drivers.caller.simulator_web import caller_page

PATIENCE_S = 15


@pytest.fixture
def simulator(tmp_path):
    with CallerSimulator(link=tmp_path / "pad", with_keypad=True) as running:
        yield running


@pytest.fixture
def url(simulator):
    with caller_page(simulator) as page:
        yield page.url


def ask(url, body=None):
    payload = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, payload), timeout=10) as answer:
        return json.loads(answer.read())


def refused(url, body):
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(url, body)
    with caught.value as error:
        return error.code


def test_keys_switches_and_cable_work_from_the_page(simulator, url):
    state = ask(f"{url}press", {"keys": [0x06, 0x0F]})
    assert (state["unanswered"], state["plugged"]) == (1, True)

    state = ask(f"{url}switches", {"noise": True, "plugged": False})
    assert state["faults"]["noise"] is True
    assert (state["plugged"], state["path"], state["unanswered"]) == (False, None, 0)
    assert ask(f"{url}switches", {"plugged": True, "noise": False})["path"] == simulator.path
    assert ask(f"{url}switches", {"slow_s": 1.5})["faults"]["slow_s"] == 1.5
    assert refused(f"{url}switches", {"slow_s": -1}) == 400


def test_the_page_refuses_what_is_no_key(url):
    for body in ({"keys": []}, {"keys": [300]}, {"keys": "0C"}, {"key": 1}):
        assert refused(f"{url}press", body) == 400, body
    assert refused(f"{url}nothing", {}) == 404


def test_the_page_itself_is_there_and_asks_nobody_else(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        page = answer.read().decode()

    assert "模拟呼叫器" in page
    assert "http" not in page.replace(url, "")


def test_the_program_says_where_to_find_it_and_ends_when_asked(tmp_path):
    command = [sys.executable, "-m", "drivers.caller.simulator", "--web-port", "0"]
    process = subprocess.Popen(
        [*command, "--link", str(tmp_path / "pad"), "--with-keypad"],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        port, page = (process.stdout.readline().split()[1] for _ in range(2))
        assert (tmp_path / "pad").readlink().as_posix() == port
        assert ask(f"{page}state.json")["has_keypad"] is True
        process.send_signal(signal.SIGTERM)
        until_s = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < until_s:
            time.sleep(0.02)
        assert process.returncode == 0
    assert not (tmp_path / "pad").is_symlink()
