"""When a hall is open, and when it opens next. Times below are Beijing time."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from server.domain.calendar import OpeningHours, Session

BEIJING = ZoneInfo("Asia/Shanghai")
WEEKDAYS = frozenset({1, 2, 3, 4, 5})

# 2026-10-01 is a Thursday; Saturday the 10th is worked like a Wednesday for it.
HOURS = OpeningHours(
    zone="Asia/Shanghai",
    sessions=[
        Session(WEEKDAYS, time(13, 30), time(17, 30)),
        Session(WEEKDAYS - {3}, time(8, 30), time(12, 0)),
        Session(frozenset({3}), time(9, 0), time(12, 0)),
    ],
    closed_on=frozenset(date(2026, 10, d) for d in range(1, 8)),
    open_on={date(2026, 10, 10): 3},
)


def beijing(text):
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-24 08:29:59", False),
        ("2026-11-24 08:30:00", True),
        ("2026-11-24 11:59:59", True),
        ("2026-11-24 12:00:00", False),
        ("2026-11-24 15:00:00", True),
        ("2026-11-25 08:45:00", False),
        ("2026-11-28 10:00:00", False),
        ("2026-10-01 10:00:00", False),
        ("2026-10-10 08:45:00", False),
        ("2026-10-10 09:00:00", True),
    ],
    ids=[
        "before the morning",
        "the opening instant is inside",
        "the last second of the morning",
        "the closing instant is outside",
        "the afternoon",
        "Wednesdays begin later",
        "a Saturday",
        "a holiday",
        "a Saturday worked like a Wednesday begins like one",
        "a Saturday worked like a Wednesday",
    ],
)
def test_whether_it_is_open(at, is_open):
    assert HOURS.is_open(beijing(at)) is is_open


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-24 07:00", "2026-11-24 08:30"),
        ("2026-11-24 08:30", "2026-11-24 13:30"),
        ("2026-11-24 12:30", "2026-11-24 13:30"),
        ("2026-11-24 17:30", "2026-11-25 09:00"),
        ("2026-11-27 18:00", "2026-11-30 08:30"),
        ("2026-09-30 18:00", "2026-10-08 08:30"),
        ("2026-10-09 18:00", "2026-10-10 09:00"),
    ],
    ids=[
        "this morning",
        "while it is open, the next session",
        "over lunch",
        "overnight",
        "over the weekend",
        "over the holiday",
        "on the day worked in exchange",
    ],
)
def test_when_it_opens_next(at, opens):
    assert HOURS.opens_at(beijing(at)) == beijing(opens)


def test_it_says_when_the_running_session_ends():
    assert HOURS.closes_at(beijing("2026-11-24 09:00")) == beijing("2026-11-24 12:00")
    assert HOURS.closes_at(beijing("2026-11-24 12:30")) is None


def test_the_day_is_the_halls_own_wherever_the_instant_was_written():
    monday_morning = datetime.fromisoformat("2026-11-23T00:30:00+00:00")
    sunday_in_honolulu = datetime.fromisoformat("2026-11-22T14:30:00-10:00")

    assert monday_morning == sunday_in_honolulu
    assert HOURS.is_open(monday_morning)
    assert HOURS.is_open(sunday_in_honolulu)


def test_closed_wins_when_a_day_is_both_closed_and_worked():
    day = date(2026, 10, 10)
    hours = OpeningHours(
        zone=HOURS.zone, sessions=HOURS.sessions, closed_on=frozenset({day}), open_on={day: 1}
    )

    assert hours.sessions_on(day) == []


def test_the_sessions_of_a_day_come_in_order():
    assert HOURS.sessions_on(date(2026, 11, 24)) == [
        (beijing("2026-11-24 08:30"), beijing("2026-11-24 12:00")),
        (beijing("2026-11-24 13:30"), beijing("2026-11-24 17:30")),
    ]


def test_a_hall_that_stays_shut_for_weeks_promises_no_opening():
    november = frozenset(date(2026, 11, d) for d in range(1, 31))
    hours = OpeningHours(zone=HOURS.zone, sessions=HOURS.sessions, closed_on=november)

    assert hours.opens_at(beijing("2026-11-01 08:00")) is None
