"""预约: booking, checking in once, taking it back, and not coming."""

import pytest
from sqlalchemy import select

from server.domain.errors import (
    AlreadyWaiting,
    AppointmentCancelled,
    AppointmentExpired,
    AppointmentNotToday,
    AppointmentUsed,
    HallClosed,
    InvalidInput,
    NotFound,
    NoWindowServes,
    NumbersUsedUp,
    PersonLimit,
    QueueClosed,
    SlotFull,
    SlotNotOffered,
    TooEarly,
    WrongState,
)
from server.services import appointments, checking_in
from server.services.appointments import halls_with_no_shows
from server.store import ticket_tables
from tests.server.booking import Bookings, beijing, person


@pytest.fixture
def bookings(hall):
    """Appointments in queue A, from nine to ten; it is nine o'clock on a Tuesday."""
    return Bookings(hall)


# Booking --------------------------------------------------------------------------------------


def test_free_places_follow_the_bookings(bookings):
    bookings.book("09:20")
    full = [bookings.book("09:40") for _ in range(2)]

    assert bookings.free() == [("11-24 09:20", 1), ("11-24 09:40", 0)]

    bookings.cancel(full[0])

    assert bookings.free() == [("11-24 09:20", 1), ("11-24 09:40", 1)]


def test_free_slots_of_the_days_ahead_follow_the_calendar(bookings, clock):
    clock.set("2026-11-27 09:50")

    assert [at for at, _ in bookings.free(days=4)] == [
        "11-30 09:00",
        "11-30 09:20",
        "11-30 09:40",
    ]
    assert bookings.free(first="2026-12-11", days=1) != []
    assert bookings.free(first="2026-12-14", days=7) == []
    assert bookings.free(first="2026-11-20", days=7) == []


def test_a_queue_without_appointments_offers_none(bookings):
    assert bookings.free("B") == []
    with pytest.raises(SlotNotOffered):
        bookings.book("09:20", prefix="B")


def test_the_last_place_is_given_once(bookings):
    bookings.book("09:20")
    bookings.book("09:20")

    with pytest.raises(SlotFull):
        bookings.book("09:20")
    assert len(bookings.of_day()) == 2


def test_bookings_count_in_slots_of_another_length_too(bookings):
    bookings.book("09:20")
    bookings.book("09:40")
    hour = {"weekdays": [2], "opens": "09:00", "closes": "10:30", "minutes": 30, "capacity": 1}

    bookings.set_rules("A", ranges=[hour])

    assert bookings.free() == [("11-24 09:30", 0), ("11-24 10:00", 1)]


def test_a_person_has_one_appointment_a_day_and_queue(bookings):
    bookings.set_rules("B")
    bookings.book("09:20", person=person("138"))

    with pytest.raises(PersonLimit) as refused:
        bookings.book("09:40", person=person("138"))

    assert refused.value.fields == {"limit": 1, "scope": "queue"}
    bookings.book("09:40", person=person("139"))
    bookings.book("09:20", person=person("138"), day="2026-11-25")
    bookings.book("09:20", person=person("138"), prefix="B")


def test_a_cancelled_appointment_is_none_to_the_limit(bookings):
    first = bookings.book("09:20", person=person("138"))
    bookings.cancel(first)

    assert bookings.book("09:40", person=person("138")) != first


def test_codes_have_eight_digits_and_are_unique(bookings):
    codes = {bookings.view(bookings.book(day=f"2026-11-{d}"))["code"] for d in (24, 25, 26, 27)}

    assert len(codes) == 4
    assert all(len(code) == 8 and code.isdigit() for code in codes)


def test_a_code_of_ones_own_belongs_to_one_appointment(bookings):
    bookings.book(code="JSB-20261124-01")

    with pytest.raises(InvalidInput):
        bookings.book("09:40", code="JSB-20261124-01")


def test_a_name_elsewhere_belongs_to_one_appointment(bookings):
    bookings.book(external_id="JSB-1")

    with pytest.raises(InvalidInput) as refused:
        bookings.book("09:40", external_id="JSB-1")
    assert refused.value.fields == {"what": "external_id"}


