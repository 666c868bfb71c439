"""The OpenAPI document tells the truth about every route and every answer."""

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from server.api.running import KEY_HEADER
from tests.server.api.asking import Answer, People, in_process
from tests.server.api.walk import walk_through_everything

API = "/api/v1"


@pytest.fixture
def document(people):
    return people.stranger().get("/openapi.json").body


@pytest.fixture
def operations(document):
    """(method, path) -> operation."""
    return {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def template(rule):
    return rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}")


def test_the_document_is_valid_openapi_3_1(document):
    validate(document)

    assert document["openapi"].startswith("3.1.")


def test_every_route_is_in_the_document(server, operations):
    routes = {
        (method.lower(), template(rule))
        for rule in server.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(API)
    }

    assert set(operations) == routes - {("get", f"{API}/openapi.json")}


def refusals(operation):
    return {int(status) for status in operation["responses"] if int(status) >= 400}


def test_every_operation_names_the_refusals_it_may_give(operations):
    def expected(method, path, operation):
        statuses = {500}
        if "parameters" in operation or "requestBody" in operation:
            statuses |= {422}
        if "security" in operation:
            statuses |= {401, 403}
        if "{" in path:
            statuses |= {404}
        if method == "post":
            statuses |= {401, 429} if path == f"{API}/login" else {409}
        if path.endswith(("/pairings", "/{hall_id}/feedback", "/look-up")) and method == "post":
            statuses.add(429)
        if path.endswith(("/me/window/transfer", "/me/ratings")):
            statuses.add(404)
        return statuses

    assert {key: refusals(operation) for key, operation in operations.items()} == {
        (method, path): expected(method, path, operation)
        for (method, path), operation in operations.items()
    }


def test_all_refusals_have_one_shape(operations):
    shapes = {
        answer["content"]["application/json"]["schema"]["$ref"]
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        if int(status) >= 400
    }

    assert shapes == {"#/components/schemas/Problem"}


def test_every_command_and_nothing_else_takes_an_idempotency_key(operations):
    takes = {
        key
        for key, operation in operations.items()
        for parameter in operation.get("parameters", [])
        if parameter["name"] == KEY_HEADER
    }

    assert takes == {
        (method, path) for method, path in operations if method == "post" and path != f"{API}/login"
    }


def test_every_number_that_comes_in_has_a_largest_one(document, operations):
    coming_in = [
        part
        for operation in operations.values()
        for part in (operation.get("parameters", []), operation.get("requestBody", {}))
    ]

    assert list(unlimited(coming_in, document)) == []


def unlimited(part, document):
    """The integers without a maximum in a part of the document, references followed."""
    if isinstance(part, list):
        for inner in part:
            yield from unlimited(inner, document)
    elif isinstance(part, dict):
        if part.get("type") == "integer" and "maximum" not in part:
            yield part
        if "$ref" in part:
            name = part["$ref"].rpartition("/")[2]
            yield from unlimited(document["components"]["schemas"][name], document)
        yield from unlimited(list(part.values()), document)


def test_only_what_is_public_in_the_hall_needs_no_token(operations):
    public = {
        f"{method} {path}" for (method, path), op in operations.items() if "security" not in op
    }

    assert public == {
        "post /api/v1/login",
        "get /api/v1/halls",
        "get /api/v1/halls/{hall_id}",
        "get /api/v1/halls/{hall_id}/catalogue",
        "get /api/v1/halls/{hall_id}/board",
        "get /api/v1/halls/{hall_id}/events",
        "get /api/v1/halls/{hall_id}/waits",
        "get /api/v1/halls/{hall_id}/signage",
        "get /api/v1/halls/{hall_id}/queues/{queue_id}/slots",
        "post /api/v1/halls/{hall_id}/pairings",
        "get /api/v1/halls/{hall_id}/feedback/address",
        "post /api/v1/halls/{hall_id}/feedback",
        "post /api/v1/halls/{hall_id}/feedback/look-up",
        "get /api/v1/tickets/{token}/help",
        "post /api/v1/tickets/{token}/help",
        "post /api/v1/tickets/{token}/help/withdraw",
        "post /api/v1/tickets/{token}/help/feedback",
        "get /api/v1/notices/{token}",
        "get /api/v1/halls/{hall_id}/items/{item_id}/guide",
        "get /api/v1/tickets/{token}",
        "post /api/v1/tickets/{token}/cancel",
        "post /api/v1/tickets/{token}/return",
        "get /api/v1/halls/{hall_id}/rating-labels",
        "post /api/v1/tickets/{token}/rating",
        "post /api/v1/tickets/{token}/rating-reason",
    }


