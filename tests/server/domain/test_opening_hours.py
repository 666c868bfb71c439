"""When a hall is open, and when it opens next. Times below are Beijing time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from server.domain.calendar import Holidays, OpeningHours, Season, Session, Stretch
from server.store.holidays import read_holidays

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
    closed_on={date(2026, 10, d): "国庆节" for d in range(1, 8)},
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
        zone=HOURS.zone, sessions=HOURS.sessions, closed_on={day: "停电"}, open_on={day: 1}
    )

    assert hours.stretches_on(day) == []


def test_the_sessions_of_a_day_come_in_order():
    assert HOURS.stretches_on(date(2026, 11, 24)) == [
        Stretch(beijing("2026-11-24 08:30"), beijing("2026-11-24 12:00")),
        Stretch(beijing("2026-11-24 13:30"), beijing("2026-11-24 17:30")),
    ]


def test_a_hall_that_stays_shut_for_weeks_promises_no_opening():
    november = {date(2026, 11, d): "装修" for d in range(1, 31)}
    hours = OpeningHours(zone=HOURS.zone, sessions=HOURS.sessions, closed_on=november)

    assert hours.opens_at(beijing("2026-11-01 08:00")) is None


def test_the_day_closes_with_its_last_session_not_for_lunch():
    assert HOURS.day_closes_at(beijing("2026-11-24 09:00")) == beijing("2026-11-24 17:30")
    assert HOURS.day_closes_at(beijing("2026-11-28 09:00")) is None


# Seasons -------------------------------------------------------------------------------------

WINTER = Season((10, 1), (5, 31))
SUMMER = Season((6, 1), (9, 30))
SEASONS = OpeningHours(
    zone="Asia/Shanghai",
    sessions=[
        Session(WEEKDAYS, time(8, 30), time(12, 0)),
        Session(WEEKDAYS, time(13, 30), time(17, 30), WINTER),
        Session(WEEKDAYS, time(14, 30), time(18, 0), SUMMER),
    ],
)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2027-05-31 13:30", True),
        ("2027-06-01 13:30", False),
        ("2027-06-01 14:30", True),
        ("2027-09-30 17:59", True),
        ("2027-10-01 17:59", False),
        ("2027-01-04 13:30", True),
        ("2028-02-29 13:30", True),
    ],
    ids=[
        "the last day of winter hours",
        "the first day of summer hours",
        "in the summer afternoon",
        "the last day of summer hours",
        "the first day of winter hours",
        "winter spans New Year",
        "and a leap day",
    ],
)
def test_hours_change_with_the_season(at, is_open):
    assert SEASONS.is_open(beijing(at)) is is_open


# Holidays ------------------------------------------------------------------------------------

CHINA = OpeningHours(
    zone="Asia/Shanghai", sessions=HOURS.sessions, holidays=read_holidays("cn"), exchange_like=1
)


def test_the_week_of_national_day_is_closed_and_says_why():
    week = [date(2026, 10, d) for d in range(1, 8)]

    assert [CHINA.stretches_on(day) for day in week] == [[]] * 7
    assert {CHINA.reason_closed(day) for day in week} == {"国庆节"}
    assert CHINA.opens_at(beijing("2026-09-30 18:00")) == beijing("2026-10-08 08:30")


def test_a_saturday_worked_in_exchange_works_like_a_monday():
    saturday, monday = date(2026, 10, 10), date(2026, 10, 12)

    by_the_clock = [[(s.opens.time(), s.closes.time()) for s in CHINA.stretches_on(day)]
                    for day in (saturday, monday)]  # fmt: skip
    assert by_the_clock[0] == by_the_clock[1] != []
    assert CHINA.reason_closed(saturday) is None


def test_a_hall_may_work_such_days_like_another_weekday():
    like_wednesday = replace(CHINA, exchange_like=3)

    assert not like_wednesday.is_open(beijing("2026-10-10 08:45"))
    assert like_wednesday.is_open(beijing("2026-10-10 09:00"))


@pytest.mark.parametrize(
    ("year", "days_off", "days_worked"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)]
)
def test_the_kept_days_are_as_many_as_were_published(year, days_off, days_worked):
    kept = read_holidays("cn")

    assert sum(day.year == year for day in kept.closed) == days_off
    assert sum(day.year == year for day in kept.worked) == days_worked
    assert all(day.isoweekday() >= 6 for day in kept.worked)
    assert not kept.closed.keys() & kept.worked.keys()


def test_days_of_a_year_that_was_not_published_follow_the_weekdays_alone():
    new_years_day, saturday = beijing("2027-01-01 10:00"), beijing("2027-01-02 10:00")

    assert CHINA.is_open(new_years_day)
    assert not CHINA.is_open(saturday)


@pytest.mark.parametrize(
    ("today", "unknown"),
    [
        (date(2026, 10, 31), []),
        (date(2026, 11, 24), [2027]),
        (date(2027, 6, 1), [2027]),
        (date(2027, 12, 1), [2027, 2028]),
    ],
)
def test_a_year_that_is_near_and_not_published_is_named(today, unknown):
    published = Holidays(years=frozenset({2024, 2025, 2026}))

    assert published.unknown_years(today=today) == unknown


def test_what_the_hall_says_of_a_day_goes_before_what_the_country_says():
    hours = replace(
        CHINA,
        closed_on={date(2026, 10, 10): "系统升级"},
        open_on={date(2026, 10, 2): 5},
    )

    assert hours.reason_closed(date(2026, 10, 10)) == "系统升级"
    assert not hours.is_open(beijing("2026-10-10 10:00"))
    assert hours.is_open(beijing("2026-10-02 10:00"))
    assert hours.reason_closed(date(2026, 10, 2)) is None


def test_an_ordinary_weekend_needs_no_reason():
    assert CHINA.reason_closed(date(2026, 11, 28)) is None
    assert CHINA.stretches_on(date(2026, 11, 28)) == []


def test_a_set_of_holidays_that_is_not_kept_is_an_error():
    with pytest.raises(LookupError, match="atlantis"):
        read_holidays("atlantis")


# Zones ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "utc_opening"),
    [("Asia/Shanghai", "00:30"), ("Asia/Urumqi", "02:30"), ("Asia/Hong_Kong", "00:30")],
)
def test_a_zone_without_summer_time_opens_at_the_same_instant_all_year(zone, utc_opening):
    hours = OpeningHours(
        zone=zone, sessions=[Session(frozenset(range(1, 8)), time(8, 30), time(12, 0))]
    )

    days = [date(2026, month, 15) for month in range(1, 13)]
    openings = {hours.stretches_on(day)[0].opens.astimezone(UTC).time() for day in days}
    assert openings == {time.fromisoformat(utc_opening)}
