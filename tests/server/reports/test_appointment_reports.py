"""What consoles, slips, telephones and kiosks are told of appointments."""

import pytest

from server.reports.catalogue import hall_config
from server.reports.ticket_view import phone_view, ticket_view
from tests.server.booking import Bookings, person

SLOT = {"starts_at": "2026-11-24T01:20:00.000Z", "ends_at": "2026-11-24T01:40:00.000Z"}


@pytest.fixture
def bookings(hall):
    return Bookings(hall)


def slip(hall, number):
    with hall.database.read() as conn:
        now = hall.clock.now()
        return ticket_view(conn, hall.ticket(number), public_url="http://hall.test", now=now)


def phone(hall, number):
    with hall.database.read() as conn:
        return phone_view(conn, hall.ticket(number), now=hall.clock.now())


def test_slip_and_telephone_say_the_slot(bookings, hall):
    appointment = bookings.book("09:20")
    number = bookings.check_in(appointment)
    mark = {"appointment_id": appointment, **SLOT, "arrival": "on_time"}

    assert slip(hall, number)["appointment"] == mark
    assert phone(hall, number)["appointment"] == mark
    assert slip(hall, hall.issue("A"))["appointment"] is None


def test_a_late_one_says_so(bookings, hall, clock):
    appointment = bookings.book("09:20")
    clock.set("2026-11-24 10:00")

    assert slip(hall, bookings.check_in(appointment))["appointment"]["arrival"] == "late"


def test_how_many_are_ahead_of_an_early_one_nobody_knows_until_its_time(bookings, hall, clock):
    appointment = bookings.book("09:20")
    number = bookings.check_in(appointment)
    hall.issue("A")

    assert (slip(hall, number)["ahead"], phone(hall, number)["ahead"]) == (None, None)
    clock.set("2026-11-24 09:20")
    assert (slip(hall, number)["ahead"], phone(hall, number)["ahead"]) == (0, 0)
    assert slip(hall, "A002")["ahead"] == 1


def test_the_console_shows_the_slot_of_who_waits_and_of_who_is_there(bookings, hall, desk, clock):
    appointment = bookings.book("09:20")
    number = bookings.check_in(appointment)
    hall.issue("A")
    mark = {"appointment_id": appointment, **SLOT, "arrival": "on_time"}

    early = [(w["number"], w["appointment"]) for w in desk.view()["waiting"]["next"]]
    assert early == [("A002", None), (number, mark)]
    clock.set("2026-11-24 09:20")
    assert [w["number"] for w in desk.view()["waiting"]["next"]] == [number, "A002"]
    desk.call_next()
    assert desk.view()["current"]["ticket"]["appointment"] == mark


def test_the_list_of_a_day_shows_masks_and_nobody(bookings):
    late, early = bookings.book("09:40", person=person("138")), bookings.book("09:20")
    cancelled = bookings.book("09:20")
    bookings.cancel(cancelled)
    bookings.book("09:20", day="2026-11-25")

    listed = bookings.of_day()

    assert [a["appointment_id"] for a in listed] == [early, cancelled, late]
    assert [a["state"] for a in listed] == ["booked", "cancelled", "booked"]
    assert [a["person"] for a in listed] == [None, None, "138****0000"]
    assert person("138").hash not in str(listed)


def test_the_public_stream_knows_nothing_of_who_booked(bookings, hall):
    bookings.set_rules("A", issuing={"identification": "optional"})
    bookings.check_in(bookings.book("09:20", person=person("138")))

    (event,) = hall.events()
    assert event["kind"] == "ticket.issued"
    assert "138" not in str(event)
    assert event["body"]["priority"] == 1


def test_kiosks_are_told_which_queues_take_appointments(bookings, hall):
    with hall.database.read() as conn:
        config = hall_config(conn, hall.hall_id, now=hall.clock.now())

    taking = {q["prefix"] for q in config["queues"] if q["appointments"]}
    assert taking == {"A"}
