"""A kiosk's reserve as it travels: what it is told, what it says, and who may not."""

from datetime import timedelta

import pytest

from server.domain.clock import to_wire
from server.reports.reserve import code_mark
from tests.server.booking import Bookings

HOLDER = "0123456789abcdef" * 2


@pytest.fixture
def reserve(kiosk):
    return kiosk.post("/stations/me/leases", {"holder": HOLDER}).body


def given(reserve, hall, **values):
    """The first number of queue A's block, given a minute ago."""
    lease = reserve["days"][0]["queues"][0]["leases"][0]
    return {
        "request_id": "press-0001",
        "lease_id": lease["lease_id"],
        "serial": lease["first"],
        "number": f"A{lease['first']}",
        "token": "a-token-of-the-kiosk",
        "joined_at": to_wire(hall.clock.now() - timedelta(minutes=1)),
        "slip": "printed",
        **values,
    }


def test_a_kiosk_is_told_days_hours_queues_and_numbers(reserve):
    today = reserve["days"][0]
    assert (reserve["now"], reserve["any_hour"]) == ("2026-11-24T01:00:00.000Z", False)
    assert reserve["url"].endswith("/t/")
    assert (today["day"], today["begins_at"], today["ends_at"]) == (
        "2026-11-24",
        "2026-11-23T20:00:00.000Z",
        "2026-11-24T20:00:00.000Z",
    )
    assert today["sessions"] == [
        {"opens_at": "2026-11-24T00:30:00.000Z", "closes_at": "2026-11-24T04:00:00.000Z"},
        {"opens_at": "2026-11-24T05:30:00.000Z", "closes_at": "2026-11-24T09:30:00.000Z"},
    ]
    queue = today["queues"][0]
    assert (queue["prefix"], queue["digits"], queue["open"], queue["left"]) == ("A", 3, True, None)
    assert queue["leases"][0]["last"] == 999


def test_the_code_of_an_appointment_can_be_known_again_and_not_be_read(kiosk, hall):
    bookings = Bookings(hall)
    code = bookings.view(bookings.book("09:20"))["code"]

    today = kiosk.post("/stations/me/leases", {"holder": HOLDER}).body["days"][0]

    (booked,) = today["appointments"]
    assert booked["mark"] == code_mark(code, key=bytes.fromhex(today["code_key"]))
    assert code not in str(today)


def test_each_day_has_a_key_of_its_own(reserve):
    assert len({day["code_key"] for day in reserve["days"]}) == 2


def test_what_it_gave_is_a_ticket_like_any_other_and_says_where_it_comes_from(
    kiosk, people, reserve, hall
):
    answer = kiosk.post("/stations/me/tickets", {"tickets": [given(reserve, hall)]})

    (ticket,) = answer.body["tickets"]
    assert ticket == {
        "request_id": "press-0001",
        "ticket_id": hall.ticket("A960").id,
        "refused": None,
    }
    seen = kiosk.get(kiosk.hall(f"/tickets/{ticket['ticket_id']}")).body
    assert (seen["number"], seen["offline"], seen["slip"]) == ("A960", True, "printed")
    assert seen["token"] == "a-token-of-the-kiosk"
    assert people.stranger().get("/tickets/a-token-of-the-kiosk").body["number"] == "A960"
    assert kiosk.issue("A").body["offline"] is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "<b>A1</b>"},
        {"token": "short"},
        {"token": "a token with blanks in it"},
        {"joined_at": "2026-11-24T09:00:00"},
        {"slip": "pending"},
        {"person": "13812341234"},
    ],
)
def test_what_makes_no_sense_is_refused_as_a_whole(kiosk, reserve, hall, wrong):
    answer = kiosk.post("/stations/me/tickets", {"tickets": [given(reserve, hall, **wrong)]})

    assert answer.refusal == (422, "invalid")
    assert hall.tickets() == []


def test_only_kiosks_hold_numbers(people):
    keypad = people.station("window", window="1")

    assert keypad.post("/stations/me/leases", {"holder": HOLDER}).refusal == (403, "forbidden")
    assert keypad.post("/stations/me/tickets", {"tickets": []}).refusal == (403, "forbidden")


def test_no_kiosk_gives_anothers_numbers(people, reserve, hall):
    thief = people.station("kiosk", code="kiosk-2")

    answer = thief.post("/stations/me/tickets", {"tickets": [given(reserve, hall)]})

    assert answer.body["tickets"][0]["refused"] == "not_leased"
    assert hall.tickets() == []
