"""Takes items over from elsewhere: all of them as drafts, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from sqlalchemy import select

from server.domain.errors import Forbidden
from server.domain.items import UNDER_WAY, ItemState
from server.sample.item_check import ItemFault
from server.services.drafting_items import (
    Editor,
    Written,
    as_kept,
    demand_own,
    draft_item,
    draft_next,
    save_draft,
)
from server.store.hall_tables import items, queues
from server.store.item_rows import ItemVersionRow
from server.store.unit_of_work import UnitOfWork
from server.store.versions import newest_version, steps_taken

Outcome = Literal["new", "changed", "unchanged"]


def import_items(
    uow: UnitOfWork, *, told: Sequence[Written], editor: Editor, only_check: bool = False
) -> dict[str, Any]:
    """Write down what is new here and what differs from the latest version; leave the rest.

    Args:
        told: items without faults of their own.
        only_check: change nothing, and say what would be done.

    Returns:
        how many are `new`, `changed` and `unchanged`; and `faults`, each with the `index` of its
        item. With any fault nothing has been changed.
    """
    plan = [_planned(uow, each) for each in told]
    faults = [
        {"index": index, **asdict(fault)}
        for index, each in enumerate(plan)
        if each.outcome != "unchanged"
        for fault in _faults(uow, each, editor)
    ]
    if not faults and not only_check:
        for each in plan:
            _write(uow, each, editor)
    counts = Counter(each.outcome for each in plan)
    return {**{outcome: counts[outcome] for outcome in get_args(Outcome)}, "faults": faults}


@dataclass(frozen=True, slots=True)
class _Planned:
    """An item that was told, what the hall has of it, and what follows."""

    told: Written
    item_id: int | None
    under_way: ItemVersionRow | None
    outcome: Outcome


def _planned(uow: UnitOfWork, told: Written) -> _Planned:
    here = (items.c.hall_id == uow.hall.id) & (items.c.code == told.content["code"])
    item_id = uow.conn.execute(select(items.c.id).where(here)).scalar_one_or_none()
    if item_id is None:
        return _Planned(told, None, None, "new")
    latest = newest_version(uow.conn, item_id)
    under_way = latest if latest is not None and latest.state in UNDER_WAY else None
    known = newest_version(uow.conn, item_id, withdrawn=False)
    is_same = (
        known is not None
        and (known.valid_from, known.valid_to) == (told.valid_from, told.valid_to)
        and as_kept(known.content) == as_kept(told.content)
    )
    return _Planned(told, item_id, under_way, "unchanged" if is_same else "changed")


def _faults(uow: UnitOfWork, each: _Planned, editor: Editor) -> Iterator[ItemFault]:
    told = each.told
    here = (queues.c.hall_id == uow.hall.id) & (queues.c.code == told.content["queue"])
    if uow.conn.execute(select(queues.c.id).where(here)).first() is None:
        yield ItemFault(field="queue", zh="本大厅没有这个队列", en="no such queue in this hall")
    if not _is_own(uow, each, editor):
        zh, en = "不是本部门的事项", "another department answers for this item"
        yield ItemFault(field="agency", zh=zh, en=en)
    if told.valid_to is not None and told.valid_to < max(told.valid_from or uow.day, uow.day):
        zh, en = "早于生效日期或今天", "is before the first day, or over"
        yield ItemFault(field="valid_to", zh=zh, en=en)
    if each.under_way is not None and each.under_way.state != ItemState.DRAFT:
        zh, en = "此事项有一版正在核准或备案", "a version is being approved or filed"
        yield ItemFault(field="code", zh=zh, en=en)


def _is_own(uow: UnitOfWork, each: _Planned, editor: Editor) -> bool:
    latest = None if each.item_id is None else newest_version(uow.conn, each.item_id)
    try:
        demand_own(uow, editor, each.told.content)
        if latest is not None:
            demand_own(uow, editor, latest.content)
    except Forbidden:
        return False
    return True


def _write(uow: UnitOfWork, each: _Planned, editor: Editor) -> None:
    if each.outcome == "unchanged":
        return
    if each.item_id is None:
        draft_item(uow, written=each.told, editor=editor)
    elif each.under_way is None:
        draft_next(uow, item_id=each.item_id, editor=editor, written=each.told)
    else:
        seen = steps_taken(uow.conn, each.under_way.id)
        save_draft(uow, item_id=each.item_id, revision=seen, written=each.told, editor=editor)
