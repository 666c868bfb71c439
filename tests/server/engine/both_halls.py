"""The real hall beside the plain one: every command goes to both, and both must say the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import insert, select

from display.board import apply
from server.domain.errors import DomainError
from server.services import calling
from server.store import hall_tables, ticket_tables
from server.store.ticket_rows import TicketRow
from tests.server.acting import Desk, SmallHall
from tests.server.engine import plain_words as words
from tests.server.engine.looking import Looking
from tests.server.engine.plain_hall import PlainHall

CLERKS = len(words.SERVES)  # and one more, who takes windows over
SLOTS = [{"weekdays": [*range(1, 6)], "opens": "08:30", "closes": "17:30", "minutes": 30}]

Command = Callable[[], Any]
PlainStep = Callable[[PlainHall], Any]


def set_up(hall: SmallHall) -> None:
    """Give the small hall the rules that the plain one follows."""
    hall.set_policy(
        patience_s=words.PATIENCE // timedelta(seconds=1),
        priority_ratio=words.RATIO,
        bring_back_after=words.BACK_AFTER,
        auto_call_after_s=words.IDLE_S,
        issue_outside_hours=True,
    )
    hall.route_package("A")
    discipline = {
        "min_calls": words.MIN_CALLS,
        "max_calls": words.MAX_CALLS,
        "spacing_s": words.SPACING_S,
        "lapse_after_s": words.LAPSE_S,
        "self_returns": words.SELF_RETURNS,
        "return_within_s": words.RETURN_WITHIN_S,
    }
    appointments = {"ranges": [{**SLOTS[0], "capacity": 99}], "early_s": words.EARLY_S}
    hall.set_queue(
        "A",
        policy={
            "discipline": discipline,
            "issuing": {"overnight": "keep"},
            "appointments": appointments,
        },
    )
    third = {"window_id": hall.windows["3"]}
    helps = [
        {"queue_id": hall.queues["B"], "rank": 2, "help_when_idle": True, "help_after_s": None},
        {"queue_id": hall.queues["A"], "rank": 3, "help_when_idle": False, "help_after_s": 600},
    ]
    hall.set_up(insert(hall_tables.window_queues).values([{**third, **how} for how in helps]))


class BothHalls(Looking):
    """Commands for both halls, and what must be true of the real one afterwards."""

    def __init__(self, hall: SmallHall) -> None:
        super().__init__(hall)
        self.pool = ThreadPoolExecutor(2)
        self.booked: list[int] = []  # ids of the appointments, in the order of the plain hall's
        self.again: tuple[Command, Any] | None = None
        self._ids = count(1)

    def forward(self, seconds: float) -> None:
        self.plain.now = self.clock.forward(seconds=seconds)

    def next_id(self) -> int:
        """One more than last time: varies what is done without another choice."""
        return next(self._ids)

    # Commands ------------------------------------------------------------------------------

    def command(self, service: Callable[..., Any], *, actor: str, **arguments: Any) -> Command:
        """A command of the real hall with a request id of its own, to be sent once or twice."""
        request_id = f"request-{self.next_id()}"

        def send() -> Any:
            return self.hall.run(service, actor=actor, request_id=request_id, **arguments)

        return send

    def at(self, window: str, clerk: int, service: Callable[..., Any], **more: Any) -> Command:
        return self.command(
            service,
            actor=f"clerk:{clerk}",
            window_id=self.hall.windows[window],
            account_id=self.hall.clerks[clerk - 1],
            **more,
        )

    def both(self, send: Command, step: Callable[..., Any], **arguments: Any) -> Any:
        """Let both halls do it; returns what the real one answers, None if it was refused."""
        expected, refusal = _outcome(lambda: self.plain.run(step, **arguments))
        result, code = _outcome(send)
        assert code == refusal, f"{step.__name__} {arguments}: {code} instead of {refusal}"
        if code is None:
            self.again = send, result
            if isinstance(expected, words.Ticket):
                assert result["ticket_id"] == self.row_id(expected.key)
        return result

    def both_at_once(self, *two: tuple[Command, PlainStep]) -> None:
        """Two commands at the same moment: as if one came after the other, whichever it was."""
        sent = [self.pool.submit(_outcome, send) for send, _ in two]
        codes = [done.result(30)[1] for done in sent]
        real = self._look()
        first, second = (step for _, step in two)
        one_way, one_codes = self._tried(first, second)
        other_way, other_codes = self._tried(second, first)
        ends = [(one_way, one_codes), (other_way, other_codes[::-1])]
        alike = [end for end, said in ends if said == codes and not self._difference(real, end)]
        assert alike, f"{codes}: {[(said, self._difference(real, end)) for end, said in ends]}"
        self.plain = alike[0]

    def _tried(self, *steps: PlainStep) -> tuple[PlainHall, list[str | None]]:
        """The plain hall after these steps, and what it said to each."""
        hall = deepcopy(self.plain)
        return hall, [_outcome(partial(step, hall))[1] for step in steps]

    def send_again(self) -> None:
        """The last command that was carried out, once more: the same answer, and no change."""
        if self.again is None:
            return
        send, result = self.again
        before = self.hall.seq()
        assert send() == result
        assert self.hall.seq() == before

    # What must be true ---------------------------------------------------------------------

    def check_desk(self, window: str) -> None:
        """The console announces whom the window would call, and counts whom it may ever call."""
        view = Desk(self.hall, window, int(window)).view()
        chosen = self.plain.next_for(window)
        announced = [w["ticket_id"] for w in view["waiting"]["next"]]
        assert announced[:1] == ([self.row_id(chosen.key)] if chosen else [])
        for_it = [
            t
            for t in self.plain.find("waiting")
            if t.sent_to == window or (t.sent_to is None and t.queue in words.SERVES[window])
        ]
        assert view["waiting"]["total"] == len(for_it)

    def call_next(self, window: str, clerk: int) -> None:
        """Call; and, said apart from the rules of the plain hall, overtake nobody for too long."""
        is_sent = any(t.sent_to == window for t in self.plain.find("waiting"))
        send = self.at(window, clerk, calling.call_next)
        result = self.both(send, PlainHall.call_next, window=window, clerk=clerk)
        if result is None or is_sent:
            return
        called = self.ticket(result["ticket_id"] - self.row_id(0))
        overtaken = [
            t.number
            for t in self.plain.find("waiting")
            if t.sent_to is None
            and words.SERVES[window].get(t.queue, (0, True, None))[1:] == (False, None)
            and t.order < called.order_at
            and self.plain.now - t.order > words.PATIENCE
        ]
        assert not overtaken, f"{called.number} was called before {overtaken}"

    def code_of(self, appointment_id: int) -> str:
        """What the citizen of an appointment shows."""
        query = select(ticket_tables.appointments.c.code).where(
            ticket_tables.appointments.c.id == appointment_id
        )
        with self.hall.database.read() as conn:
            return str(conn.execute(query).scalar_one())

    def ticket(self, key: int) -> TicketRow:
        return self.hall.tickets()[key]

    def close(self) -> None:
        self.pool.shutdown()
        whole = self.start
        for event in self.hall.events(self.start.seq):
            whole = apply(whole, event)
        assert whole == self.board


def _outcome(work: Command) -> tuple[Any, str | None]:
    try:
        return work(), None
    except words.Refused as refused:
        return None, str(refused)
    except DomainError as refused:
        return None, refused.code
