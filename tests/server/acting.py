"""A small hall that tests can act in: citizens draw numbers, clerks sit down and call.

Tickets are named by their numbers and windows by theirs, as people in a hall name them. All of
it runs the real commands on a real database; only the clock is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, delete, insert, select, update

from server.domain.lifecycle import Outcome, SuspendKind
from server.reports.board import board
from server.reports.desk import desk as console
from server.reports.stream import events_since
from server.sample.read import read_hall
from server.sample.schema import HallFile
from server.services import (
    answering_jobs,
    calling,
    choosing,
    handling,
    issuing,
    queues,
    serving,
    slips,
    tickets,
    transferring,
    windows,
)
from server.services.commands import Commands
from server.services.enrolment import put_station
from server.services.seeding import seed_hall
from server.services.stations import by_token
from server.store import hall_tables, people_tables, station_tables, ticket_tables
from server.store.database import Database
from server.store.engine import open_engine, transaction
from server.store.hall_rows import HallRow, WindowRow
from server.store.station_rows import JobRow
from server.store.ticket_rows import TicketRow, VisitRow
from server.store.unit_of_work import UnitOfWork

T = TypeVar("T")

BEIJING = ZoneInfo("Asia/Shanghai")
TUESDAY_NINE = datetime(2026, 11, 24, 9, 0, tzinfo=BEIJING)
CLERKS = 9


class FakeClock:
    """Stands still until told otherwise."""

    def __init__(self, at: datetime = TUESDAY_NINE) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def forward(self, **duration: float) -> datetime:
        """Let time pass: `forward(minutes=5)`."""
        self._at += timedelta(**duration)
        return self._at

    def set(self, beijing_time: str) -> datetime:
        """Jump to a time of day in the hall: `set("2026-11-25 00:30")`."""
        self._at = datetime.fromisoformat(beijing_time).replace(tzinfo=BEIJING).astimezone(UTC)
        return self._at


@cache
def small_hall_file() -> HallFile:
    """The hall of `small_hall/`, read once."""
    return read_hall(Path(__file__).with_name("small_hall"))


def build_hall(
    url: str, database: Database, clock: Any, *, code: str = "small", **policy: Any
) -> SmallHall:
    """Add the small hall and its clerks to a database with tables."""
    file = small_hall_file().model_copy(update={"code": code})
    engine = open_engine(url, writes=True)
    with transaction(engine) as conn:
        hall_id = seed_hall(conn, file, now=clock.now(), policy=policy)
        conn.execute(
            insert(people_tables.accounts),
            [
                {
                    "hall_id": hall_id,
                    "login": f"{code}-{n}",
                    "name": f"窗口人员{n}",
                    "staff_no": f"{n:03}",
                    "role": "clerk",
                    "password_hash": "nobody signs in here",
                    "is_active": True,
                    "is_demonstration": False,
                }
                for n in range(1, CLERKS + 1)
            ],
        )
    engine.dispose()
    return SmallHall(database, clock, code)


class SmallHall:
    """The hall as everybody in it sees it."""

    def __init__(self, database: Database, clock: Any, code: str) -> None:
        self.database = database
        self.clock = clock
        self._commands = Commands(database)
        with database.read() as conn:
            ids = select(hall_tables.halls.c.id).where(hall_tables.halls.c.code == code)
            self.hall_id: int = conn.execute(ids).scalar_one()
            self.queues = self._ids(conn, hall_tables.queues, "prefix")
            self.windows = self._ids(conn, hall_tables.windows, "number")
            self.zones = self._ids(conn, hall_tables.zones, "code")
            self.items = self._ids(conn, hall_tables.items, "code")
            self.packages = self._ids(conn, hall_tables.packages, "code")
            self.clerks = [
                account_id
                for (account_id,) in conn.execute(
                    select(people_tables.accounts.c.id)
                    .where(people_tables.accounts.c.hall_id == self.hall_id)
                    .order_by(people_tables.accounts.c.id)
                )
            ]

    # What citizens and staff do ------------------------------------------------------------

    def issue(self, prefix: str = "A", *, channel: str = "kiosk", **more: Any) -> str:
        """Draw a number in the queue of this prefix; returns it as written."""
        return self.issue_for(queue_id=self.queues[prefix], channel=channel, **more)

    def issue_for(self, *, channel: str = "kiosk", **what: Any) -> str:
        """Draw a number for whatever `issue` takes: a queue, an item or a package."""
        return self.number_of(self.run(issuing.issue, channel=channel, **what)["ticket_id"])

    def bring_back(self, number: str) -> None:
        self.run(tickets.bring_back, ticket_id=self.ticket(number).id)

    def cancel(self, number: str) -> None:
        self.run(tickets.cancel, ticket_id=self.ticket(number).id)

    def void(self, number: str) -> None:
        self.run(tickets.void, ticket_id=self.ticket(number).id)

    def reprint(self, number: str, *, request_id: str | None = None) -> None:
        self.run(slips.reprint, ticket_id=self.ticket(number).id, request_id=request_id)

    def close_queue(self, prefix: str, reason: str = "系统维护") -> None:
        self.run(queues.close_queue, queue_id=self.queues[prefix], reason=reason)

    def open_queue(self, prefix: str) -> None:
        self.run(queues.open_queue, queue_id=self.queues[prefix])

    def report_slip(self, number: str, state: str, reason: str | None = None) -> None:
        ticket_id = self.ticket(number).id
        self.run(slips.report_slip, ticket_id=ticket_id, state=state, reason=reason)

    def sit(self, window: str, *, clerk: int | None = None, take_over: bool = False) -> Desk:
        """Sit down at a window; by default clerk 1 sits at window 1, and so on."""
        sitting = Desk(self, window, clerk or int(window))
        sitting.open(take_over=take_over)
        return sitting

    def run(
        self,
        command: Callable[..., dict[str, Any]],
        *,
        actor: str = "station:1",
        request_id: str | None = None,
        name: str | None = None,
        **arguments: Any,
    ) -> dict[str, Any]:
        """Any command of the hall."""
        return self._commands.run(
            self.hall_id,
            partial(command, **arguments),
            name=name or command.__name__,
            actor=actor,
            request_id=request_id,
        )

    # What its office sets up ---------------------------------------------------------------

    def set_policy(self, **policy: Any) -> None:
        this = hall_tables.halls.c.id == self.hall_id
        self.set_up(update(hall_tables.halls).where(this).values(policy=policy))

    def set_queue(self, prefix: str, **values: Any) -> None:
        this = hall_tables.queues.c.id == self.queues[prefix]
        self.set_up(update(hall_tables.queues).where(this).values(**values))

    def set_issuing(self, prefix: str, **rules: Any) -> None:
        """Set a queue's rules for giving numbers, as its row holds them."""
        self.set_queue(prefix, policy={"issuing": rules})

    def set_calendar(self, **calendar: Any) -> None:
        """Change parts of the hall's calendar, as its row holds them."""
        this = hall_tables.halls.c.id == self.hall_id
        changed = {**self.row().calendar, **calendar}
        self.set_up(update(hall_tables.halls).where(this).values(calendar=changed))

    def serve_no_more(self, prefix: str) -> None:
        """Take a queue from all windows."""
        this = hall_tables.window_queues.c.queue_id == self.queues[prefix]
        self.set_up(delete(hall_tables.window_queues).where(this))

    def route_package(self, *prefixes: str) -> None:
        """Let the package go on to these queues after its first."""
        this = hall_tables.packages.c.id == self.packages["both"]
        route = [self.queues[prefix] for prefix in prefixes]
        self.set_up(update(hall_tables.packages).where(this).values(route=route))

    def add_keypad(self, window: str, *, code: str | None = None) -> Keypad:
        """Give a window a station with a keypad."""
        return Keypad(self, self._add_station("window", code or f"window-{window}", window))

    def share_keypads(self, *windows: str) -> Keypad:
        """Give the hall a station on which the keypads of these windows hang."""
        return Keypad(self, self._add_station("hall", "hall-bus", None, keypads_at=windows))

    def add_speaker(self) -> int:
        """Give the hall a station that speaks; returns its id."""
        return self._add_station("hall", "hall-1", None)

    def _add_station(
        self, kind: str, code: str, window: str | None, *, keypads_at: Sequence[str] = ()
    ) -> int:
        token = f"st_{self.hall_id}_{code}"

        def add(uow: UnitOfWork) -> int:
            put_station(
                uow.conn,
                hall_id=self.hall_id,
                code=code,
                kind=kind,
                token=token,
                window=window,
                keypads_at=keypads_at,
            )
            return by_token(uow.conn, token).id

        return self.database.write(self.hall_id, add, actor="office")

    def set_up(self, statement: Any) -> None:
        self.database.write(
            self.hall_id, lambda uow: uow.conn.execute(statement).rowcount, actor="office"
        )

    # What is there to be seen --------------------------------------------------------------

    def ticket(self, number: str) -> TicketRow:
        """The latest ticket of this number."""
        return self._rows(
            ticket_tables.tickets, TicketRow, ticket_tables.tickets.c.number == number
        )[-1]

    def number_of(self, ticket_id: int) -> str:
        this = ticket_tables.tickets.c.id == ticket_id
        return self._rows(ticket_tables.tickets, TicketRow, this)[0].number

    def state(self, number: str) -> str:
        return self.ticket(number).state

    def states(self) -> dict[str, str]:
        """Number -> state of the latest ticket of each number."""
        return {t.number: t.state for t in self._rows(ticket_tables.tickets, TicketRow)}

    def tickets(self) -> list[TicketRow]:
        return self._rows(ticket_tables.tickets, TicketRow)

    def visits(self, number: str) -> list[VisitRow]:
        """All visits of a ticket, first to last."""
        this = ticket_tables.visits.c.ticket_id == self.ticket(number).id
        return self._rows(ticket_tables.visits, VisitRow, this)

    def visit(self, number: str) -> VisitRow:
        """The latest visit of a ticket."""
        return self.visits(number)[-1]

    def window(self, number: str) -> WindowRow:
        return self._rows(hall_tables.windows, WindowRow, hall_tables.windows.c.number == number)[0]

    def row(self) -> HallRow:
        with self.database.read() as conn:
            query = select(hall_tables.halls).where(hall_tables.halls.c.id == self.hall_id)
            return HallRow(*conn.execute(query).one())

    def ratings(self) -> list[Any]:
        """What is stored of every rating, column by column, oldest first."""
        with self.database.read() as conn:
            return list(
                conn.execute(select(ticket_tables.ratings).order_by(ticket_tables.ratings.c.id))
            )

    def levels(self) -> list[str]:
        """The ratings that count, oldest first."""
        with self.database.read() as conn:
            return list(conn.execute(select(ticket_tables.ratings.c.level)).scalars())

    def alarms(self) -> list[tuple[str, int | None]]:
        """(kind, window) of every alarm, oldest first."""
        columns = select(station_tables.alarms.c.kind, station_tables.alarms.c.window_id)
        with self.database.read() as conn:
            rows = conn.execute(columns.where(station_tables.alarms.c.hall_id == self.hall_id))
            return [(kind, window_id) for kind, window_id in rows]

    def board(self) -> dict[str, Any]:
        with self.database.read() as conn:
            return board(conn, self.hall_id, now=self.clock.now())

    def events(self, since: int = 0) -> list[dict[str, Any]]:
        """The hall's stream after `since`, all of it."""
        with self.database.read() as conn:
            return events_since(conn, self.hall_id, since, limit=1_000_000)

    def kinds(self, since: int = 0) -> list[str]:
        return [event["kind"] for event in self.events(since)]

    def seq(self) -> int:
        return self.row().event_seq

    def _rows(self, table: Table, make: Callable[..., T], *conditions: Any) -> list[T]:
        query = select(table).where(table.c.hall_id == self.hall_id, *conditions)
        with self.database.read() as conn:
            return [make(*row) for row in conn.execute(query.order_by(table.c.id))]

    def _ids(self, conn: Connection, table: Table, key: str) -> dict[str, int]:
        query = select(table.c[key], table.c.id).where(table.c.hall_id == self.hall_id)
        return {name: row_id for name, row_id in conn.execute(query)}


