"""Queues: close one for a while, open it again."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_openapi3.models.tag import Tag

from server.api.answer import SIGNED_IN, Answer
from server.api.blueprint import Blueprint
from server.api.identity import requires
from server.api.running import run
from server.api.schemas.base import QueuePath
from server.api.schemas.halls import CloseQueue, Queue
from server.domain.access import Permission
from server.reports.catalogue import hall_config
from server.services import queues
from server.wiring import wiring

bp = Blueprint("queues", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="queues")])


@bp.post(
    "/halls/<int:hall_id>/queues/<int:queue_id>/close",
    responses={200: Queue},
    security=SIGNED_IN,
)
@requires(Permission.MANAGE_QUEUES)
def close_queue(path: QueuePath, body: CloseQueue) -> Answer:
    """暂停取号, with a reason for citizens to read; those who wait are served."""
    command = partial(queues.close_queue, queue_id=path.queue_id, reason=body.reason)
    run(path.hall_id, command, name=f"close_queue:{path.queue_id}")
    return _answer(path)


@bp.post(
    "/halls/<int:hall_id>/queues/<int:queue_id>/open",
    responses={200: Queue},
    security=SIGNED_IN,
)
@requires(Permission.MANAGE_QUEUES)
def open_queue(path: QueuePath) -> Answer:
    """恢复取号."""
    command = partial(queues.open_queue, queue_id=path.queue_id)
    run(path.hall_id, command, name=f"open_queue:{path.queue_id}")
    return _answer(path)


def _answer(path: QueuePath) -> Answer:
    parts = wiring()
    with parts.database.read() as conn:
        hall = hall_config(conn, path.hall_id, now=parts.clock.now())
    queue: dict[str, Any] = next(q for q in hall["queues"] if q["queue_id"] == path.queue_id)
    return queue
