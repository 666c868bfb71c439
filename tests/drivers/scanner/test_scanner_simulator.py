"""Scanner against simulator over a real pseudo-terminal and a real pipe; and its page."""

import json
import time
import urllib.error
import urllib.request

import pytest

from drivers.scanner.device import KeyboardScanner, Scanner
from drivers.scanner.scanner_simulator import Faults, KeyboardCable, ScannerSimulator, SerialCable
from drivers.scanner.simulator_web import scanner_page
from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.urls import line_for

PATIENCE_S = 15


@pytest.fixture(params=["serial", "keyboard"])
def bench(request, tmp_path):
    """A simulator, and what opens it and makes a scanner on it."""
    path = tmp_path / "scanner"
    if request.param == "serial":
        simulator, url, kind = ScannerSimulator(SerialCable(link=path)), str(path), Scanner
    else:
        simulator = ScannerSimulator(KeyboardCable(path))
        url, kind = f"evdev:{path}", KeyboardScanner
    line = line_for(url)

    def opened():
        line.open()
        return kind(line)

    with simulator:
        yield simulator, opened
    line.close()


@pytest.mark.parametrize("end", ["cr", "lf", "crlf"])
def test_a_code_held_before_the_scanner_is_heard_once(bench, end):
    simulator, opened = bench
    scanner = opened()
    simulator.faults = Faults(end=end)

    simulator.scan("BDY:aB3_x-Y7")

    assert [scan.text for scan in scanner.listen(PATIENCE_S)] == ["BDY:aB3_x-Y7"]
    assert scanner.listen(0.1) == []


def test_garbage_and_overlong_codes_are_refused_and_the_next_is_not(bench):
    simulator, opened = bench
    scanner = opened()
    for faults in (Faults(garbage=True, end="crlf"), Faults(overlong=True)):
        simulator.faults = faults
        simulator.scan("BDY:87654321")
    simulator.faults = Faults(aim=True)
    simulator.scan("BDY:12345678")

    heard = []
    until_s = time.monotonic() + PATIENCE_S
    while not any(scan.symbology for scan in heard) and time.monotonic() < until_s:
        heard += scanner.listen(0.2)

    assert heard[-1].text == "BDY:12345678"
    assert heard[-1].symbology == "]Q3"
    assert all(len(scan.text) < 200 for scan in heard)


def test_a_silent_scanner_sends_nothing_and_a_slow_one_sends_late(bench):
    simulator, opened = bench
    scanner = opened()
    simulator.faults = Faults(silent=True)
    simulator.scan("BDY:11111111")
    simulator.faults = Faults(slow_s=0.2)
    held_at_s = time.monotonic()
    simulator.scan("BDY:22222222")

    heard = scanner.listen(PATIENCE_S)

    assert [scan.text for scan in heard] == ["BDY:22222222"]
    assert time.monotonic() >= held_at_s + 0.2
    assert simulator.scans == 1


def test_a_scanner_unplugged_and_plugged_in_again_is_opened_by_the_same_name(bench):
    simulator, opened = bench
    scanner = opened()
    simulator.unplug()
    with pytest.raises((LinkLost, NotConnected)):
        scanner.listen(PATIENCE_S)
    simulator.scan("BDY:87654321")  # without power: nothing
    with pytest.raises(NotConnected):
        opened()

    simulator.plug()
    scanner = opened()
    simulator.scan("BDY:12345678")

    assert [scan.text for scan in scanner.listen(PATIENCE_S)] == ["BDY:12345678"]


@pytest.fixture
def page(tmp_path):
    with (
        ScannerSimulator(SerialCable(link=tmp_path / "scanner")) as simulator,
        scanner_page(simulator) as served,
    ):
        yield served.url


def post(url, body):
    request = urllib.request.Request(url, data=json.dumps(body).encode(), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def test_the_page_scans_what_is_typed_into_it(page, tmp_path):
    with urllib.request.urlopen(page, timeout=5) as answer:
        html = answer.read().decode()
    assert "模拟扫码器" in html
    line = line_for(str(tmp_path / "scanner"))
    with line:
        status, state = post(page + "scan", {"text": " BDY:12345678 "})
        heard = Scanner(line).listen(PATIENCE_S)

    assert (status, state["scans"]) == (200, 1)
    assert [scan.text for scan in heard] == ["BDY:12345678"]


def test_the_page_turns_switches_and_refuses_what_makes_no_sense(page):
    faults = post(page + "switches", {"silent": True, "slow_s": 1.5})[1]["faults"]
    assert (faults["silent"], faults["slow_s"]) == (True, 1.5)
    assert post(page + "switches", {"slow_s": -1})[0] == 400
    assert post(page + "switches", {"end": "lf", "plugged": False})[1]["plugged"] is False
    assert post(page + "switches", {"aim": True})[1]["faults"]["end"] == "lf"
    assert post(page + "switches", {"end": "tab"})[0] == 400
    assert post(page + "scan", {"text": ""})[0] == 400
    assert post(page + "elsewhere", {})[0] == 404
