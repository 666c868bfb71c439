"""A hall in memory: tickets, seats and the steps between them, as the pages meet them in tests."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

QUEUES = {
    1: {"queue_id": 1, "code": "general", "name": "综合服务", "name_en": "General", "prefix": "A"},
    2: {
        "queue_id": 2,
        "code": "property",
        "name": "不动产登记",
        "name_en": "Property",
        "prefix": "B",
    },
}
WINDOWS = {1: "1", 2: "2", 3: "3", 4: "4"}
CLERKS = {7: "王芳", 8: "李明", 9: "赵敏", 10: "周宁"}
ROLES = {9: "reception", 10: "office"}  # everybody else is a clerk


class Refusal(Exception):
    """A command is refused with this status, code and fields."""

    def __init__(self, status: int, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"code": code, "detail": f"refused: {code}", **fields}


@dataclass
class Ticket:
    ticket_id: int
    queue_id: int
    joined_at: datetime
    state: str = "waiting"
    items: list[str] = field(default_factory=lambda: ["社会保障卡申领"])
    times: dict[int, dict[str, str | None]] = field(default_factory=dict)
    calls: int = 0
    returned: bool = False
    window_id: int | None = None
    called_at: datetime | None = None
    last_called_at: datetime | None = None
    started_at: datetime | None = None
    since: datetime | None = None
    kind: str | None = None
    announced: str = "pending"
    priority_class: str = "normal"
    appointment: dict[str, Any] | None = None
    warning: str | None = None
    ratings: list[dict[str, Any]] = field(default_factory=list)
    kiosk_token: str | None = None  # of a number that a kiosk gave alone, once handed up

    @property
    def number(self) -> str:
        return f"{QUEUES[self.queue_id]['prefix']}{self.ticket_id:03d}"

    @property
    def token(self) -> str:
        return self.kiosk_token or f"token-{self.ticket_id}"

    @property
    def code(self) -> str:
        return f"48{self.ticket_id:04d}"


@dataclass
class Seat:
    state: str = "closed"
    clerk_id: int | None = None
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    pause: dict[str, Any] | None = None
    rating: dict[str, Any] | None = None


@dataclass(frozen=True)
class Asked:
    """A command as it arrived."""

    window_id: int
    command: str
    body: dict[str, Any]
    key: str


def iso(moment: datetime | None) -> str | None:
    return moment and moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FakeHall:
    """Tickets, seats and a count of events. `asked` holds the commands that were carried out."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.seq = 0
        self.publish: Any = lambda event: None
        self.begin_again()

    def begin_again(self) -> None:
        """Empty the hall. Its count of events goes on, as a real hall's does."""
        self.tickets: dict[int, Ticket] = {}
        self.knows_waits = True
        self.not_authorised = 0
        self.seats = {window_id: Seat() for window_id in WINDOWS}
        self.asked: list[Asked] = []
        self.done: set[str] = set()
        self.refusals: dict[str, Refusal] = {}
        self.answer_after_s = 0.0
        self.closed: dict[int, str] = {}  # queue -> reason
        self.stages = {"consoles": True, "displays": True, "ratings": True}
        self.called_out: list[dict[str, Any]] = []
        self.desk_options = {"window_slip": False, "count_visitors": False}
        self.visitors = 0
        self.cut_off: dict[int, dict[str, Any]] = {}  # queue -> what it says of its numbers
        self.letters: dict[str, Any] = {"demanded": False, "ended": [], "ending": []}
        self.identification = dict.fromkeys(QUEUES, "none")
        self.appointments: dict[int, dict[str, Any]] = {}
        self.sent: list[tuple[str, dict[str, Any]]] = []  # the desk's commands and their bodies

    # What tests do to the hall

    def issue(self, queue_id: int = 1, *, minutes_ago: float = 0, **more: Any) -> Ticket:
        joined_at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        with self.lock:
            ticket = Ticket(len(self.tickets) + 1, queue_id, joined_at, **more)
            self.tickets[ticket.ticket_id] = ticket
            self.tell("ticket.issued", ticket)
        return ticket

    def announce(self, ticket: Ticket, outcome: str) -> None:
        ticket.announced = outcome
        self.tell("call.announced", ticket)

    def tell(self, kind: str, ticket: Ticket | None = None, **body: Any) -> None:
        with self.lock:
            self.seq += 1
            if ticket:
                body = {
                    "ticket_id": ticket.ticket_id,
                    "number": ticket.number,
                    "queue_id": ticket.queue_id,
                    "window_id": ticket.window_id,
                    **body,
                }
            event = {"seq": self.seq, "hall_id": 1, "kind": kind, "day": self.day, "body": body}
        self.publish({**event, "at": iso(datetime.now(UTC))})

    @property
    def day(self) -> str:
        return datetime.now(UTC).date().isoformat()

    # Commands

    def command(self, asked: Asked, clerk_id: int) -> None:
        with self.lock:
            if asked.key in self.done:
                return
            if asked.command in self.refusals:
                raise self.refusals.pop(asked.command)
            seat = self.seats[asked.window_id]
            if asked.command != "open" and seat.clerk_id != clerk_id:
                raise Refusal(403, "not_your_window")
            step = getattr(self, f"_{asked.command.replace('-', '_')}")
            ticket = step(asked.window_id, seat, asked.body, clerk_id)
            self.asked.append(asked)
            self.done.add(asked.key)
            self.tell(f"window.{asked.command}", ticket, window_id=asked.window_id)

    def _open(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> None:
        if seat.clerk_id not in (None, clerk_id) and not body.get("take_over"):
            raise Refusal(409, "window_taken", clerk=CLERKS[seat.clerk_id])
        seat.clerk_id, seat.state = clerk_id, "open"

    def _close(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> None:
        seat.clerk_id, seat.state = None, "closed"

    def _pause(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> None:
        seat.state, seat.pause, seat.since = "paused", body, datetime.now(UTC)

    def _unpause(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> None:
        seat.state, seat.pause = "open", None

    def _call_next(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        waiting = self.waiting()
        if not waiting:
            raise Refusal(409, "queue_empty")
        now = datetime.now(UTC)
        ticket = waiting[0]
        ticket.state, ticket.window_id, ticket.calls = "called", window_id, 1
        ticket.called_at = ticket.last_called_at = now
        return ticket

    def _call(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        ticket, now = self.tickets[body["ticket_id"]], datetime.now(UTC)
        ticket.state, ticket.window_id, ticket.calls = "called", window_id, 1
        ticket.called_at = ticket.last_called_at = now
        return ticket

    def _recall(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        ticket = self.current(window_id)
        ticket.calls, ticket.last_called_at = ticket.calls + 1, datetime.now(UTC)
        return ticket

    def _start(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        ticket = self.current(window_id)
        ticket.state, ticket.started_at = "serving", datetime.now(UTC)
        return ticket

    def _pass(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        return self._away(self.current(window_id), "passed")

    def _suspend(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        ticket = self._away(self.current(window_id), "suspended")
        ticket.kind = body["kind"]
        return ticket

    def _resume(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        found = [
            ticket
            for ticket in self.tickets.values()
            if body in ({"ticket_id": ticket.ticket_id}, {"code": ticket.code})
        ]
        if not found:
            raise Refusal(404, "not_found")
        ticket = found[0]
        ticket.state, ticket.window_id, ticket.started_at = "serving", window_id, datetime.now(UTC)
        return ticket

    def _transfer(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        ticket = self._away(self.current(window_id), "waiting")
        ticket.queue_id = body.get("queue_id", ticket.queue_id)
        return ticket

    def _return(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        return self._away(self.current(window_id), "waiting")

    def _finish(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        ticket = self._away(self.current(window_id), "done")
        seat.rating = {"visit_id": ticket.ticket_id, "number": ticket.number, "state": "asked"}
        return ticket

    def _admit(self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int) -> Ticket:
        ticket = self.tickets[self.issue().ticket_id]
        ticket.queue_id, ticket.items = body["queue_id"], []
        ticket.state, ticket.window_id, ticket.started_at = "serving", window_id, datetime.now(UTC)
        return ticket

    def _begin_item(
        self, window_id: int, seat: Seat, body: dict[str, Any], clerk_id: int
    ) -> Ticket:
        ticket = self.current(window_id)
        now = datetime.now(UTC).isoformat()
        ticket.times[body["item_id"]] = {"started_at": now, "finished_at": None}
        return ticket

    def bring_back(self, ticket_id: int) -> None:
        self._away(self.tickets[ticket_id], "waiting")
        self.tell("ticket.brought_back", self.tickets[ticket_id])

    def _away(self, ticket: Ticket, state: str) -> Ticket:
        ticket.state, ticket.window_id, ticket.since = state, None, datetime.now(UTC)
        return ticket

    # What can be read

    def waiting(self) -> list[Ticket]:
        return [t for t in self.tickets.values() if t.state == "waiting"]

    def current(self, window_id: int) -> Ticket:
        for ticket in self.tickets.values():
            if ticket.window_id == window_id and ticket.state in ("called", "serving"):
                return ticket
        raise Refusal(409, "no_current_ticket")
