"""The page of the simulated signs, and their program."""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from drivers.sign.sign_simulator import SignSimulator
from drivers.sign.simulator_web import sign_page

PATIENCE_S = 15


@pytest.fixture
def simulator(tmp_path):
    with SignSimulator(make="strip", addresses=[1, 2], link=tmp_path / "signs") as running:
        yield running


@pytest.fixture
def url(simulator):
    with sign_page(simulator) as page:
        yield page.url


def ask(url, body=None):
    payload = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, payload), timeout=10) as answer:
        return json.loads(answer.read())


def test_the_page_shows_every_sign_and_turns_its_switches(simulator, url):
    assert ask(f"{url}state.json")["texts"] == {"1": "", "2": ""}

    state = ask(f"{url}switches", {"mute": True, "slow_s": 0.5, "plugged": False})
    assert (state["faults"]["mute"], state["faults"]["slow_s"]) == (True, 0.5)
    assert (state["plugged"], state["path"]) == (False, None)
    assert ask(f"{url}switches", {"plugged": True})["path"] == simulator.path
    assert ask(f"{url}power-cut", {})["texts"] == {"1": "", "2": ""}


def test_the_page_refuses_what_is_no_switch(url):
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(f"{url}switches", {"broken": True})
    with caught.value as error:
        assert error.code == 400


def test_the_page_itself_is_there_and_asks_nobody_else(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        page = answer.read().decode()

    assert "模拟条屏" in page
    assert "http" not in page.replace(url, "")


@pytest.mark.parametrize("port", [["--tcp-port", "0"], []], ids=["network", "serial"])
def test_the_program_says_where_to_find_it_and_ends_when_asked(port):
    command = [sys.executable, "-m", "drivers.sign.simulator", "--web-port", "0"]
    process = subprocess.Popen(
        [*command, "--make", "bx5", "--addresses", "1,2", *port],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        path, page = (process.stdout.readline().split()[1] for _ in range(2))
        assert path.startswith("tcp://" if port else "/dev/")
        assert ask(f"{page}state.json")["texts"] == {"1": "", "2": ""}
        process.send_signal(signal.SIGTERM)
        until_s = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < until_s:
            time.sleep(0.02)
        assert process.returncode == 0
