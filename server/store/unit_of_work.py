"""One command, one transaction: lock the hall, change rows, record events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, bindparam, select, update

from server.domain.errors import NotFound
from server.domain.events import Event
from server.store.event_tables import events
from server.store.hall_rows import HallRow
from server.store.hall_tables import halls
from server.store.prepared import Prepared, change, insertion, row_of_hall

T = TypeVar("T")


class UnitOfWork:
    """What a command works with.

    Attributes:
        hall: the hall's row, locked for this transaction.
        now: the instant of the command; every row and event it writes bears this one.
        day: the hall's business day at that instant.
        actor: who asks, for the record: "account:3", "station:1", "citizen", "system", or
            "account:3 by station:1" while a station acts for a clerk.
    """

    def __init__(self, conn: Connection, hall: HallRow, *, now: datetime, actor: str) -> None:
        self.conn = conn
        self.hall = hall
        self.now = now
        self.day: date = hall.today(now)
        self.actor = actor
        self.seq = hall.event_seq
        self._events: list[dict[str, Any]] = []

    @contextmanager
    def for_account(self, account_id: int) -> Iterator[None]:
        """Record what happens meanwhile as this account's, by the hand of who asks."""
        asking = self.actor
        self.actor = f"account:{account_id} by {asking}"
        try:
            yield
        finally:
            self.actor = asking

    def one(self, make: Callable[..., T], query: Select[Any]) -> T | None:
        """The query's only row as a value, or None."""
        row = self.conn.execute(query).one_or_none()
        return None if row is None else make(*row)

    def get(self, make: Callable[..., T], table: Table, row_id: int) -> T:
        """A row of this hall by its id.

        Raises:
            NotFound: no such row in this hall.
        """
        row = row_of_hall(table).one_or_none(self.conn, row_id=row_id, hall=self.hall.id)
        if row is None:
            raise NotFound(f"no {table.name} {row_id} in this hall", what=table.name)
        return make(*row)

    def demand(self, table: Table, row_id: int) -> None:
        """Make sure that this hall has a row.

        Raises:
            NotFound: it has not.
        """
        query = select(table.c.id).where(table.c.id == row_id, table.c.hall_id == self.hall.id)
        if self.conn.execute(query).first() is None:
            raise NotFound(f"no {table.name} {row_id} in this hall", what=table.name)

    def insert(self, table: Table, **values: Any) -> int:
        """Add a row and return its id."""
        return int(insertion(table, frozenset(values)).scalar(self.conn, **values))

    def update(self, table: Table, row_id: int | str, **values: Any) -> None:
        """Change one row by its id."""
        statement = change(table, frozenset(values))
        statement.run(self.conn, row_id_=row_id, **{f"{name}_": v for name, v in values.items()})

    def record(self, event: Event) -> int:
        """Add an event to the hall's stream and return its sequence number.

        The number is the hall's counter plus one, taken under the hall's lock: without gaps,
        and in commit order.
        """
        self.seq += 1
        self._events.append(
            {
                "hall_id": self.hall.id,
                "seq": self.seq,
                "kind": event.kind,
                "at": self.now,
                "day": self.day,
                "body": event.body(),
                "actor": self.actor,
            }
        )
        return self.seq

    def flush(self) -> None:
        """Write the events and the hall's counter; the transaction's last statements."""
        if self._events:
            for event in self._events:
                _ADD_EVENT.run(self.conn, **event)
            _RAISE_SEQ.run(self.conn, hall=self.hall.id, seq=self.seq)
            self._events = []


_LOCK_HALL = Prepared(select(halls).where(halls.c.id == bindparam("hall")).with_for_update())
_RAISE_SEQ = Prepared(
    update(halls).where(halls.c.id == bindparam("hall")).values(event_seq=bindparam("seq"))
)
_ADD_EVENT = insertion(events, frozenset(events.c.keys()))


def lock_hall(conn: Connection, hall_id: int) -> HallRow:
    """Read the hall's row and hold its lock until the transaction ends.

    The first statement of every command: it makes the commands of one hall run one after
    another (on SQLite the file's write lock already does), so that seq order is commit order.

    Raises:
        NotFound: no such hall.
    """
    row = _LOCK_HALL.one_or_none(conn, hall=hall_id)
    if row is None:
        raise NotFound(f"no hall {hall_id}", what="hall")
    return HallRow(*row)
