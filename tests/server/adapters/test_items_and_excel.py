"""Items go out as a workbook and come in again; whatever is wrong is named cell by cell."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from server.adapters import workbook
from server.adapters.item_columns import ITEM_COLUMNS, MATERIAL_COLUMNS
from server.adapters.items_from_excel import read_items
from server.adapters.items_to_excel import write_items
from server.domain.errors import InvalidInput
from server.sample.item_check import checked_item
from tests.server.publishing import WATER

FULL = checked_item(
    WATER
    | {
        "basic_code": "0010",
        "item_type": "20",
        "level": "4",
        "agency_code": "11130635000000000X",
        "audiences": ["1", "2"],
        "channels": ["1", "9"],
        "by_appointment": True,
        "is_charged": True,
        "fee_basis": "收费目录清单",
        "fees": "每户 100 元",
        "search_words": ["装水表", "接水"],
        "pinyin": "ysbz zsb js",
        "enquiry": "0000-0000003",
        "statutory_limit": {"days": None, "unit": "自然日", "note": "无法定期限"},
        "procedure": ["申请", "勘查；报价", "通水"],
        "top": True,
    }
).model_dump(mode="json")
PLAIN = checked_item(WATER | {"code": "WATER2", "materials": []}).model_dump(mode="json")


def edited(*changes, contents=(FULL, PLAIN), cut=None):
    """The workbook of some items, with cells set: (sheet, row, header, value)."""
    book = openpyxl.load_workbook(io.BytesIO(write_items((c, None, None) for c in contents)))
    for sheet, row, header, value in changes:
        headers = [str(cell.value).rstrip("*") for cell in book[sheet][1]]
        book[sheet].cell(row=row, column=headers.index(header) + 1).value = value
    if cut is not None:
        cut(book)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def faults(*changes):
    return [(f.sheet, f.row, f.column) for f in read_items(edited(*changes))[1]]


def test_what_went_out_comes_in_as_it_was():
    days = (date(2027, 1, 1), date(2027, 12, 31))
    packed = write_items([(FULL, *days), (PLAIN, None, None)])

    found, wrong = read_items(packed)

    assert wrong == []
    kept = [checked_item(item.content).model_dump(mode="json") for item in found]
    assert kept == [FULL, PLAIN]
    assert [(i.valid_from, i.valid_to) for i in found] == [days, (None, None)]


def test_headers_are_the_standards_words_and_say_what_is_required():
    book = openpyxl.load_workbook(io.BytesIO(write_items([])))

    assert book.sheetnames == ["事项", "材料", "填写说明"]
    headers = [cell.value for cell in book["事项"][1]]
    assert {"实施编码*", "事项名称*", "设定依据*", "受理条件*", "办理流程*", "结果名称*"} <= {
        *headers
    }
    assert {"法定办结时限", "承诺办结时限", "是否收费", "收费依据", "收费标准*"} <= {*headers}


def test_an_item_cannot_make_a_formula():
    harm = '=HYPERLINK("http://example.com","点这里")'
    packed = write_items(
        [(PLAIN | {"name": harm, "conditions": "+1\x07", "fees": "-5"}, None, None)]
    )

    sheet = openpyxl.load_workbook(io.BytesIO(packed))["事项"]
    cells = {cell.value: cell for cell in sheet[2] if cell.value is not None}

    assert {cells[text].data_type for text in (harm, "+1", "-5")} == {"s"}
    assert all(cells[text].quotePrefix for text in (harm, "+1", "-5"))
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert read_items(packed)[0][0].content["name"] == harm


def test_every_fault_is_named_by_sheet_row_column_and_reason_at_once():
    _, found = read_items(
        edited(
            ("事项", 2, "事项名称", None),
            ("事项", 2, "收费依据", None),
            ("事项", 2, "承诺办结时限", "三天"),
            ("事项", 2, "是否收费", "收"),
            ("事项", 3, "实施编码", "WATER-2"),
            ("事项", 3, "承诺办结时限", 11),
            ("事项", 3, "受理条件", "=1+1"),
            ("事项", 3, "生效日期", "明年"),
            ("事项", 3, "事项类型", "99"),
            ("材料", 2, "材料形式", "照片"),
            ("材料", 3, "实施编码", "NOBODY"),
        )
    )

    assert [(f.sheet, f.row, f.column, f.zh) for f in found] == [
        ("事项", 2, "承诺办结时限", "须为整数"),
        ("事项", 2, "是否收费", "须为“是”或“否”"),
        ("事项", 2, "事项名称", "不能为空"),
        ("事项", 3, "受理条件", "是公式，请改为文字"),
        ("事项", 3, "生效日期", "须为日期，如 2027-01-01"),
        ("事项", 3, "实施编码", "实施编码须为 1 至 24 位字母或数字"),
        ("事项", 3, "事项类型", found[6].zh),
        ("事项", 3, "承诺办结时限", "承诺时限 11 长于法定期限 10"),
        ("材料", 2, "材料形式", "只能是 '原件', '复印件' or '原件及复印件'"),
        ("材料", 3, "实施编码", "“事项”表中没有这个编码"),
    ]
    assert found[6].zh.startswith("没有这个代码，只能是：01 行政许可")


@pytest.mark.parametrize(
    "column", [c for c in ITEM_COLUMNS if c.is_required], ids=lambda c: c.field
)
def test_each_required_column_is_missed(column):
    assert ("事项", 3, column.header) in faults(("事项", 3, column.header, "  "))


def test_a_limit_needs_days_or_a_note():
    assert faults(("事项", 3, "法定办结时限", None)) == [("事项", 3, "法定办结时限说明")]
    noted = (("事项", 3, "法定办结时限", None), ("事项", 3, "法定办结时限说明", "无"))
    assert faults(*noted) == []


def test_the_same_code_twice_is_told_at_the_second():
    _, (fault,) = read_items(edited(("事项", 3, "实施编码", "WATER1")))
    assert (fault.row, fault.column, fault.zh) == (3, "实施编码", "与第 2 行重复")


def test_what_excel_makes_of_text_is_read_as_it_was_meant():
    found, wrong = read_items(
        edited(
            ("事项", 2, "基本编码", 10),
            ("事项", 2, "法定办结时限", 30.0),
            ("事项", 2, "是否收费", 1),
            ("事项", 2, "事项类型", "公共服务"),
            ("事项", 2, "服务对象", "自然人,2"),
            ("事项", 2, "生效日期", date(2027, 1, 1)),
            ("事项", 2, "失效日期", "2027/12/31"),
            ("事项", 2, "办理流程", "申请\r\n\n  通水 "),
        )
    )
    assert wrong == []
    said = found[0].content
    assert (said["basic_code"], said["statutory_limit"]["days"]) == ("10", 30)
    assert (said["is_charged"], said["item_type"], said["audiences"]) == (True, "20", ["1", "2"])
    assert (found[0].valid_from, found[0].valid_to) == (date(2027, 1, 1), date(2027, 12, 31))
    assert said["procedure"] == ["申请", "通水"]


def test_columns_may_stand_in_any_order_and_blank_rows_count_for_nothing():
    def turn(book):
        sheet = book["材料"]
        rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
        sheet.delete_rows(1, 10)
        for row in (rows[0], [None, "  "], *rows[1:]):
            sheet.append(row)

    found, wrong = read_items(edited(cut=turn))

    assert wrong == []
    assert [m["name"] for m in found[0].content["materials"]] == ["用水申请表", "身份证"]


def refusal(packed):
    with pytest.raises(InvalidInput) as refused:
        read_items(packed)
    assert refused.value.fields.pop("what") == "workbook"
    return refused.value.fields


def bomb(size):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * size)
    return packed.getvalue()


def other_zip(name="hello.txt", text=b"hello"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (b"", "not_xlsx"),
        (b"name,code\n", "not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not_xlsx"),
        (b"PK\x03\x04 broken", "not_xlsx"),
        (other_zip(), "not_xlsx"),
        (other_zip("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "a">]><x/>'), "not_xlsx"),
        (bomb(workbook.LARGEST_UNPACKED + 1), "too_large"),
        (b"PK\x03\x04" + b"\0" * workbook.LARGEST_BYTES, "too_large"),
        (write_items([]), "no_rows"),
    ],
    ids=[
        *("nothing", "csv", "old xls", "broken", "another zip", "entities", "bomb"),
        *("too many bytes", "a blank form"),
    ],
)
def test_what_is_no_workbook_of_items_is_refused_with_a_reason(packed, reason):
    assert refusal(packed)["reason"] == reason


def test_half_a_workbook_is_no_workbook():
    whole = write_items([(FULL, None, None)])
    for size in (100, len(whole) // 2, len(whole) - 30):
        assert refusal(whole[:size])["reason"] == "not_xlsx"


def test_a_missing_sheet_and_missing_columns_are_named():
    def rename(book):
        book["材料"].title = "附件"

    def lose(book):
        book["事项"].delete_cols(3)

    assert refusal(edited(cut=rename)) == {"reason": "no_sheet", "sheet": "材料"}
    assert refusal(edited(cut=lose)) == {
        "reason": "wrong_header",
        "sheet": "事项",
        "columns": ["事项名称"],
    }


def test_more_rows_than_any_hall_has_are_refused():
    with pytest.raises(InvalidInput) as refused:
        workbook.read_sheets(edited(), [("事项", ITEM_COLUMNS)], most_rows=1)
    assert (refused.value.fields["reason"], refused.value.fields["sheet"]) == ("too_large", "事项")


def test_no_two_columns_share_a_header_or_a_field():
    for columns in (ITEM_COLUMNS, MATERIAL_COLUMNS):
        assert len({c.header for c in columns}) == len({c.field for c in columns}) == len(columns)