def test_a_change_keeps_code_and_history_and_frees_the_place(bookings):
    appointment = bookings.book("09:20", person=person("138"))
    code = bookings.view(appointment)["code"]

    bookings.change(appointment, "09:40")

    view = bookings.view(appointment)
    assert (view["code"], view["starts_at"]) == (code, "2026-11-24T01:40:00.000Z")
    assert bookings.free() == [("11-24 09:20", 2), ("11-24 09:40", 1)]
    assert [(s["step"], s["starts_at"][11:16]) for s in view["history"]] == [
        ("book", "01:20"),
        ("change", "01:40"),
    ]


def test_a_change_within_a_full_slot_counts_itself_once(bookings):
    first = bookings.book("09:20")
    bookings.book("09:20")
    bookings.book("09:40")
    bookings.book("09:40")

    bookings.change(first, "09:20")
    with pytest.raises(SlotFull):
        bookings.change(first, "09:40")


def test_what_was_cancelled_stays_and_takes_no_further_step(bookings):
    appointment = bookings.book()
    bookings.cancel(appointment)

    for step in (bookings.cancel, bookings.undo, lambda a: bookings.change(a, "09:40")):
        with pytest.raises(WrongState):
            step(appointment)
    with pytest.raises(AppointmentCancelled):
        bookings.check_in(appointment)
    assert bookings.steps(appointment) == [
        ("book", "booked", None),
        ("cancel", "cancelled", None),
    ]


def test_another_halls_appointment_is_unknown(bookings, other_hall):
    appointment = bookings.book()
    code = bookings.view(appointment)["code"]

    with pytest.raises(NotFound):
        other_hall.run(appointments.cancel, appointment_id=appointment)
    with pytest.raises(NotFound):
        other_hall.run(checking_in.check_in, code=code, channel="kiosk")


# Checking in ----------------------------------------------------------------------------------


def test_on_time_the_number_has_the_place_of_its_slot(bookings, hall, clock):
    appointment = bookings.book("09:20")
    clock.set("2026-11-24 09:25")

    number = bookings.check_in(appointment)

    ticket = hall.ticket(number)
    assert (number, ticket.priority, ticket.order_at) == ("A001", 1, beijing("09:20"))
    assert ticket.joined_at == beijing("09:25")
    view = bookings.view(appointment)
    assert (view["state"], view["arrival"]) == ("checked_in", "on_time")
    assert view["ticket"] == {"ticket_id": ticket.id, "number": "A001", "state": "waiting"}


def test_an_appointment_goes_before_those_who_came_without(bookings, hall, desk, clock):
    appointment = bookings.book("09:20")
    hall.issue("A")
    hall.issue("A")
    clock.set("2026-11-24 09:22")
    number = bookings.check_in(appointment)

    assert desk.call_next() == number


def test_who_is_early_waits_for_the_time_of_the_slot(bookings, hall, desk, clock):
    appointment = bookings.book("09:20")
    number = bookings.check_in(appointment)
    hall.issue("A")

    clock.set("2026-11-24 09:19")
    assert desk.call_next() == "A002"
    desk.start()
    desk.finish()
    hall.issue("A")
    clock.set("2026-11-24 09:20")
    assert desk.call_next() == number


def test_nobody_gets_two_numbers_for_one_appointment(bookings, hall):
    appointment = bookings.book("09:20")
    bookings.check_in(appointment)

    with pytest.raises(AppointmentUsed) as refused:
        bookings.check_in(appointment, channel="desk")

    assert refused.value.fields["number"] == "A001"
    assert len(hall.tickets()) == 1


def test_a_tap_sent_twice_is_one_check_in_with_one_answer(bookings, hall):
    appointment = bookings.book("09:20")

    first = bookings.check_in(appointment, request_id="tap")

    assert bookings.check_in(appointment, request_id="tap") == first
    assert len(hall.tickets()) == 1


