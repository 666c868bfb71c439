"""What a wrong hall file is told: file, entry, field and reason, everything at once."""

import re
from datetime import date, time

import pytest

from server.sample.findings import SampleError
from server.sample.read import read_hall

HALL = "hall.toml"
ITEMS = "items/cards.toml"

# file, old text, new text, entry, field, part of the reason in Chinese
MISTAKES = {
    "missing": (HALL, 'address = "小街 1 号"\n', "", "hall", "address", "缺少此项"),
    "blank": (HALL, '"小街 1 号"', '"  "', "hall", "address", "不能为空"),
    "misspelt": (HALL, 'place = "东侧"', 'plaec = "东侧"\nplace = "a"', "windows 1", "plaec", "拼写"),
    "not text": (HALL, '"小街 1 号"', "1", "hall", "address", "须为文字"),
    "unknown kind": (HALL, '"township"', '"shop"', "hall", "kind", "只能是"),
    "unknown time zone": (HALL, "Asia/Shanghai", "Asia/Nowhere", "hall", "time_zone", "时区"),
    "no such time": (HALL, '"04:00"', '"4点"', "hall", "day_starts_at", "08:30"),
    "time as a number": (HALL, '"04:00"', "400", "hall", "day_starts_at", "08:30"),
    "closes before it opens": (
        HALL,
        'closes = "12:00"',
        'closes = "08:00"',
        "hall",
        "calendar.sessions.1.closes",
        "须晚于",
    ),
    "sessions overlap": (HALL, '"13:30"', '"11:00"', "hall", "calendar.sessions", "星期 2"),
    "weekday 8": (HALL, "[1, 2]", "[1, 8]", "hall", "calendar.sessions.1.weekdays.2", "不能大于 7"),
    "weekday twice": (HALL, "[1, 2]", "[1, 1]", "hall", "calendar.sessions.1.weekdays", "重复"),
    "day open and closed": (
        HALL,
        "2027-01-02",
        "2027-01-01",
        "hall",
        "calendar.closed_days",
        "2027-01-01",
    ),
    "no such day": (HALL, "2027-01-01", '"2027-02-30"', "hall", "calendar.closed_days.1.on", "日期"),
    "prefix of three": (HALL, '"A"', '"ABC"', "queues cards", "prefix", "大写字母"),
    "prefix in small letters": (HALL, '"A"', '"a"', "queues cards", "prefix", "大写字母"),
    "prefix used twice": (HALL, 'prefix = "B"', 'prefix = "A"', "queues homes", "prefix", "不能重复"),
    "number in quotes": (HALL, "= 200", '= "200"', "queues cards", "daily_limit", "须为整数"),
    "a day of no numbers": (HALL, "= 200", "= 0", "queues cards", "daily_limit", "不能小于 1"),
    "too few digits": (HALL, "= 200", "= 2000", "queues cards", "digits", "不够"),
    "no time at all": (HALL, "minutes = 8", "minutes = 0", "queues cards", "expected_service_minutes", "大于 0"),
    "yes is not true": (HALL, "sample = false", 'sample = "是"', "hall", "sample", "true 或 false"),
    "unknown zone of a queue": (HALL, 'zone = "main"', 'zone = "east"', "queues cards", "zone", "“east”的专区"),
    "unknown zone of a window": (
        HALL,
        'zone = "main"\nplace = "西侧"',
        'zone = "west"\nplace = "西侧"',
        "windows 2",
        "zone",
        "“west”的专区",
    ),
    "unknown queue of a window": (
        HALL,
        '{ queue = "homes", rank = 2 }',
        '{ queue = "house", rank = 2 }',
        "windows 1",
        "queues.2.queue",
        "“house”的队列",
    ),
    "queue twice at a window": (
        HALL,
        '{ queue = "homes", rank = 2 }',
        '{ queue = "cards", rank = 2 }',
        "windows 1",
        "queues",
        "写了 2 次",
    ),
    "window number twice": (HALL, 'number = "2"', 'number = "1"', "windows 1", "number", "不能重复"),
    "window number zero": (HALL, 'number = "2"', 'number = "0"', "windows 0", "number", "窗口号"),
    "queue code twice": (HALL, 'code = "homes"', 'code = "cards"', "queues cards", "code", "不能重复"),
    "code in Chinese": (HALL, 'code = "both"', 'code = "套餐"', "packages 套餐", "code", "小写字母"),
    "unknown item of a package": (HALL, '"IMPL2"]', '"IMPL9"]', "packages both", "items.2", "“IMPL9”的事项"),
    "item twice in a package": (HALL, '"IMPL2"]', '"IMPL1"]', "packages both", "items", "重复"),
    "package of one": (HALL, ', "IMPL2"]', "]", "packages both", "items", "至少要有 2 项"),
    "unknown queue of a package": (
        HALL,
        'queue = "cards"\nitems',
        'queue = "desk"\nitems',
        "packages both",
        "queue",
        "“desk”的队列",
    ),
    "unknown queue of an item": (ITEMS, '"cards"', '"card"', "items IMPL1", "queue", "“card”的队列"),
    "item code too long": (ITEMS, '"IMPL2"', f'"{"9" * 25}"', f"items {'9' * 25}", "code", "24 位"),
    "blank fees": (ITEMS, 'fees = "不收费"', 'fees = ""', "items IMPL1", "fees", "不能为空"),
    "no legal basis": (ITEMS, 'legal_basis = "《中华人民共和国社会保险法》"\n', "", "items IMPL1", "legal_basis", "缺少"),
    "no procedure": (ITEMS, '["核对身份", "制卡"]', "[]", "items IMPL1", "procedure", "至少要有 1 项"),
    "blank step": (ITEMS, '"制卡"', '""', "items IMPL1", "procedure.2", "不能为空"),
    "promise longer than the law": (ITEMS, "days = 1 ", "days = 31 ", "items IMPL1", "promised_limit", "承诺时限 31"),
    "neither days nor a note": (ITEMS, "{ days = 30 }", "{}", "items IMPL1", "statutory_limit.note", "须有说明"),
    "unknown unit": (ITEMS, "days = 30", 'days = 30, unit = "天"', "items IMPL1", "statutory_limit.unit", "工作日"),
    "unknown form of a material": (ITEMS, '"原件"', '"正本"', "items IMPL1", "materials.1.form", "复印件"),
    "initials in capitals": (ITEMS, '"slsbk"', '"SLSBK"', "items IMPL1", "pinyin", "小写"),
    "sample text in a real hall": (ITEMS, '"不收费"', '"不收费（示例）"', "items IMPL1", "fees", "核实"),
    "unknown default": (ITEMS, "agency", "agnecy = 1\nagency", "file", "defaults.agnecy", "拼写"),
    "items are not tables": (ITEMS, "[[items]]", "items = [7]\n[extra]", "file", "defaults.items", "拼写"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "field", "zh"), MISTAKES.values(), ids=MISTAKES
)
def test_a_mistake_is_reported_where_it_stands(paper, places, file, old, new, entry, field, zh):
    paper.rewrite(file, old, new)

    findings = paper.findings()

    assert (file, entry, field) in places(findings)
    [found] = [f for f in findings if (f.entry, f.field) == (entry, field) and zh in f.zh]
    assert re.fullmatch(r"[\x20-\x7e“”]*\S.*", found.en)


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
    assert "TOML 格式错误" in found.zh
    assert "line 6" in found.en


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


def test_sections_that_are_no_lists_are_reported_and_do_not_stop_the_reading(paper, places):
    paper.rewrite(HALL, 'code = "small"', 'code = "small"\nmarquee = 3')

    assert places(paper.findings()) == [(HALL, "hall", "marquee")]


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
