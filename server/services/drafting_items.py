"""事项 are written down: a new one, the next version of one, a draft anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from server.domain.access import Role
from server.domain.errors import Forbidden, InvalidInput, ItemChanged, WrongState
from server.domain.items import UNDER_WAY, ItemState, ItemStep, next_item_state
from server.sample.item_check import checked_item, faults_of
from server.services.steps import note_step
from server.store.hall_tables import items, queues
from server.store.item_rows import ItemVersionRow
from server.store.item_tables import item_steps, item_versions
from server.store.people_tables import accounts
from server.store.unit_of_work import UnitOfWork
from server.store.versions import newest_version, steps_taken

_note = partial(note_step, table=item_steps, of="version_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody writes of an item.

    Attributes:
        content: as `server.sample.schema.Item` has it, finished or not.
        valid_from, valid_to: first and last day on which it is to be offered.
    """

    content: Mapping[str, Any]
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Editor:
    """Who takes a step."""

    account_id: int
    role: Role


def draft_item(uow: UnitOfWork, *, written: Written, editor: Editor) -> dict[str, Any]:
    """Write down an item that the hall does not have yet.

    Raises:
        InvalidInput: no name, code or queue, or the code is another item's (`reason` "taken").
        Forbidden: another department's item.
    """
    demand_own(uow, editor, written.content)
    queue_id = _queue_named(uow, written)
    item_id = uow.insert(
        items,
        hall_id=uow.hall.id,
        queue_id=queue_id,
        code=_free_code(uow, written),
        version=0,
        name=_said(written, "name"),
        name_en=written.content.get("name_en") or "",
        guide={},
        top=False,
    )
    _add_version(uow, item_id, version=1, written=written, editor=editor)
    return {"item_id": item_id}


def draft_next(
    uow: UnitOfWork, *, item_id: int, editor: Editor, written: Written | None = None
) -> dict[str, Any]:
    """Begin the next version of an item, as the latest stands or as it is written here.

    Raises:
        NotFound: no such item in this hall.
        WrongState: a version is under way already; there is one at a time.
        Forbidden: another department's item.
        InvalidInput: as `save_draft`.
    """
    latest = _latest(uow, item_id)
    demand_own(uow, editor, latest.content)
    if latest.state in UNDER_WAY:
        raise WrongState("a version is under way", state=latest.state, trigger=ItemStep.DRAFT)
    written = written or Written(content=latest.content)
    _demand_identity(uow, item_id, written, editor)
    _add_version(uow, item_id, version=latest.version + 1, written=written, editor=editor)
    return {"item_id": item_id}


def save_draft(
    uow: UnitOfWork, *, item_id: int, revision: int, written: Written, editor: Editor
) -> dict[str, Any]:
    """Write a draft anew; it may be unfinished, and says who has written what when.

    Args:
        revision: the number of the version's last step that its writer has seen.

    Raises:
        NotFound: no such item in this hall.
        WrongState: its latest version is no draft any more.
        ItemChanged: somebody has changed it since.
        Forbidden: another department's item.
        InvalidInput: no name or queue; or another code than the item's, which never changes.
    """
    latest = _latest(uow, item_id)
    state = next_item_state(ItemState(latest.state), ItemStep.EDIT)
    demand_revision(uow, latest, revision)
    demand_own(uow, editor, latest.content)
    _demand_identity(uow, item_id, written, editor)
    uow.update(
        item_versions,
        latest.id,
        content=as_kept(written.content),
        valid_from=written.valid_from,
        valid_to=written.valid_to,
    )
    _note(uow, latest.id, ItemStep.EDIT, state, account_id=editor.account_id)
    return {"item_id": item_id}


def demand_own(uow: UnitOfWork, editor: Editor, content: Mapping[str, Any]) -> None:
    """Let pass who may touch an item of this department (实施主体).

    Raises:
        Forbidden: somebody of one department, and the item is another's.
    """
    query = select(accounts.c.agency).where(accounts.c.id == editor.account_id)
    agency = uow.conn.execute(query).scalar_one_or_none()
    if agency is not None and content.get("agency") != agency:
        raise Forbidden("another department answers for this item", reason="other_agency")


def demand_revision(uow: UnitOfWork, row: ItemVersionRow, seen: int) -> None:
    """Let pass who has seen the version as it is.

    Raises:
        ItemChanged: somebody has taken a step since.
    """
    if steps_taken(uow.conn, row.id) != seen:
        raise ItemChanged("somebody has taken a step since", state=row.state)


def as_kept(content: Mapping[str, Any]) -> dict[str, Any]:
    """Content to keep: what can be published in one form, so that equal ones are equal."""
    if faults_of(content):
        return dict(content)
    return checked_item(content).model_dump(mode="json")


def _add_version(
    uow: UnitOfWork, item_id: int, *, version: int, written: Written, editor: Editor
) -> None:
    state = next_item_state(None, ItemStep.DRAFT)
    version_id = uow.insert(
        item_versions,
        hall_id=uow.hall.id,
        item_id=item_id,
        version=version,
        state=state,
        state_since=uow.now,
        content=as_kept(written.content),
        valid_from=written.valid_from,
        valid_to=written.valid_to,
    )
    _note(uow, version_id, ItemStep.DRAFT, state, account_id=editor.account_id)


def _demand_identity(uow: UnitOfWork, item_id: int, written: Written, editor: Editor) -> None:
    demand_own(uow, editor, written.content)
    _queue_named(uow, written)
    _said(written, "name")
    code = uow.conn.execute(select(items.c.code).where(items.c.id == item_id)).scalar_one()
    if _said(written, "code") != code:
        raise InvalidInput("an item keeps its code", field="code", reason="fixed")


def _free_code(uow: UnitOfWork, written: Written) -> str:
    code = _said(written, "code")
    taken = (items.c.hall_id == uow.hall.id) & (items.c.code == code)
    if uow.conn.execute(select(items.c.id).where(taken)).first() is not None:
        raise InvalidInput("another item has this code", field="code", reason="taken")
    return code


def _queue_named(uow: UnitOfWork, written: Written) -> int:
    code = _said(written, "queue")
    query = select(queues.c.id).where(queues.c.hall_id == uow.hall.id, queues.c.code == code)
    queue_id = uow.conn.execute(query).scalar_one_or_none()
    if queue_id is None:
        raise InvalidInput(f"no queue {code!r} in this hall", field="queue", reason="unknown")
    return int(queue_id)


def _said(written: Written, field: str) -> str:
    value = written.content.get(field)
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput("without it nothing can be kept", field=field, reason="blank")
    return value.strip()


def _latest(uow: UnitOfWork, item_id: int) -> ItemVersionRow:
    uow.demand(items, item_id)
    latest = newest_version(uow.conn, item_id)
    assert latest is not None, "an item is written down together with its first version"
    return latest
