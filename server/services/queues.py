"""Closing a queue for a while, with a reason that citizens read, and opening it again."""

from __future__ import annotations

from typing import Any

from server.domain.events import QueueChanged
from server.store.hall_rows import QueueRow
from server.store.hall_tables import queues
from server.store.unit_of_work import UnitOfWork


def close_queue(uow: UnitOfWork, *, queue_id: int, reason: str) -> dict[str, Any]:
    """暂停取号: no more numbers; those who wait are served. A new reason replaces the old one."""
    return _turn(uow, queue_id, is_open=False, reason=reason)


def open_queue(uow: UnitOfWork, *, queue_id: int) -> dict[str, Any]:
    """恢复取号."""
    return _turn(uow, queue_id, is_open=True, reason=None)


def _turn(uow: UnitOfWork, queue_id: int, *, is_open: bool, reason: str | None) -> dict[str, Any]:
    queue = uow.get(QueueRow, queues, queue_id)
    if (queue.is_open, queue.closed_reason) != (is_open, reason):
        uow.update(queues, queue.id, is_open=is_open, closed_reason=reason)
        uow.record(QueueChanged(queue_id=queue.id, open=is_open))
    return {"queue_id": queue.id}
