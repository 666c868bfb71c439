"""An item reaches the public in two steps, by two people; tickets do not mind a new version."""

from datetime import date

import pytest

from server.domain.access import Role
from server.domain.errors import Forbidden, InvalidInput, ItemChanged, NotFound, WrongState
from server.domain.items import ItemStep
from server.reports.catalogue import published_items
from server.services import items
from server.services.offering import bring_into_force
from server.store.versions import halls_with_items_to_turn
from tests.server.publishing import Publishing

SEEDED = {"CARD1": "申领社保卡", "HOME1": "查询不动产"}


@pytest.fixture
def people(hall):
    return Publishing(hall)


def test_only_what_is_approved_and_filed_is_offered(people):
    item_id = people.draft()
    assert people.offered() == SEEDED
    people.step(item_id, "submit", people.writer)
    assert people.offered() == SEEDED
    people.step(item_id, "approve", people.approver)
    assert people.offered() == SEEDED

    people.step(item_id, "file", people.filer)

    assert people.offered() == {**SEEDED, "WATER1": "用水报装"}
    assert people.hall.kinds()[-1] == "hall.changed"


def test_each_step_is_kept_with_who_took_it_and_when(people, clock):
    item_id = people.draft()
    clock.forward(minutes=5)
    people.edit(item_id, conditions="房屋已建成并验收")
    people.step(item_id, "submit", people.writer)
    people.step(item_id, "send_back", people.approver, "缺少验收单")
    people.edit(item_id, by=people.filer)
    people.publish(item_id)

    steps = people.latest(item_id)["steps"]

    assert [(s["number"], s["step"], s["by"], s["state"], s["words"]) for s in steps] == [
        (1, "draft", "writer", "draft", None),
        (2, "edit", "writer", "draft", None),
        (3, "submit", "writer", "submitted", None),
        (4, "send_back", "approver", "draft", "缺少验收单"),
        (5, "edit", "filer", "draft", None),
        (6, "submit", "writer", "submitted", None),
        (7, "approve", "approver", "approved", None),
        (8, "file", "filer", "published", None),
    ]
    assert (steps[0]["at"], steps[1]["at"]) == (
        *("2026-11-24T01:00:00.000Z", "2026-11-24T01:05:00.000Z"),
    )


def test_what_is_sent_back_after_approval_is_approved_anew(people):
    item_id = people.draft()
    people.step(item_id, "submit", people.writer)
    people.step(item_id, "approve", people.approver)
    people.step(item_id, "send_back", people.filer, "承诺时限过长")

    with pytest.raises(WrongState):
        people.step(item_id, "file", people.filer)
    assert people.latest(item_id)["state"] == "draft"


@pytest.mark.parametrize("step", ["send_back", "withdraw"])
def test_sending_back_and_withdrawing_say_why(people, step):
    item_id = people.draft()
    people.step(item_id, "submit", people.writer)
    with pytest.raises(InvalidInput) as refused:
        people.step(item_id, step, people.approver, "  ")
    assert refused.value.fields == {"field": "words"}


def test_nobody_approves_what_they_wrote(people):
    item_id = people.draft()
    people.edit(item_id, by=people.approver)
    people.step(item_id, "submit", people.writer)

    for author in (people.writer, people.approver):
        with pytest.raises(Forbidden) as refused:
            people.step(item_id, "approve", author)
        assert refused.value.fields == {"reason": "author"}
        assert people.view(item_id, author)["versions"][0]["next"] == ["send_back", "withdraw"]


def test_the_office_does_not_approve_and_a_department_does_not_file(people):
    item_id = people.draft()
    people.step(item_id, "submit", people.writer)
    with pytest.raises(Forbidden):
        people.step(item_id, "approve", people.filer)
    people.step(item_id, "approve", people.approver)
    with pytest.raises(Forbidden):
        people.step(item_id, "file", people.writer)
    assert people.view(item_id, people.filer)["versions"][0]["next"] == [
        *("file", "send_back", "withdraw")
    ]


