"""Days of every possible kind, in the real hall and in a plain one that must agree step by step.

Whatever is tried, in whatever order: no ticket is lost, doubled, at two windows at once, or
overtaken beyond the guarantee; numbers are unique; times run forwards; and the events alone lead
to the state, of the board as of every ticket.
"""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import make_url

from server.domain.priority import Claim, PriorityClass
from server.services import (
    appointments,
    auto_calling,
    calling,
    checking_in,
    choosing,
    issuing,
    lapsing,
    serving,
    tickets,
    windows,
)
from server.store.database import Database
from tests.server.acting import BEIJING, FakeClock, SmallHall, build_hall
from tests.server.engine.both_halls import CLERKS, BothHalls, set_up
from tests.server.engine.copies import Copies, PostgresCopies, SqliteCopies
from tests.server.engine.deeds import at_window
from tests.server.engine.plain_hall import PlainHall

KIOSK = "station:1"
OFFICE = "account:1"
window_numbers = st.sampled_from(["1", "1", "2", "3", "4"])
queue_signs = st.sampled_from("AAABBPLH")
picks = st.integers(0, 50)
waits = st.sampled_from([0, 1, 5, 12, 70, 200, 700, 1500])
usual_deeds = {
    "called": ["start", "start", "start", "recall", "pass", "pass", "return", "transfer"],
    "serving": [
        *["finish", "finish", "finish", "suspend", "begin", "transfer", "transfer", "return"],
    ],
}
turns = st.integers(0, 7)
short_waits = st.sampled_from([0, 12, 40, 90, 300])
TICKET_STEPS = ["bring_back", "return_by_oneself", "cancel", "void"]
plain_states = ["waiting", "called", "serving", "suspended", "passed", "done", "cancelled", "void"]
stories = st.sampled_from(
    [
        ["call", "recall", "pass", "back"],
        ["call", "recall", "pass", "call", "recall", "pass", "back", "back"],
        ["call", "start", "suspend", "resume", "finish"],
        ["call", "send on", "others leave", "call"],
        ["call", "start", "begin", "begin", "transfer"],
        ["call", "start", "finish", "call"],
    ]
)
deeds = st.sampled_from(
    ["call", "recall", "start", "pass", "finish", "suspend", "return", "open", "close", "pause"]
)


