"""When a queue gives numbers, and what it says with them. Times are Beijing time."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from server.domain.appointments import Slot
from server.domain.calendar import OpeningHours, Season, Session
from server.domain.errors import (
    CutOff,
    HallClosed,
    IdentificationRequired,
    NotIssuingNow,
    PersonLimit,
    SessionFull,
)
from server.domain.issuing_rules import (
    CutOffPolicy,
    Identification,
    IssuingRules,
    Warn,
    demand_within_limit,
)
from server.store.holidays import read_holidays

BEIJING = ZoneInfo("Asia/Shanghai")
WEEKDAYS = frozenset({1, 2, 3, 4, 5})
# 2026-11-24 is a Tuesday.
HALL = OpeningHours(
    zone="Asia/Shanghai",
    sessions=[
        Session(WEEKDAYS, time(8, 30), time(12, 0)),
        Session(WEEKDAYS, time(13, 30), time(17, 30)),
    ],
    holidays=read_holidays("cn"),
)
QUOTAS = IssuingRules(
    sessions=[
        Session(WEEKDAYS, time(8, 30), time(10, 0), quota=50),
        Session(WEEKDAYS, time(10, 0), time(11, 30), quota=40),
        Session(WEEKDAYS, time(14, 0), time(17, 0), quota=40),
    ]
)


def beijing(text):
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def demand(rules, at, *, given=0, hours=HALL, **more):
    rules.demand_session(hours, now=beijing(at), given=lambda _: given, **more)


@dataclass(frozen=True)
class Expected:
    high_s: float


# Sessions and quotas --------------------------------------------------------------------------


def test_the_fiftieth_number_is_given_and_the_fifty_first_is_not():
    demand(QUOTAS, "2026-11-24 09:00", given=49)

    with pytest.raises(SessionFull) as refused:
        demand(QUOTAS, "2026-11-24 09:00", given=50)
    assert refused.value.fields == {"quota": 50, "opens_at": "2026-11-24T02:00:00.000Z"}


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        ("2026-11-24 09:59:59.999999", "08:30"),
        ("2026-11-24 10:00:00", "10:00"),
    ],
    ids=["the last instant belongs to the session that ends", "the minute itself to the next one"],
)
def test_a_session_changes_at_its_exact_minute(at, begins):
    asked = []
    QUOTAS.demand_session(HALL, now=beijing(at), given=lambda s: asked.append(s) or 0)

    assert [f"{s.opens:%H:%M}" for s in asked] == [begins]


def test_the_last_full_session_of_a_day_points_to_the_next_working_day():
    with pytest.raises(SessionFull) as refused:
        demand(QUOTAS, "2026-11-27 15:00", given=40)
    assert refused.value.fields["opens_at"] == "2026-11-30T00:30:00.000Z"


def test_between_its_sessions_a_queue_gives_nothing_while_the_hall_is_open():
    with pytest.raises(NotIssuingNow) as refused:
        demand(QUOTAS, "2026-11-24 11:30")
    assert refused.value.fields == {"opens_at": "2026-11-24T06:00:00.000Z"}


def test_over_lunch_the_hall_is_closed_and_the_queue_says_when_it_goes_on():
    with pytest.raises(HallClosed) as refused:
        demand(QUOTAS, "2026-11-24 12:30")
    assert refused.value.fields == {"opens_at": "2026-11-24T06:00:00.000Z"}


def test_a_session_without_a_quota_has_no_limit():
    rules = IssuingRules(sessions=[Session(WEEKDAYS, time(8, 30), time(12, 0))])

    demand(rules, "2026-11-24 09:00", given=100_000)


def test_a_queue_without_sessions_follows_the_hall():
    demand(IssuingRules(), "2026-11-24 13:30")
    with pytest.raises(HallClosed):
        demand(IssuingRules(), "2026-11-24 13:29:59")


def test_at_any_hour_a_running_session_keeps_its_quota():
    demand(QUOTAS, "2026-11-24 23:00", given=999, any_hour=True)
    with pytest.raises(SessionFull):
        demand(QUOTAS, "2026-11-24 09:00", given=50, any_hour=True)


def test_sessions_may_belong_to_a_season():
    rules = IssuingRules(
        sessions=[Session(WEEKDAYS, time(8, 30), time(12, 0), Season((6, 1), (9, 30)))]
    )

    demand(rules, "2027-06-01 09:00")
    with pytest.raises(NotIssuingNow):
        demand(rules, "2027-05-31 09:00")


def test_a_saturday_worked_in_exchange_gives_numbers_like_a_monday():
    demand(QUOTAS, "2026-10-10 09:00", given=49)
    with pytest.raises(SessionFull):
        demand(QUOTAS, "2026-10-10 09:00", given=50)


def test_no_numbers_in_the_week_of_national_day():
    for day in range(1, 8):
        with pytest.raises(HallClosed) as refused:
            demand(QUOTAS, f"2026-10-0{day} 09:00")
        assert refused.value.fields == {"opens_at": "2026-10-08T00:30:00.000Z"}


# Before opening, before closing ---------------------------------------------------------------


def test_numbers_may_be_given_before_the_doors_open_but_not_before_the_afternoon():
    rules = IssuingRules(begin_before_open_s=1800)

    demand(rules, "2026-11-24 08:00")
    for too_early in ("2026-11-24 07:59:59", "2026-11-24 13:00"):
        with pytest.raises(HallClosed):
            demand(rules, too_early)
    assert rules.opens_at(HALL, beijing("2026-11-24 19:00")) == beijing("2026-11-25 08:00")


def test_the_last_half_hour_of_the_day_gives_no_numbers_the_one_before_lunch_does():
    rules = IssuingRules(stop_before_close_s=1800)

    demand(rules, "2026-11-24 11:59")
    demand(rules, "2026-11-24 16:59:59")
    with pytest.raises(NotIssuingNow) as refused:
        demand(rules, "2026-11-24 17:00")
    assert refused.value.fields == {"opens_at": "2026-11-25T00:30:00.000Z"}


def test_a_queue_stops_before_closing_whatever_its_own_sessions_say():
    rules = IssuingRules(sessions=[Session(WEEKDAYS, time(14, 0), time(17, 30))],
                         stop_before_close_s=900)  # fmt: skip

    demand(rules, "2026-11-24 17:14:59")
    with pytest.raises(NotIssuingNow):
        demand(rules, "2026-11-24 17:15")


@pytest.mark.parametrize(
    ("at", "warning"),
    [
        ("2026-11-24 16:59:59", None),
        ("2026-11-24 17:00", Warn.NEAR_CLOSING),
        ("2026-11-24 11:59", None),
        ("2026-11-24 17:30", None),
        ("2026-11-28 17:10", None),
    ],
    ids=["before it", "in the last half hour", "before lunch", "after closing", "a Saturday"],
)
def test_numbers_of_the_last_half_hour_bear_a_warning(at, warning):
    rules = IssuingRules(warn_before_close_s=1800)

    assert rules.warning(HALL, now=beijing(at), wait=None) is warning


def test_without_a_rule_nothing_is_warned_of():
    assert IssuingRules().warning(HALL, now=beijing("2026-11-24 17:29"), wait=None) is None


# Cut-off by predicted clearing ----------------------------------------------------------------


def test_a_number_that_would_wait_beyond_closing_is_not_given():
    rules = IssuingRules(cut_off=CutOffPolicy.STOP)
    rules.demand_clearing(HALL, now=beijing("2026-11-24 16:30"), wait=Expected(3600))

    with pytest.raises(CutOff) as refused:
        rules.demand_clearing(HALL, now=beijing("2026-11-24 16:30"), wait=Expected(3601))
    assert refused.value.fields == {"opens_at": "2026-11-25T00:30:00.000Z", "slots": []}


def test_the_next_opening_after_a_cut_off_in_the_morning_is_tomorrow():
    rules = IssuingRules(cut_off=CutOffPolicy.STOP)

    with pytest.raises(CutOff) as refused:
        rules.demand_clearing(HALL, now=beijing("2026-11-24 09:00"), wait=Expected(40_000))
    assert refused.value.fields["opens_at"] == "2026-11-25T00:30:00.000Z"


def test_who_is_cut_off_hears_which_slots_are_free_and_nobody_else_looks_them_up():
    rules = IssuingRules(cut_off=CutOffPolicy.STOP)
    slot = Slot(beijing("2026-11-25 09:00"), beijing("2026-11-25 09:20"), capacity=2)
    looked = []

    def free_slots():
        looked.append(slot)
        return [slot]

    now = beijing("2026-11-24 16:30")
    rules.demand_clearing(HALL, now=now, wait=Expected(3600), free_slots=free_slots)
    assert looked == []
    with pytest.raises(CutOff) as refused:
        rules.demand_clearing(HALL, now=now, wait=Expected(3601), free_slots=free_slots)

    assert refused.value.fields["slots"] == [
        {"starts_at": "2026-11-25T01:00:00.000Z", "ends_at": "2026-11-25T01:20:00.000Z"}
    ]


@pytest.mark.parametrize(
    ("policy", "warning"),
    [(CutOffPolicy.WARN, Warn.MAY_NOT_BE_SERVED), (CutOffPolicy.OFF, None)],
)
def test_a_queue_may_warn_instead_or_do_nothing(policy, warning):
    rules = IssuingRules(cut_off=policy)
    late = {"now": beijing("2026-11-24 16:30"), "wait": Expected(7200)}

    rules.demand_clearing(HALL, **late)
    assert rules.warning(HALL, **late) is warning


@pytest.mark.parametrize("policy", [CutOffPolicy.WARN, CutOffPolicy.STOP])
def test_an_unknown_wait_cuts_nobody_off(policy):
    rules = IssuingRules(cut_off=policy)
    now = beijing("2026-11-24 17:29")

    rules.demand_clearing(HALL, now=now, wait=None)
    assert rules.warning(HALL, now=now, wait=None) is None


def test_what_is_predicted_is_said_before_the_hour():
    rules = IssuingRules(cut_off=CutOffPolicy.WARN, warn_before_close_s=1800)

    warning = rules.warning(HALL, now=beijing("2026-11-24 17:10"), wait=Expected(7200))
    assert warning is Warn.MAY_NOT_BE_SERVED


# Persons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("asks", Identification)
@pytest.mark.parametrize("is_known", [True, False])
def test_only_where_it_is_required_must_one_say_who_one_is(asks, is_known):
    rules = IssuingRules(identification=asks)

    if asks is Identification.REQUIRED and not is_known:
        with pytest.raises(IdentificationRequired):
            rules.demand_person(is_known=is_known)
    else:
        rules.demand_person(is_known=is_known)


def test_a_limit_is_reached_with_its_last_number():
    demand_within_limit(drawn=2, limit=3, scope="queue")
    demand_within_limit(drawn=99, limit=None, scope="queue")

    with pytest.raises(PersonLimit) as refused:
        demand_within_limit(drawn=3, limit=3, scope="queue")
    assert refused.value.fields == {"limit": 3, "scope": "queue"}
