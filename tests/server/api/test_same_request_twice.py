"""A request that comes twice happens once, whatever became of its first answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.api.asking import People, in_process

REUSED = (409, "idempotency_key_reused")


def test_the_same_key_gives_the_same_ticket(kiosk, hall):
    first = kiosk.issue("A", key="touch-1")
    again = kiosk.issue("A", key="touch-1")

    assert (first.status, again.status) == (201, 201)
    assert again.body == first.body
    assert [ticket.number for ticket in hall.tickets()] == ["A001"]


def test_a_key_answers_with_its_first_ticket_whatever_the_repeat_asks_for(kiosk, hall):
    first = kiosk.issue("A", key="touch-1")

    again = kiosk.issue("B", key="touch-1")

    assert again.body == first.body
    assert [ticket.number for ticket in hall.tickets()] == ["A001"]


def test_another_key_is_another_ticket(kiosk):
    numbers = [kiosk.issue("A", key=key).body["number"] for key in ("touch-1", "touch-2")]

    assert numbers == ["A001", "A002"]


def test_without_a_key_every_request_is_new(kiosk):
    assert [kiosk.issue("A").body["number"] for _ in range(2)] == ["A001", "A002"]


def test_a_repeated_answer_tells_the_ticket_as_it_is_now(kiosk, clerk):
    assert kiosk.issue("A", key="touch-1").body["state"] == "waiting"
    clerk.at("1", "call-next")

    assert kiosk.issue("A", key="touch-1").body["state"] == "called"


def test_one_press_that_arrives_twice_calls_one_person(kiosk, clerk, hall):
    kiosk.issue("A")
    kiosk.issue("A")

    first = clerk.at("1", "call-next", key="press-1")
    again = clerk.at("1", "call-next", key="press-1")

    assert (first.status, again.status) == (200, 200)
    assert again.body["current"] == first.body["current"]
    assert hall.states() == {"A001": "called", "A002": "waiting"}
    assert hall.kinds().count("ticket.called") == 1


def test_two_presses_call_one_person_and_the_second_is_told_so(kiosk, clerk, hall):
    kiosk.issue("A")
    kiosk.issue("A")

    clerk.at("1", "call-next", key="press-1")
    second = clerk.at("1", "call-next", key="press-2")

    assert second.refusal == (409, "window_busy")
    assert hall.states() == {"A001": "called", "A002": "waiting"}


def test_a_press_that_was_refused_may_be_tried_again_with_its_key(kiosk, clerk):
    assert clerk.at("1", "call-next", key="press-1").refusal == (409, "queue_empty")
    kiosk.issue("A")

    assert clerk.at("1", "call-next", key="press-1").body["current"]["ticket"]["number"] == "A001"


def test_a_late_repeat_of_a_call_calls_nobody_else(kiosk, clerk, hall):
    kiosk.issue("A")
    kiosk.issue("A")
    clerk.at("1", "call-next", key="press-1")
    clerk.at("1", "start")
    clerk.at("1", "finish", outcome="accepted")

    late = clerk.at("1", "call-next", key="press-1")

    assert (late.status, late.body["current"]) == (200, None)
    assert hall.states() == {"A001": "done", "A002": "waiting"}


@pytest.mark.parametrize(
    "steps",
    [("call-next", "recall"), ("call-next", "start")],
    ids=["calling is not recalling", "calling is not starting"],
)
def test_a_key_is_good_for_one_command_only(kiosk, clerk, steps):
    kiosk.issue("A")

    first, second = (clerk.at("1", step, key="press-1") for step in steps)

    assert first.status == 200
    assert second.refusal == REUSED
    assert clerk.get(clerk.window("1", "desk")).body["current"]["calls"] == 1


def test_a_key_is_good_for_one_window_only(kiosk, clerk, people):
    other = people.clerk(4)
    other.at("4", "open")
    kiosk.issue("A")
    kiosk.issue("A")
    clerk.at("1", "call-next", key="press-1")

    assert other.at("4", "call-next", key="press-1").refusal == REUSED


def test_two_halls_may_use_the_same_key(server, people, kiosk, other_hall):
    there = People(in_process(server.app), other_hall, server.wiring.tokens).station("kiosk")

    answers = [caller.issue("A", key="touch-1") for caller in (kiosk, there)]

    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].body["ticket_id"] != answers[1].body["ticket_id"]


def test_the_same_key_from_another_station_is_refused(kiosk, people):
    kiosk.issue("A", key="touch-1")

    assert people.station("kiosk", window="2").issue("A", key="touch-1").refusal == REUSED


def test_an_answer_to_a_job_may_come_twice(kiosk, clerk, people, hall, clock):
    keypad = people.station("window", window="1")
    kiosk.issue("A")
    for step, body in (("call-next", {}), ("start", {}), ("finish", {"outcome": "accepted"})):
        clerk.at("1", step, **body)
    (job,) = keypad.get("/stations/me/jobs").body["jobs"]
    path = f"/stations/me/jobs/{job['job_id']}/result"

    answers = [keypad.post(path, {"outcome": "timed_out"}) for _ in range(2)]
    late = keypad.post(path, {"outcome": "failed", "body": {"error": "no_reply"}})

    assert [answer.body for answer in (*answers, late)] == [{"accepted": True}] * 3
    assert hall.kinds().count("rating.ended") == 1
    assert hall.alarms() == []


def test_many_repeats_at_one_moment_give_one_ticket(server, people, hall):
    token = people.station("kiosk").token

    def touch(_):
        everyone = People(in_process(server.app), hall, server.wiring.tokens)
        return everyone.bearer(token).issue("A", key="touch-1").body["ticket_id"]

    with ThreadPoolExecutor(8) as pool:
        ticket_ids = set(pool.map(touch, range(24)))

    assert ticket_ids == {hall.ticket("A001").id}
    assert len(hall.tickets()) == 1
