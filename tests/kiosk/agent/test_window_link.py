"""The window at the server: a command is carried out once, or known not to have been."""

import pytest

from kiosk.agent.server_client import ServerAway, ServerRefused
from kiosk.agent.window_link import ATTEMPTS, PadWindow, Refused, WindowLink

WINDOW = {
    "window_id": 3,
    "number": "3",
    "state": "open",
    "ticket": {"number": "A007", "state": "called"},
    "waiting": 4,
    "seq": 12,
}


class Server:
    """Answers from a list; remembers what it was asked under which key."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def get(self, path):
        return self._next(path, None, None)

    def post(self, path, body, *, idempotency_key):
        return self._next(path, body, idempotency_key)

    def _next(self, path, body, key):
        self.asked.append((path, body, key))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def link_to(server):
    return WindowLink(server, sleep=lambda _: None)


def test_a_command_whose_answer_was_lost_is_sent_again_under_the_same_key():
    server = Server(ServerAway("lost"), WINDOW)

    answer = link_to(server).command("suspend", {"kind": "awaiting_step"})

    assert answer == PadWindow.model_validate(WINDOW)
    [first, again] = server.asked
    assert first == again
    assert first[:2] == ("/stations/me/window/suspend", {"kind": "awaiting_step"})


def test_two_presses_have_two_keys():
    server = Server(WINDOW, WINDOW)
    link = link_to(server)

    link.command("call-next", {})
    link.command("call-next", {})

    assert len({key for _, _, key in server.asked}) == 2


def test_a_refusal_is_told_and_not_tried_again():
    server = Server(ServerRefused(status=409, body={"code": "queue_empty"}))

    assert link_to(server).command("call-next", {}) == Refused("queue_empty")


def test_a_server_that_stays_away_is_asked_a_few_times_only():
    server = Server(*[ServerAway("gone")] * ATTEMPTS)

    assert link_to(server).command("call-next", {}) == Refused("away")
    assert server.answers == []


@pytest.mark.parametrize("answer", [ServerAway("gone"), {"window_id": 3}])
def test_a_window_that_cannot_be_read_is_unknown(answer):
    assert link_to(Server(answer)).look() is None


def test_a_window_that_is_not_the_stations_own_is_named():
    server = Server(WINDOW, WINDOW)
    link = WindowLink(server, window="A 5", sleep=lambda _: None)

    link.look()
    link.command("recall", {})

    paths = [path for path, _, _ in server.asked]
    assert paths == ["/stations/me/window?at=A%205", "/stations/me/window/recall?at=A%205"]
