"""Reading a hall's folder: what comes out, and that nothing wrong is kept back."""

from datetime import date, time

import pytest

from server.sample.findings import SampleError
from server.sample.read import read_hall

HALL = "hall.toml"
ITEMS = "items/cards.toml"


def test_a_correct_hall_is_read_with_its_defaults(paper):
    hall = read_hall(paper.folder)

    assert [queue.prefix for queue in hall.queues] == ["A", "B"]
    assert hall.calendar.closed_days[0].on == date(2027, 1, 1)
    assert hall.day_starts_at == time(4, 0)
    assert {item.agency for item in hall.items} == {"经办机构"}
    assert (hall.queues[0].digits, hall.queues[0].first_number) == (3, 1)


def test_what_an_item_says_itself_goes_before_what_its_file_says(paper):
    paper.rewrite(ITEMS, 'code = "IMPL2"', 'code = "IMPL2"\nagency = "登记机构"')

    hall = read_hall(paper.folder)

    assert [item.agency for item in hall.items] == ["经办机构", "登记机构"]


def test_two_mistakes_in_two_files_are_both_named_in_one_message(paper, places):
    paper.rewrite(HALL, 'prefix = "B"', 'prefix = "A"')
    paper.rewrite(ITEMS, 'fees = "不收费"', 'fees = ""')

    findings = paper.findings()

    assert sorted(places(findings)) == [
        (HALL, "queues homes", "prefix"),
        (ITEMS, "items IMPL1", "fees"),
    ]
    message = str(SampleError(findings))
    assert "2 处需要改正 / 2 to put right" in message
    assert "hall.toml › queues homes › prefix：“A”已用于 hall.toml #1，不能重复 / " in message
    assert "items/cards.toml › items IMPL1 › fees：不能为空 / must not be blank" in message


def test_a_queue_that_no_window_serves_is_reported(paper, places):
    paper.rewrite(HALL, '{ queue = "cards", rank = 1 }, ', "")

    assert places(paper.findings()) == [(HALL, "queues cards", "code")]


def test_an_item_code_used_in_two_files_names_the_other_place(paper):
    text = (paper.folder / ITEMS).read_text(encoding="utf-8")
    paper.write("items/more.toml", text)

    findings = paper.findings()

    assert [(f.file, f.entry, f.field) for f in findings] == [
        ("items/more.toml", "items IMPL1", "code"),
        ("items/more.toml", "items IMPL2", "code"),
    ]
    assert "items/cards.toml #1" in findings[0].zh


def test_an_entry_without_a_code_is_named_by_its_place(paper, places):
    paper.rewrite(HALL, 'code = "homes"\n', "")

    assert (HALL, "queues #2", "code") in places(paper.findings())


def test_a_broken_file_does_not_make_references_into_it_look_wrong(paper, places):
    paper.rewrite(ITEMS, 'code = "IMPL1"', "code = ")

    [found] = paper.findings()

    assert (found.file, found.entry, found.field) == (ITEMS, "file", "")
    assert found.zh == "第 7 行第 8 列不合 TOML 格式"
    assert "line 7" in found.en


def test_a_folder_with_nothing_in_it_lacks_both_kinds_of_file(tmp_path, places):
    with pytest.raises(SampleError) as refused:
        read_hall(tmp_path)

    assert places(refused.value.findings) == [
        (HALL, "file", ""),
        ("items/*.toml", "file", ""),
    ]


def test_an_empty_hall_file_lacks_everything_it_must_say(paper):
    paper.write(HALL, "")

    fields = {f.field for f in paper.findings() if f.entry == "hall"}

    assert {"code", "name", "calendar", "zones", "queues", "windows"} <= fields


def test_a_file_saved_in_a_chinese_code_page_is_told_to_be_utf_8(paper):
    text = (paper.folder / HALL).read_text(encoding="utf-8")
    (paper.folder / HALL).write_bytes(text.encode("gb18030"))

    [found] = paper.findings()

    assert (found.file, found.zh) == (HALL, "不是 UTF-8 编码，请另存为 UTF-8")


def test_the_mark_that_notepad_puts_before_the_text_does_no_harm(paper):
    text = (paper.folder / HALL).read_text(encoding="utf-8")
    (paper.folder / HALL).write_bytes(text.encode("utf-8-sig"))

    assert read_hall(paper.folder).code == "small"


def test_items_do_not_belong_in_the_hall_file(paper, places):
    paper.rewrite(HALL, 'code = "small"', 'code = "small"\nitems = []')

    assert places(paper.findings()) == [(HALL, "hall", "items")]


def test_an_item_that_is_no_table_is_reported_by_its_place(paper, places):
    paper.write("items/odd.toml", "items = [7]")

    assert places(paper.findings()) == [("items/odd.toml", "items #1", "")]


def test_a_section_of_the_wrong_shape_is_reported_once(paper):
    paper.rewrite(HALL, "[[zones]]", "[zones]")

    [found] = paper.findings()

    assert (found.entry, found.field, found.zh) == (
        "hall",
        "zones",
        "须为列表，如 [[zones]] 或 [ … ]",
    )


def test_a_sample_item_must_say_so_in_what_it_asserts(paper, places):
    paper.rewrite(HALL, 'name = "小厅"', 'name = "示例小厅"')
    paper.rewrite(HALL, "sample = false", "sample = true")
    paper.rewrite(ITEMS, 'code = "IMPL1"', 'code = "IMPL1"\nsample = true')

    assert places(paper.findings()) == [(ITEMS, "items IMPL1", "legal_basis")]


def test_a_real_hall_cannot_open_with_sample_items(paper, places):
    paper.rewrite(ITEMS, "[defaults]", "sample = true\n[defaults]")

    found = places(paper.findings())

    assert (ITEMS, "items IMPL1", "sample") in found
    assert (ITEMS, "items IMPL2", "sample") in found


def test_a_sample_hall_must_carry_the_mark_in_its_name(paper, places):
    paper.rewrite(HALL, "sample = false", "sample = true")

    assert places(paper.findings()) == [(HALL, "hall", "name")]


def test_limits_in_different_units_are_not_compared(paper):
    paper.rewrite(ITEMS, "{ days = 1 }", '{ days = 40, unit = "自然日" }')

    assert read_hall(paper.folder).items[0].promised_limit.days == 40


def test_a_hall_once_read_cannot_be_changed(paper):
    hall = read_hall(paper.folder)

    with pytest.raises(ValueError, match="frozen"):
        hall.name = "别的厅"
