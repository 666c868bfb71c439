"""Checks across the entries of a hall: what points to what, and what may exist once only.

They run on the draft, not on the checked hall, so that a wrong reference is reported in the
same reading as a blank field.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from server.sample.draft import HALL_FILE, SECTIONS, Draft, Written
from server.sample.findings import Finding
from server.sample.schema import SAMPLE_MARK

_SECTION_ZH = {
    "zones": "专区",
    "queues": "队列",
    "windows": "窗口",
    "packages": "套餐",
    "items": "事项",
}


def check_references(draft: Draft) -> Iterator[Finding]:
    """Yield every repeated name and every reference that leads nowhere."""
    for section in SECTIONS:
        key = "number" if section == "windows" else "code"
        yield from _repeated(draft.section(section), key)
    yield from _repeated(draft.section("queues"), "prefix")
    yield from _dangling(draft, "queues", "zone", "zones")
    yield from _dangling(draft, "windows", "zone", "zones")
    yield from _dangling(draft, "items", "queue", "queues")
    yield from _dangling(draft, "packages", "queue", "queues")
    yield from _package_items(draft)
    yield from _window_queues(draft)
    yield from _unserved(draft)
    yield from _samples_in_a_real_hall(draft)


def _repeated(entries: Iterable[Written], key: str) -> Iterator[Finding]:
    first: dict[str, Written] = {}
    for entry in entries:
        value = entry.values.get(key)
        if not isinstance(value, str):
            continue
        if value not in first:
            first[value] = entry
            continue
        other = f"{first[value].file} #{first[value].place}"
        zh = f"“{value}”已用于 {other}，不能重复"
        yield _finding(entry, key, zh, f'"{value}" is already used by {other}')


def _dangling(draft: Draft, section: str, key: str, target: str) -> Iterator[Finding]:
    known = _codes(draft, target)
    for entry in draft.section(section):
        yield from _unknown(entry, key, entry.values.get(key), target, known)


def _package_items(draft: Draft) -> Iterator[Finding]:
    known = _codes(draft, "items")
    for package in draft.section("packages"):
        for place, code in enumerate(_list(package.values.get("items")), start=1):
            yield from _unknown(package, f"items.{place}", code, "items", known)


def _window_queues(draft: Draft) -> Iterator[Finding]:
    known = _codes(draft, "queues")
    for window in draft.section("windows"):
        served = _served(window)
        for place, code in enumerate(served, start=1):
            yield from _unknown(window, f"queues.{place}.queue", code, "queues", known)
        for code, times in Counter(c for c in served if isinstance(c, str)).items():
            if times > 1:
                zh, en = f"队列“{code}”写了 {times} 次", f'names queue "{code}" {times} times'
                yield _finding(window, "queues", zh, en)


def _unserved(draft: Draft) -> Iterator[Finding]:
    served = {code for window in draft.section("windows") for code in _served(window)}
    for queue in draft.section("queues"):
        if queue.code and queue.code not in served:
            yield _finding(queue, "code", "没有窗口办理此队列", "no window serves this queue")


def _samples_in_a_real_hall(draft: Draft) -> Iterator[Finding]:
    hall = draft.hall or {}
    if hall.get("sample") is True:
        if SAMPLE_MARK not in str(hall.get("name")):
            zh, en = "示例大厅的名称须含“示例”", "the name of a sample hall must say 示例"
            yield Finding(file=HALL_FILE, entry="hall", field="name", zh=zh, en=en)
        return
    for item in draft.items:
        if item.values.get("sample") is True:
            zh, en = "正式大厅不能使用示例事项", "a real hall cannot use a sample item"
            yield _finding(item, "sample", zh, en)


def _unknown(
    entry: Written, field: str, code: object, target: str, known: set[str]
) -> Iterator[Finding]:
    if isinstance(code, str) and code not in known:
        zh = f"没有代码为“{code}”的{_SECTION_ZH[target]}"
        yield _finding(entry, field, zh, f'there is no "{code}" among the {target}')


def _codes(draft: Draft, section: str) -> set[str]:
    return {entry.code for entry in draft.section(section)}


def _served(window: Written) -> list[object]:
    rows = _list(window.values.get("queues"))
    return [row.get("queue") if isinstance(row, dict) else None for row in rows]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _finding(entry: Written, field: str, zh: str, en: str) -> Finding:
    return Finding(file=entry.file, entry=entry.label, field=field, zh=zh, en=en)
