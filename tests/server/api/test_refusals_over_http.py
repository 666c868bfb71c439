"""Whatever goes wrong, a program gets JSON with a code, and never more than it should know."""

import logging

import pytest
from flask import Flask

from server.api.problems import handle_problems
from server.domain.errors import DomainError
from tests.server.api.asking import in_process

INVALID = (422, "invalid")


def all_refusals(kind=DomainError):
    """Every kind of refusal that has a code of its own, however deep it stands."""
    kinds = [kind] if "code" in vars(kind) else []
    return kinds + [deeper for sub in kind.__subclasses__() for deeper in all_refusals(sub)]


def test_codes_and_statuses_are_those_that_screens_translate():
    known = {refusal.code: refusal.http_status for refusal in all_refusals()}

    assert known == known | {
        "invalid": 422,
        "unauthenticated": 401,
        "forbidden": 403,
        "not_your_window": 403,
        "not_found": 404,
        "too_many_attempts": 429,
        "queue_empty": 409,
        "queue_closed": 409,
        "hall_closed": 409,
        "numbers_used_up": 409,
        "no_window_serves": 409,
        "window_busy": 409,
        "window_not_open": 409,
        "window_taken": 409,
        "no_current_ticket": 409,
        "wrong_state": 409,
        "idempotency_key_reused": 409,
    }
    assert len(known) == len(all_refusals())


def failing(app, path, error):
    """Add a route that ends with this error, and ask it."""

    def fail():
        raise error

    app.add_url_rule(path, path, fail)
    return in_process(app)("GET", path, {})


@pytest.fixture
def broken():
    """Asks an app that has nothing but its way with problems: `broken(path, error)`."""

    def ask(path, error):
        app = Flask("broken")
        handle_problems(app)
        return failing(app, path, error)

    return ask


@pytest.mark.parametrize("kind", all_refusals(), ids=lambda kind: kind.code)
def test_every_refusal_becomes_its_code_its_sentence_and_its_own_fields(broken, kind):
    answer = broken("/api/v1/broken", kind("one sentence", queue_id=7, opens_at=None))

    assert answer.status == kind.http_status
    assert answer.body == {
        "code": kind.code,
        "detail": "one sentence",
        "queue_id": 7,
        "opens_at": None,
    }


def test_a_refusal_says_what_a_screen_needs(clerk, people, kiosk, hall):
    def fields(answer):
        return {k: v for k, v in answer.body.items() if k != "detail"}

    kiosk.issue("A")
    called = clerk.at("1", "call-next").body["current"]["ticket"]

    assert fields(people.clerk(2).at("1", "open")) == {
        "code": "window_taken",
        "clerk": "窗口人员1",
    }
    assert fields(clerk.at("1", "call-next")) == {
        "code": "window_busy",
        "ticket_id": called["ticket_id"],
    }
    assert fields(clerk.about("A001", "bring-back")) == {
        "code": "wrong_state",
        "state": "called",
        "trigger": "bring_back",
    }
    assert fields(clerk.at("2", "call-next")) == {"code": "window_not_open", "state": "closed"}


def test_numbers_are_refused_with_the_reason(kiosk, hall, clock):
    hall.set_queue("A", is_open=False, closed_reason="系统维护")
    hall.serve_no_more("H")
    assert [kiosk.issue("L").status for _ in range(2)] == [201, 201]

    closed, unserved, used_up = kiosk.issue("A"), kiosk.issue("H"), kiosk.issue("L")
    clock.set("2026-11-24 12:30")
    at_noon = kiosk.issue("B")

    assert (closed.refusal, closed.body["reason"]) == ((409, "queue_closed"), "系统维护")
    assert unserved.refusal == (409, "no_window_serves")
    assert used_up.refusal == (409, "numbers_used_up")
    assert at_noon.refusal == (409, "hall_closed")
    assert at_noon.body["opens_at"] == "2026-11-24T05:30:00.000Z"


# What makes no sense ----------------------------------------------------------------------------


def test_an_unknown_field_is_named_and_its_value_is_not_repeated(kiosk, hall):
    body = {"queue_id": hall.queues["A"], "chanel": "440301199001011234"}

    answer = kiosk.post(kiosk.hall("/tickets"), body)

    assert answer.refusal == INVALID
    assert [fault["field"] for fault in answer.body["errors"]] == ["chanel"]
    assert "440301199001011234" not in str(answer.body)
    assert hall.tickets() == []


def test_a_field_of_the_wrong_kind_is_named(kiosk):
    for body, faulty in (
        ({"queue_id": "one"}, "queue_id"),
        ({"queue_id": 1.5}, "queue_id"),
        ({"queue_id": -1}, "queue_id"),
        ({"queue_id": 2**63}, "queue_id"),
        ({"item_id": [1]}, "item_id"),
        ({"queue_id": 1, "channel": "telepathy"}, "channel"),
    ):
        answer = kiosk.post(kiosk.hall("/tickets"), body)

        assert answer.refusal == INVALID, body
        assert [fault["field"] for fault in answer.body["errors"]] == [faulty]


