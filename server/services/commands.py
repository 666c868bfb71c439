"""Runs commands: once a request id, in a business day that has begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select

from server.domain.errors import IdempotencyKeyReused
from server.services import days
from server.store.database import Database
from server.store.prepared import Prepared, insertion
from server.store.tables import requests
from server.store.unit_of_work import UnitOfWork

Result = dict[str, Any]


class Commands:
    """The way in for everything that changes a hall."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(
        self,
        hall_id: int,
        command: Callable[[UnitOfWork], Result],
        *,
        name: str,
        actor: str,
        request_id: str | None = None,
    ) -> Result:
        """Run a command and return its result, once it is durable.

        A request id that has been seen gives the result of that time: a double tap, a retried
        request, a second click change nothing and answer the same.

        Args:
            name: the command and what it is about, such as "call_next:3"; a request id is good
                for one name only.
            actor: who asks; a request id is good for one actor only.

        Raises:
            DomainError: refused; nothing has changed and the request id is still free.
            IdempotencyKeyReused: the request id belongs to another command or actor.
        """

        def work(uow: UnitOfWork) -> Result:
            if request_id is not None:
                earlier = _earlier_result(uow, request_id, name)
                if earlier is not None:
                    return earlier
            days.begin_day(uow)
            result = command(uow)
            if request_id is not None:
                _remember(uow, request_id, name, result)
            return result

        return self._database.write(hall_id, work, actor=actor)


def _earlier_result(uow: UnitOfWork, request_id: str, name: str) -> Result | None:
    row = _EARLIER.one_or_none(uow.conn, hall=uow.hall.id, request=request_id)
    if row is None:
        return None
    command, actor, result = row
    if (command, actor) != (name, uow.actor):
        raise IdempotencyKeyReused("this request id belongs to another command")
    return dict(result)


def _remember(uow: UnitOfWork, request_id: str, name: str, result: Result) -> None:
    _REMEMBER.run(
        uow.conn,
        hall_id=uow.hall.id,
        request_id=request_id,
        command=name,
        actor=uow.actor,
        result=result,
        at=uow.now,
    )


_EARLIER = Prepared(
    select(requests.c.command, requests.c.actor, requests.c.result).where(
        requests.c.hall_id == bindparam("hall"), requests.c.request_id == bindparam("request")
    )
)
_REMEMBER = insertion(requests, frozenset(requests.c.keys()))
