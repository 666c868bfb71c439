"""Ratings by HTTP: what is sent, and what each answer comes to, against the simulated platform."""

import hashlib
import hmac
import json

import pytest
import requests

from server.adapters.platform_dialect import known_dialects
from server.adapters.platform_http import Access, Answer, HttpPlatform, sign
from server.domain.forwarding import Recipient, Verdict
from server.simulation.platform import Fault, PlatformMemory, SimulatedPlatform
from tests.server.acting import FakeClock
from tests.server.rated import outgoing

SECRET = "between the two of us"
NATIONAL = known_dialects()["national"]
RECIPIENT = Recipient(
    name="province", halls=None, channels=frozenset({"keypad"}), takes_defaults=False
)


@pytest.fixture
def memory():
    return PlatformMemory(dialect=NATIONAL, secret=SECRET, slow_s=0.0)


@pytest.fixture
def simulated(memory):
    platform = SimulatedPlatform(memory)
    platform.start()
    yield platform
    platform.close()


def platform_at(url, *, secret=SECRET, signing="hmac-sha256", send=None, timeout_s=20.0):
    access = Access(
        url=url, app_mark="hall", secret=secret, signing=signing, tenancy="t1", timeout_s=timeout_s
    )
    return HttpPlatform(RECIPIENT, dialect=NATIONAL, access=access, clock=FakeClock(), send=send)


@pytest.fixture
def platform(simulated):
    return platform_at(simulated.url)


def test_a_request_is_the_signed_envelope(platform):
    request = platform.to_platform(outgoing())
    body = json.loads(request.body)

    head = body["txnBodyCom"]
    record = NATIONAL.record(outgoing())
    assert head["params"] == {"evaluate": [record]}
    assert (head["appMark"], head["time"]) == ("hall", "2026-11-24 09:00:00")
    assert body["txnCommCom"] == {}
    assert request.headers["C-Tenancy-Id"] == "t1"
    signed = "hall2026-11-24 09:00:00" + json.dumps(
        {"evaluate": [record]}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    expected = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
    assert head["sign"] == expected
    assert SECRET.encode() not in request.body


def test_md5_signs_the_text_and_the_secret():
    signed = sign({"a": 1}, time="t", app_mark="m", secret="s", signing="md5")

    assert signed == hashlib.md5(b'mt{"a":1}s').hexdigest()


def test_the_platform_takes_a_rating_once_and_calls_the_second_a_duplicate(platform, memory):
    verdicts = [platform.deliver(outgoing()).verdict for _ in range(3)]

    assert verdicts == [Verdict.OK, Verdict.DUPLICATE_OK, Verdict.DUPLICATE_OK]
    assert memory.taken() == [NATIONAL.record(outgoing())]


def test_a_second_rating_of_the_same_visit_is_another(platform, memory):
    again = outgoing(key="small-17-2", ordinal=2)

    verdicts = [platform.deliver(each).verdict for each in (outgoing(), again)]

    assert verdicts == [Verdict.OK, Verdict.OK]
    assert len(memory.taken()) == 2


@pytest.mark.parametrize(
    ("fault", "verdict", "is_taken"),
    [
        (Fault.ERROR, Verdict.RETRY, False),
        (Fault.HANG_UP, Verdict.RETRY, False),
        (Fault.LOSE_ANSWER, Verdict.RETRY, True),
        (Fault.SLOW, Verdict.OK, True),
        (Fault.REJECT, Verdict.REJECT, False),
        (Fault.DUPLICATE, Verdict.DUPLICATE_OK, False),
    ],
)
def test_what_goes_wrong_has_its_verdict(platform, memory, fault, verdict, is_taken):
    memory.fault = fault

    assert platform.deliver(outgoing()).verdict is verdict
    assert bool(memory.taken()) is is_taken


def test_a_platform_that_does_not_answer_in_time_is_asked_again(simulated, memory):
    memory.fault, memory.slow_s = Fault.SLOW, 1.0
    hasty = platform_at(simulated.url, timeout_s=0.05)

    outcome = hasty.deliver(outgoing())

    assert (outcome.verdict, outcome.error) == (Verdict.RETRY, "ReadTimeout")


def test_nobody_at_the_address_is_tried_again(simulated):
    simulated.close()

    outcome = platform_at(simulated.url).deliver(outgoing())

    assert (outcome.verdict, outcome.error) == (Verdict.RETRY, "ConnectionError")


@pytest.mark.parametrize("signing", ["hmac-sha256", "md5"])
def test_a_wrong_secret_is_ours_to_mend_and_refuses_no_rating(simulated, memory, signing):
    wrong = platform_at(simulated.url, secret="another", signing=signing)

    outcome = wrong.deliver(outgoing())

    assert outcome.verdict is Verdict.RETRY
    assert outcome.error is not None
    assert outcome.error.startswith("HTTP 401")
    assert "another" not in outcome.error
    assert memory.taken() == []


def said(code, text):
    return json.dumps({"custom": {"code": code, "text": text}}, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, said("1", ""), Verdict.OK),
        (200, said(1, "ok"), Verdict.OK),
        (201, said("1", ""), Verdict.OK),
        (200, said("0", "评价数据不可重复"), Verdict.DUPLICATE_OK),
        (200, said("0", "错误：本次服务已存在评价"), Verdict.DUPLICATE_OK),
        (409, said("0", "评价数据不可重复"), Verdict.DUPLICATE_OK),
        (200, said("0", "事项编码不存在"), Verdict.REJECT),
        (200, b"<html>maintenance</html>", Verdict.RETRY),
        (200, b"", Verdict.RETRY),
        (200, b"[]", Verdict.RETRY),
        (200, b"\xff", Verdict.RETRY),
        (302, b"", Verdict.RETRY),
        *((status, b"", Verdict.RETRY) for status in (401, 403, 404, 408, 429, 500, 502, 503)),
        *((status, b"", Verdict.REJECT) for status in (400, 409, 413, 422)),
    ],
)
def test_every_answer_has_its_verdict(platform, status, body, verdict):
    assert platform.classify(Answer(status, body)).verdict is verdict


def test_what_the_office_reads_of_an_answer_is_short(platform):
    answer = Answer(400, said("0", "很长" * 1000))

    assert len(platform.classify(answer).error) <= 200


def test_the_simulated_platform_is_switched_and_asked_by_http(simulated, platform):
    address = simulated.url.removesuffix("/evaluate")

    assert requests.post(f"{address}/faults", json={"fault": "reject"}, timeout=20).ok
    assert platform.deliver(outgoing()).verdict is Verdict.REJECT
    assert (
        requests.post(f"{address}/faults", json={"fault": "moody"}, timeout=20).status_code == 422
    )
    requests.post(f"{address}/faults", json={"fault": "none"}, timeout=20)
    platform.deliver(outgoing())

    told = requests.get(f"{address}/taken", timeout=20).json()
    assert [record["evaluateNo"] for record in told["taken"]] == ["small-17-1"]
    assert told["requests"] == 2


def test_a_restarted_platform_knows_what_it_has(tmp_path):
    file = tmp_path / "taken.jsonl"
    verdicts = []
    for _ in range(2):
        memory = PlatformMemory(dialect=NATIONAL, secret=SECRET, file=file)
        simulated = SimulatedPlatform(memory)
        simulated.start()
        verdicts.append(platform_at(simulated.url).deliver(outgoing()).verdict)
        simulated.close()

    assert verdicts == [Verdict.OK, Verdict.DUPLICATE_OK]
    assert len(memory.taken()) == 1