class Desk:
    """A clerk at a window."""

    def __init__(self, hall: SmallHall, window: str, clerk: int) -> None:
        self.hall = hall
        self.window = window
        self.window_id = hall.windows[window]
        self.account_id = hall.clerks[clerk - 1]

    def open(self, *, take_over: bool = False) -> None:
        self._run(windows.open_window, take_over=take_over)

    def close(self) -> None:
        self._run(windows.leave_window)

    def pause(self, reason: str = "取材料", until: datetime | None = None) -> None:
        self._run(windows.pause, reason=reason, until=until)

    def unpause(self) -> None:
        self._run(windows.unpause)

    def call_next(self, *, request_id: str | None = None) -> str:
        """Call; returns the number called."""
        return self._number(self._run(calling.call_next, request_id=request_id))

    def call(self, number: str, reason: str = "带小孩") -> str:
        """Call a chosen ticket."""
        ticket_id = self.hall.ticket(number).id
        return self._number(self._run(choosing.call_chosen, ticket_id=ticket_id, reason=reason))

    def admit(self, queue: str = "A") -> str:
        """Serve somebody without a number."""
        return self._number(self._run(choosing.admit, queue_id=self.hall.queues[queue]))

    def begin(self, item: str) -> str:
        """Begin to handle an item, by its code."""
        return self._number(self._run(handling.begin_item, item_id=self.hall.items[item]))

    def recall(self) -> str:
        return self._number(self._run(calling.recall))

    def start(self) -> str:
        return self._number(self._run(calling.start))

    def pass_(self, reason: str | None = None) -> str:
        return self._number(self._run(calling.pass_ticket, reason=reason))

    def suspend(self, kind: str = "without_documents") -> str:
        """Suspend; returns the citizen's code."""
        return str(self._run(serving.suspend, kind=SuspendKind(kind))["code"])

    def resume(
        self, number: str | None = None, *, code: str | None = None, token: str | None = None
    ) -> str:
        ticket_id = self.hall.ticket(number).id if number else None
        which = {"ticket_id": ticket_id, "code": code, "token": token}
        return self._number(self._run(serving.resume, **which))

    def transfer(
        self, *, queue: str | None = None, window: str | None = None, zone: str | None = None
    ) -> str:
        result = self._run(
            transferring.transfer,
            queue_id=self.hall.queues[queue] if queue else None,
            target_window_id=self.hall.windows[window] if window else None,
            zone_id=self.hall.zones[zone] if zone else None,
        )
        return self._number(result)

    def return_(self) -> str:
        return self._number(self._run(serving.return_to_queue))

    def finish(
        self, outcome: str = "accepted", note: str | None = None, case_number: str | None = None
    ) -> str:
        return self._number(
            self._run(serving.finish, outcome=Outcome(outcome), note=note, case_number=case_number)
        )

    def serve(self) -> str:
        """Call, start and finish the next ticket."""
        self.call_next()
        self.start()
        return self.finish()

    def view(self, online: bool = True) -> dict[str, Any]:
        """What the clerk's console shows."""
        with self.hall.database.read() as conn:
            now = self.hall.clock.now()
            return console(
                conn, self.hall.hall_id, self.window_id, now=now, is_online=lambda _: online
            )

    def _run(self, command: Callable[..., dict[str, Any]], **arguments: Any) -> dict[str, Any]:
        return self.hall.run(
            command,
            name=f"{command.__name__}:{self.window}",
            actor=f"account:{self.account_id}",
            window_id=self.window_id,
            account_id=self.account_id,
            **arguments,
        )

    def _number(self, result: dict[str, Any]) -> str:
        return self.hall.number_of(result["ticket_id"])


