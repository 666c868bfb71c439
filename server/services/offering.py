"""Brings published versions into force on their day, and takes items away whose time is over."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select

from server.domain.events import HallChanged
from server.domain.items import ItemState, ItemStep, next_item_state
from server.sample.guide import as_offered
from server.sample.item_check import checked_item
from server.services.steps import note_step
from server.store.hall_tables import items, queues
from server.store.item_rows import ItemVersionRow
from server.store.item_tables import item_steps, item_versions
from server.store.unit_of_work import UnitOfWork
from server.store.versions import chosen_on, published_versions

_note = partial(note_step, table=item_steps, of="version_id")


def bring_into_force(uow: UnitOfWork, *, item_id: int | None = None) -> dict[str, Any]:
    """Let the hall offer what is published and valid today, and nothing else.

    The item keeps its id: tickets that wait for it, packages and letters of authorisation go on
    as they were. Whoever shows items is told to fetch them again if anything has changed.

    Args:
        item_id: look at this item alone; None for all.
    """
    published = published_versions(uow.conn, uow.hall.id, item_id)
    query = select(items.c.id, items.c.version, items.c.published_at, items.c.retired_at).where(
        items.c.hall_id == uow.hall.id
    )
    if item_id is not None:
        query = query.where(items.c.id == item_id)
    changed = False
    for here, version, published_at, retired_at in uow.conn.execute(query).all():
        chosen = chosen_on(published.get(here, []), uow.day)
        if chosen is not None and chosen.version != version:
            _offer(uow, chosen, earlier=published[here])
            changed = True
        elif chosen is None and published_at is not None and retired_at is None:
            uow.update(items, here, retired_at=uow.now)
            changed = True
    if changed:
        uow.record(HallChanged())
    return {}


def _offer(uow: UnitOfWork, chosen: ItemVersionRow, *, earlier: list[ItemVersionRow]) -> None:
    item = checked_item(chosen.content)
    here = (queues.c.hall_id == uow.hall.id) & (queues.c.code == item.queue)
    queue_id = uow.conn.execute(select(queues.c.id).where(here)).scalar_one()
    uow.update(
        items,
        chosen.item_id,
        version=chosen.version,
        published_at=uow.now,
        retired_at=None,
        **as_offered(item, queue_id, valid_to=chosen.valid_to),
    )
    for version in earlier:
        if version.version < chosen.version:
            state = next_item_state(ItemState(version.state), ItemStep.SUPERSEDE)
            uow.update(item_versions, version.id, state=state, state_since=uow.now)
            _note(uow, version.id, ItemStep.SUPERSEDE, state)
