"""Driver against simulator over a real pseudo-terminal."""

import threading
import time
from dataclasses import replace

import pytest

from drivers.idcard.device import CardNotRead, CardReader, NoReply, ReaderRefused
from drivers.idcard.reader_simulator import ReaderSimulator
from drivers.idcard.simulated_card import example_cards
from drivers.idcard.simulated_reader import Faults
from drivers.transports.errors import LinkLost, NotConnected
from drivers.transports.serial import SerialLine

CARDS = example_cards()
PATIENCE_S = 15


@pytest.fixture
def simulator(tmp_path):
    with ReaderSimulator(link=tmp_path / "reader") as running:
        yield running


@pytest.fixture
def line(simulator, tmp_path):
    opened = SerialLine(str(tmp_path / "reader"), baud=115200)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def reader(line):
    return CardReader(line)


def poll_until(reader, outcome):
    """Poll until a poll ends as wanted; returns what it gave."""
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        try:
            card = reader.poll()
        except outcome as error:
            return error
        if outcome is object and card is not None:
            return card
    raise AssertionError("it did not come to be")


def test_a_card_is_read_once_each_time_it_is_laid_on(simulator, reader):
    assert reader.poll() is None
    simulator.lay(CARDS["resident"])
    assert reader.poll().number == "000000199001010018"
    assert simulator.was_read
    assert reader.poll() is None

    simulator.take_away()
    assert reader.poll() is None
    simulator.lay(CARDS["letter-x"])
    assert reader.poll().number == "00000019900101019X"


def test_a_card_taken_away_in_the_middle_of_a_read_may_be_laid_on_again(tmp_path):
    with ReaderSimulator(link=tmp_path / "slow", read_s=2.5) as simulator:
        line = SerialLine(str(tmp_path / "slow"), baud=115200)
        line.open()
        simulator.lay(CARDS["resident"])
        reader = CardReader(line)
        taker = _take_away_during_read(simulator)
        with pytest.raises(CardNotRead) as refused:
            reader.poll()
        taker.join()
        simulator.lay(CARDS["resident"])

        assert refused.value.code == 0x41
        assert reader.poll().number == "000000199001010018"
        line.close()


def _take_away_during_read(simulator):
    def take():
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s:
            if any("30 01 32" in each.shown for each in simulator.log):
                simulator.take_away()
                return
            time.sleep(0.005)

    thread = threading.Thread(target=take)
    thread.start()
    return thread


def test_noise_and_an_aa_too_many_do_not_keep_a_card_from_being_read(simulator, reader):
    simulator.set_faults(Faults(noise=True, extra_aa=True))
    simulator.lay(CARDS["long-term"])

    card = poll_until(reader, object)

    assert (card.number, card.valid_until) == ("000000195602290029", None)


def test_wrong_checksums_are_no_reply_and_no_card(simulator, reader):
    simulator.lay(CARDS["resident"])
    simulator.set_faults(Faults(wrong_checksum=True))

    with pytest.raises(NoReply):
        reader.poll()


def test_a_silent_reader_is_no_reply(simulator, line):
    simulator.set_faults(Faults(silent=True))

    with pytest.raises(NoReply):
        CardReader(line, reply_timeout_s=0.2).check()


def test_a_status_of_the_reader_comes_through(simulator, reader):
    simulator.lay(CARDS["resident"])
    simulator.set_faults(Faults(says=0x66))
    with pytest.raises(ReaderRefused):
        reader.poll()

    simulator.set_faults(replace(simulator.faults, says=0x41))
    with pytest.raises(CardNotRead):
        reader.poll()


def test_a_reader_unplugged_and_plugged_in_again_is_opened_by_the_same_name(
    simulator, line, reader, tmp_path
):
    simulator.lay(CARDS["resident"])
    simulator.unplug()
    poll_until(reader, (LinkLost, NotConnected))
    assert not line.is_open
    with pytest.raises(NotConnected):
        SerialLine(str(tmp_path / "reader"), baud=115200).open()

    simulator.plug()
    line.open()
    assert CardReader(line).poll().number == "000000199001010018"


def test_the_log_of_the_line_holds_nothing_of_a_card(simulator, reader):
    simulator.lay(CARDS["resident"])
    reader.poll()

    shown = " ".join(each.shown for each in simulator.log)

    assert "1295 bytes" in shown
    assert "示例".encode("utf-16-le").hex(" ").upper() not in shown
    assert "31 00 39 00 39 00 30" not in shown
