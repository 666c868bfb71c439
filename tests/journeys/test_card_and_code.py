"""An ID card on the kiosk's reader and a slip before its scanner, from the page to the database."""

import json
import re

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.hall import Hall, call, eventually
from tests.journeys.slips import ticket, tickets

NUMBER, MASK = "000000199001010018", "0000**********0018"  # nobody's


def lay(hall: Hall, card: str | None) -> None:
    """Lay an example card on the simulated reader, or take it away."""
    call("POST", f"http://127.0.0.1:{hall.ports.reader_page}/card", {"card": card})


def scan(hall: Hall, text: str) -> None:
    """Hold a code before the simulated scanner."""
    call("POST", f"http://127.0.0.1:{hall.ports.scanner_page}/scan", {"text": text})


def hold_card(hall: Hall, kiosk: Page, card: str = "resident") -> None:
    """Press 刷身份证 and hold the card to the reader, a while later than the page asks for it."""
    kiosk.get_by_role("button", name="刷身份证").tap()
    expect(kiosk.locator(".card-hold")).to_be_visible()
    lay(hall, card)


def by_card(hall: Hall, kiosk: Page) -> str:
    """Take a number of the queue that asks for one, by the example card."""
    eventually(lambda: hall.kiosk_state()["reader"] == "ready")
    people.go_to_zone(kiosk, "便民服务")
    people.take_button(kiosk, "户籍与证件").tap()
    hold_card(hall, kiosk)
    number = people.number_on(kiosk, ".taken-number")
    lay(hall, None)
    return number


def test_a_card_draws_a_number_and_finds_it_again(hall: Hall, kiosk: Page) -> None:
    number = by_card(hall, kiosk)

    stored = hall.rows("SELECT person_mask FROM ticket WHERE number = ?", number)
    assert [row["person_mask"] for row in stored] == [MASK]

    people.go_home(kiosk)
    hold_card(hall, kiosk)
    expect(kiosk.locator(".mine")).to_contain_text(number)
    expect(kiosk.locator("main")).to_contain_text("请拿好您的身份证")
    lay(hall, None)


def test_one_person_gets_one_number_and_may_have_its_slip_again(hall: Hall, kiosk: Page) -> None:
    number, drawn = by_card(hall, kiosk), tickets(hall)

    people.go_home(kiosk)
    people.go_to_zone(kiosk, "便民服务")
    people.take_button(kiosk, "户籍与证件").tap()
    hold_card(hall, kiosk)

    expect(kiosk.locator(".trouble")).to_have_attribute("data-code", "already_waiting")
    expect(kiosk.locator("h1")).to_contain_text(number)
    assert tickets(hall) == drawn
    lay(hall, None)


def test_a_foreigners_card_is_for_the_desk(hall: Hall, kiosk: Page) -> None:
    drawn = tickets(hall)
    eventually(lambda: hall.kiosk_state()["reader"] == "ready")
    expect(kiosk.get_by_role("button", name="刷身份证")).to_be_visible()

    hold_card(hall, kiosk, "foreigner")

    expect(kiosk.locator(".trouble")).to_have_attribute("data-code", "card_other_kind")
    assert tickets(hall) == drawn
    lay(hall, None)


def test_a_slip_before_the_scanner_finds_its_number(hall: Hall, kiosk: Page) -> None:
    people.go_to_zone(kiosk, "企业开办")
    number = people.take_number(kiosk)
    address = ticket(hall, number)["url"]
    people.go_home(kiosk)
    eventually(lambda: hall.kiosk_state()["scanner"] == "ready")
    with kiosk.expect_response(re.compile(r"/api/scan\?after=")):
        pass  # the page listens

    scan(hall, address)

    expect(kiosk.locator(".mine")).to_contain_text(number)


def test_nothing_of_the_card_is_left_in_any_file_of_the_hall(hall: Hall, kiosk: Page) -> None:
    by_card(hall, kiosk)
    people.go_home(kiosk)

    assert MASK not in kiosk.content()
    kept = [file for file in hall.programs.data.rglob("*") if file.is_file()]
    assert len(kept) > 10
    for secret in (NUMBER, NUMBER[6:14], "示例甲"):
        holding = [str(file) for file in kept if secret.encode() in file.read_bytes()]
        assert holding == []
    hashed = hall.rows("SELECT person_hash FROM ticket WHERE person_hash IS NOT NULL")
    stations = hall.programs.data / "stations"
    at_stations = b"".join(f.read_bytes() for f in stations.rglob("*") if f.is_file())
    logs = b"".join(f.read_bytes() for f in (hall.programs.data / "logs").iterdir())
    for row in hashed:
        assert row["person_hash"].encode() not in at_stations + logs
    assert json.dumps(MASK).encode() not in at_stations + logs
