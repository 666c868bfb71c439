"""签到 at the station: one code, one ticket, one slip that says the slot."""

import threading
from datetime import timedelta, timezone

import pytest

from drivers.printer.address import NetworkAddress
from drivers.printer.connection import Connection
from drivers.printer.device import Printer
from drivers.printer.profile import own_profiles
from kiosk.agent.issuing import Issued, Issuing, NotIssued
from kiosk.agent.local_api import LocalServices, create_local_app
from kiosk.agent.local_app import Pages
from kiosk.agent.printing import SlipPrinter
from kiosk.agent.server_client import ServerClient
from kiosk.agent.slip import compose, read_slip_texts

BEIJING = timezone(timedelta(hours=8))
PRESS, CODE = "press-0001", "BDY:12345678"


@pytest.fixture
def slip_printer(printer):
    driver = Printer(
        Connection(NetworkAddress(host="127.0.0.1", port=printer.port)), own_profiles()["escpos-80"]
    )
    ours = SlipPrinter("slip", driver, poll_s=2.0)
    ours.open()
    yield ours
    ours.close()


@pytest.fixture
def issuing(server, slip_printer, journal):
    texts = read_slip_texts()
    return Issuing(
        server=ServerClient(server.url, token="st_of_the_tests", read_timeout_s=1),
        printer=slip_printer,
        journal=journal,
        hall_id=lambda: 1,
        compose=lambda ticket: compose(ticket, texts=texts, zone=BEIJING),
        tell=lambda: None,
    )


def test_a_typed_number_goes_to_the_server_and_nowhere_else(issuing, server, tmp_path):
    issued = issuing.check_in_person(PRESS, person="13800009990")

    assert (issued.ticket["number"], issued.slip) == ("A001", "printed")
    assert server.orders[PRESS] == {"person": "13800009990"}
    kept = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert kept
    assert not any(b"13800009990" in each for each in kept)


def slips(printer):
    return ["\n".join(slip.lines) for slip in printer.slips if slip.complete]


def test_a_code_gives_a_ticket_and_a_slip_with_its_slot(issuing, printer, server, journal):
    issued = issuing.check_in(PRESS, code=CODE)

    assert (issued.ticket["number"], issued.slip) == ("A001", "printed")
    assert server.orders[PRESS] == {"code": CODE}
    (slip,) = slips(printer)
    assert "预约 10:30-10:45" in slip
    assert "Appointment 10:30-10:45" in slip
    (report,) = [r for r in journal.pending_reports() if r.about.startswith("slip:")]
    assert report.body == {"state": "printed", "reason": None}


def test_the_same_scan_sent_at_once_from_everywhere_is_one_slip(issuing, printer, server):
    together = threading.Barrier(4)
    answers = []

    def scan():
        together.wait()
        answers.append(issuing.check_in(PRESS, code=CODE))

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.ticket["number"] for answer in answers} == {"A001"}
    assert len(slips(printer)) == len(server.tickets) == 1


def test_the_request_of_a_code_is_good_for_no_other(issuing):
    issuing.check_in(PRESS, code=CODE)

    with pytest.raises(NotIssued) as refused:
        issuing.check_in(PRESS, code="87654321")
    assert refused.value.code == "idempotency_key_reused"


def test_a_refusal_prints_nothing_and_keeps_its_fields(issuing, printer, server):
    server.refuse["/check-in"] = 409

    with pytest.raises(NotIssued) as refused:
        issuing.check_in(PRESS, code=CODE)

    assert (refused.value.status, refused.value.body["field"]) == (409, "kept")
    assert slips(printer) == []


def test_without_paper_nobody_is_checked_in(issuing, printer, server, slip_printer):
    printer.switch(paper="out")
    slip_printer.open()
    with pytest.raises(NotIssued):
        issuing.check_in("press-0000", code=CODE)

    assert server.tickets == {}


def test_a_late_one_reads_that_the_slot_is_over(a_ticket):
    slot = {
        "starts_at": "2026-11-24T02:30:00.000Z",
        "ends_at": "2026-11-24T02:45:00.000Z",
        "arrival": "late",
    }

    slip = compose(a_ticket(7) | {"appointment": slot}, texts=read_slip_texts(), zone=BEIJING)

    assert "预约 10:30 已过时间，按普通号排队" in str(slip)
    assert "优先" not in str(slip)


# The page's side ------------------------------------------------------------------------------


class OneTicket:
    """Checks every code in, and remembers them."""

    def __init__(self):
        self.asked = []

    def check_in_person(self, request_id, *, person):
        return self.check_in(request_id, code=f"of {person}")

    def check_in(self, request_id, *, code):
        self.asked.append((request_id, code))
        return Issued(ticket={"number": "A001"}, slip="printed", reason=None)


@pytest.fixture
def one_ticket():
    return OneTicket()


@pytest.fixture
def client(one_ticket, tmp_path):
    services = LocalServices(
        kind="kiosk",
        names=frozenset({"localhost"}),
        state=dict,
        catalogue=lambda: None,
        issuing=one_ticket,
        is_locked=lambda: False,
        speech=None,
    )
    return create_local_app(services, pages=Pages(web=tmp_path, kit=tmp_path)).test_client()


def test_the_page_is_answered_with_ticket_and_slip(client, one_ticket):
    answer = client.post("/api/check-in", json={"request_id": PRESS, "code": CODE})

    assert answer.status_code == 201
    assert answer.json == {"ticket": {"number": "A001"}, "slip": "printed", "reason": None}
    assert one_ticket.asked == [(PRESS, CODE)]


def test_the_page_checks_in_whose_number_was_typed(client, one_ticket):
    body = {"request_id": PRESS, "person": "13800009990"}

    assert client.post("/api/check-in", json=body).status_code == 201
    assert one_ticket.asked == [(PRESS, "of 13800009990")]


@pytest.mark.parametrize(
    "body",
    [
        {"request_id": PRESS, "code": CODE, "person": "13800009990"},
        {"request_id": PRESS},
        {"code": CODE},
        {"request_id": PRESS, "code": " "},
        {"request_id": PRESS, "code": "9" * 61},
        {"request_id": PRESS, "code": CODE, "queue_id": 1},
    ],
)
def test_a_check_in_that_makes_no_sense_is_refused(client, one_ticket, body):
    answer = client.post("/api/check-in", json=body)

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert one_ticket.asked == []