class Keypad:
    """The station of a window, and the keypad on it."""

    def __init__(self, hall: SmallHall, station_id: int) -> None:
        self.hall = hall
        self.station_id = station_id

    def jobs(self) -> list[JobRow]:
        """All it was ever asked, oldest first."""
        query = select(station_tables.jobs).where(
            station_tables.jobs.c.station_id == self.station_id
        )
        with self.hall.database.read() as conn:
            return [
                JobRow(*row)
                for row in conn.execute(
                    query.order_by(station_tables.jobs.c.visit_id, station_tables.jobs.c.id)
                )
            ]

    def asked(self) -> list[str]:
        """The numbers it is asking about now."""
        return [job.body["number"] for job in self.jobs() if job.state == "pending"]

    def press(self, level: str, *, after_s: float = 5, job: JobRow | None = None) -> None:
        """A citizen presses a key some seconds after the keypad was armed; the answer is sent."""
        job = job or self.jobs()[-1]
        armed_at = max(job.created_at, self.hall.clock.now() - timedelta(seconds=after_s))
        pressed_at = armed_at + timedelta(seconds=after_s)
        self.answer("done", job=job, **self.pressed(level, armed_at, pressed_at))

    def pressed(self, level: str, armed_at: datetime, pressed_at: datetime) -> dict[str, Any]:
        """The body of an answer with a key in it."""
        return {
            "value": 3,
            "level": level,
            "armed_at": armed_at.isoformat(),
            "pressed_at": pressed_at.isoformat(),
            "device": "keypad",
        }

    def answer(self, outcome: str, *, job: JobRow | None = None, **body: Any) -> None:
        job = job or self.jobs()[-1]
        self.hall.run(
            answering_jobs.take_result,
            actor=f"station:{self.station_id}",
            job_id=job.id,
            station_id=self.station_id,
            outcome=outcome,
            body=body,
        )


def drop_overdue(hall: SmallHall) -> int:
    """The server's own sweep for jobs nobody answered."""

    def sweep(uow: UnitOfWork) -> dict[str, Any]:
        return answering_jobs.drop_overdue(uow)

    return int(hall.run(sweep, actor="system")["dropped"])
