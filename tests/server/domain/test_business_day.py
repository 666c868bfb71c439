"""Instants, the hall's business day, and how the wire writes times."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from server.domain.clock import SystemClock, business_day, from_wire, to_wire, utc_offset_s


def day_of(at, *, zone="Asia/Shanghai", starts=time(4, 0)):
    return business_day(datetime.fromisoformat(at), zone=zone, day_starts_at=starts)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-24T10:00:00+08:00", date(2026, 11, 24)),
        ("2026-11-24T00:30:00+08:00", date(2026, 11, 23)),
        ("2026-11-24T03:59:59.999999+08:00", date(2026, 11, 23)),
        ("2026-11-24T04:00:00+08:00", date(2026, 11, 24)),
        ("2026-11-24T23:59:59+08:00", date(2026, 11, 24)),
        ("2026-11-23T19:59:59+00:00", date(2026, 11, 23)),
        ("2026-11-23T20:00:00+00:00", date(2026, 11, 24)),
        ("2027-01-01T00:30:00+08:00", date(2026, 12, 31)),
    ],
    ids=[
        "in the morning",
        "half past midnight belongs to the day before",
        "the last moment of the day before",
        "the moment the day begins",
        "late in the evening",
        "in UTC, before four in Beijing",
        "in UTC, at four in Beijing",
        "across the year",
    ],
)
def test_the_day_turns_when_the_hall_says_so(at, day):
    assert day_of(at) == day


def test_a_hall_may_turn_its_day_at_midnight():
    assert day_of("2026-11-24T00:00:00+08:00", starts=time(0, 0)) == date(2026, 11, 24)


def test_one_instant_lies_on_different_days_in_different_zones():
    evening_in_utc = "2026-11-23T22:00:00+00:00"

    assert day_of(evening_in_utc, zone="Asia/Shanghai") == date(2026, 11, 24)
    assert day_of(evening_in_utc, zone="UTC") == date(2026, 11, 23)
    assert day_of(evening_in_utc, zone="Asia/Urumqi") == date(2026, 11, 24)


def test_an_instant_without_a_zone_has_no_day():
    with pytest.raises(ValueError, match="time zone"):
        day_of("2026-11-24T10:00:00")


def test_the_machines_clock_is_aware_and_in_utc():
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_the_wire_writes_utc_with_milliseconds():
    at = datetime(2026, 11, 24, 8, 30, 0, 123_999, tzinfo=timezone(timedelta(hours=8)))

    assert to_wire(at) == "2026-11-24T00:30:00.123Z"


@pytest.mark.parametrize("text", ["2026-11-24T00:30:00.123Z", "2026-11-24T08:30:00.123+08:00"])
def test_the_wire_is_read_back_in_utc(text):
    at = from_wire(text)

    assert at == datetime(2026, 11, 24, 0, 30, 0, 123_000, tzinfo=UTC)
    assert at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["2026-11-24T00:30:00", "yesterday", ""])
def test_the_wire_carries_no_time_without_a_zone(text):
    with pytest.raises(ValueError, match=r"time zone|isoformat"):
        from_wire(text)


@pytest.mark.parametrize(
    ("zone", "ahead_h"), [("Asia/Shanghai", 8), ("America/New_York", -5), ("UTC", 0)]
)
def test_a_zones_clocks_are_so_far_ahead(zone, ahead_h):
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    assert utc_offset_s(at, zone=zone) == ahead_h * 3600