def test_one_person_of_both_permissions_does_not_take_both_steps(people):
    admin, item_id = people.somebody(Role.ADMIN), people.draft()
    people.step(item_id, "submit", people.writer)
    people.step(item_id, "approve", admin)
    with pytest.raises(Forbidden) as refused:
        people.step(item_id, "file", admin)
    assert refused.value.fields == {"reason": "approver"}


def test_a_department_touches_its_own_items_alone(people):
    other = people.somebody(Role.DEPARTMENT, agency="税务局")
    item_id = people.draft()
    people.step(item_id, "submit", people.writer)

    for attempt in (
        lambda: people.step(item_id, "approve", other),
        lambda: people.draft(by=other, code="TAX9"),
    ):
        with pytest.raises(Forbidden) as refused:
            attempt()
        assert refused.value.fields == {"reason": "other_agency"}
    assert people.view(item_id, other)["versions"][0]["next"] == []
    people.draft(by=other, code="TAX9", agency="税务局")
    own = people.somebody(Role.DEPARTMENT, agency="供水公司")
    people.step(item_id, "approve", own)


def test_an_unfinished_draft_is_kept_and_says_what_it_lacks_but_goes_nowhere(people):
    item_id = people.draft(fees="", procedure=[])

    assert {fault["field"] for fault in people.latest(item_id)["faults"]} == {"fees", "procedure"}
    with pytest.raises(InvalidInput) as refused:
        people.step(item_id, "submit", people.writer)
    assert [fault["field"] for fault in refused.value.fields["faults"]] == ["procedure", "fees"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": " "}, ("name", "blank")),
        ({"queue": "nowhere"}, ("queue", "unknown")),
        ({"code": "CARD1"}, ("code", "taken")),
    ],
)
def test_nothing_is_kept_without_name_queue_and_a_code_of_its_own(people, changes, why):
    with pytest.raises(InvalidInput) as refused:
        people.draft(**changes)
    assert (refused.value.fields["field"], refused.value.fields["reason"]) == why


def test_an_item_keeps_its_code(people):
    item_id = people.draft()
    with pytest.raises(InvalidInput) as refused:
        people.edit(item_id, code="WATER2")
    assert refused.value.fields == {"field": "code", "reason": "fixed"}


def test_nobody_approves_what_they_have_not_read(people):
    item_id = people.draft()
    seen = people.latest(item_id)["revision"]
    people.edit(item_id, fees="每户 100 元")
    with pytest.raises(ItemChanged):
        people.hall.run(
            items.take_step,
            item_id=item_id,
            version=1,
            revision=seen,
            step=ItemStep.SUBMIT,
            editor=people.writer,
        )


def test_there_is_one_version_under_way_at_a_time(people):
    item_id = people.draft()
    with pytest.raises(WrongState):
        people.next(item_id)
    people.publish(item_id)
    people.next(item_id)
    assert [v["state"] for v in people.view(item_id)["versions"]] == ["draft", "published"]


def test_the_next_version_takes_the_place_of_the_one_before(people):
    item_id = people.hall.items["CARD1"]
    people.next(item_id)
    people.edit(item_id, code="CARD1", name="社保卡申领", queue="cards")
    people.publish(item_id)

    assert people.offered()["CARD1"] == "社保卡申领"
    versions = people.view(item_id)["versions"]
    assert [(v["version"], v["state"]) for v in versions] == [(2, "published"), (1, "superseded")]
    assert [step["step"] for step in versions[1]["steps"]] == ["take_over", "supersede"]


def test_a_ticket_that_waits_goes_on_when_its_item_gets_a_new_version(people, hall, desk):
    number = hall.issue_for(item_id=hall.items["CARD1"])
    people.next(hall.items["CARD1"])
    people.edit(hall.items["CARD1"], code="CARD1", name="社保卡申领", queue="cards")
    people.publish(hall.items["CARD1"])

    assert desk.call_next() == number
    desk.start()
    desk.begin("CARD1")

    assert desk.view()["current"]["ticket"]["items"][0]["name"] == "社保卡申领"
    assert hall.issue_for(item_id=hall.items["CARD1"]) == "A002"


