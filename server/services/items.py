"""事项: a version is submitted, approved by its department, filed by the office, so published."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import select

from server.domain.access import demand
from server.domain.errors import Forbidden, InvalidInput, NotFound
from server.domain.items import (
    NEED_WORDS,
    ItemState,
    ItemStep,
    demand_another,
    next_item_state,
    permission_for,
)
from server.sample.item_check import faults_of
from server.services.drafting_items import Editor, demand_own, demand_revision
from server.services.offering import bring_into_force
from server.services.steps import note_step
from server.store.hall_tables import items
from server.store.item_rows import ItemVersionRow
from server.store.item_tables import item_steps, item_versions
from server.store.unit_of_work import UnitOfWork
from server.store.versions import authors_of

_note = partial(note_step, table=item_steps, of="version_id")


def take_step(
    uow: UnitOfWork,
    *,
    item_id: int,
    version: int,
    revision: int,
    step: ItemStep,
    editor: Editor,
    words: str | None = None,
) -> dict[str, Any]:
    """提交, 核准, 退回, 备案, 撤销.

    Args:
        revision: the number of the version's last step that whoever asks has seen.
        words: why; needed to send back and to withdraw.

    Raises:
        NotFound: no such item or version in this hall.
        WrongState: not a step of a version in this state.
        Forbidden: not this person's to take.
        ItemChanged: somebody has taken a step since.
        InvalidInput: words are missing, or the version is not fit to go on: `faults` says why.
    """
    row = _version(uow, item_id, version)
    before = ItemState(row.state)
    after = next_item_state(before, step)
    _demand_may(uow, row, step, editor)
    demand_revision(uow, row, revision)
    words = (words or "").strip() or None
    if step in NEED_WORDS and words is None:
        raise InvalidInput(f"the step {step} needs words", field="words")
    if step in (ItemStep.SUBMIT, ItemStep.FILE):
        _demand_fit(uow, row)
    approved_by = editor.account_id if step is ItemStep.APPROVE else row.approved_by
    if after is ItemState.DRAFT:
        approved_by = None  # what is written anew is approved anew
    uow.update(item_versions, row.id, state=after, state_since=uow.now, approved_by=approved_by)
    _note(uow, row.id, step, after, account_id=editor.account_id, words=words)
    if ItemState.PUBLISHED in (before, after):
        bring_into_force(uow, item_id=item_id)
    return {"item_id": item_id}


def _demand_may(uow: UnitOfWork, row: ItemVersionRow, step: ItemStep, editor: Editor) -> None:
    permission = permission_for(ItemState(row.state), step)
    if permission is None or step is ItemStep.EDIT:
        raise Forbidden(f"{step} is nobody's step to take")
    demand(editor.role, permission)
    demand_own(uow, editor, row.content)
    demand_another(
        step,
        editor.account_id,
        authors=authors_of(uow.conn, row.id),
        approved_by=row.approved_by,
    )


def _demand_fit(uow: UnitOfWork, row: ItemVersionRow) -> None:
    faults = [asdict(fault) for fault in faults_of(row.content)]
    if row.valid_to is not None and row.valid_to < max(row.valid_from or uow.day, uow.day):
        faults.append(
            {
                "field": "valid_to",
                "zh": "失效日期早于生效日期或今天",
                "en": "is before the first day, or over",
            }
        )
    if faults:
        raise InvalidInput("the version is not fit to go on", what="item", faults=faults)


def _version(uow: UnitOfWork, item_id: int, version: int) -> ItemVersionRow:
    uow.demand(items, item_id)
    query = select(item_versions).where(
        item_versions.c.item_id == item_id, item_versions.c.version == version
    )
    row = uow.one(ItemVersionRow, query)
    if row is None:
        raise NotFound(f"no version {version} of this item", what="item_version")
    return row
