from datetime import UTC, datetime, timedelta

import pytest

from drivers.printer.status import Paper, PrinterStatus, Tri
from kiosk.agent.paper import PaperCounter

T0 = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
OK, NEAR_END, OUT = Paper.OK, Paper.NEAR_END, Paper.OUT
CLOSED, OPEN = Tri.NO, Tri.YES


class Clock:
    def __init__(self):
        self.now = T0

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def counter_on(tmp_path):
    clock = Clock()

    def make(roll_mm=None):
        return PaperCounter(tmp_path / "paper.json", roll_mm=roll_mm, clock=clock)

    return make


@pytest.fixture
def counter(counter_on):
    return counter_on()


def see(counter, *states):
    """Let the sensor say one thing after another: a paper, or a paper and a cover."""
    for state in states:
        paper, cover = state if isinstance(state, tuple) else (state, CLOSED)
        counter.see(PrinterStatus(paper=paper, cover_open=cover))


def said(counter):
    return counter.use.slips, counter.use.entered


def test_slips_and_millimetres_add_up_and_outlive_the_program(counter_on):
    counter = counter_on()
    counter.refill("staff")
    counter.count(98.5)
    counter.count(101)

    again = counter_on()

    assert (again.use.slips, again.use.mm, again.use.entered) == (2, 199.5, "staff")
    assert again.use == counter.use


def test_a_new_roll_entered_by_staff_begins_at_nothing(counter):
    counter.count(100)
    counter.refill("staff")

    use = counter.use
    assert (use.slips, use.mm, use.entered) == (0, 0, "staff")
    assert use.since > T0


@pytest.mark.parametrize(
    "states",
    [
        (OK, OUT, OK),
        (OK, OUT, NEAR_END),
        (OK, NEAR_END, OUT, (OUT, OPEN), OK),
        (OK, NEAR_END, (OUT, OPEN), OK),
        (OK, NEAR_END, (NEAR_END, OPEN), OK),
    ],
    ids=[
        "the end is over",
        "a roll half used is put in",
        "the end, cover open, a new roll",
        "near the end, cover open without paper, a new roll",
        "near the end, cover open, a new roll",
    ],
)
def test_a_new_roll_is_seen(counter, states):
    counter.count(100)

    see(counter, *states)

    assert said(counter) == (0, "seen")


@pytest.mark.parametrize(
    "states",
    [
        (OK, OK),
        (OK, (OUT, OPEN), OK),
        (OK, NEAR_END, OK, NEAR_END),
        (OK, NEAR_END, (OUT, OPEN), NEAR_END),
        (OK, OUT, Paper.UNKNOWN),
        (OK, OUT, (OUT, OPEN)),
    ],
    ids=[
        "nothing happens",
        "the cover is opened and closed",
        "the roll trembles near its end",
        "the same roll goes back",
        "the printer falls silent",
        "somebody has opened it",
    ],
)
def test_no_new_roll_is_made_up(counter, states):
    counter.count(100)

    see(counter, *states)

    assert said(counter) == (1, None)


def test_a_roll_changed_while_the_station_was_off_is_seen(counter_on):
    counter = counter_on()
    counter.count(100)
    see(counter, OK, OUT)

    after = counter_on()
    see(after, OK)

    assert said(after) == (0, "seen")


def test_a_roll_that_staff_entered_is_not_seen_a_second_time(counter):
    see(counter, OK, OUT, (OUT, OPEN))
    counter.refill("staff")
    counter.count(100)

    see(counter, (OK, OPEN), OK, OK)

    assert said(counter) == (1, "staff")


@pytest.mark.parametrize(
    ("roll_mm", "entered", "mm", "paper", "low"),
    [
        (None, False, 0, None, "unknown"),
        (None, False, 0, OK, "no"),
        (None, False, 0, NEAR_END, "yes"),
        (None, False, 0, OUT, "yes"),
        (80_000, True, 71_900, OK, "no"),
        (80_000, True, 72_000, OK, "yes"),
        (80_000, True, 72_000, None, "yes"),
        (80_000, True, 100, NEAR_END, "yes"),
        (80_000, False, 72_000, None, "unknown"),
    ],
    ids=[
        "nothing is known",
        "the sensor says well",
        "the sensor warns",
        "it is out",
        "the count says enough",
        "the count knows better than a sensor that cannot warn",
        "the count alone",
        "the sensor knows better than the count",
        "when the roll began is not known",
    ],
)
def test_when_paper_is_low(counter_on, roll_mm, entered, mm, paper, low):
    counter = counter_on(roll_mm)
    if entered:
        counter.refill("staff")
    if mm:
        counter.count(mm)
    if paper is not None:
        see(counter, paper)

    assert counter.low == low


@pytest.mark.parametrize("kept", ["", "{}", "[1]", '{"slips": -1, "since": "yesterday"}'])
def test_a_damaged_count_begins_anew(counter_on, tmp_path, kept):
    (tmp_path / "paper.json").write_text(kept)

    assert said(counter_on()) == (0, None)


def test_a_count_that_cannot_be_kept_is_counted_on(tmp_path, caplog):
    counter = PaperCounter(tmp_path / "no" / "such" / "paper.json", roll_mm=None)

    counter.count(100)

    assert counter.use.slips == 1
    assert "cannot be kept" in caplog.text


def test_it_tells_screens_and_health_what_was_used(counter):
    counter.refill("staff")
    counter.count(98.6)

    assert counter.as_json() == {
        "slips": 1,
        "mm": 99,
        "since": "2026-11-24T01:02:00.000Z",
        "entered": "staff",
        "low": "unknown",
    }
