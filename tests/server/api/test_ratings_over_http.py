"""Ratings by the ticket's page, and what a tablet may do with its token."""

import pytest

TOKEN = "st_" + "t" * 43


@pytest.fixture
def tablet(people, clerk):
    """A tablet at window 1."""
    office = people.staff("office")
    assert office.post(office.window("1", "tablet"), {"token": TOKEN}).status == 200
    return people.bearer(TOKEN)


@pytest.fixture
def served(clerk, kiosk, clock):
    """A001, served to the end; its token."""
    token = kiosk.issue("A").body["token"]
    clerk.at("1", "call-next")
    clerk.at("1", "start")
    clock.forward(minutes=3)
    clerk.at("1", "finish", outcome="accepted")
    return token


def test_labels_come_level_by_level_from_the_best(people):
    anybody = people.stranger()
    levels = anybody.get(anybody.hall("/rating-labels")).body["levels"]

    assert [level["level"] for level in levels] == [
        *("very_satisfied", "satisfied", "basic", "dissatisfied", "very_dissatisfied"),
    ]
    assert [len(level["labels"]) for level in levels] == [8] * 5
    assert levels[3]["labels"][0] == {"code": "207", "text": "没有提供材料样本", "is_first": True}


def test_the_holder_of_a_ticket_rates_once_and_a_repeat_has_its_own_code(people, served):
    citizen = people.stranger()
    rating = {"level": "satisfied", "labels": ["410"], "channel": "phone"}
    assert citizen.get(f"/tickets/{served}").body["rating"]["state"] == "open"

    assert citizen.post(f"/tickets/{served}/rating", rating).status == 200
    assert citizen.post(f"/tickets/{served}/rating", rating).refusal == (409, "already_rated")
    assert citizen.get(f"/tickets/{served}").body["rating"] == {
        "state": "rated",
        "level": "satisfied",
        "reason_missing": False,
    }


def test_a_label_of_another_level_is_refused_by_its_code(people, served):
    rating = {"level": "satisfied", "labels": ["214"], "channel": "qr"}
    answer = people.stranger().post(f"/tickets/{served}/rating", rating)

    assert answer.refusal == (422, "label_refused")
    assert (answer.body["label"], answer.body["reason"]) == ("214", "other_level")


def test_a_tablet_answers_its_questions(tablet, served, clock, hall):
    (job,) = tablet.get("/stations/me/jobs").body["jobs"]
    now = clock.now().isoformat()
    pressed = {"level": "dissatisfied", "armed_at": now, "pressed_at": now, "device": "tablet"}
    result = {"outcome": "done", "body": pressed}
    assert tablet.post(f"/stations/me/jobs/{job['job_id']}/result", result).status == 200
    (why,) = tablet.get("/stations/me/jobs").body["jobs"]
    reason = {"outcome": "done", "body": {"labels": ["214"], "words": "说话很冲"}}
    assert tablet.post(f"/stations/me/jobs/{why['job_id']}/result", reason).status == 200

    (rating,) = hall.ratings()
    assert (rating.level, rating.channel, rating.labels) == ("dissatisfied", "tablet", ["214"])
    assert tablet.get("/stations/me/jobs").body["jobs"] == []


def test_a_tablet_does_nothing_else_with_its_token(tablet, served, hall):
    assert tablet.issue("A").refusal == (403, "forbidden")
    assert tablet.get(tablet.hall(f"/tickets/{hall.ticket('A001').id}")).status == 403
    for path in ("/stations/me/window/call-next", "/stations/me/ratings", "/stations/me/leases"):
        body = {"token": served, "level": "basic"} if path.endswith("ratings") else {}
        body = {"holder": "a" * 32} if path.endswith("leases") else body
        assert tablet.post(path, body).refusal == (403, "forbidden"), path
    assert tablet.get("/stations/me/person-key").status == 403


def test_only_the_office_makes_a_tablet_the_one_that_asks(clerk):
    assert clerk.post(clerk.window("1", "tablet"), {"token": TOKEN}).refusal == (403, "forbidden")


def test_a_paper_form_is_typed_in_by_who_may(people, clerk, served, hall):
    path = clerk.hall(f"/tickets/{hall.ticket('A001').id}/paper-rating")
    form = {"level": "basic", "words": "纸质"}

    assert clerk.post(path, form).refusal == (403, "forbidden")
    assert people.staff("reception").post(path, form).status == 200
    assert hall.ratings()[0].channel == "paper"