def test_what_needs_a_token_refuses_whoever_has_none(operations, people):
    def ask(method, path):
        path = path.removeprefix(API).replace("{job_id}", "j").replace("{hall_id}", "1")
        for name in (
            "{window_id}",
            "{ticket_id}",
            "{queue_id}",
            "{account_id}",
            "{appointment_id}",
            "{station_id}",
            "{alert_id}",
            "{case_id}",
            "{forward_id}",
            "{notice_id}",
            "{feedback_id}",
            "{number}",
            "{help_id}",
            "{item_id}",
            "{slide_id}",
            "{name}",
        ):
            path = path.replace(name, "1")
        stranger = people.stranger()
        path += {"/halls/1/tickets": "?number=A001"}.get(path, "") if method == "get" else ""
        if path.endswith(("/figures", "/notice-counts")):
            path += "?first=2026-11-01&last=2026-11-30"
        return stranger.get(path) if method == "get" else stranger.post(path, body(path))

    def body(path):
        return {
            "slip": {"state": "printed"},
            "close": {"reason": "系统维护"},
            "pause": {"reason": "取材料"},
            "suspend": {"kind": "with_documents"},
            "finish": {"outcome": "accepted"},
            "result": {"outcome": "done"},
            "alarms": {"kind": "printer"},
            "health": {"devices": {}},
            "find": {"person": "13800001234"},
            "leases": {"holder": "0" * 32},
            "announcements": {"visit_id": 1, "calls": 1, "outcome": "spoken"},
            "call": {"ticket_id": 1, "reason": "带小孩"},
            "admit": {"queue_id": 1},
            "appointments": {"queue_id": 1, "starts_at": "2026-11-24T01:20:00Z"},
            "change": {"starts_at": "2026-11-24T01:20:00Z"},
            "check-in": {"code": "12345678"},
            "begin-item": {"item_id": 1},
            "visitors": {},
            "desk-options": {"window_slip": True, "count_visitors": True},
            "stages": {"consoles": True, "displays": True, "ratings": True},
            "stations": {"code": "123456", "station": "kiosk-9"},
            "step": step(path),
            "entries": {"kind": "praise", "text": "好", "channel": "phone"},
            "help": {},
            "items": {"content": {"code": "1", "name": "1", "queue": "1"}},
            "draft": {"content": {"code": "1", "name": "1", "queue": "1"}, "revision": 1},
            "versions": {},
            "import": {"file": "bm8="},
            "notices": {"kind": "refusal", "item_id": 1, "words": "不受理"},
            "print": {"how": "page"},
            "hand-in": {"positions": [1]},
            "extend": {"until": "2026-11-24T01:20:00Z", "reason": "等设备"},
            "assign": {"account_id": None},
            "responsible": {"account_id": None},
            "messages": {"message": "station.unlock"},
            "keypads": {"window_ids": []},
            "ratings": {"token": "t", "level": "basic"},
            "slides": {"medium": "m"},
            "order": {"slide_ids": []},
            "marquee": {"lines": []},
            "1": layout(path),
            "paper-rating": {"level": "basic"},
            "case-number": {"case_number": "AH-7"},
            "tablet": {"token": "st_" + "t" * 43},
            "authorisations": {"item_ids": [1], "valid_from": "2026-01-01", "letter_no": "1"},
        }.get(path.rpartition("/")[2])

    def layout(path):
        is_one = "/layouts/" in path
        return {"title": "门口", "definition": {"shows": ["calls"]}} if is_one else {}

    def step(path):
        first = {"feedback": "handle", "help": "take", "items": "submit"}
        seen = {"version": 1, "revision": 1} if "/items/" in path else {}
        return {"step": first.get(path.split("/")[3], "verify"), **seen}

    answers = {key: ask(*key).refusal for key, op in operations.items() if "security" in op}

    assert set(answers.values()) == {(401, "unauthenticated")}


def test_every_answer_has_the_shape_that_the_document_gives_it(
    server, hall, clock, document, operations
):
    walked = set()
    wire = in_process(server.app)

    def checked(method: str, path: str, options: dict) -> Answer:
        answer = wire(method, path, options)
        assert answer.status < 500, (method, path)
        rule, _ = server.app.url_map.bind("").match(
            path.partition("?")[0], method=method, return_rule=True
        )
        key = (method.lower(), template(rule))
        described = operations[key]["responses"][str(answer.status)]
        schema = described["content"]["application/json"]["schema"]
        OAS31Validator({**schema, "components": document["components"]}).validate(answer.body)
        if answer.status < 400:
            walked.add(key)
        return answer

    walk_through_everything(People(checked, hall, server.wiring.tokens), hall, clock)

    assert walked == set(operations)
