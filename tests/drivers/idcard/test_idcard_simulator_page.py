"""The simulator's page and its command line, over HTTP and as a process of its own."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from drivers.idcard.device import CardReader
from drivers.idcard.reader_simulator import ReaderSimulator
from drivers.idcard.simulator_web import reader_page
from drivers.transports.serial import SerialLine


@pytest.fixture
def simulator():
    with ReaderSimulator() as running:
        yield running


@pytest.fixture
def page(simulator):
    with reader_page(simulator) as served:
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


def read_card_at(path):
    line = SerialLine(path, baud=115200)
    with line:
        return CardReader(line).poll()


def test_the_page_is_chinese_first_and_fetches_nothing_from_outside(page):
    html = get(page)

    assert '<html lang="zh-CN">' in html
    assert "模拟身份证阅读器" in html
    assert "http://" not in html
    assert "https://" not in html


def test_a_card_is_laid_on_read_and_taken_away(page, simulator):
    status, state = post(page + "card", {"card": "permit"})
    assert (status, state["card"], state["was_read"]) == (200, "permit", False)

    assert read_card_at(simulator.path).number == "810000199001010019"

    assert json.loads(get(page + "state.json"))["was_read"] is True
    assert post(page + "card", {"card": None})[1]["card"] is None
    assert read_card_at(simulator.path) is None


def test_every_card_and_every_status_is_named_in_both_languages(page):
    state = json.loads(get(page + "state.json"))

    assert {"resident", "long-term", "expired", "foreigner"} <= {c["code"] for c in state["cards"]}
    named = [*state["cards"], *state["statuses"]]
    assert all(each["zh"] and each["en"] for each in named)
    assert len(state["statuses"]) == 17


def test_switches_are_set_one_by_one(page, simulator):
    post(page + "switches", {"noise": True, "slow_s": 0.5})
    post(page + "switches", {"says": 65})

    assert (simulator.faults.noise, simulator.faults.slow_s, simulator.faults.says) == (
        True,
        0.5,
        65,
    )
    post(page + "switches", {"says": 0, "plugged": False})
    assert (simulator.faults.says, simulator.is_plugged) == (None, False)
    post(page + "switches", {"plugged": True})
    assert simulator.is_plugged


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("card", {"card": "nobody's"}, 400),
        ("card", {}, 400),
        ("switches", {"says": 256}, 400),
        ("switches", {"loud": True}, 400),
        ("elsewhere", {}, 404),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(page, simulator, path, body, status):
    before = simulator.faults

    assert post(page + path, body)[0] == status
    assert (simulator.card, simulator.faults) == (None, before)


@pytest.mark.slow
def test_the_program_says_where_it_is_and_ends_when_told(tmp_path):
    program = subprocess.Popen(
        [sys.executable, "-m", "drivers.idcard.simulator", "--link", str(tmp_path / "reader"),
         "--web-port", "0", "--read-s", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    with program:
        assert program.stdout.readline().startswith("port /dev/")
        page = program.stdout.readline().removeprefix("page ").strip()
        post(page + "card", {"card": "resident"})
        assert read_card_at(str(tmp_path / "reader")).number == "000000199001010018"
        program.send_signal(signal.SIGTERM)
        assert program.wait(15) == 0
    assert not (tmp_path / "reader").exists()
