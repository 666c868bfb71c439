"""Hours, seasons and rules for giving numbers: as a county writes them, as the server has them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from server.domain.calendar import Season, Session
from server.domain.issuing_rules import CutOffPolicy, Identification, IssuingRules, Overnight
from server.sample.timetable import Calendar, Issuing
from server.services.seeding import seed_hall
from server.store.engine import open_engine, transaction
from server.store.hall_rows import HallRow, QueueRow
from server.store.hall_tables import halls, queues
from server.store.holidays import unknown_years
from tests.server.acting import small_hall_file

EVERY_DAY = [1, 2, 3, 4, 5]
WINTER = {"valid_from": "10-01", "valid_to": "05-31"}
SUMMER = {"valid_from": "06-01", "valid_to": "09-30"}


def session(opens, closes, **more):
    return {"weekdays": EVERY_DAY, "opens": opens, "closes": closes, **more}


def faults(make, **written):
    with pytest.raises(ValidationError) as refused:
        make.model_validate(written)
    return [str(fault["msg"]) for fault in refused.value.errors()]


def test_the_same_hours_in_two_seasons_do_not_overlap():
    Calendar.model_validate(
        {"sessions": [session("13:30", "17:30", **WINTER), session("14:30", "18:00", **SUMMER)]}
    )


@pytest.mark.parametrize(
    "season",
    [
        {"valid_from": "05-31", "valid_to": "09-30"},
        {"valid_from": "12-31", "valid_to": "01-02"},
        {},
    ],
    ids=["one day of it in the other season", "over New Year", "all year"],
)
def test_hours_that_meet_on_any_day_of_the_year_are_refused(season):
    sessions = [session("13:30", "17:30", **WINTER), session("14:30", "18:00", **season)]

    assert any("overlap" in said for said in faults(Calendar, sessions=sessions))


@pytest.mark.parametrize(
    ("season", "says"),
    [
        ({"valid_from": "06-01"}, "both ends"),
        ({"valid_from": "02-30", "valid_to": "09-30"}, "06-01"),
        ({"valid_from": "6-1", "valid_to": "09-30"}, "06-01"),
    ],
    ids=["half a season", "no such day", "not two digits"],
)
def test_a_season_is_two_days_of_the_year(season, says):
    said = faults(Calendar, sessions=[session("08:30", "12:00", **season)])

    assert any(says in each for each in said)


def test_holidays_are_one_of_the_sets_that_are_kept():
    said = faults(Calendar, sessions=[session("08:30", "12:00")], holidays="atlantis")

    assert any("cn" in each for each in said)


def test_a_limit_a_person_needs_to_know_the_person():
    assert any("identification" in each for each in faults(Issuing, person_daily_limit=3))
    Issuing.model_validate({"person_daily_limit": 3, "identification": "optional"})


def test_quota_sessions_of_a_queue_do_not_overlap():
    sessions = [session("08:30", "11:30", quota=50), session("11:00", "12:00", quota=50)]

    assert any("overlap" in said for said in faults(Issuing, sessions=sessions))


def test_what_is_written_is_what_the_server_goes_by(sqlite_url, clock):
    file = small_hall_file()
    issuing = {
        "sessions": [session("08:30", "11:30", quota=50, **SUMMER)],
        "begin_before_open_s": 60,
        "stop_before_close_s": 120,
        "warn_before_close_s": 180,
        "identification": "required",
        "person_daily_limit": 3,
        "cut_off": "stop",
        "overnight": "keep",
    }
    calendar = {
        "sessions": [session("08:30", "12:00", **WINTER)],
        "holidays": "cn",
        "exchange_like": 5,
        "closed_days": [{"on": "2026-11-26", "reason": "停电"}],
        "open_days": [{"on": "2026-11-28", "reason": "加开", "like_weekday": 4}],
    }
    first = file.queues[0].model_copy(update={"issuing": Issuing.model_validate(issuing)})
    changed = file.model_copy(
        update={
            "queues": (first, *file.queues[1:]),
            "calendar": Calendar.model_validate(calendar),
        }
    )

    engine = open_engine(sqlite_url, writes=True)
    with transaction(engine) as conn:
        seed_hall(conn, changed, now=clock.now(), policy={})
        queue = QueueRow(*conn.execute(select(queues).where(queues.c.code == first.code)).one())
        hall = HallRow(*conn.execute(select(halls)).one())
    engine.dispose()

    assert queue.issuing == IssuingRules(
        sessions=(
            Session(
                frozenset(EVERY_DAY), time(8, 30), time(11, 30), Season((6, 1), (9, 30)), quota=50
            ),
        ),
        begin_before_open_s=60,
        stop_before_close_s=120,
        warn_before_close_s=180,
        identification=Identification.REQUIRED,
        person_daily_limit=3,
        cut_off=CutOffPolicy.STOP,
        overnight=Overnight.KEEP,
    )
    hours = hall.opening_hours()
    assert hours.reason_closed(date(2026, 11, 26)) == "停电"
    assert hours.works_like(date(2026, 11, 28)) == 4
    assert hours.works_like(date(2026, 10, 10)) == 5
    assert not hours.is_open(datetime(2026, 7, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))


def test_a_year_that_is_not_known_is_said_in_both_languages():
    (line,) = unknown_years("cn", today=date(2099, 6, 1))

    assert "2099 年放假安排尚未收录" in line
    assert "the holidays of 2099 are not known yet" in line
    assert unknown_years("cn", today=date(2026, 6, 1)) == []
    assert unknown_years(None, today=date(2099, 6, 1)) == []
