"""Items over HTTP: from a workbook to what every kiosk fetches, with two people in between."""

import base64
import io

import openpyxl
import pytest

from server.adapters.items_to_excel import write_items
from tests.server.api.asking import KEY
from tests.server.publishing import WATER


@pytest.fixture
def office(people):
    return people.staff("office")


@pytest.fixture
def department(people):
    return people.staff("department")


def packed(*contents):
    return base64.b64encode(write_items((c, None, None) for c in contents)).decode()


def latest(somebody, item_id):
    return somebody.get(somebody.hall(f"/items/{item_id}")).body["versions"][0]


def step(somebody, item_id, step, **more):
    seen = {name: latest(somebody, item_id)[name] for name in ("version", "revision")}
    return somebody.post(somebody.hall(f"/items/{item_id}/step"), {**seen, "step": step, **more})


def codes_at_the_kiosk(people):
    stranger = people.stranger()
    return [item["code"] for item in stranger.get(stranger.hall("/catalogue")).body["items"]]


def test_a_workbook_becomes_drafts_and_after_two_steps_kiosks_fetch_it(people, office, department):
    report = office.post(office.hall("/items/import"), {"file": packed(WATER)}).body
    assert report == {
        "imported": True,
        "rows": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "faults": [],
    }
    line = office.get(office.hall("/items")).body["items"][-1]
    assert (line["code"], line["state"], line["version_in_force"]) == ("WATER1", "draft", None)
    before = people.stranger().get(office.hall("/catalogue")).headers["ETag"]

    assert step(office, line["item_id"], "submit").status == 200
    assert step(department, line["item_id"], "approve").status == 200
    assert codes_at_the_kiosk(people) == ["CARD1", "HOME1"]
    filed = step(office, line["item_id"], "file")

    assert filed.body["version_in_force"] == 1
    assert codes_at_the_kiosk(people) == ["CARD1", "HOME1", "WATER1"]
    assert people.stranger().get(office.hall("/catalogue")).headers["ETag"] != before


def test_with_one_fault_nothing_is_taken_over_and_all_faults_are_told(office):
    bad = (WATER | {"fees": ""}, WATER | {"code": "WATER2", "queue": "nowhere"}, WATER)
    report = office.post(office.hall("/items/import"), {"file": packed(*bad)}).body

    assert (report["imported"], report["rows"]) == (False, 3)
    assert [(f["sheet"], f["row"], f["column"], f["zh"]) for f in report["faults"]] == [
        ("事项", 2, "收费标准", "不能为空"),
        ("事项", 4, "实施编码", "与第 2 行重复"),
    ]
    assert len(office.get(office.hall("/items")).body["items"]) == 2


def test_what_the_hall_alone_knows_to_be_wrong_is_told_by_its_cell_too(office, people):
    bad = (WATER | {"queue": "nowhere"}, WATER | {"code": "WATER2", "queue": "nowhere"})
    report = office.post(office.hall("/items/import"), {"file": packed(*bad)}).body

    assert [(f["row"], f["column"], f["en"]) for f in report["faults"]] == [
        (2, "队列", "no such queue in this hall"),
        (3, "队列", "no such queue in this hall"),
    ]
    assert len(office.get(office.hall("/items")).body["items"]) == 2


def test_only_checking_changes_nothing(office):
    asked = {"file": packed(WATER), "only_check": True}
    report = office.post(office.hall("/items/import"), asked).body

    assert (report["imported"], report["new"]) == (False, 1)
    assert len(office.get(office.hall("/items")).body["items"]) == 2


def test_what_was_exported_and_not_touched_changes_nothing(office):
    exported = office.get(office.hall("/items/export")).body
    assert exported["name"] == "items-small.xlsx"

    report = office.post(office.hall("/items/import"), {"file": exported["content"]}).body

    assert report == {
        "imported": True,
        "rows": 2,
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "faults": [],
    }


