"""一次性告知书: made at the window for the ticket that is there, and handed in later."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import func, insert, select, update

from server.domain.errors import NotFound, WrongState
from server.domain.lifecycle import State, SuspendKind
from server.domain.notices import (
    REMINDED,
    NoticeKind,
    Told,
    demand_complete,
    due_at,
    mask_name,
    notice_number,
)
from server.services.at_window import current, own_window
from server.services.printing_notices import print_slips
from server.services.serving import suspend
from server.store.hall_rows import WindowRow
from server.store.hall_tables import items, window_queues, windows
from server.store.notice_rows import NoticeRow
from server.store.notice_tables import notice_materials, notices
from server.store.noticed import materials_of
from server.store.ticket_rows import VisitRow
from server.store.unit_of_work import UnitOfWork


def make_notice(
    uow: UnitOfWork,
    *,
    window_id: int,
    account_id: int,
    item_id: int,
    told: Told,
    agent: str | None,
    suspend_kind: SuspendKind | None,
    with_slips: bool,
    public_url: str,
) -> dict[str, Any]:
    """Make a notice for the window's ticket; suspend the ticket and print with it, if asked.

    All of it is one transaction: there is no notice with a return code of a ticket that was not
    suspended. That no printer takes the job is no reason to refuse: the page prints as well.

    Args:
        agent: the name of whoever came for somebody else; only its mask is kept.
        suspend_kind: the citizen will be back with it without queueing; None: the visit goes on.
        with_slips: print two copies on the printer for this window.

    Raises:
        WrongState: the citizen is not being served yet.
        NotFound: no such item is published in this hall.
        InvalidInput: the notice lacks what its kind has to say; `field` names it.
    """
    window = own_window(uow, window_id, account_id)
    ticket, visit = current(uow, window_id)
    if ticket.state != State.SERVING:
        raise WrongState("begin to serve first", state=ticket.state, trigger="notice")
    item = _published(uow, item_id)
    guide = item.guide
    demand_complete(told, listed=len(guide["materials"]), returns=suspend_kind is not None)
    due = due_at(told, at=uow.now, hours=uow.hall.opening_hours())
    code = None
    if suspend_kind is not None:
        code = suspend(uow, window_id=window_id, account_id=account_id, kind=suspend_kind)["code"]
    serial = _next_serial(uow)
    notice_id = uow.insert(
        notices,
        hall_id=uow.hall.id,
        day=uow.day,
        serial=serial,
        number=notice_number(uow.hall.code, uow.day, serial),
        token=secrets.token_urlsafe(16),
        kind=told.kind,
        ticket_id=ticket.id,
        visit_id=visit.id,
        window_id=window_id,
        account_id=account_id,
        item_id=item.id,
        item_name=item.name,
        item_code=item.code,
        item_version=item.version,
        statutory_limit=guide["statutory_limit"],
        promised_limit=guide["promised_limit"],
        agent_mask=mask_name(agent) if agent else None,
        how=told.how,
        words=told.words,
        promise=told.promise,
        made_at=uow.now,
        due_at=due,
        windows=_windows_to_return_to(uow, window, visit, suspend_kind),
        suspend_kind=suspend_kind,
        suspend_code=code,
    )
    _add_materials(uow, notice_id, told, guide["materials"])
    if with_slips:
        print_slips(uow, notice_id=notice_id, window_id=window_id, public_url=public_url)
    return {"notice_id": notice_id, "ticket_id": ticket.id, "visit_id": visit.id, "code": code}


def hand_in(
    uow: UnitOfWork, *, notice_id: int, account_id: int, positions: tuple[int, ...]
) -> dict[str, Any]:
    """Note that materials of a notice were handed in; handing one in again changes nothing.

    Raises:
        NotFound: no such notice in this hall, or no such material on it.
        WrongState: with a notice of this kind nothing is waited for.
    """
    notice = uow.get(NoticeRow, notices, notice_id)
    if NoticeKind(notice.kind) not in REMINDED:
        raise WrongState("nothing is waited for", state=notice.kind, trigger="hand_in")
    known = {material.position for material in materials_of(uow.conn, notice.id)}
    if set(positions) - known:
        raise NotFound("not a material of this notice", what="notice_material")
    uow.conn.execute(
        update(notice_materials)
        .where(
            notice_materials.c.notice_id == notice.id,
            notice_materials.c.position.in_(positions),
            notice_materials.c.handed_in_at.is_(None),
        )
        .values(handed_in_at=uow.now, handed_in_to=account_id)
    )
    return {"notice_id": notice.id}


def _published(uow: UnitOfWork, item_id: int) -> Any:
    query = select(items).where(
        items.c.id == item_id,
        items.c.hall_id == uow.hall.id,
        items.c.published_at.is_not(None),
        items.c.retired_at.is_(None),
    )
    item = uow.conn.execute(query).one_or_none()
    if item is None:
        raise NotFound(f"no published item {item_id} in this hall", what="item")
    return item


def _next_serial(uow: UnitOfWork) -> int:
    """The hall's lock is held, and what rolls back takes its number with it: no gaps."""
    highest = select(func.max(notices.c.serial)).where(
        notices.c.hall_id == uow.hall.id, notices.c.day == uow.day
    )
    return (uow.conn.execute(highest).scalar_one() or 0) + 1


def _windows_to_return_to(
    uow: UnitOfWork, window: WindowRow, visit: VisitRow, kind: SuspendKind | None
) -> list[str]:
    """Papers left here bind the citizen to this window; all others serve the queue as well."""
    if kind in (SuspendKind.WITH_DOCUMENTS, SuspendKind.AWAITING_STEP):
        return [window.number]
    query = (
        select(windows.c.number)
        .join(window_queues, window_queues.c.window_id == windows.c.id)
        .where(window_queues.c.queue_id == visit.queue_id)
        .order_by(windows.c.position)
    )
    serving = list(uow.conn.execute(query).scalars())
    return serving if window.number in serving else [window.number, *serving]


def _add_materials(
    uow: UnitOfWork, notice_id: int, told: Told, listed: list[dict[str, Any]]
) -> None:
    for material in sorted(told.materials, key=lambda m: m.position):
        of_guide = listed[material.position - 1]
        uow.conn.execute(
            insert(notice_materials).values(
                notice_id=notice_id,
                position=material.position,
                name=of_guide["name"],
                form=of_guide["form"],
                copies=of_guide["copies"],
                has_sample=of_guide.get("has_sample"),
                fault=material.fault,
                words=material.words,
            )
        )
