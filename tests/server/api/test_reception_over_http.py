"""What the reception desk asks of the server beside what kiosks and windows ask."""

from datetime import date

import pytest


@pytest.fixture
def reception(people):
    return people.staff("reception")


def find(caller, number):
    return caller.get(caller.hall(f"/tickets?number={number}"))


def test_reception_finds_a_ticket_by_its_number(reception, kiosk, hall):
    kiosk.issue("A")

    answer = find(reception, "a%20001")

    assert answer.status == 200
    assert [(t["number"], t["ticket_id"]) for t in answer.body["tickets"]] == [
        ("A001", hall.ticket("A001").id)
    ]


def test_a_kiosk_may_not_look_for_other_peoples_tickets(kiosk):
    assert find(kiosk, "A001").refusal == (403, "forbidden")


@pytest.mark.parametrize("number", ["", "A" * 21])
def test_what_can_be_no_number_is_refused(reception, number):
    assert find(reception, number).refusal == (422, "invalid")


def test_a_clerk_reads_the_ends_of_its_own_letters(clerk, people, hall):
    letter = {
        "item_ids": [hall.items["CARD1"]],
        "valid_from": "2026-01-01",
        "valid_to": str(date(2026, 11, 30)),
        "letter_no": "2026-7",
    }
    office = people.staff("office")
    office.post(office.hall(f"/accounts/{hall.clerks[0]}/authorisations"), letter)

    mine = clerk.get(clerk.hall("/accounts/me/authorisations"))

    assert mine.status == 200
    assert [(i["name"], i["last_day"]) for i in mine.body["ending"]] == [
        ("申领社保卡", "2026-11-30")
    ]


def test_who_serves_nobody_has_no_letters(reception):
    answer = reception.get(reception.hall("/accounts/me/authorisations"))

    assert answer.refusal == (403, "forbidden")


def test_a_telephone_learns_the_halls_clock_and_the_tickets_warning(people, kiosk, hall, clock):
    hall.set_issuing("A", warn_before_close_s=3600)
    clock.set("2026-11-24 16:50")
    kiosk.issue("A")

    view = people.stranger().get(f"/tickets/{hall.ticket('A001').token}").body

    assert view["hall"]["utc_offset_s"] == 8 * 3600
    assert view["warning"] == "near_closing"
