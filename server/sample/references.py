"""Checks across the entries of a hall: what points to what, and what may exist once only.

They run on the draft, not on the checked hall, so that a wrong reference is reported in the
same reading as a blank field.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from server.sample.draft import HALL_FILE, SECTIONS, Draft, Written
from server.sample.fields import SAMPLE_MARK
from server.sample.findings import Finding

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
    yield from _dangling(draft, "zones", "default_queue", "queues")
    yield from _queues_elsewhere(draft)
    yield from _dangling(draft, "items", "queue", "queues")
    yield from _dangling(draft, "packages", "queue", "queues")
    yield from _members(draft, "items", "items")
    yield from _members(draft, "route", "queues")
    yield from _window_queues(draft)
    yield from _unserved(draft)
    yield from _samples(draft)


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


def _queues_elsewhere(draft: Draft) -> Iterator[Finding]:
    """A zone's default queue is one of its own."""
    zone_of = {queue.code: queue.values.get("zone") for queue in draft.section("queues")}
    for zone in draft.section("zones"):
        code = zone.values.get("default_queue")
        if isinstance(code, str) and zone_of.get(code, zone.code) != zone.code:
            zh, en = f"队列“{code}”不在本专区", f'queue "{code}" is not in this zone'
            yield _finding(zone, "default_queue", zh, en)


def _members(draft: Draft, key: str, target: str) -> Iterator[Finding]:
    """What a package names in a list."""
    known = _codes(draft, target)
    for package in draft.section("packages"):
        for place, code in enumerate(_list(package.values.get(key)), start=1):
            yield from _unknown(package, f"{key}.{place}", code, target, known)


def _window_queues(draft: Draft) -> Iterator[Finding]:
    known = _codes(draft, "queues")
    for window in draft.section("windows"):
        served = _served(window)
        for place, code in enumerate(served, start=1):
            yield from _unknown(window, f"queues.{place}.queue", code, "queues", known)
        for code, times in Counter(filter(None, served)).items():
            if times > 1:
                zh, en = f"队列“{code}”写了 {times} 次", f'names queue "{code}" {times} times'
                yield _finding(window, "queues", zh, en)


def _unserved(draft: Draft) -> Iterator[Finding]:
    served = {code for window in draft.section("windows") for code in _served(window)}
    for queue in draft.section("queues"):
        if queue.code and queue.code not in served:
            yield _finding(queue, "code", "没有窗口办理此队列", "no window serves this queue")


def _samples(draft: Draft) -> Iterator[Finding]:
    """A sample hall says so in its name; a real one keeps nothing of the sample."""
    hall = draft.hall or {}
    if hall.get("sample") is True:
        if SAMPLE_MARK not in str(hall.get("name")):
            yield _hall("name", "示例大厅的名称须含“示例”", "of a sample hall must say 示例")
        return
    for field in ("name", "address", "supervision_phone", "enquiry_phone"):
        if SAMPLE_MARK in str(hall.get(field)):
            zh, en = (
                "仍是示例文字，核实后请改写",
                "is still the sample's text; check and rewrite it",
            )
            yield _hall(field, zh, en)
    for item in draft.items:
        if item.values.get("sample") is True:
            zh, en = "正式大厅不能使用示例事项", "a real hall cannot use a sample item"
            yield _finding(item, "sample", zh, en)


def _unknown(
    entry: Written, field: str, code: object, target: str, known: set[str]
) -> Iterator[Finding]:
    if not known and target != "items":
        return  # a hall without zones or queues is told so once, not once a reference
    if isinstance(code, str) and code not in known:
        zh = f"没有代码为“{code}”的{_SECTION_ZH[target]}"
        yield _finding(entry, field, zh, f'there is no "{code}" among the {target}')


def _codes(draft: Draft, section: str) -> set[str]:
    return {entry.code for entry in draft.section(section)}


def _served(window: Written) -> list[str | None]:
    """Return the queue codes of a window, None for each that is not text."""
    rows = _list(window.values.get("queues"))
    codes = [row.get("queue") if isinstance(row, dict) else None for row in rows]
    return [code if isinstance(code, str) else None for code in codes]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _finding(entry: Written, field: str, zh: str, en: str) -> Finding:
    return Finding(file=entry.file, entry=entry.label, field=field, zh=zh, en=en)


def _hall(field: str, zh: str, en: str) -> Finding:
    return Finding(file=HALL_FILE, entry="hall", field=field, zh=zh, en=en)
