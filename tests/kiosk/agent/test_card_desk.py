"""A card is read when the page asks for it, and never otherwise."""

import logging
import threading
import time
from datetime import date

import pytest

from drivers.idcard.device import CardReader
from drivers.idcard.reader_simulator import ReaderSimulator
from drivers.idcard.simulated_card import example_cards
from drivers.idcard.simulated_reader import Faults
from drivers.transports.serial import SerialLine
from kiosk.agent.cards import CardDesk, Held
from kiosk.agent.persons import person_of_number
from kiosk.agent.supervisor import Supervised

CARDS = example_cards()
KEY = bytes(32)
PATIENCE_S = 15


@pytest.fixture
def reader(tmp_path):
    with ReaderSimulator(link=tmp_path / "reader") as simulator:
        yield simulator


class Station:
    """A desk under supervision, and a page that asks as the touch page does."""

    def __init__(self, port, *, reply_timeout_s=3.0):
        self.key = KEY
        self.now_s = 0.0
        self.desk = CardDesk(
            "cards",
            new_line=lambda: SerialLine(str(port), baud=115200),
            new_reader=lambda line: CardReader(line, reply_timeout_s=reply_timeout_s),
            key=lambda: self.key,
            today=lambda: date(2026, 11, 24),
            check_every_s=0.2,
            monotonic=lambda: self.now_s + time.monotonic(),
        )
        self.supervised = Supervised(self.desk, first_delay_s=0.05)

    def hold(self, stay="stay-001", *, until=lambda held: held.outcome != "waiting"):
        """Ask again and again until something has become of a card."""
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s:
            held = self.desk.wait(stay, timeout_s=0.3)
            if until(held):
                return held
        raise AssertionError(f"still {held}")

    def until_ready(self, is_ready=True):
        until_s = time.monotonic() + PATIENCE_S
        while self.desk.is_ready is not is_ready:
            assert time.monotonic() < until_s, "it did not come to be"
            time.sleep(0.01)


@pytest.fixture
def station(reader, tmp_path):
    made = Station(tmp_path / "reader")
    made.supervised.start()
    made.until_ready()
    yield made
    made.supervised.ask_to_stop()
    assert made.supervised.join(PATIENCE_S)


def test_a_card_becomes_a_handle_and_the_handle_a_person(station, reader):
    reader.lay(CARDS["resident"])

    held = station.hold()

    assert held.outcome == "read"
    expected = person_of_number("000000199001010018", key=KEY)
    assert station.desk.person(held.handle) == expected
    assert expected.mask == "0000**********0018"


def test_no_card_is_read_while_nobody_asks(station, reader):
    reader.lay(CARDS["resident"])
    before = len(reader.log)
    until_s = time.monotonic() + PATIENCE_S
    while len(reader.log) == before and time.monotonic() < until_s:
        time.sleep(0.05)  # until the reader was looked after once more

    assert not reader.was_read
    assert all("20 01" not in line.shown for line in reader.log)


@pytest.mark.parametrize(
    ("card", "outcome"),
    [
        ("long-term", "read"),
        ("letter-x", "read"),
        ("permit", "read"),
        ("expired", "not_valid"),
        ("foreigner", "other_kind"),
        ("wrong-number", "unfit"),
    ],
)
def test_what_becomes_of_each_card(station, reader, card, outcome):
    reader.lay(CARDS[card])

    held = station.hold()

    assert held.outcome == outcome
    assert (held.handle is not None) == (outcome == "read")


def test_a_card_that_was_not_read_may_be_laid_on_again(station, reader):
    reader.set_faults(Faults(says=0x41))
    reader.lay(CARDS["resident"])
    assert station.hold().outcome == "again"

    reader.set_faults(Faults())

    assert station.hold(until=lambda held: held.outcome == "read").handle


def test_a_card_that_stays_is_not_read_for_the_next_one_there(station, reader):
    reader.lay(CARDS["resident"])
    first = station.hold("stay-001")
    station.desk.forget()

    assert station.desk.wait("stay-002", timeout_s=1).outcome == "waiting"
    assert station.desk.person(first.handle) is None

    reader.lay(CARDS["letter-x"])
    second = station.hold("stay-002")
    expected = person_of_number("00000019900101019X", key=KEY)
    assert station.desk.person(second.handle) == expected