def test_a_number_is_for_exactly_one_thing(kiosk, hall):
    everything = {
        "queue_id": hall.queues["A"],
        "item_id": hall.items["CARD1"],
        "package_id": hall.packages["both"],
    }

    for names in ([], ["queue_id", "item_id"], ["item_id", "package_id"], list(everything)):
        answer = kiosk.post(kiosk.hall("/tickets"), {name: everything[name] for name in names})

        assert answer.refusal == INVALID, names


def test_a_body_that_is_no_json_object_is_invalid(kiosk):
    for data, content_type in (
        ("{", "application/json"),
        ("", "application/json"),
        ("[]", "application/json"),
        ("null", "application/json"),
        ('"queue"', "application/json"),
        ("queue_id=1", "application/x-www-form-urlencoded"),
        ('{"queue_id": 1}', "text/plain"),
    ):
        answer = kiosk.send("POST", kiosk.hall("/tickets"), data, content_type)

        assert answer.refusal == INVALID, data


def test_a_key_has_1_to_64_characters(kiosk, hall):
    assert [kiosk.issue("A", key=key).refusal for key in ("", "k" * 65)] == [INVALID] * 2
    assert hall.tickets() == []
    assert kiosk.issue("A", key="k" * 64).status == 201


def test_a_number_that_no_database_holds_is_invalid(people):
    for path in ("/halls/99999999999999999999", "/halls/1/events?since=-1"):
        assert people.stranger().get(path).refusal == INVALID, path


def test_a_rating_that_is_none_is_refused_and_raises_no_fault(clerk, people, kiosk, hall):
    keypad = people.station("window", window="1")
    kiosk.issue("A")
    for step, body in (("call-next", {}), ("start", {}), ("finish", {"outcome": "accepted"})):
        clerk.at("1", step, **body)
    (job,) = keypad.get("/stations/me/jobs").body["jobs"]
    result = f"/stations/me/jobs/{job['job_id']}/result"

    for body in ({}, {"level": "splendid"}, {"level": ["satisfied"]}, {"level": "satisfied"}):
        assert keypad.post(result, {"outcome": "done", "body": body}).refusal == INVALID
    assert hall.ratings() == []


# What is not there ------------------------------------------------------------------------------


def test_what_is_not_there_is_said_in_json(people):
    missing, no_such_method = (404, "not_found"), (405, "method_not_allowed")

    for method, path, refusal in (
        ("GET", "/nothing", missing),
        ("GET", "/halls/one", missing),
        ("GET", "/halls/77", missing),
        ("GET", "/halls/77/board", missing),
        ("GET", "/halls/77/catalogue", missing),
        ("GET", "/halls/77/events", missing),
        ("GET", "/tickets/no-such-token", missing),
        ("POST", "/tickets/no-such-token/cancel", missing),
        ("POST", "/halls", no_such_method),
        ("DELETE", "/halls/1", no_such_method),
        ("GET", "/login", no_such_method),
    ):
        assert people.stranger().send(method, path, "", "text/plain").refusal == refusal, path


def test_a_body_of_more_than_a_megabyte_is_too_large(kiosk):
    answer = kiosk.send("POST", kiosk.hall("/tickets"), " " * 1_000_001, "application/json")

    assert answer.refusal == (413, "too_large")


# What is our fault ------------------------------------------------------------------------------


def test_a_bug_is_noted_once_under_the_reference_that_the_answer_gives(broken, caplog):
    with caplog.at_level(logging.INFO):
        answer = broken("/api/v1/broken", RuntimeError("the card number 440301199001011234"))

    assert answer.refusal == (500, "internal")
    assert set(answer.body) == {"code", "detail", "reference"}
    assert "440301199001011234" not in str(answer.body)
    (noted,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert answer.body["reference"] in noted.getMessage()
    assert noted.exc_info is not None


def test_every_bug_has_a_reference_of_its_own(broken):
    first, second = broken("/api/v1/one", RuntimeError()), broken("/api/v1/two", RuntimeError())

    assert first.body["reference"] != second.body["reference"]


def test_a_bug_in_a_page_is_shown_as_a_page_with_its_reference(server, caplog):
    failing(server.app, "/broken-page", RuntimeError("secret"))

    answer = server.app.test_client().get("/broken-page")

    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "系统出了差错" in answer.text
    assert "secret" not in answer.text
    assert caplog.records[-1].getMessage().removeprefix("reference ") in answer.text


def test_a_command_that_comes_while_the_server_stops_is_told_to_come_again(
    server, kiosk, hall, caplog
):
    server.wiring.database.close()

    answer = kiosk.issue("A")

    assert answer.refusal == (503, "stopping")
    assert int(answer.headers["Retry-After"]) > 0
    assert "reference" not in answer.body
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
