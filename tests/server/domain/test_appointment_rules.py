"""Slots by the hall's calendar, tolerances to the second, and an appointment's place in a queue."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.domain.appointments import (
    TABLE,
    AppointmentRules,
    Arrival,
    Booking,
    Late,
    SlotRange,
    Step,
    after,
    demand_today,
    read_code,
)
from server.domain.calendar import OpeningHours, Session
from server.domain.errors import (
    AppointmentCancelled,
    AppointmentExpired,
    AppointmentNotToday,
    AppointmentUsed,
    InvalidInput,
    SlotNotOffered,
    TooEarly,
    WrongState,
)
from server.domain.queueing import CallPolicy, Serves, Waiting, choose_next, return_place

BEIJING = ZoneInfo("Asia/Shanghai")
MONDAY, TUESDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 28)
WORKING = frozenset({1, 2, 3, 4, 5})
HOURS = OpeningHours(
    zone="Asia/Shanghai",
    sessions=[
        Session(WORKING, time(8, 30), time(12)),
        Session(WORKING, time(13, 30), time(17, 30)),
    ],
)
MORNING = SlotRange(WORKING, time(9), time(10), minutes=20, capacity=2)
RULES = AppointmentRules(ranges=(MORNING,), early_s=1800, late_s=900)


def at(clock, day=TUESDAY):
    return datetime.combine(day, time.fromisoformat(clock), BEIJING)


def starts(rules, day=TUESDAY, hours=HOURS):
    return [slot.starts.strftime("%H:%M") for slot in rules.slots_on(hours, day)]


# Slots ----------------------------------------------------------------------------------------


def test_what_may_be_booked_comes_day_by_day_without_what_has_begun():
    rules = AppointmentRules(ranges=(MORNING,), days_ahead=5)

    days = [
        [slot.starts.strftime("%d %H:%M") for slot in day]
        for day in rules.coming_slots(HOURS, now=at("09:20", day=date(2026, 11, 26)))
    ]

    assert days == [
        ["26 09:40"],
        ["27 09:00", "27 09:20", "27 09:40"],
        [],
        [],
        ["30 09:00", "30 09:20", "30 09:40"],
        ["01 09:00", "01 09:20", "01 09:40"],
    ]


def test_a_queue_without_appointments_has_none_to_come():
    assert list(AppointmentRules().coming_slots(HOURS, now=at("09:20"))) == []


def test_a_range_is_cut_into_slots_of_its_length():
    slots = RULES.slots_on(HOURS, TUESDAY)

    assert [(s.starts, s.ends, s.capacity) for s in slots] == [
        (at("09:00"), at("09:20"), 2),
        (at("09:20"), at("09:40"), 2),
        (at("09:40"), at("10:00"), 2),
    ]


def test_what_is_left_of_a_range_is_no_slot():
    rules = AppointmentRules(ranges=(SlotRange(WORKING, time(9), time(10), 25, 1),))

    assert starts(rules) == ["09:00", "09:25"]


def test_only_slots_within_the_halls_sessions_are_offered():
    all_day = AppointmentRules(ranges=(SlotRange(WORKING, time(8), time(18), 60, 1),))

    assert starts(all_day) == ["09:00", "10:00", "11:00", "14:00", "15:00", "16:00"]


def test_a_day_off_has_no_slots():
    shut = OpeningHours(zone=HOURS.zone, sessions=HOURS.sessions, closed_on={TUESDAY: "停电检修"})

    assert starts(RULES, SATURDAY) == []
    assert starts(RULES, hours=shut) == []


def test_a_day_worked_in_exchange_has_the_slots_of_the_weekday_it_follows():
    mondays = AppointmentRules(ranges=(SlotRange(frozenset({1}), time(9), time(10), 30, 1),))
    moved = OpeningHours(zone=HOURS.zone, sessions=HOURS.sessions, open_on={SATURDAY: 1})

    assert starts(mondays, TUESDAY, moved) == []
    assert starts(mondays, SATURDAY, moved) == ["09:00", "09:30"]


@pytest.mark.parametrize(
    ("clock", "day", "reason"),
    [
        ("09:10", TUESDAY, "no_slot"),
        ("09:20", SATURDAY, "no_slot"),
        ("09:00", TUESDAY, "past"),
        ("09:20", TUESDAY + timedelta(days=15), "too_far"),
    ],
)
def test_what_cannot_be_booked_says_why(clock, day, reason):
    with pytest.raises(SlotNotOffered) as refused:
        RULES.slot_at(HOURS, at(clock, day), now=at("09:00"))

    assert refused.value.fields == {"reason": reason}


def test_the_last_day_ahead_can_be_booked():
    slot = RULES.slot_at(HOURS, at("09:20", TUESDAY + timedelta(days=14)), now=at("23:59"))

    assert slot.ends == at("09:40", date(2026, 12, 8))


def test_a_queue_that_says_nothing_offers_nothing():
    assert not AppointmentRules().are_offered
    assert starts(AppointmentRules()) == []


# Arrival --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "arrival"),
    [
        ("08:30:00", Arrival.ON_TIME),
        ("09:00:00", Arrival.ON_TIME),
        ("09:15:00", Arrival.ON_TIME),
        ("09:15:01", Arrival.LATE),
        ("17:00:00", Arrival.LATE),
    ],
)
def test_one_is_on_time_from_the_early_to_the_late_tolerance(clock, arrival):
    assert RULES.arrive(at("09:00"), now=at(clock)) is arrival


def test_a_second_too_early_says_from_when():
    with pytest.raises(TooEarly) as refused:
        RULES.arrive(at("09:00"), now=at("08:29:59"))

    assert refused.value.fields == {
        "starts_at": "2026-11-24T01:00:00.000Z",
        "from_at": "2026-11-24T00:30:00.000Z",
    }


def test_where_late_ones_are_refused_the_appointment_is_over_after_the_tolerance():
    strict = AppointmentRules(ranges=(MORNING,), late_s=900, late=Late.REFUSE)

    assert strict.arrive(at("09:00"), now=at("09:15")) is Arrival.ON_TIME
    with pytest.raises(AppointmentExpired):
        strict.arrive(at("09:00"), now=at("09:15:01"))


@pytest.mark.parametrize(
    ("late", "clock", "missed"),
    [
        (Late.REFUSE, "09:15:00", False),
        (Late.REFUSE, "09:15:01", True),
        (Late.QUEUE, "17:30:00", False),
        (Late.QUEUE, "17:30:01", True),
    ],
)
def test_missed_is_what_nobody_can_check_in_any_more(late, clock, missed):
    rules = AppointmentRules(ranges=(MORNING,), late_s=900, late=late)

    assert rules.is_missed(HOURS, at("09:00"), now=at(clock)) is missed


@pytest.mark.parametrize(
    ("state", "day", "refusal"),
    [
        (Booking.BOOKED, TUESDAY + timedelta(days=1), AppointmentNotToday),
        (Booking.BOOKED, MONDAY, AppointmentExpired),
        (Booking.NO_SHOW, TUESDAY, AppointmentExpired),
        (Booking.CANCELLED, TUESDAY, AppointmentCancelled),
        (Booking.CHECKED_IN, TUESDAY, AppointmentUsed),
        (Booking.CHECKED_IN, MONDAY, AppointmentUsed),
    ],
)
def test_every_reason_not_to_check_in_has_a_refusal_of_its_own(state, day, refusal):
    with pytest.raises(refusal) as refused:
        demand_today(state, day=day, today=TUESDAY, starts=at("09:00", day), number="A007")

    assert refused.value.fields["starts_at"].endswith("T01:00:00.000Z")


def test_what_was_checked_in_says_for_which_number():
    with pytest.raises(AppointmentUsed) as refused:
        demand_today(
            Booking.CHECKED_IN, day=TUESDAY, today=TUESDAY, starts=at("09:00"), number="A007"
        )

    assert refused.value.fields["number"] == "A007"


@pytest.mark.parametrize("state", [None, *Booking])
@pytest.mark.parametrize("step", Step)
def test_an_appointment_takes_the_steps_of_the_table_and_no_other(state, step):
    if (state, step) in TABLE:
        assert after(state, step) is TABLE[state, step]
        return
    with pytest.raises(WrongState) as refused:
        after(state, step)
    assert refused.value.fields == {"state": state, "trigger": step}


@pytest.mark.parametrize("text", ["12345678", "BDY:12345678", "bdy:12345678\n", " 1234 5678 "])
def test_a_code_is_read_as_typed_or_as_scanned(text):
    assert read_code(text) == "12345678"


@pytest.mark.parametrize("text", ["", "12345", "BDY:", "1234/5678", "9" * 41, "预约码123456"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(InvalidInput):
        read_code(text)


# Its place in the queue -----------------------------------------------------------------------


def called(queue, clock):
    choice = choose_next(
        queue,
        {1: Serves(rank=1)},
        window_id=1,
        now=at(clock),
        policy=CallPolicy(patience=timedelta(minutes=40)),
    )
    return choice.ticket_id


def walk_in(ticket_id, clock):
    return Waiting(ticket_id=ticket_id, queue_id=1, order_at=at(clock))


def appointment(ticket_id, clock):
    return Waiting(ticket_id=ticket_id, queue_id=1, order_at=at(clock), priority=1)


def test_an_early_appointment_goes_before_nobody_until_its_time_has_come():
    queue = [appointment(1, "09:30"), walk_in(2, "09:10")]

    assert called(queue, "09:29") == 2
    assert called(queue, "09:30") == 1


def test_an_early_appointment_is_called_when_nobody_else_waits():
    assert called([appointment(1, "09:30")], "09:10") == 1


def test_appointments_go_by_their_slots_and_not_by_arrival():
    queue = [appointment(1, "09:20"), appointment(2, "09:00"), walk_in(3, "08:50")]

    assert called(queue, "09:25") == 2


def test_a_walk_in_who_has_waited_too_long_goes_before_appointments():
    assert called([appointment(1, "09:20"), walk_in(2, "08:30")], "09:25") == 2


def test_a_missed_number_does_not_rejoin_behind_appointments_still_to_come():
    queue = [walk_in(1, "09:00"), appointment(2, "10:00"), appointment(3, "10:20")]

    assert return_place(queue, after=3, now=at("09:30")) == at("09:30")