class EngineDays(RuleBasedStateMachine):
    """What citizens, clerks and the clock may do; picks are taken from what is there."""

    def __init__(self, copies: Copies) -> None:
        super().__init__()
        self.copies = copies
        self.url = copies.new()
        clock = FakeClock()
        self.database = Database(self.url, clock=clock)
        self.halls = BothHalls(SmallHall(self.database, clock, "small"))

    def teardown(self) -> None:
        self.halls.close()
        self.database.close()
        self.copies.drop(self.url)

    @initialize(first=st.lists(queue_signs, min_size=3, max_size=6))
    def a_morning(self, first):
        for window in "123":
            self.open(window, int(window))
        for queue in first:
            self.halls.forward(30)
            self.issue(queue, "normal")

    @invariant()
    def both_halls_are_alike(self):
        self.halls.check()

    # Numbers -------------------------------------------------------------------------------

    @rule(
        some=st.lists(
            st.tuples(
                queue_signs,
                st.sampled_from(["normal", "normal", "normal", "elderly", "green_lane"]),
            ),
            min_size=1,
            max_size=4,
        )
    )
    def draw(self, some):
        for queue, wanted in some:
            self.halls.forward(1)
            self.issue(queue, wanted)

    @rule(code=st.sampled_from(["CARD1", "HOME1", "both"]))
    def draw_for_items(self, code):
        hall = self.halls.hall
        queue, items = {
            "CARD1": ("A", ("CARD1",)),
            "HOME1": ("B", ("HOME1",)),
            "both": ("B", ("HOME1", "CARD1")),
        }[code]
        what = (
            {"package_id": hall.packages[code]} if code == "both" else {"item_id": hall.items[code]}
        )
        send = self.halls.command(issuing.issue, actor=KIOSK, channel="kiosk", **what)
        self.halls.both(send, PlainHall.issue, queue=queue, items=items)

    @rule(later=st.integers(0, 2))
    def book(self, later):
        half_hour = timedelta(minutes=30)
        local = self.halls.clock.now().astimezone(BEIJING)
        begun = local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
        starts = begun + later * half_hour
        if not _is_slot(starts):
            return
        queue_id = self.halls.hall.queues["A"]
        send = self.halls.command(
            appointments.book, actor=OFFICE, queue_id=queue_id, starts_at=starts, source="desk"
        )
        result = self.halls.both(send, PlainHall.book, starts=starts)
        if result is not None:
            self.halls.booked.append(result["appointment_id"])

    @rule(pick=picks, undo=st.sampled_from([False, False, False, True]))
    def check_in(self, pick, undo):
        if not self.halls.booked:
            return
        place = pick % len(self.halls.booked)
        appointment_id = self.halls.booked[place]
        if undo:
            send = self.halls.command(
                checking_in.undo_check_in, actor=OFFICE, appointment_id=appointment_id
            )
            self.halls.both(send, PlainHall.undo_check_in, place=place)
            return
        code = self.halls.code_of(appointment_id)
        send = self.halls.command(checking_in.check_in, actor=KIOSK, code=code, channel="kiosk")
        self.halls.both(send, PlainHall.check_in, place=place)

    @rule(queue=queue_signs, other=queue_signs)
    def two_kiosks_at_once(self, queue, other):
        self.halls.both_at_once(
            *(
                (self._issuing(q, "normal"), partial(PlainHall.run, step=PlainHall.issue, queue=q))
                for q in (queue, other)
            )
        )

    # Windows -------------------------------------------------------------------------------

    @rule(steps=st.lists(st.tuples(window_numbers, waits, turns), min_size=1, max_size=6))
    def go_on(self, steps):
        """What clerks do all day."""
        for window, wait, turn in steps:
            self.halls.forward(wait)
            self._go_on_at(window, turn)
            self.halls.check()

    def _go_on_at(self, window, turn):
        seat = self.halls.plain.windows[window]
        clerk = seat.clerk or int(window)
        if seat.state == "closed":
            self.open(window, clerk)
        elif seat.state == "paused":
            self._do(window, clerk, "unpause", turn)
        elif seat.ticket is None:
            self.halls.check_desk(window)
            self.halls.call_next(window, clerk)
        else:
            state = self.halls.plain.tickets[seat.ticket].state
            self._do(window, clerk, usual_deeds[state][turn], self.halls.next_id())

    @rule(window=window_numbers, story=stories, pick=picks)
    def a_short_story(self, window, story, pick):
        """What seldom happens by chance, one step after another."""
        clerk = self.halls.plain.windows[window].clerk or int(window)
        for deed in story:
            self.halls.forward(12)
            if deed == "call":
                self.halls.call_next(window, clerk)
            elif deed == "back":
                self.a_step_without_a_window(pick, "bring_back", "passed")
            elif deed == "resume":
                self.take_up_one_of_those_there(window, pick, "suspended")
            elif deed == "send on":
                self._do(window, clerk, "transfer", 4 + int(window) % 4)  # to the next window
            elif deed == "others leave":
                for number, seat in self.halls.plain.windows.items():
                    if number != window and seat.clerk:
                        self._do(number, seat.clerk, "close", pick)
            else:
                self._do(window, clerk, deed, pick)
            self.halls.check()

    @rule(window=window_numbers, clerk=st.integers(1, CLERKS + 1), deed=deeds, pick=picks)
    def try_anything(self, window, clerk, deed, pick):
        if deed == "call":
            self.halls.call_next(window, clerk)
        elif deed == "open":
            self.open(window, clerk, take_over=pick % 2 == 0)
        else:
            self._do(window, clerk, deed, pick)

    @rule(
        steps=st.lists(st.tuples(st.sampled_from("12"), short_waits, turns), min_size=4, max_size=9)
    )
    def a_busy_stretch(self, steps):
        """Two windows, one citizen after another."""
        self.go_on(steps)

    @rule(window=window_numbers, pick=picks, state=st.sampled_from(["waiting", "suspended"]))
    def take_up_one_of_those_there(self, window, pick, state):
        """Call a chosen ticket, or resume a suspended one."""
        if (key := self._key(pick, state)) is None:
            return
        clerk = self.halls.plain.windows[window].clerk or int(window)
        if state == "waiting":
            step, real = PlainHall.call_chosen, {"reason": "带小孩"}
            service = choosing.call_chosen
            real["ticket_id"] = self.halls.row_id(key)
        else:
            step, service = PlainHall.resume, serving.resume
            real = {"ticket_id": None, "code": self.halls.ticket(key).suspend_code}
        send = self.halls.at(window, clerk, service, **real)
        self.halls.both(send, step, window=window, clerk=clerk, ticket=key)

    @rule(window=window_numbers, queue=queue_signs)
    def serve_without_a_number(self, window, queue):
        clerk = self.halls.plain.windows[window].clerk or int(window)
        queue_id = self.halls.hall.queues[queue]
        send = self.halls.at(window, clerk, choosing.admit, queue_id=queue_id)
        self.halls.both(send, PlainHall.admit, window=window, clerk=clerk, queue=queue)

    @rule(two=st.sampled_from(["12", "13", "23", "14", "24"]), wait=waits)
    def two_windows_at_once(self, two, wait):
        self.halls.forward(wait)
        pairs = []
        for window in two:
            clerk = self.halls.plain.windows[window].clerk or int(window)
            step = partial(PlainHall.run, step=PlainHall.call_next, window=window, clerk=clerk)
            pairs.append((self.halls.at(window, clerk, calling.call_next), step))
        self.halls.both_at_once(*pairs)

    # Tickets -------------------------------------------------------------------------------

    @rule(pick=picks, step=st.sampled_from(TICKET_STEPS), state=st.sampled_from(["passed", None]))
    def a_step_without_a_window(self, pick, step, state):
        """Of a missed ticket, or of any, whether it can take the step or not."""
        states = plain_states if state is None else [state]
        if (key := self._key(pick, *states)) is not None:
            send = self.halls.command(
                getattr(tickets, step), actor=OFFICE, ticket_id=self.halls.row_id(key)
            )
            self.halls.both(send, getattr(PlainHall, step), ticket=key)

    # The clock and the sweep ---------------------------------------------------------------

    @rule(wait=waits)
    def sweep(self, wait):
        self.halls.forward(wait)
        for service, step in (
            (lapsing.pass_lapsed, PlainHall.pass_lapsed),
            (auto_calling.call_for_idle, PlainHall.call_for_idle),
            (appointments.mark_no_shows, PlainHall.mark_no_shows),
        ):
            self.halls.both(self.halls.command(service, actor="system"), step)

    @rule(hours=st.sampled_from([1, 3, 9, 24, 24]))
    def let_hours_pass(self, hours):
        self.halls.forward(hours * 3600)

    @rule()
    def ask_again(self):
        self.halls.send_again()

    # How ------------------------------------------------------------------------------------

    def open(self, window, clerk, *, take_over=False):
        send = self.halls.at(window, clerk, windows.open_window, take_over=take_over)
        step = PlainHall.open
        self.halls.both(send, step, window=window, clerk=clerk, take_over=take_over)

    def issue(self, queue, wanted):
        self.halls.both(self._issuing(queue, wanted), PlainHall.issue, queue=queue, wanted=wanted)

    def _issuing(self, queue, wanted):
        claim = Claim(priority_class=PriorityClass(wanted), reason="重大项目", approver="值班主任")
        return self.halls.command(
            issuing.issue,
            actor=KIOSK,
            channel="kiosk",
            queue_id=self.halls.hall.queues[queue],
            claim=claim,
            by_staff=True,
        )

    def _do(self, window, clerk, deed, pick):
        service, step, real, said = at_window(self.halls.hall, deed, pick)
        send = self.halls.at(window, clerk, service, **real)
        self.halls.both(send, step, window=window, clerk=clerk, **said)

    def _key(self, pick, *states):
        there = self.halls.plain.find(*states)
        return there[pick % len(there)].key if there else None


