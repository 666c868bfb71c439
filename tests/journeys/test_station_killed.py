"""The kiosk's station is killed between printing and reporting: one slip, one ticket, both true."""

import json
import uuid
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import Hall, call, eventually
from tests.journeys.slips import AMID_A_SLIP, slips_of, ticket, tickets, told

# Like the usual printer, but one that is waited for until the test has killed who waits.
PATIENT = """[patient]
title = "80 mm"
dots = 576
columns = 48
unasked = true
answer_timeout_s = 15
print_timeout_s = 600
"""


def test_a_station_killed_after_printing_neither_prints_twice_nor_loses_the_ticket(
    hall: Hall, open_page: OpenPage, tmp_path: Path
) -> None:
    restart_with_patience(hall, tmp_path)
    kiosk = open_page(hall.kiosk, width=1080, height=1920, touch=True)
    drawn, slips = tickets(hall), len(hall.slips())
    people.go_to_zone(kiosk, "企业开办")
    # The slip comes out; the station does not hear that it did, and waits for that.
    hall.turn_printer(silent_after_bytes=AMID_A_SLIP)
    with kiosk.expect_request("**/api/tickets") as asked:
        people.take_button(kiosk).tap()
    eventually(lambda: len(hall.slips()) == slips + 1)
    hall.crash_kiosk()

    expect(kiosk.locator(".trouble-actions .action")).to_have_text("再试一次")
    (number,) = [number for number in tickets(hall) if number not in drawn]
    assert (ticket(hall, number)["state"], ticket(hall, number)["slip"]) == ("waiting", "pending")

    hall.turn_printer(silent=False)
    hall.programs.start_kiosk()
    eventually(lambda: ticket(hall, number)["slip"] == "unknown")
    eventually(lambda: (number, "interrupted") in alarms(hall))

    # The same press again, as the page's "try again" sends it.
    eventually(lambda: hall.kiosk_state()["printer"]["can_print"] == "yes")
    answer = call("POST", f"{hall.kiosk}/api/tickets", asked.value.post_data_json)
    assert (answer["ticket"]["number"], answer["slip"]) == (number, "unknown")
    assert answer["ticket"]["url"]
    assert len(hall.slips()) == slips + 1
    assert tickets(hall) == [*drawn, number]

    order = {"request_id": uuid.uuid4().hex, "ticket_id": ticket(hall, number)["ticket_id"]}
    assert call("POST", f"{hall.kiosk}/api/reprint", order)["slip"] == "printed"
    assert ["补打" in text for text in slips_of(hall, number)] == [False, True]


def restart_with_patience(hall: Hall, folder: Path) -> None:
    """Let the kiosk wait for its printer longer than any test."""
    (folder / "kinds.toml").write_text(PATIENT)
    kinds = json.dumps(str(folder / "kinds.toml"))
    hall.crash_kiosk()
    hall.programs.start_kiosk(f'profile = "patient"\nprofiles = {kinds}\n')
    eventually(lambda: hall.kiosk_state()["printer"]["can_print"] == "yes")


def alarms(hall: Hall) -> list[tuple[str, str]]:
    """The slips of which staff were told that nothing is known, and why."""
    return [(alarm["number"], alarm["reason"]) for alarm in told(hall, "slip_unknown")]