def test_even_after_its_number_was_served_an_appointment_is_used(bookings, desk):
    appointment = bookings.book("09:20")
    bookings.check_in(appointment)
    desk.serve()

    with pytest.raises(AppointmentUsed):
        bookings.check_in(appointment)


def test_too_early_says_from_when(bookings, clock):
    appointment = bookings.book("09:40")
    clock.set("2026-11-24 09:09")

    with pytest.raises(TooEarly) as refused:
        bookings.check_in(appointment)

    assert refused.value.fields["from_at"] == "2026-11-24T01:10:00.000Z"
    clock.set("2026-11-24 09:10")
    assert bookings.check_in(appointment) == "A001"


def test_before_the_hall_opens_one_may_be_early_all_the_same(bookings, clock):
    appointment = bookings.book("09:00", day="2026-11-25")
    clock.set("2026-11-25 08:30")

    assert bookings.check_in(appointment) == "A001"


def test_who_is_late_stands_where_everybody_stands(bookings, hall, clock):
    appointment = bookings.book("09:20")
    clock.set("2026-11-24 09:36")

    ticket = hall.ticket(bookings.check_in(appointment))

    assert (ticket.priority, ticket.order_at) == (0, beijing("09:36"))
    assert bookings.view(appointment)["arrival"] == "late"


def test_who_is_late_is_bound_by_the_hours_like_everybody(bookings, clock):
    appointment = bookings.book("09:20")
    clock.set("2026-11-24 12:30")

    with pytest.raises(HallClosed):
        bookings.check_in(appointment)
    assert bookings.state(appointment) == "booked"


def test_a_limit_of_numbers_does_not_break_a_promise(bookings, hall, clock):
    bookings.set_rules("L")
    in_time, late = bookings.book("09:40", prefix="L"), bookings.book("09:20", prefix="L")
    hall.issue("L")
    hall.issue("L")
    clock.set("2026-11-24 09:40")

    assert bookings.check_in(in_time) == "L003"
    with pytest.raises(NumbersUsedUp):
        bookings.check_in(late)


def test_a_queue_that_a_person_closed_gives_no_number(bookings, hall):
    appointment = bookings.book("09:20")
    hall.set_queue("A", is_open=False, closed_reason="系统维护")

    with pytest.raises(QueueClosed):
        bookings.check_in(appointment)


def test_without_a_window_nobody_is_sent_to_wait(bookings, hall):
    appointment = bookings.book("09:20")
    hall.serve_no_more("A")

    with pytest.raises(NoWindowServes):
        bookings.check_in(appointment)


def test_another_day_and_a_day_gone_by_are_refused_each_in_its_words(bookings, clock):
    appointment = bookings.book("09:20", day="2026-11-25")

    with pytest.raises(AppointmentNotToday):
        bookings.check_in(appointment)
    clock.set("2026-11-26 09:00")
    with pytest.raises(AppointmentExpired):
        bookings.check_in(appointment)


@pytest.mark.parametrize("code", ["99999999", "BDY:99999999"])
def test_an_unknown_code_is_not_found(bookings, hall, code):
    with pytest.raises(NotFound) as refused:
        hall.run(checking_in.check_in, code=code, channel="kiosk")

    assert refused.value.fields == {"what": "appointment"}


def test_the_content_of_the_qr_code_checks_in_too(bookings, hall):
    code = bookings.view(bookings.book("09:20"))["code"]

    given = hall.run(checking_in.check_in, code=f"BDY:{code}", channel="kiosk")

    assert hall.number_of(given["ticket_id"]) == "A001"


def test_who_booked_stands_on_the_ticket_only_where_the_queue_asks(bookings, hall):
    asks = {"identification": "optional"}
    bookings.set_rules("B", issuing=asks)
    bookings.check_in(bookings.book("09:20", person=person("138")))
    bookings.check_in(bookings.book("09:20", person=person("138"), prefix="B"))

    assert hall.ticket("A001").person_mask is None
    assert hall.ticket("B001").person_mask == "138****0000"


