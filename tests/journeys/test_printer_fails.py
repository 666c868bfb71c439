"""The printer fails in each of twelve ways around a slip: what the citizen sees, what the server
has, what staff are told, and that nobody ever holds two slips that look alike.

| before the slip: no number        | in the middle: the number on the screen, its place kept      |
|-----------------------------------|--------------------------------------------------------------|
| off line                          | off line, cover opened, paper out, cutter jammed, head too   |
| cover open                        | hot, an error nobody can put right: the slip failed          |
| paper out                         | link cut, silent, garbage: whether it came out is unknown    |
"""

import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.hall import Hall, call, eventually
from tests.journeys.slips import AMID_A_SLIP, slips_of, ticket, tickets, told

REGISTRATION_ZONE = "企业开办"


@pytest.mark.parametrize(
    ("fault", "reason", "words"),
    [
        ({"offline": True}, "offline", "打印机没有准备好"),
        ({"cover_open": True}, "cover_open", "打印机盖子没有关好"),
        ({"paper": "out"}, "paper_out", "号票纸用完了"),
    ],
    ids=["off line", "the cover is open", "the paper is out"],
)
def test_what_is_known_before_is_said_before_and_draws_no_number(
    hall: Hall, kiosk: Page, fault: dict[str, Any], reason: str, words: str
) -> None:
    drawn, slips = tickets(hall), len(hall.slips())
    hall.turn_printer(**fault)
    expect(kiosk.locator(".notice")).to_contain_text(words)

    people.go_to_zone(kiosk, REGISTRATION_ZONE)
    people.take_button(kiosk).tap()

    expect(kiosk.locator(".trouble")).to_have_attribute("data-code", "printer_not_ready")
    expect(kiosk.locator(".trouble-why")).to_contain_text(words)
    assert (tickets(hall), len(hall.slips())) == (drawn, slips)
    eventually(lambda: {"reason": reason} in told(hall, "printer_stopped"))


@pytest.mark.parametrize(
    ("fault", "slip", "reason"),
    [
        ({"fails_with": "offline"}, "failed", "offline"),
        ({"fails_with": "cover_open"}, "failed", "cover_open"),
        ({"paper_out_after_bytes": AMID_A_SLIP}, "failed", "paper_out"),
        ({"fails_with": "cutter_error"}, "failed", "cutter"),
        ({"fails_with": "overheated"}, "failed", "overheated"),
        ({"fails_with": "unrecoverable"}, "failed", "unrecoverable"),
        ({"drop_after_bytes": AMID_A_SLIP}, "unknown", "link_lost"),
        ({"silent_after_bytes": AMID_A_SLIP}, "unknown", "no_answer"),
        ({"fails_with": "garbage"}, "unknown", "garbled"),
    ],
    ids=[
        "goes off line",
        "the cover is opened",
        "the paper ends",
        "the cutter jams",
        "the head is too hot",
        "an error nobody can put right",
        "the line breaks",
        "it falls silent",
        "it answers garbage",
    ],
)
def test_what_fails_in_the_middle_leaves_the_number_on_the_screen(
    hall: Hall, kiosk: Page, fault: dict[str, Any], slip: str, reason: str
) -> None:
    people.go_to_zone(kiosk, REGISTRATION_ZONE)
    if "fails_with" in fault:
        fault = fault | {"fails_after_bytes": AMID_A_SLIP}
    hall.turn_printer(**fault)

    number = people.take_number(kiosk)

    expect(kiosk.locator(".taken")).to_have_attribute("data-slip", slip)
    expect(kiosk.locator(".no-slip .qr")).to_be_visible()
    eventually(lambda: ticket(hall, number)["slip"] == slip)
    assert ticket(hall, number)["state"] == "waiting"
    ticket_id = ticket(hall, number)["ticket_id"]
    alarm = {"ticket_id": ticket_id, "number": number, "reason": reason}
    eventually(lambda: alarm in told(hall, f"slip_{slip}"))
    expect_a_second_slip_to_be_marked_and_traced(hall, number)


def expect_a_second_slip_to_be_marked_and_traced(hall: Hall, number: str) -> None:
    """Staff put the printer right and print the slip once more at the kiosk."""
    hall.tidy_printer()
    eventually(lambda: hall.kiosk_state()["printer"]["can_print"] == "yes")
    order = {"request_id": uuid.uuid4().hex, "ticket_id": ticket(hall, number)["ticket_id"]}

    again = call("POST", f"{hall.kiosk}/api/reprint", order)

    assert again["slip"] == "printed"
    found = slips_of(hall, number)
    assert len([lines for lines in found if "补打" in lines]) == 1
    assert len([lines for lines in found if "补打" not in lines]) <= 1
    traced = "SELECT count(*) AS n FROM event WHERE kind = 'ticket.slip_reprinted' AND body LIKE ?"
    assert hall.rows(traced, f'%"{number}"%')[0]["n"] == 1
