"""What a code means goes to the page, once and while it is fresh; its text goes nowhere."""

import logging
import os
import random
import time

import pytest

from drivers.scanner.device import Scanner
from drivers.scanner.protocol import Decoder
from drivers.scanner.scanner_simulator import ScannerSimulator, SerialCable
from drivers.transports.serial import SerialLine
from kiosk.agent.scans import Meaning, ScanDesk, meaning_of
from kiosk.agent.supervisor import Supervised

PATIENCE_S = 15
NOISE_BYTES = int(os.environ.get("NOISE_BYTES", "10000000"))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("BDY:12345678", Meaning("appointment", "12345678")),
        ("bdy:aB3_x-Y7", Meaning("appointment", "aB3_x-Y7")),
        ("http://10.0.0.2:8000/t/t0k3n-of_a-ticket", Meaning("ticket", "t0k3n-of_a-ticket")),
        ("https://hall.example/queue/t/t0k3nt0k3n/", Meaning("ticket", "t0k3nt0k3n")),
        ("http://10.0.0.2:8000/n/t0k3n-of_a-notice", Meaning("notice", "t0k3n-of_a-notice")),
        ("BDY:12345", Meaning("other")),
        ("xBDY:12345678", Meaning("other")),
        ("https://hall.example/t/", Meaning("other")),
        ("https://hall.example/pay?to=/t/t0k3nt0k3n", Meaning("other")),
        ("https://hall.example/t/t0k3nt0k3n?then=1", Meaning("other")),
        ("000000199001010018", Meaning("other")),
    ],
)
def test_what_a_code_means(text, meaning):
    assert meaning_of(text) == meaning


def test_a_meaning_does_not_show_its_code():
    assert repr(meaning_of("BDY:12345678")) == "Meaning(kind='appointment')"


def test_ten_million_random_bytes_mean_nothing():
    chance = random.Random(20240504)
    decoder = Decoder()
    found = [s for _ in range(NOISE_BYTES // 1_000) for s in decoder.feed(chance.randbytes(1_000))]

    assert found  # a few short lines of letters come about
    assert {meaning_of(scan.text).kind for scan in found} == {"other"}


class Station:
    def __init__(self, port):
        self.later_s = 0.0
        self.desk = ScanDesk(
            "scanner",
            new_line=lambda: SerialLine(str(port)),
            new_scanner=Scanner,
            monotonic=lambda: time.monotonic() + self.later_s,
        )
        self.supervised = Supervised(self.desk, first_delay_s=0.05)

    def until(self, is_so):
        until_s = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < until_s, "it did not come to be"
            time.sleep(0.01)


@pytest.fixture
def scanner(tmp_path):
    with ScannerSimulator(SerialCable(link=tmp_path / "scanner")) as simulator:
        yield simulator


@pytest.fixture
def station(scanner, tmp_path):
    made = Station(tmp_path / "scanner")
    made.supervised.start()
    made.until(lambda: made.desk.is_ready)
    yield made
    made.supervised.ask_to_stop()
    assert made.supervised.join(PATIENCE_S)


def test_a_code_is_told_to_who_waits_for_it_and_once(station, scanner):
    scanner.scan("BDY:12345678")

    assert station.desk.wait(0, timeout_s=PATIENCE_S) == (1, Meaning("appointment", "12345678"))
    assert station.desk.wait(1, timeout_s=0.05) == (1, None)
    assert station.desk.wait(0, timeout_s=0.05) == (0, None)


def test_a_code_from_before_is_not_told_to_who_begins_to_listen(station, scanner):
    scanner.scan("BDY:12345678")
    station.until(lambda: station.desk.number == 1)

    assert station.desk.wait(station.desk.number, timeout_s=0.05) == (1, None)


def test_a_code_that_nobody_asked_for_in_time_was_meant_for_nobody(station, scanner):
    scanner.scan("BDY:12345678")
    station.until(lambda: station.desk.number == 1)
    station.later_s = 6

    assert station.desk.wait(0, timeout_s=0.05) == (1, None)


def test_a_page_that_counts_from_an_earlier_run_goes_on(station, scanner):
    assert station.desk.wait(41, timeout_s=0.05) == (0, None)
    scanner.scan("BDY:12345678")

    assert station.desk.wait(0, timeout_s=PATIENCE_S)[1] == Meaning("appointment", "12345678")


def test_a_scanner_pulled_out_is_away_and_comes_back(station, scanner):
    scanner.unplug()
    station.until(lambda: not station.desk.is_ready)

    scanner.plug()
    station.until(lambda: station.desk.is_ready)
    scanner.scan("BDY:12345678")

    assert station.desk.wait(0, timeout_s=PATIENCE_S)[1] == Meaning("appointment", "12345678")


def test_nothing_of_a_code_is_in_a_log(station, scanner, caplog):
    caplog.set_level(logging.DEBUG)
    scanner.scan("000000199001010018")

    assert station.desk.wait(0, timeout_s=PATIENCE_S)[1] == Meaning("other")
    assert "0018" not in caplog.text