def test_a_changed_row_becomes_the_next_version_and_then_the_same_draft(office, hall):
    exported = office.get(office.hall("/items/export")).body["content"]
    for fees in ("每证 5 元", "每证 6 元"):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(exported)))
        headers = [cell.value for cell in book["事项"][1]]
        book["事项"].cell(row=2, column=headers.index("收费标准*") + 1).value = fees
        changed = io.BytesIO()
        book.save(changed)
        asked = {"file": base64.b64encode(changed.getvalue()).decode()}
        report = office.post(office.hall("/items/import"), asked).body
        assert (report["changed"], report["unchanged"]) == (1, 1)

    view = office.get(office.hall(f"/items/{hall.items['CARD1']}")).body
    assert [(v["version"], v["state"], v["content"]["fees"]) for v in view["versions"]] == [
        (2, "draft", "每证 6 元"),
        (1, "published", "不收费"),
    ]
    assert step(office, hall.items["CARD1"], "submit").status == 200
    report = office.post(office.hall("/items/import"), {"file": exported}).body
    assert [f["zh"] for f in report["faults"]] == ["此事项有一版正在核准或备案"]


def test_the_same_import_sent_twice_is_one(office):
    asked = {"file": packed(WATER)}
    answers = [office.post(office.hall("/items/import"), asked, key="k" * 8).body for _ in "12"]
    assert answers[0] == answers[1]
    assert KEY == "Idempotency-Key"
    assert len(office.get(office.hall("/items")).body["items"]) == 3


@pytest.mark.parametrize(
    ("file", "reason"), [(b"code;name", "not_xlsx"), (b"PK\x03\x04", "not_xlsx")]
)
def test_no_workbook_is_said_so(office, file, reason):
    asked = {"file": base64.b64encode(file).decode()}
    answer = office.post(office.hall("/items/import"), asked)
    assert (answer.status, answer.body["what"], answer.body["reason"]) == (422, "workbook", reason)


def test_a_blank_form_can_be_had(office):
    content = office.get(office.hall("/items/export?blank=true")).body["content"]
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(content)))
    assert (book["事项"].max_row, book["材料"].max_row) == (1, 1)


def test_the_guide_has_nine_blocks_in_their_order_and_is_for_everybody(people, hall):
    stranger = people.stranger()
    guide = stranger.get(stranger.hall(f"/items/{hall.items['CARD1']}/guide")).body

    assert [block["title"] for block in guide["blocks"]] == [
        *("办理主体", "法定依据", "办理程序", "申报材料", "承诺时限", "办事结果"),
        *("收费依据", "收费标准", "监督渠道"),
    ]
    said = {block["key"]: block["lines"] for block in guide["blocks"]}
    assert said["materials"] == ["身份证（原件 1 份）"]
    assert said["promised_limit"] == ["1 个工作日"]
    assert (said["fee_basis"], said["fees"]) == (["不收费"], ["不收费"])
    assert all(lines for lines in said.values())
    assert guide["version"] == 1


def test_a_draft_has_no_guide(people, office):
    item_id = office.post(office.hall("/items"), {"content": WATER}).body["item_id"]
    answer = people.stranger().get(office.hall(f"/items/{item_id}/guide"))
    assert answer.refusal == (404, "not_found")


def test_clerks_and_the_desk_do_not_see_drafts(people):
    for role in ("clerk", "reception"):
        somebody = people.staff(role)
        assert somebody.get(somebody.hall("/items")).refusal == (403, "forbidden")


def test_who_may_take_the_next_step_is_told_with_the_item(people, office, department):
    item_id = office.post(office.hall("/items"), {"content": WATER}).body["item_id"]
    step(office, item_id, "submit")

    assert latest(office, item_id)["next"] == ["withdraw"]
    assert latest(department, item_id)["next"] == ["approve", "send_back", "withdraw"]
    refused = step(office, item_id, "approve")
    assert refused.refusal == (403, "forbidden")
