"""All that keeps an item from being published is said at once."""

import pytest

from server.sample.item_check import ItemRefused, checked_item, faults_of

WHOLE = {
    "name": "申领社保卡",
    "legal_basis": "《中华人民共和国社会保险法》",
    "conditions": "已参保",
    "procedure": ["核对身份", "制卡"],
    "statutory_limit": {"days": 30, "unit": "工作日", "note": ""},
    "promised_limit": {"days": 1, "unit": "工作日", "note": ""},
    "result": "社会保障卡",
    "fees": "不收费",
    "code": "CARD1",
    "queue": "cards",
    "agency": "经办机构",
    "materials": [{"name": "身份证", "form": "原件"}],
    "supervision": "0000-0000001",
}
REQUIRED = {
    "name": "",
    "legal_basis": " ",
    "conditions": "",
    "procedure": [],
    "statutory_limit": {"days": None, "note": ""},
    "promised_limit": {"days": None, "note": ""},
    "result": "",
    "fees": "",
}


def fields(**changes):
    return [fault.field for fault in faults_of(WHOLE | changes)]


def test_a_whole_item_has_no_faults():
    assert fields() == []
    assert checked_item(WHOLE).promised_limit.days == 1


@pytest.mark.parametrize(("field", "blank"), REQUIRED.items(), ids=REQUIRED)
def test_each_of_the_eight_fields_must_say_something(field, blank):
    assert {named.partition(".")[0] for named in fields(**{field: blank})} == {field}


def test_not_charged_is_an_answer_and_what_is_charged_says_by_what():
    assert fields(fees="不收费") == []
    assert fields(fees="每证 10 元", is_charged=True) == ["fee_basis"]
    assert fields(fees="每证 10 元", is_charged=True, fee_basis="收费目录") == []


def test_a_rule_is_not_hidden_by_a_blank_nor_by_another_rule():
    found = fields(
        conditions="",
        promised_limit={"days": 31, "unit": "工作日", "note": ""},
        is_charged=True,
        legal_basis="《社会保险法》（示例）",
        materials=[{"name": "", "form": "照片"}],
    )

    assert sorted(found) == [
        *("conditions", "fee_basis", "legal_basis", "materials.1.form", "materials.1.name"),
        "promised_limit",
    ]


def test_every_field_wrong_at_once_is_named_once():
    wrong = dict.fromkeys(WHOLE, 7) | {"unknown": 1, "level": "9", "audiences": ["8"]}

    found = [fault.field for fault in faults_of(wrong)]

    assert sorted(found) == sorted([*WHOLE, "unknown", "level", "audiences.1"])


def test_a_limit_is_promised_in_other_units_or_within_the_law():
    calendar_days = {"days": 31, "unit": "自然日", "note": ""}
    assert fields(promised_limit=calendar_days) == []
    assert fields(statutory_limit=calendar_days | {"days": 1}, promised_limit=calendar_days) == [
        "promised_limit"
    ]


def test_the_refusal_says_what_to_put_right_in_both_languages():
    with pytest.raises(ItemRefused) as refused:
        checked_item(WHOLE | {"fees": ""})

    (fault,) = refused.value.faults
    assert (fault.field, fault.zh, fault.en) == ("fees", "不能为空", "must not be blank")
