"""Every kind of mistake in a hall file is told where it stands and why."""

import re
from pathlib import Path

import pytest

from server.sample.findings import Finding, SampleError
from server.sample.read import read_hall

HALL = "hall.toml"
ITEMS = "items/cards.toml"

# file, old text, new text, entry, field, part of the reason in Chinese
MISTAKES = {
    "missing": (HALL, 'address = "小街 1 号"\n', "", "hall", "address", "缺少此项"),
    "blank": (HALL, '"小街 1 号"', '"  "', "hall", "address", "不能为空"),
    "misspelt": (
        HALL,
        'place = "东侧"',
        'plaec = "东侧"\nplace = "a"',
        "windows 1",
        "plaec",
        "拼写",
    ),
    "not text": (HALL, '"小街 1 号"', "1", "hall", "address", "须为文字"),
    "longer than a button": (
        HALL,
        'name = "社保卡"',
        f'name = "{"长" * 61}"',
        "queues cards",
        "name",
        "超过 60 个字",
    ),
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
    "default queue nowhere": (
        HALL,
        'place = "一层"',
        'place = "一层"\ndefault_queue = "lost"',
        "zones main",
        "default_queue",
        "没有代码为“lost”的队列",
    ),
    "default queue of another zone": (
        HALL,
        'place = "一层"\n',
        'place = "一层"\n[[zones]]\ncode = "other"\nname = "别处"\nname_en = "Other"\n'
        'about = "别处"\nabout_en = "Other"\nposition = 2\nplace = "二层"\n'
        'default_queue = "cards"\n',
        "zones other",
        "default_queue",
        "不在本专区",
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
    "no such day": (
        HALL,
        "2027-01-01",
        '"2027-02-30"',
        "hall",
        "calendar.closed_days.1.on",
        "日期",
    ),
    "prefix of three": (HALL, '"A"', '"ABC"', "queues cards", "prefix", "大写字母"),
    "prefix in small letters": (HALL, '"A"', '"a"', "queues cards", "prefix", "大写字母"),
    "prefix used twice": (
        HALL,
        'prefix = "B"',
        'prefix = "A"',
        "queues homes",
        "prefix",
        "不能重复",
    ),
    "number in quotes": (HALL, "= 200", '= "200"', "queues cards", "daily_limit", "须为整数"),
    "a day of no numbers": (HALL, "= 200", "= 0", "queues cards", "daily_limit", "不能小于 1"),
    "too few digits": (HALL, "= 200", "= 2000", "queues cards", "digits", "不够"),
    "no time at all": (
        HALL,
        "minutes = 8",
        "minutes = 0",
        "queues cards",
        "expected_service_minutes",
        "大于 0",
    ),
    "yes is not true": (HALL, "sample = false", 'sample = "是"', "hall", "sample", "true 或 false"),
    "unknown zone of a queue": (
        HALL,
        'zone = "main"',
        'zone = "east"',
        "queues cards",
        "zone",
        "“east”的专区",
    ),
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
    "window number twice": (
        HALL,
        'number = "2"',
        'number = "1"',
        "windows 1",
        "number",
        "不能重复",
    ),
    "window number zero": (HALL, 'number = "2"', 'number = "0"', "windows 0", "number", "窗口号"),
    "queue code twice": (
        HALL,
        'code = "homes"',
        'code = "cards"',
        "queues cards",
        "code",
        "不能重复",
    ),
    "code in Chinese": (
        HALL,
        'code = "both"',
        'code = "套餐"',
        "packages 套餐",
        "code",
        "小写字母",
    ),
    "unknown item of a package": (
        HALL,
        '"IMPL2"]',
        '"IMPL9"]',
        "packages both",
        "items.2",
        "“IMPL9”的事项",
    ),
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
    "unknown queue of an item": (
        ITEMS,
        '"cards"',
        '"card"',
        "items IMPL1",
        "queue",
        "“card”的队列",
    ),
    "item code too long": (ITEMS, '"IMPL2"', f'"{"9" * 25}"', f"items {'9' * 25}", "code", "24 位"),
    "blank fees": (ITEMS, 'fees = "不收费"', 'fees = ""', "items IMPL1", "fees", "不能为空"),
    "no legal basis": (
        ITEMS,
        'legal_basis = "《中华人民共和国社会保险法》"\n',
        "",
        "items IMPL1",
        "legal_basis",
        "缺少",
    ),
    "no procedure": (
        ITEMS,
        '["核对身份", "制卡"]',
        "[]",
        "items IMPL1",
        "procedure",
        "至少要有 1 项",
    ),
    "blank step": (ITEMS, '"制卡"', '""', "items IMPL1", "procedure.2", "不能为空"),
    "promise longer than the law": (
        ITEMS,
        "days = 1 ",
        "days = 31 ",
        "items IMPL1",
        "promised_limit",
        "承诺时限 31",
    ),
    "neither days nor a note": (
        ITEMS,
        "{ days = 30 }",
        "{}",
        "items IMPL1",
        "statutory_limit.note",
        "须有说明",
    ),
    "unknown unit": (
        ITEMS,
        "days = 30",
        'days = 30, unit = "天"',
        "items IMPL1",
        "statutory_limit.unit",
        "工作日",
    ),
    "unknown form of a material": (
        ITEMS,
        '"原件"',
        '"正本"',
        "items IMPL1",
        "materials.1.form",
        "复印件",
    ),
    "initials in capitals": (ITEMS, '"slsbk"', '"SLSBK"', "items IMPL1", "pinyin", "小写"),
    "sample address of a real hall": (HALL, "小街 1 号", "示例路 1 号", "hall", "address", "核实"),
    "sample text in a real hall": (
        ITEMS,
        '"不收费"',
        '"不收费（示例）"',
        "items IMPL1",
        "fees",
        "核实",
    ),
    "unknown default": (ITEMS, "agency", "agnecy = 1\nagency", "file", "defaults.agnecy", "拼写"),
}


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "field", "zh"), MISTAKES.values(), ids=MISTAKES
)
def test_a_mistake_is_reported_where_it_stands(paper, places, file, old, new, entry, field, zh):
    paper.rewrite(file, old, new)

    findings = paper.findings()

    assert (file, entry, field) in places(findings)
    [found] = [f for f in findings if (f.entry, f.field) == (entry, field) and zh in f.zh]
    assert re.search(r"[a-z]{2,}", found.en)


@pytest.mark.parametrize("odd", ["7", '""', "[]", "{}", "[[1], {}]", "nan", '[{ queue = ["a"] }]'])
@pytest.mark.parametrize("file", [HALL, ITEMS])
def test_no_value_however_odd_stops_the_reader_with_anything_but_findings(paper, file, odd):
    lines = (paper.folder / file).read_text(encoding="utf-8").splitlines()
    findings: list[Finding] = []
    for place, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        if equals and not line.startswith(" ") and not line.endswith("["):
            spoilt = [*lines[:place], f"{key} = {odd}", *lines[place + 1 :]]
            paper.write(file, "\n".join(spoilt))
            findings += _findings_if_any(paper.folder)
    assert len(findings) > 20
    assert all(f.zh and f.en and f.entry for f in findings)


def _findings_if_any(folder: Path) -> tuple[Finding, ...]:
    try:
        read_hall(folder)
    except SampleError as refused:
        return refused.findings
    return ()
