"""Booking and checking in over HTTP: who may, what is answered, what is refused."""

import pytest

from tests.server.booking import Bookings

NINE_TWENTY = "2026-11-24T01:20:00.000Z"
NINE_FORTY = "2026-11-24T01:40:00.000Z"
TELEPHONE = "13800001234"


@pytest.fixture
def bookings(hall):
    return Bookings(hall)


@pytest.fixture
def reception(people, bookings):
    return people.staff("reception")


@pytest.fixture
def book(reception, hall):
    def make(starts_at=NINE_TWENTY, **more):
        body = {"queue_id": hall.queues["A"], "starts_at": starts_at, **more}
        return reception.post(reception.hall("/appointments"), body)

    return make


def slots(caller, hall, query=""):
    return caller.get(caller.hall(f"/queues/{hall.queues['A']}/slots{query}"))


def test_everybody_sees_how_many_places_are_free(people, hall, book):
    book()

    answer = slots(people.stranger(), hall, "?from=2026-11-24&days=1")

    assert answer.status == 200
    assert [(s["starts_at"], s["free"]) for s in answer.body["slots"]] == [
        (NINE_TWENTY, 1),
        (NINE_FORTY, 2),
    ]
    assert answer.body["last_day"] == "2026-12-08"


@pytest.mark.parametrize("query", ["?days=0", "?days=32", "?from=yesterday"])
def test_a_query_that_makes_no_sense_is_invalid(people, hall, bookings, query):
    assert slots(people.stranger(), hall, query).refusal == (422, "invalid")


def test_reception_books_and_the_kiosk_checks_in_with_the_code(book, kiosk, hall):
    booked = book(person=TELEPHONE)
    assert (booked.status, booked.body["person"], booked.body["state"]) == (
        201,
        "138****1234",
        "booked",
    )
    assert TELEPHONE not in str(booked.body)

    ticket = kiosk.post(
        kiosk.hall("/appointments/check-in"), {"code": f"BDY:{booked.body['code']}"}
    )

    assert (ticket.status, ticket.body["number"], ticket.body["slip"]) == (201, "A001", "pending")
    assert ticket.body["appointment"]["starts_at"] == NINE_TWENTY
    assert hall.ticket("A001").channel == "kiosk"


def test_at_the_desk_no_slip_is_expected(book, reception, hall):
    code = book().body["code"]

    ticket = reception.post(reception.hall("/appointments/check-in"), {"code": code})

    assert (ticket.status, ticket.body["slip"]) == (201, "none")
    assert hall.ticket("A001").channel == "desk"


def test_the_same_request_again_is_the_same_ticket(book, kiosk, hall):
    code = book().body["code"]
    path = kiosk.hall("/appointments/check-in")

    first = kiosk.post(path, {"code": code}, key="press-1")
    again = kiosk.post(path, {"code": code}, key="press-1")

    assert first.body["ticket_id"] == again.body["ticket_id"]
    assert kiosk.post(path, {"code": code}, key="press-2").refusal == (409, "appointment_used")
    assert len(hall.tickets()) == 1


def test_refusals_carry_what_a_screen_needs(book, kiosk):
    code = book(NINE_FORTY).body["code"]
    path = kiosk.hall("/appointments/check-in")

    early = kiosk.post(path, {"code": code})
    tomorrow = book("2026-11-25T01:20:00Z").body["code"]
    other_day = kiosk.post(path, {"code": tomorrow})

    assert early.refusal == (409, "too_early")
    assert early.body["from_at"] == "2026-11-24T01:10:00.000Z"
    assert other_day.refusal == (409, "appointment_not_today")
    assert other_day.body["starts_at"] == "2026-11-25T01:20:00.000Z"
    assert kiosk.post(path, {"code": "00000000"}).refusal == (404, "not_found")
    assert kiosk.post(path, {"code": "?"}).refusal == (422, "invalid")


def test_full_slots_and_times_without_a_slot_are_refused(book):
    book()
    book()

    assert book().refusal == (409, "slot_full")
    odd = book("2026-11-24T01:21:00Z")
    assert odd.refusal == (409, "slot_not_offered")
    assert odd.body["reason"] == "no_slot"
    assert book("2026-11-24T09:20:00").refusal == (422, "invalid")
    assert book(person="not a number").refusal == (422, "invalid")


def test_staff_change_cancel_and_undo_and_everything_stays_on_record(book, reception, hall):
    moved, gone, undone = (book().body["appointment_id"], book(NINE_FORTY).body, book().body)
    base = reception.hall("/appointments")
    reception.post(f"{base}/check-in", {"code": undone["code"]})

    changed = reception.post(f"{base}/{moved}/change", {"starts_at": NINE_FORTY})
    cancelled = reception.post(f"{base}/{gone['appointment_id']}/cancel")
    back = reception.post(f"{base}/{undone['appointment_id']}/undo-check-in")

    assert changed.body["starts_at"] == NINE_FORTY
    assert cancelled.body["state"] == "cancelled"
    assert (back.body["state"], back.body["ticket"]) == ("booked", None)
    assert [(s["step"], s["number"]) for s in back.body["history"]] == [
        ("book", None),
        ("check_in", "A001"),
        ("undo", "A001"),
    ]
    again = reception.post(f"{base}/{gone['appointment_id']}/cancel")
    assert again.refusal == (409, "wrong_state")
    listed = reception.get(reception.hall("/appointments?day=2026-11-24")).body
    assert len(listed["appointments"]) == 3


@pytest.mark.parametrize(
    ("who", "may_book", "may_check_in"),
    [("office", True, True), ("reception", True, True), ("clerk", True, False)],
)
def test_who_may_book_and_who_may_check_in(people, bookings, hall, who, may_book, may_check_in):
    caller = people.clerk() if who == "clerk" else people.staff(who)
    body = {"queue_id": hall.queues["A"], "starts_at": NINE_TWENTY}

    booked = caller.post(caller.hall("/appointments"), body)
    checked_in = caller.post(caller.hall("/appointments/check-in"), {"code": "00000000"})

    assert (booked.status == 201) is may_book
    assert (checked_in.status == 404) is may_check_in
    assert checked_in.status in (403, 404)


def test_a_kiosk_books_for_whoever_says_who_it_is(kiosk, hall, bookings):
    body = {"queue_id": hall.queues["A"], "starts_at": NINE_TWENTY}
    base = kiosk.hall("/appointments")

    assert kiosk.post(base, body).refusal == (422, "invalid")
    booked = kiosk.post(base, body | {"person": TELEPHONE, "source": "api"})

    assert (booked.status, booked.body["source"]) == (201, "kiosk")
    assert booked.body["person"] == "138****1234"
    assert kiosk.post(f"{base}/check-in", {"person": TELEPHONE}).status == 201


def test_a_station_books_and_checks_in_and_does_nothing_else_with_appointments(kiosk, book):
    appointment = book().body["appointment_id"]
    base = kiosk.hall("/appointments")

    assert kiosk.get(base).refusal == (403, "forbidden")
    for step in ("cancel", "undo-check-in"):
        assert kiosk.post(f"{base}/{appointment}/{step}", {}).refusal == (403, "forbidden")
