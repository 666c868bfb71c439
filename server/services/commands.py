"""Runs commands: once a request id, in a business day that has begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select, update

from server.domain.errors import IdempotencyKeyReused
from server.services import days
from server.store.database import Database
from server.store.event_tables import requests
from server.store.prepared import Prepared, insertion
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
                earlier = _demand_same(uow, request_id, name)
                if earlier is not None:
                    return earlier
            days.begin_day(uow)
            result = command(uow)
            if request_id is not None:
                _remember(uow, request_id, name, result)
            return result

        return self._database.write(hall_id, work, actor=actor)


def _demand_same(uow: UnitOfWork, request_id: str, name: str) -> Result | None:
    row = _EARLIER.one_or_none(uow.conn, hall=uow.hall.id, request=request_id)
    if row is None:
        return None
    command, actor, result = row
    if (command, actor) != (name, uow.actor):
        raise IdempotencyKeyReused("this request id belongs to another command")
    return dict(result)


def earlier_result(uow: UnitOfWork, request_id: str, name: str) -> Result | None:
    """What this actor's command of that name came to under a request id, if it ever ran."""
    try:
        return _demand_same(uow, request_id, name)
    except IdempotencyKeyReused:
        return None


def remember_instead(uow: UnitOfWork, request_id: str, name: str, result: Result) -> None:
    """Let a command that is still on its way, or comes again, find another result.

    A request id that belongs to somebody else stays theirs.
    """
    if _EARLIER.one_or_none(uow.conn, hall=uow.hall.id, request=request_id) is None:
        _remember(uow, request_id, name, result)
    else:
        _REMEMBER_INSTEAD.run(
            uow.conn,
            of_hall=uow.hall.id,
            request=request_id,
            name=name,
            by=uow.actor,
            new_result=result,
        )


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
_REMEMBER_INSTEAD = Prepared(
    update(requests)
    .where(
        requests.c.hall_id == bindparam("of_hall"),
        requests.c.request_id == bindparam("request"),
        requests.c.command == bindparam("name"),
        requests.c.actor == bindparam("by"),
    )
    .values(result=bindparam("new_result", type_=requests.c.result.type))
)
