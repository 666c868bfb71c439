"""The nine blocks of a guide, in words."""

import pytest

from server.reports.guides import BLOCKS, limit_words
from server.sample.guide import as_offered
from server.sample.item_check import checked_item
from tests.server.publishing import WATER


def said(**changes):
    guide = as_offered(checked_item(WATER | changes), queue_id=1)["guide"]
    return {key: lines(guide) for key, _, _, lines in BLOCKS}


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"days": 5, "unit": "工作日", "note": ""}, "5 个工作日"),
        ({"days": 0, "unit": "工作日", "note": "材料齐全"}, "当场办结，材料齐全"),
        ({"days": 60, "unit": "自然日", "note": "（可延长）"}, "60 个自然日（可延长）"),
        ({"days": None, "unit": "工作日", "note": "无法定期限"}, "无法定期限"),
    ],
)
def test_a_limit_says_its_days_and_its_note(limit, words):
    assert limit_words(limit) == words


def test_materials_say_form_copies_sample_and_note():
    assert said()["materials"] == [
        "用水申请表（原件 1 份；有样表）",
        "身份证（复印件 2 份；验原件）",
    ]
    assert said(materials=[])["materials"] == ["无需提交材料"]


def test_what_is_charged_says_by_what():
    charged = said(is_charged=True, fee_basis="收费目录清单", fees="每户 100 元")
    assert (charged["fee_basis"], charged["fees"]) == (["收费目录清单"], ["每户 100 元"])
    assert said()["fee_basis"] == ["不收费"]


def test_an_item_that_may_be_published_leaves_no_block_blank():
    assert all(all(lines) and lines for lines in said().values())
    assert len(BLOCKS) == 9
