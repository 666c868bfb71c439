"""Help at the kiosk's own interface: asked through the server, refused while it is away."""

import pytest

from kiosk.agent.help_api import HelpDesk, help_api
from kiosk.agent.issuing import NotIssued
from kiosk.agent.local_app import local_app
from kiosk.agent.server_client import ServerAway, ServerRefused

PRESS = {"request_id": "press-0001", "kind": "guide"}


class Server:
    """Knows one request, once it was asked for."""

    def __init__(self):
        self.says = None
        self.posted = []

    def get(self, path):
        if self.says:
            raise self.says
        if path == "/halls/7/feedback/address":
            return {"url": "http://hall/feedback?hall=7"}
        return {"help_id": 3, "state": "taken", "helper": "张三", "asked": path}

    def post(self, path, body, *, idempotency_key):
        if self.says:
            raise self.says
        self.posted.append((path, body, idempotency_key))
        return {"help_id": 3, "state": "asked", "helper": None}


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def page(server):
    app = local_app(frozenset({"localhost"}))
    app.register_error_handler(NotIssued, lambda error: (error.body, error.status))
    app.register_blueprint(help_api(HelpDesk(server, hall_id=lambda: 7)))
    return app.test_client()


def test_a_press_asks_the_server_once_under_its_own_key(page, server):
    answer = page.post("/api/help", json=PRESS)

    assert (answer.status_code, answer.json["state"]) == (201, "asked")
    assert server.posted == [("/halls/7/help", {"kind": "guide"}, "press-0001")]


def test_the_page_learns_who_comes(page):
    found = page.get("/api/help/3").json

    assert found == {
        "help_id": 3,
        "state": "taken",
        "helper": "张三",
        "asked": "/halls/7/help/3",
    }


def test_whoever_needs_nobody_any_more_says_so(page, server):
    page.post("/api/help/3/withdraw", json={"request_id": "press-0002"})

    assert server.posted == [("/halls/7/help/3/withdraw", {}, "press-0002")]


def test_the_page_for_complaints_has_an_address(page):
    assert page.get("/api/feedback-address").json == {"url": "http://hall/feedback?hall=7"}


@pytest.mark.parametrize("path", ["/api/help/3", "/api/feedback-address"])
def test_while_the_server_is_away_the_page_is_told_so(page, server, path):
    server.says = ServerAway("no answer")

    assert (page.get(path).status_code, page.get(path).json["code"]) == (503, "server_away")
    assert page.post("/api/help", json=PRESS).json["code"] == "server_away"


def test_a_refusal_of_the_server_is_handed_on(page, server):
    server.says = ServerRefused(status=409, body={"code": "wrong_state", "detail": "over"})
    answer = page.post("/api/help/3/withdraw", json={"request_id": "press-0002"})

    assert (answer.status_code, answer.json["code"]) == (409, "wrong_state")


def test_before_the_station_knows_its_hall_nobody_can_be_called(server):
    with pytest.raises(NotIssued):
        HelpDesk(server, hall_id=lambda: None).ask("guide", request_id="press-0001")

    assert server.posted == []
