"""预约 at the kiosk: one press, one appointment and one slip; nothing of whose it is stays."""

from datetime import timedelta, timezone
from types import SimpleNamespace

import pytest
from flask import Flask

from drivers.printer.document import Qr
from kiosk.agent.booking import Booking, booking_api
from kiosk.agent.issuing import NotIssued
from kiosk.agent.printing import Readiness, SlipResult
from kiosk.agent.server_client import ServerAway, ServerRefused

TELEPHONE = "13800009990"
PRESS = {
    "request_id": "press-0001",
    "queue_id": 1,
    "starts_at": "2026-11-24T02:30:00.000Z",
    "person": TELEPHONE,
}
APPOINTMENT = {
    "appointment_id": 5,
    "queue": {"code": "estate", "name": "不动产登记", "name_en": "Real estate"},
    "starts_at": "2026-11-24T02:30:00.000Z",
    "ends_at": "2026-11-24T02:45:00.000Z",
    "code": "12345678",
    "person": "138****9990",
}
HALL = {"name": "某县政务服务中心", "name_en": "", "enquiry_phone": "12345"}


class ServerOfTheTest:
    """Gives every press its appointment, or says what it was told to say."""

    def __init__(self):
        self.says = None
        self.asked = []

    def get(self, path):
        return self._answer(path, None, None, {"slots": [path]})

    def post(self, path, body, *, idempotency_key):
        return self._answer(path, body, idempotency_key, APPOINTMENT)

    def _answer(self, path, body, key, answer):
        self.asked.append((path, body, key))
        if self.says:
            raise self.says
        return answer


class PrinterOfTheTest:
    """Prints as it is told; remembers the papers."""

    def __init__(self, can_print="yes"):
        self.can_print = can_print
        self.papers = []

    def readiness(self):
        reason = None if self.can_print == "yes" else "paper_out"
        return Readiness(can_print=self.can_print, reason=reason)

    def print(self, slip, *, number=None):
        self.papers.append(slip)
        return SlipResult(state="printed", reason=None)


@pytest.fixture
def server():
    return ServerOfTheTest()


@pytest.fixture
def client_of(server):
    def make(printer, *, hall_id=1, catalogue=None):
        booking = Booking(
            server,
            printer,
            identity=SimpleNamespace(hall_id=hall_id),
            catalogue=SimpleNamespace(
                document=catalogue or {"hall": HALL}, time_zone=timezone(timedelta(hours=8))
            ),
        )
        app = Flask("test")
        app.register_blueprint(booking_api(booking))
        app.register_error_handler(NotIssued, lambda error: (error.body, error.status))
        return app.test_client()

    return make


def words_on(slip):
    return "\n".join(getattr(block, "text", "") for block in slip.blocks)


def test_a_press_books_and_prints_when_to_come_and_the_code(client_of, server):
    printer = PrinterOfTheTest()

    answer = client_of(printer).post("/api/book", json=PRESS)

    assert answer.status_code == 201
    shown = {key: APPOINTMENT[key] for key in ("queue", "starts_at", "ends_at", "code")}
    assert answer.json == {"appointment": shown, "slip": "printed", "reason": None}
    wanted = {"queue_id": 1, "starts_at": PRESS["starts_at"], "person": TELEPHONE}
    assert server.asked == [("/halls/1/appointments", wanted, "press-0001")]
    (slip,) = printer.papers
    assert "2026-11-24 10:30-10:45" in words_on(slip)
    assert "预约码 12345678" in words_on(slip)
    assert [block.link for block in slip.blocks if isinstance(block, Qr)] == ["BDY:12345678"]
    assert "138" not in words_on(slip)


def test_a_press_that_comes_twice_prints_once(client_of):
    printer = PrinterOfTheTest()
    client = client_of(printer)

    answers = [client.post("/api/book", json=PRESS).json for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(printer.papers) == 1
    client.post("/api/book", json=PRESS | {"request_id": "press-0002"})
    assert len(printer.papers) == 2


@pytest.mark.parametrize(
    ("printer", "reason"), [(PrinterOfTheTest("no"), "paper_out"), (None, "no_printer")]
)
def test_without_paper_the_place_is_booked_all_the_same(client_of, printer, reason):
    answer = client_of(printer).post("/api/book", json=PRESS)

    assert (answer.status_code, answer.json["slip"]) == (201, "failed")
    assert answer.json["reason"] == reason
    assert answer.json["appointment"]["code"] == "12345678"


def test_the_slots_of_a_queue_are_asked_of_the_server(client_of, server):
    answer = client_of(None).get("/api/slots?queue_id=3")

    assert answer.json == {"slots": ["/halls/1/queues/3/slots?days=14"]}


@pytest.mark.parametrize(
    ("says", "hall_id", "refusal"),
    [
        (ServerAway("no"), 1, (503, "server_away")),
        (None, None, (503, "server_away")),
        (ServerRefused(status=409, body={"code": "slot_full"}), 1, (409, "slot_full")),
    ],
    ids=["the server is away", "the hall is not known yet", "somebody was faster"],
)
def test_nothing_is_printed_of_what_was_not_booked(client_of, server, says, hall_id, refusal):
    server.says = says
    printer = PrinterOfTheTest()
    client = client_of(printer, hall_id=hall_id)

    answer = client.post("/api/book", json=PRESS)

    assert (answer.status_code, answer.json["code"]) == refusal
    assert client.get("/api/slots?queue_id=3").json["code"] == refusal[1]
    assert printer.papers == []


@pytest.mark.parametrize("change", [{"person": None}, {"person": "1" * 129}, {"queue_id": "1"}])
def test_a_booking_says_whose_it_is(client_of, server, change):
    app = client_of(None)
    app.application.register_error_handler(ValueError, lambda error: ("invalid", 422))

    assert app.post("/api/book", json=PRESS | change).status_code == 422
    assert server.asked == []