def test_who_drew_a_number_beside_the_appointment_does_not_queue_twice(bookings, hall):
    bookings.set_rules("A", issuing={"identification": "optional"})
    appointment = bookings.book("09:20", person=person("138"))
    hall.issue("A", person=person("138"))

    with pytest.raises(AlreadyWaiting) as refused:
        bookings.check_in(appointment)
    assert refused.value.fields["number"] == "A001"


# Undoing --------------------------------------------------------------------------------------


def test_undoing_a_check_in_keeps_its_history(bookings, hall):
    appointment = bookings.book("09:20")
    first = bookings.check_in(appointment)

    bookings.undo(appointment)

    view = bookings.view(appointment)
    assert (view["state"], view["arrival"], view["ticket"]) == ("booked", None, None)
    assert hall.state(first) == "void"
    assert bookings.check_in(appointment) == "A002"
    assert bookings.steps(appointment) == [
        ("book", "booked", None),
        ("check_in", "checked_in", "A001"),
        ("undo", "booked", "A001"),
        ("check_in", "checked_in", "A002"),
    ]
    assert hall.states() == {"A001": "void", "A002": "waiting"}


def test_a_check_in_whose_number_was_voided_can_be_undone(bookings, hall):
    appointment = bookings.book("09:20")
    hall.void(bookings.check_in(appointment))

    bookings.undo(appointment)

    assert bookings.check_in(appointment) == "A002"


def test_what_is_being_served_is_not_undone(bookings, hall, desk):
    appointment = bookings.book("09:20")
    bookings.check_in(appointment)
    desk.call_next()
    desk.start()

    with pytest.raises(WrongState) as refused:
        bookings.undo(appointment)

    assert refused.value.fields == {"state": "serving", "trigger": "undo"}
    assert bookings.state(appointment) == "checked_in"
    assert hall.state("A001") == "serving"


# Not coming -----------------------------------------------------------------------------------


def test_who_never_came_is_noted_when_the_hall_closes(bookings, clock, database, hall):
    came, missed = bookings.book("09:20"), bookings.book("09:40")
    bookings.check_in(came)
    clock.set("2026-11-24 17:30")
    assert bookings.sweep() == 0

    clock.set("2026-11-24 17:31")
    with database.read() as conn:
        assert halls_with_no_shows(conn, clock.now()) == [hall.hall_id]
    assert bookings.sweep() == 1

    assert [bookings.state(a) for a in (came, missed)] == ["checked_in", "no_show"]
    assert bookings.steps(missed)[-1] == ("miss", "no_show", None)
    with database.read() as conn:
        assert halls_with_no_shows(conn, clock.now()) == []


def test_where_late_ones_are_refused_they_are_noted_after_the_tolerance(bookings, clock):
    bookings.set_rules("A", late="refuse", late_s=600)
    appointment = bookings.book("09:20")
    clock.set("2026-11-24 09:30")
    assert bookings.sweep() == 0
    clock.forward(seconds=1)

    assert bookings.sweep() == 1
    with pytest.raises(AppointmentExpired):
        bookings.check_in(appointment)


def test_who_booked_is_forgotten_after_the_days_the_hall_sets(bookings, hall, clock):
    hall.set_policy(forget_persons_after_days=30)
    old = bookings.book("09:20", person=person("138"))
    coming = bookings.book("09:20", person=person("138"), day="2026-12-08")
    clock.set("2026-12-25 09:00")

    hall.issue("B")

    assert bookings.view(old)["person"] is None
    assert bookings.view(coming)["person"] == "138****0000"


def test_no_row_is_ever_deleted(bookings, hall, database, clock):
    kept = [bookings.book("09:20"), bookings.book("09:20"), bookings.book("09:40")]
    bookings.cancel(kept[0])
    bookings.check_in(kept[1])
    bookings.undo(kept[1])
    clock.set("2026-12-30 09:00")
    hall.issue("A")
    bookings.sweep()

    with database.read() as conn:
        ids = conn.execute(select(ticket_tables.appointments.c.id)).scalars().all()
    assert sorted(ids) == kept
    assert [len(bookings.steps(a)) for a in kept] == [2, 4, 2]
