"""Complaints and help over HTTP: what a stranger may do, and what nobody finds out."""

import base64
import logging

import pytest

KINDS = {"kind": "complaint", "text": "等了太久"}
PDF = b"%PDF-1.4\ntrailer<<>>\n%%EOF\n"


def in_base64(content):
    return base64.b64encode(content).decode()


@pytest.fixture
def citizen(people):
    return people.stranger()


@pytest.fixture
def office(people):
    return people.staff("office")


@pytest.fixture
def write(citizen):
    def one(*, key=None, **more):
        return citizen.post(citizen.hall("/feedback"), {**KINDS, **more}, key=key)

    return one


@pytest.fixture
def look_up(citizen):
    def with_(receipt, code):
        return citizen.post(citizen.hall("/feedback/look-up"), {"receipt": receipt, "code": code})

    return with_


def test_a_citizen_writes_and_reads_the_answer_with_both_numbers(write, look_up, office):
    given = write().body
    path = office.hall(f"/feedback/{given['feedback_id']}/step")
    before = look_up(given["receipt"], given["code"]).body
    office.post(path, {"step": "handle"})
    office.post(path, {"step": "answer", "words": "已增开一个窗口"})

    after = look_up(given["receipt"], given["code"].lower().replace("-", "")).body
    assert (before["state"], before["answer"]) == ("registered", None)
    assert (after["state"], after["answer"]) == ("answered", "已增开一个窗口")


def test_the_same_press_twice_gives_the_same_two_numbers(write):
    first, second, other = write(key="press-1"), write(key="press-1"), write(key="press-2")

    assert first.status == second.status == 201
    assert first.body == second.body
    assert other.body["receipt"] != first.body["receipt"]


def test_guessing_a_code_is_refused_and_then_slowed_for_everybody(write, look_up, clock):
    given = write().body
    tries = [look_up(given["receipt"], f"2222{n}-22222").refusal for n in range(5)]
    locked = look_up(given["receipt"], given["code"])
    clock.forward(minutes=6)

    assert set(tries) == {(404, "not_found")}
    assert locked.refusal == (429, "too_many_attempts")
    assert look_up(given["receipt"], given["code"]).status == 200


def test_guessing_one_receipts_code_does_not_slow_others(write, look_up):
    one, other = write().body, write().body
    for _ in range(6):
        look_up(one["receipt"], "22222-22222")

    assert look_up(other["receipt"], other["code"]).status == 200


def test_a_number_that_is_not_there_answers_as_a_wrong_code_does(write, look_up):
    given = write().body

    wrong, absent = look_up(given["receipt"], "2"), look_up("20261124-777", "2")
    assert wrong.body == absent.body


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"GIF89a" + bytes(50), "wrong_kind"),
        (b"<html><script>alert(1)</script></html>", "wrong_kind"),
        (b"\xff\xd8\xff" + bytes(1_500_000) + b"\xff\xd9", "too_large"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_is_kept(write, office, content, reason):
    answer = write(attachments=[in_base64(content)])

    assert answer.refusal == (422, "invalid")
    assert (answer.body["what"], answer.body["reason"]) == ("attachment", reason)
    assert office.get(office.hall("/feedback")).body == {"feedback": []}


def test_three_files_of_the_largest_size_pass_and_four_do_not(write):
    largest = in_base64(b"%PDF-" + bytes(1_499_990) + b"%%EOF")

    assert write(attachments=[largest] * 3).status == 201
    assert write(attachments=[in_base64(PDF)] * 4).refusal == (422, "invalid")


def test_other_requests_stay_as_small_as_before(citizen):
    answer = citizen.post(
        citizen.hall("/feedback/look-up"), {"receipt": "1", "code": "x" * 1_100_000}
    )

    assert answer.refusal == (413, "too_large")


def test_a_file_comes_back_inside_json_for_staff_alone(write, office, people):
    given = write(attachments=[in_base64(PDF)]).body
    path = office.hall(f"/feedback/{given['feedback_id']}/attachments/1")

    found = office.get(path)
    assert base64.b64decode(found.body["content"]) == PDF
    assert found.headers["Content-Type"] == "application/json"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert people.stranger().get(path).refusal == (401, "unauthenticated")
    assert people.clerk(3).get(path).refusal == (404, "not_found")


def test_of_a_telephone_number_a_mask_is_kept_and_nothing_is_logged(
    write, office, caplog, hall_url
):
    caplog.set_level(logging.DEBUG)
    given = write(contact="138 0000 1234", text="窗口人员李某某态度不好").body
    write(contact="not a number at all")

    view = office.get(office.hall(f"/feedback/{given['feedback_id']}")).body
    assert view["contact"] == "138****1234"
    assert "李某某" not in caplog.text
    assert "13800001234" not in caplog.text.replace(" ", "")
    with open(hall_url.removeprefix("sqlite:///"), "rb") as file:
        assert b"13800001234" not in file.read()


def test_neither_the_code_nor_its_like_stands_in_the_database(server, write, hall_url):
    code = write(key="press-1").body["code"]
    server.close()

    with open(hall_url.removeprefix("sqlite:///"), "rb") as file:
        kept = file.read()
    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept


def test_a_flood_of_complaints_is_stopped_for_a_while(write, clock):
    answers = [write().status for _ in range(61)]
    clock.forward(minutes=11)

    assert answers == [201] * 60 + [429]
    assert write().status == 201


def test_a_kiosk_sees_and_withdraws_only_its_own_request(people, office):
    kiosk, other = people.station("kiosk"), people.station("hall")
    path = kiosk.hall("/help")
    asked = kiosk.post(path, {"kind": "at_kiosk"}).body
    office.post(f"{path}/{asked['help_id']}/step", {"step": "take"})

    assert asked["helper"] is None
    assert kiosk.get(f"{path}/{asked['help_id']}").body["helper"] == "人员office"
    assert other.get(f"{path}/{asked['help_id']}").refusal == (404, "not_found")
    assert other.post(f"{path}/{asked['help_id']}/withdraw").refusal == (404, "not_found")
    assert kiosk.post(f"{path}/{asked['help_id']}/withdraw").body["state"] == "withdrawn"