def test_who_leaves_while_the_card_is_read_leaves_nothing(tmp_path):
    with ReaderSimulator(link=tmp_path / "slow", read_s=0.5) as reader:
        station = Station(tmp_path / "slow")
        station.supervised.start()
        station.until_ready()
        reader.lay(CARDS["resident"])
        asking = threading.Thread(
            target=station.desk.wait, args=("stay-001",), kwargs={"timeout_s": 5}
        )
        asking.start()
        until_s = time.monotonic() + PATIENCE_S
        while not any("30 01 32" in line.shown for line in reader.log):
            assert time.monotonic() < until_s
            time.sleep(0.005)
        station.desk.forget()
        asking.join()
        while not reader.was_read:
            assert time.monotonic() < until_s
            time.sleep(0.01)

        assert station.desk.wait("stay-002", timeout_s=0.5).outcome == "waiting"
        station.supervised.ask_to_stop()
        assert station.supervised.join(PATIENCE_S)


def test_a_handle_is_good_for_three_minutes(station, reader):
    reader.lay(CARDS["resident"])
    handle = station.hold().handle

    station.now_s += 179
    assert station.desk.person(handle) is not None
    station.now_s += 2
    assert station.desk.person(handle) is None
    assert station.desk.person("another-handle") is None


def test_without_the_halls_key_nothing_is_made_of_a_card(station, reader):
    station.key = None
    reader.lay(CARDS["resident"])

    assert station.hold() == Held("server_away")


def test_a_reader_pulled_out_is_away_and_comes_back(station, reader, caplog):
    reader.lay(CARDS["resident"])
    reader.unplug()
    assert station.hold().outcome == "away"
    station.until_ready(False)

    reader.plug()
    station.until_ready()

    assert station.hold(until=lambda held: held.outcome == "read").handle
    lines = [r.message for r in caplog.records if r.levelno >= logging.WARNING]
    assert len(lines) == 1
    assert "cards is down" in lines[0]


def test_a_reader_pulled_out_during_a_read_is_away(tmp_path):
    with ReaderSimulator(link=tmp_path / "slow", read_s=2) as reader:
        station = Station(tmp_path / "slow")
        station.supervised.start()
        station.until_ready()
        reader.lay(CARDS["resident"])
        station.desk.wait("stay-001", timeout_s=0.01)
        until_s = time.monotonic() + PATIENCE_S
        while not any("30 01 32" in line.shown for line in reader.log):
            station.desk.wait("stay-001", timeout_s=0.05)
            assert time.monotonic() < until_s
        reader.unplug()

        assert station.hold("stay-001").outcome == "away"
        reader.plug()
        station.until_ready()
        assert station.hold("stay-001", until=lambda held: held.outcome == "read").handle
        station.supervised.ask_to_stop()
        assert station.supervised.join(PATIENCE_S)


def test_a_mute_reader_is_down_and_says_why_once(reader, tmp_path, caplog):
    reader.set_faults(Faults(silent=True))
    station = Station(tmp_path / "reader", reply_timeout_s=0.2)
    station.supervised.start()
    until_s = time.monotonic() + PATIENCE_S
    while station.supervised.state.state != "down":
        assert time.monotonic() < until_s
        time.sleep(0.02)

    assert "does not answer" in station.supervised.state.reason
    assert station.desk.wait("stay-001", timeout_s=5) == Held("away")
    station.supervised.ask_to_stop()
    assert station.supervised.join(PATIENCE_S)


def test_nothing_of_a_card_is_in_a_log_or_a_repr(station, reader, caplog):
    caplog.set_level(logging.DEBUG)
    for card in ("resident", "wrong-number", "foreigner", "expired"):
        reader.lay(CARDS[card])
        held = station.hold(f"stay-{card}")
        shown = f"{held!r} {station.desk.person(held.handle or '')!r} {caplog.text}"
        assert "19900101" not in shown
        assert "示例" not in shown
        assert "0018" not in shown
