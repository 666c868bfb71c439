import pytest

from drivers.keyboard.protocol import EV_SYN, KEY_KPENTER, SYN_DROPPED, Event, encode, typed
from drivers.keyboard.protocol import press_and_release as press
from drivers.scanner.device import KeyboardScanner, Scanner
from drivers.scanner.protocol import Fault
from drivers.transports.errors import LinkLost
from drivers.transports.memory import Arrives, Breaks, ManualClock, ScriptedLine

EVERY_KEY = "BDY:aZ09_-/?&=+%.~#!@$^*()[]{}<>;'\"\\|,` x"


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def line(clock):
    return ScriptedLine(clock=clock)


def texts(scanner, *, timeout_s=5):
    return [scan.text for scan in scanner.listen(timeout_s)]


def test_a_scan_in_pieces_is_heard_as_soon_as_it_ends(line, clock):
    line.play(Arrives(b"BDY:1234"), Arrives(b"5678\r", after_s=0.2))

    assert texts(Scanner(line, clock=clock)) == ["BDY:12345678"]
    assert clock() == pytest.approx(0.2, abs=0.06)


def test_nothing_is_heard_in_silence(line, clock):
    assert texts(Scanner(line, clock=clock), timeout_s=2) == []
    assert clock() == pytest.approx(2)


def test_what_was_not_ended_in_time_does_not_stand_before_the_next(line, clock):
    scanner = Scanner(line, clock=clock)
    line.play(Arrives(b"BDY:1234"), Arrives(b"BDY:12345678\r", after_s=0.7))

    assert texts(scanner) == ["BDY:12345678"]
    assert scanner.refused == {Fault.UNENDED: 1}


def test_a_scan_long_after_opening_is_whole(line, clock):
    scanner = Scanner(line, clock=clock)
    line.play(Arrives(b"BDY:1234", after_s=600), Arrives(b"5678\r", after_s=0.1))

    assert texts(scanner, timeout_s=700) == ["BDY:12345678"]


def test_a_pulled_cable_is_a_lost_link(line, clock):
    line.play(Arrives(b"BDY:12"), Breaks())

    with pytest.raises(LinkLost):
        Scanner(line, clock=clock).listen(5)


def test_a_keyboard_scanner_types_every_character_of_the_us_layout(line, clock):
    line.play(Arrives(typed(EVERY_KEY + "\n", at_s=0)))

    assert texts(KeyboardScanner(line, clock=clock)) == [EVERY_KEY]


def test_the_number_pads_enter_ends_a_scan_too(line, clock):
    line.play(Arrives(typed("BDY:12345678", at_s=0) + press(KEY_KPENTER, at_s=0)))

    assert texts(KeyboardScanner(line, clock=clock)) == ["BDY:12345678"]


def test_records_in_pieces_are_the_same_keys(line, clock):
    records = typed("BDY:aBcDeF78\n", at_s=0)
    line.play(*(Arrives(records[at : at + 7]) for at in range(0, len(records), 7)))

    assert texts(KeyboardScanner(line, clock=clock)) == ["BDY:aBcDeF78"]


def test_a_code_of_which_the_kernel_lost_keys_is_refused(line, clock):
    lost = encode(Event(kind=EV_SYN, code=SYN_DROPPED, value=0))
    scanner = KeyboardScanner(line, clock=clock)
    line.play(Arrives(typed("BDY:12", at_s=0) + lost), Arrives(typed("78\n", at_s=0)))
    line.play(Arrives(typed("BDY:12345678\n", at_s=0), after_s=1))

    assert texts(scanner) == ["BDY:12345678"]
    assert scanner.refused == {Fault.INCOMPLETE: 1}


def test_keys_without_a_character_are_passed_over(line, clock):
    caps_lock, f1 = 58, 59
    line.play(Arrives(press(caps_lock, at_s=0) + press(f1, at_s=0)))
    line.play(Arrives(typed("BDY:12345678\n", at_s=0)))

    assert texts(KeyboardScanner(line, clock=clock)) == ["BDY:12345678"]
