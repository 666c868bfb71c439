from datetime import UTC, datetime, timedelta

import pytest

from drivers.printer.device import Outcome, Verdict
from drivers.printer.encoder import Substitution
from drivers.printer.presenter import Mouth
from drivers.printer.status import Paper, PrinterStatus, Reason, Tri
from kiosk.agent.paper import PaperCounter
from kiosk.agent.printer_upkeep import PrinterUpkeep

WELL = PrinterStatus(online=Tri.YES, paper=Paper.OK, cover_open=Tri.NO)
OUT = PrinterStatus(online=Tri.NO, paper=Paper.OUT, cover_open=Tri.NO)
COVER = PrinterStatus(online=Tri.NO, paper=Paper.OUT, cover_open=Tri.YES)
GONE = PrinterStatus(connected=Tri.NO)
SILENT = PrinterStatus(connected=Tri.YES)
NEAR = PrinterStatus(online=Tri.YES, paper=Paper.NEAR_END, cover_open=Tri.NO)


class Hall:
    """Staff who hear the bell, and a clock."""

    def __init__(self):
        self.heard = []
        self.now = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    def sound(self, kind, *, device, detail):
        assert device == "slip"
        self.heard.append((kind, detail))

    def clock(self):
        return self.now


@pytest.fixture
def hall():
    return Hall()


@pytest.fixture
def upkeep(hall, tmp_path):
    paper = PaperCounter(tmp_path / "paper.json", roll_mm=None)
    return PrinterUpkeep("slip", bell=hall, paper=paper, clock=hall.clock)


def see(upkeep, *states, speaks=True):
    for status in states:
        upkeep.see(status, speaks=speaks)


def stopped(reason):
    return ("printer_stopped", {"reason": reason})


def test_an_outage_is_told_once_however_long_it_lasts(upkeep, hall):
    see(upkeep, WELL, OUT, OUT, OUT)

    assert hall.heard == [stopped("paper_out")]


def test_each_reason_of_an_outage_is_told(upkeep, hall):
    see(upkeep, WELL, OUT, COVER, OUT, GONE)

    assert hall.heard == [stopped("paper_out"), stopped("cover_open"), stopped("not_connected")]


def test_the_next_outage_is_told_again(upkeep, hall):
    see(upkeep, OUT, WELL)
    hall.now += timedelta(minutes=2)
    see(upkeep, OUT)

    assert hall.heard == [stopped("paper_out")] * 2


def test_a_line_that_comes_and_goes_does_not_ring_all_the_time_but_is_not_forgotten(upkeep, hall):
    see(upkeep, *[GONE, WELL] * 20, GONE)
    assert hall.heard == [stopped("not_connected")]

    hall.now += timedelta(minutes=2)
    see(upkeep, GONE, GONE)
    assert hall.heard == [stopped("not_connected")] * 2


def test_silence_is_told_as_silence_and_only_when_it_lasts(upkeep, hall):
    see(upkeep, WELL, SILENT, SILENT, WELL, SILENT, SILENT)
    assert hall.heard == []

    see(upkeep, SILENT, SILENT, SILENT)
    assert hall.heard == [("printer_unknown", {"reason": "no_answer"})]


def test_garbage_is_told_as_such(upkeep, hall):
    see(upkeep, *[PrinterStatus(connected=Tri.YES, garbled=True)] * 3)

    assert hall.heard == [("printer_unknown", {"reason": "garbled"})]


def test_a_printer_that_never_speaks_is_not_silent(upkeep, hall):
    see(upkeep, *[SILENT] * 10, speaks=False)

    assert hall.heard == []


def test_paper_near_its_end_is_told_once_a_roll(upkeep, hall):
    see(upkeep, WELL, NEAR, NEAR, WELL, NEAR, OUT)
    assert [kind for kind, _ in hall.heard] == ["paper_near_end", "printer_stopped"]

    see(upkeep, WELL, NEAR)
    assert [kind for kind, _ in hall.heard][2:] == ["paper_near_end"]


def test_slips_that_took_paper_are_counted(upkeep):
    for paper_mm in (90.0, 0.0, 92.0):
        upkeep.sent(
            Outcome(verdict=Verdict.UNKNOWN, reason=Reason.STALLED, status=WELL, paper_mm=paper_mm)
        )

    assert (upkeep.paper.use.slips, upkeep.paper.use.mm) == (2, 182)


def test_a_character_that_nothing_can_draw_is_told_once(upkeep, hall):
    printed = Outcome(
        verdict=Verdict.PRINTED,
        reason=Reason.READY,
        status=WELL,
        substitutions=(Substitution("㐂", "张㐂"), Substitution("𬉼", "𬉼")),
    )

    upkeep.sent(printed)
    upkeep.sent(printed)

    assert hall.heard == [("slip_characters", {"characters": "㐂𬉼"})]


@pytest.mark.parametrize("mouth", [Mouth.RETRACTED, Mouth.EJECTED])
def test_a_slip_nobody_took_is_told_with_its_number(upkeep, hall, mouth):
    upkeep.left(mouth, number="A007")

    assert hall.heard == [("slip_not_taken", {"number": "A007", "cleared": mouth.value})]


@pytest.mark.parametrize("mouth", [Mouth.EMPTY, Mouth.HELD, Mouth.UNKNOWN])
def test_a_mouth_of_which_nothing_is_known_is_no_alarm(upkeep, hall, mouth):
    upkeep.left(mouth, number="A007")

    assert hall.heard == []