def _is_slot(starts):
    minutes = starts.hour * 60 + starts.minute
    in_session = 510 <= minutes <= 690 or 810 <= minutes <= 1020
    return in_session and starts.isoweekday() <= 5


def make_ready(url):
    """Set the rules of the small hall in a database."""
    clock = FakeClock()
    database = Database(url, clock=clock)
    set_up(SmallHall(database, clock, "small"))
    database.close()


@pytest.fixture
def sqlite_copies(hall_url):
    make_ready(hall_url)
    return SqliteCopies(Path(make_url(hall_url).database))


@pytest.fixture
def postgres_copies(postgres_url, clock):
    database = Database(postgres_url, clock=clock)
    build_hall(postgres_url, database, clock)
    database.close()
    make_ready(postgres_url)
    return PostgresCopies(postgres_url)


@pytest.mark.parametrize(
    ("copies", "days"),
    # The rules are the same wherever the rows are; a database of one's own takes its time.
    [("sqlite_copies", 80), ("postgres_copies", 4)],
    ids=["sqlite", "postgres"],
)
def test_the_real_hall_and_the_plain_one_agree_whatever_happens(copies, days, request):
    ready = request.getfixturevalue(copies)
    run(
        lambda: EngineDays(ready),
        settings=settings(
            max_examples=days,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
