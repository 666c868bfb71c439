import time
from dataclasses import replace

import pytest
import serial

from drivers.printer.address import NetworkAddress, SerialAddress
from drivers.printer.connection import Connection
from drivers.printer.device import Printer, Verdict
from drivers.printer.presenter import Mouth
from drivers.printer.profile import Presenter, load_profiles, own_profiles
from drivers.printer.simulator import PrinterSimulator

PROFILE = replace(own_profiles()["presenter-80"], answer_timeout_s=15.0, settle_s=0.05)


class Clock:
    """Seconds, told by the test on top of those that pass."""

    def __init__(self, monotonic):
        self._monotonic = monotonic
        self.ahead_s = 0.0

    def __call__(self):
        return self._monotonic() + self.ahead_s


@pytest.fixture
def clock():
    return Clock(time.monotonic)


@pytest.fixture
def kiosk():
    with PrinterSimulator(presenter=True) as running:
        yield running


@pytest.fixture
def printer_with(kiosk, clock):
    made = []

    def make(answer_timeout_s=15.0, **changes):
        presenter = replace(PROFILE.presenter, **changes)
        profile = replace(PROFILE, presenter=presenter, answer_timeout_s=answer_timeout_s)
        link = Connection(NetworkAddress(host=kiosk.host, port=kiosk.port))
        made.append(Printer(link, profile, clock=clock))
        return made[-1]

    yield make
    for printer in made:
        printer.close()


def test_a_slip_is_held_out_until_it_is_taken(kiosk, printer_with, ticket):
    printer = printer_with()

    assert printer.print(ticket).verdict is Verdict.PRINTED
    kiosk.wait_for_slips(1)
    assert printer.tend() is Mouth.HELD

    kiosk.switch(held_out=False)  # the citizen takes it
    assert printer.tend() is Mouth.EMPTY
    assert [(slip.complete, slip.faults, slip.cleared) for slip in kiosk.slips] == [
        (True, (), None)
    ]


def test_half_a_slip_that_stands_in_the_way_is_taken_back_before_the_next(tmp_path, ticket):
    port = tmp_path / "ttySlip"
    with PrinterSimulator(presenter=True, serial_link=port) as kiosk:
        with serial.Serial(str(port)) as line:
            line.write(b"\x1b@\x1c&A006\n")
        printer = Printer(Connection(SerialAddress(device=str(port))), PROFILE)

        assert printer.print(ticket).verdict is Verdict.PRINTED
        printer.close()

        half, whole = kiosk.wait_for_slips(2)
        assert (half.lines, half.cleared) == (("A006",), "retracted")
        assert (whole.lines[1], whole.cleared) == ("A007", None)


@pytest.mark.parametrize(
    ("untaken", "mouth"), [("retract", Mouth.RETRACTED), ("eject", Mouth.EJECTED)]
)
def test_a_slip_that_nobody_takes_is_cleared_away_once(
    kiosk, printer_with, clock, ticket, untaken, mouth
):
    printer = printer_with(untaken=untaken)
    printer.print(ticket)
    kiosk.wait_for_slips(1)

    assert printer.tend() is Mouth.HELD
    clock.ahead_s = 31
    assert (printer.tend(), printer.tend()) == (mouth, Mouth.EMPTY)
    assert printer.status().connected == "yes"  # asked after the command: it has been carried out
    assert [slip.cleared for slip in kiosk.slips] == [mouth.value]


def test_a_slip_in_the_mouth_is_cleared_before_the_next(kiosk, printer_with, ticket):
    printer = printer_with()
    printer.print(ticket)
    kiosk.wait_for_slips(1)

    assert printer.tend(hurry=True) is Mouth.RETRACTED
    assert printer.print(ticket).verdict is Verdict.PRINTED
    assert [slip.cleared for slip in kiosk.wait_for_slips(2)] == ["retracted", None]


def test_a_mouth_that_does_not_answer_is_unknown_and_cleared_in_time(
    kiosk, printer_with, clock, ticket
):
    printer = printer_with(answer_timeout_s=1.0)
    printer.print(ticket)
    kiosk.wait_for_slips(1)
    kiosk.switch(silent=True)

    assert printer.tend() is Mouth.UNKNOWN
    clock.ahead_s = 31
    assert (printer.tend(), printer.tend()) == (Mouth.UNKNOWN, Mouth.EMPTY)


def test_a_mouth_behind_a_broken_line_is_unknown_and_watched_on(kiosk, printer_with, ticket):
    printer = printer_with()
    printer.print(ticket)
    kiosk.wait_for_slips(1)
    kiosk.switch(unplugged=True)

    assert printer.tend() is Mouth.UNKNOWN

    kiosk.switch(unplugged=False)
    assert printer.tend() is Mouth.HELD


def test_a_printer_without_a_presenter_has_nothing_to_tend(simulator, printer_at, ticket):
    printer = printer_at(simulator)
    printer.print(ticket)

    assert printer.tend(hurry=True) is Mouth.EMPTY


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"retract": b""}, "cannot retract"),
        ({"untaken": "eject", "eject": b""}, "cannot eject"),
        ({"ask": b""}, "needs present, ask and held_mask"),
        ({"held_mask": 0}, "needs present, ask and held_mask"),
    ],
)
def test_a_presenter_must_know_what_it_is_told_to_do(changes, words):
    with pytest.raises(ValueError, match=words):
        replace(PROFILE.presenter, **changes)


def test_nothing_may_talk_while_a_mouth_is_asked():
    with pytest.raises(ValueError, match="no presenter"):
        replace(PROFILE, unasked=True)


def test_the_bytes_of_a_presenter_are_data_of_a_site(tmp_path):
    path = tmp_path / "profiles.toml"
    path.write_text(
        '[x]\ntitle="x"\ndots=576\ncolumns=48\n[x.presenter]\n'
        'present="1c 50"\nask="1C51"\nheld_mask=1\neject="1C 52"\nuntaken="eject"\n'
    )

    assert load_profiles(path)["x"].presenter == Presenter(
        present=b"\x1cP", ask=b"\x1cQ", held_mask=1, eject=b"\x1cR", untaken="eject"
    )
