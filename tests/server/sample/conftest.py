"""A small hall on paper that a test may spoil, one line at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.sample.findings import Finding, SampleError
from server.sample.read import read_hall

HALL = """
code = "small"
name = "小厅"
name_en = "Small hall"
kind = "township"
time_zone = "Asia/Shanghai"
day_starts_at = "04:00"
address = "小街 1 号"
supervision_phone = "0000-0000001"
enquiry_phone = "0000-0000002"
sample = false

[calendar]
sessions = [
  { weekdays = [1, 2], opens = "08:30", closes = "12:00" },
  { weekdays = [2, 3], opens = "13:30", closes = "17:30" },
]
closed_days = [{ on = 2027-01-01, reason = "元旦" }]
open_days = [{ on = 2027-01-02, reason = "调休", like_weekday = 1 }]

[[zones]]
code = "main"
name = "大厅"
name_en = "Main"
about = "都在这里"
about_en = "All here"
position = 1
place = "一层"

[[queues]]
code = "cards"
zone = "main"
name = "社保卡"
name_en = "Cards"
prefix = "A"
daily_limit = 200
expected_service_minutes = 8
position = 1

[[queues]]
code = "homes"
zone = "main"
name = "不动产"
name_en = "Homes"
prefix = "B"
expected_service_minutes = 12
position = 2

[[windows]]
number = "1"
zone = "main"
place = "东侧"
queues = [{ queue = "cards", rank = 1 }, { queue = "homes", rank = 2 }]

[[windows]]
number = "2"
zone = "main"
place = "西侧"
queues = [{ queue = "homes" }]

[[packages]]
code = "both"
name = "两件事"
name_en = "Both"
queue = "cards"
items = ["IMPL1", "IMPL2"]
about = "一次办"
about_en = "In one go"
pinyin = "ljs"
"""

ITEMS = """
[defaults]
agency = "经办机构"
supervision = "0000-0000001"

[[items]]
code = "IMPL1"
name = "申领社保卡"
name_en = "Get a card"
queue = "cards"
legal_basis = "《中华人民共和国社会保险法》"
conditions = "已参保"
procedure = ["核对身份", "制卡"]
statutory_limit = { days = 30 }
promised_limit = { days = 1 }
result = "社会保障卡"
fees = "不收费"
materials = [{ name = "身份证", form = "原件" }]
pinyin = "slsbk"

[[items]]
code = "IMPL2"
name = "查询不动产"
name_en = "Look up a home"
queue = "homes"
legal_basis = "《不动产登记暂行条例》"
conditions = "权利人"
procedure = ["查询"]
statutory_limit = { note = "无法定期限" }
promised_limit = { days = 0 }
result = "查询结果"
fees = "不收费"
materials = []
pinyin = "cxbdc"
"""


class Paper:
    """The files of a small hall: correct until a test rewrites some of their text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "items").mkdir()
        self.write("hall.toml", HALL)
        self.write("items/cards.toml", ITEMS)

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def rewrite(self, file: str, old: str, new: str) -> None:
        """Replace the first occurrence of old, which must be there."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new, 1))

    def findings(self) -> tuple[Finding, ...]:
        """What the reader finds; the reading must fail."""
        with pytest.raises(SampleError) as refused:
            read_hall(self.folder)
        return refused.value.findings


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path)


@pytest.fixture
def places() -> Callable[[tuple[Finding, ...]], list[tuple[str, str, str]]]:
    return lambda findings: [(f.file, f.entry, f.field) for f in findings]
