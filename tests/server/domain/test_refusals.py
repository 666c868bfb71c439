"""Every refusal has a code that screens can translate and a status that programs know."""

import json

import pytest

from server.domain import errors
from server.domain.errors import DomainError

STATUS = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_your_window": 403,
    "not_found": 404,
    "too_many_attempts": 429,
    "conflict": 409,
    "queue_empty": 409,
    "queue_closed": 409,
    "hall_closed": 409,
    "numbers_used_up": 409,
    "not_issuing_now": 409,
    "session_full": 409,
    "cut_off": 409,
    "already_waiting": 409,
    "person_limit": 409,
    "identification_required": 409,
    "slot_full": 409,
    "slot_not_offered": 409,
    "too_early": 409,
    "appointment_not_today": 409,
    "appointment_expired": 409,
    "appointment_used": 409,
    "appointment_cancelled": 409,
    "no_window_serves": 409,
    "zone_takes_none": 409,
    "no_printer": 409,
    "window_busy": 409,
    "window_not_open": 409,
    "window_taken": 409,
    "stage_off": 409,
    "windows_open": 409,
    "no_current_ticket": 409,
    "wrong_state": 409,
    "too_soon": 409,
    "too_many_calls": 409,
    "return_refused": 409,
    "idempotency_key_reused": 409,
    "already_rated": 409,
    "not_to_be_rated": 409,
    "reason_not_asked": 409,
    "item_changed": 409,
    "label_refused": 422,
}
REFUSALS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, DomainError) and kind is not DomainError
]


def test_codes_and_statuses_are_the_published_ones():
    assert {refusal.code: refusal.http_status for refusal in REFUSALS} == STATUS
    assert len(REFUSALS) == len(STATUS)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda r: r.code)
def test_a_refusal_tells_its_code_its_sentence_and_its_fields(refusal):
    said = json.loads(json.dumps(refusal("not now", opens_at=None).to_json()))

    assert said == {"code": refusal.code, "detail": "not now", "opens_at": None}


def test_a_field_cannot_disguise_the_code():
    assert errors.QueueEmpty("nobody", code="fine").to_json()["code"] == "queue_empty"