def test_a_ticket_goes_on_when_its_item_is_withdrawn_and_no_new_one_is_given(people, hall, desk):
    number = hall.issue_for(item_id=hall.items["CARD1"])
    people.step(hall.items["CARD1"], "withdraw", people.filer, "事项取消")

    assert desk.call_next() == number
    desk.start()
    desk.begin("CARD1")
    assert people.offered() == {"HOME1": "查询不动产"}
    with pytest.raises(NotFound):
        hall.issue_for(item_id=hall.items["CARD1"])


def test_no_number_and_no_beginning_for_what_is_not_published(people, hall, desk):
    item_id = people.draft()
    with pytest.raises(NotFound):
        hall.issue_for(item_id=item_id)
    hall.issue("A")
    desk.call_next()
    desk.start()
    hall.items["WATER1"] = item_id
    with pytest.raises(NotFound):
        desk.begin("WATER1")


def test_a_version_comes_into_force_on_its_first_day_and_goes_after_its_last(people, hall, clock):
    item_id = people.draft(valid_from=date(2026, 11, 26), valid_to=date(2026, 11, 27))
    people.publish(item_id)
    shown = []
    for moment in ("11-25 23:59", "11-26 03:59", "11-26 04:00", "11-28 03:59", "11-28 04:00"):
        now = clock.set(f"2026-{moment}")
        with hall.database.read() as conn:
            due = halls_with_items_to_turn(conn, now)
        if due:
            hall.run(bring_into_force)
        shown.append(
            (bool(due), "WATER1" in people.offered(), people.lines()["WATER1"]["validity"])
        )

    assert shown == [
        (False, False, "to_come"),
        (False, False, "to_come"),
        (True, True, "now"),
        (False, True, "now"),
        (True, False, "ended"),
    ]
    with hall.database.read() as conn:
        assert halls_with_items_to_turn(conn, clock.now()) == []


def test_the_present_version_stays_until_the_next_one_begins(people, hall, clock):
    item_id = hall.items["CARD1"]
    people.next(item_id)
    people.edit(
        item_id, code="CARD1", name="社保卡申领", queue="cards", valid_from=date(2026, 12, 1)
    )
    people.publish(item_id)
    assert people.offered()["CARD1"] == "申领社保卡"

    clock.set("2026-12-01 08:00")
    hall.run(bring_into_force)

    assert people.offered()["CARD1"] == "社保卡申领"


def test_kiosks_are_told_the_last_day_for_when_they_are_alone(people, hall):
    people.publish(people.draft(valid_to=date(2026, 12, 31)))
    with hall.database.read() as conn:
        days = {item["code"]: item["valid_to"] for item in published_items(conn, hall.hall_id)}

    assert days == {"CARD1": None, "HOME1": None, "WATER1": "2026-12-31"}


@pytest.mark.parametrize(
    "days",
    [
        {"valid_to": date(2026, 11, 23)},
        {"valid_from": date(2026, 12, 2), "valid_to": date(2026, 12, 1)},
    ],
    ids=["over already", "ends before it begins"],
)
def test_days_that_make_no_sense_go_nowhere(people, days):
    item_id = people.draft(**days)
    with pytest.raises(InvalidInput) as refused:
        people.step(item_id, "submit", people.writer)
    assert [fault["field"] for fault in refused.value.fields["faults"]] == ["valid_to"]


def test_a_withdrawn_draft_leaves_what_is_published_alone(people, hall):
    item_id = hall.items["CARD1"]
    people.next(item_id)
    people.step(item_id, "withdraw", people.writer, "不改了")

    assert people.offered() == SEEDED
    assert people.lines()["CARD1"]["version_in_force"] == 1
