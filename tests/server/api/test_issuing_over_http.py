"""Numbers for known citizens, second slips and closed queues, as programs ask for them."""

import logging

import pytest

from tests.server.booking import Bookings

TELEPHONE = "13812341234"


@pytest.fixture
def asking(hall):
    hall.set_issuing("A", identification="required")


def draw(caller, hall, **more):
    return caller.post(caller.hall("/tickets"), {"queue_id": hall.queues["A"], **more})


def test_one_person_gets_one_number_and_is_offered_its_slip(kiosk, hall, asking):
    first = draw(kiosk, hall, person=TELEPHONE)
    second = draw(kiosk, hall, person="+86 138 1234 1234")

    assert (first.status, first.body["number"]) == (201, "A001")
    assert second.refusal == (409, "already_waiting")
    assert (second.body["number"], second.body["ticket_id"]) == ("A001", first.body["ticket_id"])

    again = kiosk.about("A001", "reprint")
    assert (again.status, again.body["reprints"]) == (200, 1)


def test_a_queue_that_must_know_says_so(kiosk, hall, asking):
    assert draw(kiosk, hall).refusal == (409, "identification_required")


def test_no_answer_event_log_or_file_holds_what_a_person_gave(
    kiosk, clerk, hall, asking, caplog, tmp_path
):
    caplog.set_level(logging.DEBUG)
    answers = [
        draw(kiosk, hall, person=TELEPHONE),
        draw(kiosk, hall, person=TELEPHONE),
        draw(kiosk, hall, person=TELEPHONE[:-1]),
        draw(kiosk, hall, person=TELEPHONE * 20),
        draw(kiosk, hall, person=[TELEPHONE]),
        clerk.at("1", "call-next"),
        kiosk.get(kiosk.hall("/events")),
    ]

    kept = b"".join(file.read_bytes() for file in tmp_path.glob("small.db*"))
    assert [a.status for a in answers] == [201, 409, 422, 422, 422, 200, 200]
    assert [a.body for a in answers if TELEPHONE[:7] in str(a.body)] == []
    assert TELEPHONE[:7].encode() not in kept
    assert TELEPHONE[:7] not in caplog.text
    assert answers[5].body["current"]["ticket"]["person"] == "138****1234"


def test_who_is_cut_off_hears_which_slots_can_be_booked(kiosk, clerk, hall, clock):
    Bookings(hall, issuing={"cut_off": "stop"})
    clock.set("2026-11-24 17:20")
    for _ in range(3):
        assert kiosk.issue("A").status == 201
    clock.forward(seconds=10)  # the waits are estimated again

    refused = kiosk.issue("A")

    assert refused.refusal == (409, "cut_off")
    assert refused.body["slots"] == [
        {"starts_at": f"2026-11-25T{start}:00.000Z", "ends_at": f"2026-11-25T{end}:00.000Z"}
        for start, end in (("01:00", "01:20"), ("01:20", "01:40"), ("01:40", "02:00"))
    ]
    (queue,) = [q for q in kiosk.get(kiosk.hall("")).body["queues"] if q["prefix"] == "A"]
    assert queue["issuing"]["slots"] == refused.body["slots"]


def test_reception_closes_a_queue_and_opens_it_clerks_and_kiosks_may_not(
    people, hall, kiosk, clerk
):
    queue = f"/queues/{hall.queues['A']}"
    close = kiosk.hall(f"{queue}/close")
    for nobody in (clerk, kiosk):
        assert nobody.post(close, {"reason": "停电"}).refusal == (403, "forbidden")

    reception = people.staff("reception")
    closed = reception.post(close, {"reason": "停电"})
    assert (closed.body["open"], closed.body["closed_reason"]) == (False, "停电")
    assert closed.body["issuing"] == {
        "now": False,
        "reason": "queue_closed",
        "opens_at": None,
        "slots": [],
    }
    assert kiosk.issue("A").refusal == (409, "queue_closed")

    assert reception.post(kiosk.hall(f"{queue}/open")).body["open"] is True
    assert kiosk.issue("A").status == 201


@pytest.mark.parametrize("reason", [None, "", "x" * 300])
def test_a_queue_is_not_closed_without_a_reason(people, hall, reason):
    reception = people.staff("reception")

    answer = reception.post(reception.hall(f"/queues/{hall.queues['A']}/close"), {"reason": reason})
    assert answer.refusal == (422, "invalid")


def test_a_queue_of_another_hall_is_not_found(people, hall):
    reception = people.staff("reception")

    assert reception.post(reception.hall("/queues/999/open")).refusal == (404, "not_found")
