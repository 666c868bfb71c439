"""Old snapshot + events = new snapshot, whatever happens in the hall.

Stories of random but possible days are played on a real database. Every board the server gives
must be what a display arrives at by itself from an earlier board and the events since.
"""

import random
from datetime import timedelta

import pytest
from sqlalchemy import update

from display.board import apply, from_json
from server.domain import events
from server.domain.errors import DomainError
from server.services import calling
from server.services.alarms import raise_alarm
from server.store.hall_tables import halls
from tests.server.acting import Desk, FakeClock, SmallHall, build_hall, drop_overdue

KINDS = {
    event.kind
    for event in vars(events).values()
    if isinstance(event, type) and issubclass(event, events.Event) and "kind" in vars(event)
}


class Story:
    """Days in the small hall, told by chance; the same seed tells the same story."""

    def __init__(self, hall: SmallHall, clock, seed: int) -> None:
        self.hall = hall
        self.clock = clock
        self.chance = random.Random(seed)
        hall.route_package("A")
        hall.set_issuing("A", overnight="keep")
        self.desks = [hall.sit(number) for number in ("1", "2", "3", "4")]
        self.keypads = [hall.add_keypad(number) for number in ("1", "2")]
        self.codes = []
        self.called = []
        self.refused = 0

    def go_on(self) -> None:
        """Let some time pass, and somebody try something; a refusal is part of the day."""
        self.clock.forward(seconds=self.chance.choice([0, 0.0004, 0.02, 3, 20, 90]))
        if self.chance.random() < 0.012:
            self.clock.forward(hours=self.chance.choice([5, 24]))
        deed = self.chance.choice(self._deeds())
        try:
            deed()
        except DomainError:
            self.refused += 1

    def _deeds(self):
        """What may well be done next, with some things that may not."""
        desk = self.chance.choice(self.desks)
        queue = self.chance.choice("ABPH")
        elsewhere = {"window": self.chance.choice("1234")}
        kind = self.chance.choice(["without_documents", "without_documents", "awaiting_step"])
        ending = [
            lambda: desk.transfer(queue=queue),
            lambda: desk.transfer(**elsewhere),
            desk.return_,
        ]
        usual = {
            "away": [lambda: desk.open(take_over=True), desk.unpause],
            "free": [
                *[lambda: self.called.append(desk.call_next())] * 4,
                *[self._resume(desk), lambda: desk.admit(queue)],
            ],
            "called": [*[desk.start] * 5, desk.recall, desk.pass_, *ending],
            "serving": [
                *[lambda: desk.finish(self.chance.choice(["accepted", "other"]))] * 4,
                *[lambda: self.codes.append(desk.suspend(kind))] * 2,
                *ending,
            ],
        }
        now = usual[self._stands(desk)]
        seldom = self._seldom(desk)
        return [*now * (30 // len(now)), *self._arrivals(queue), *seldom]

    def _arrivals(self, queue):
        package = {"package_id": self.hall.packages["both"]}
        return [
            *[lambda: self.hall.issue(queue)] * 13,
            *[lambda: self.hall.issue_for(**package)] * 2,
        ]

    def _stands(self, desk):
        view = desk.view()
        if view["window"]["state"] != "open":
            return "away"
        return view["current"]["state"] if view["current"] else "free"

    def _resume(self, desk):
        return lambda: desk.resume(code=self.chance.choice(self.codes or ["-"]))

    def _seldom(self, desk):
        return [
            *[desk.pause, desk.close, desk.call_next, desk.start, desk.finish],
            lambda: self.hall.cancel(self._some_number()),
            lambda: self.hall.void(self._some_number()),
            lambda: self.hall.bring_back(self._some_number("passed")),
            lambda: self.hall.report_slip(self._some_number(), "printed"),
            *[self._press, self._walk_away, self._speak, self._alarm],
            lambda: drop_overdue(self.hall),
        ]

    def _some_number(self, state=None):
        numbers = [t.number for t in self.hall.tickets() if state in (None, t.state)]
        return self.chance.choice(numbers[-12:] or [self.hall.issue("A")])

    def go_the_whole_way(self):
        """Call at window 1 until the hall is empty, so that routes are walked to their ends."""
        while self.desks[0].view()["waiting"]["total"]:
            self.desks[0].serve()

    def _press(self):
        keypad = self.chance.choice(self.keypads)
        if keypad.jobs():
            keypad.press(self.chance.choice(["very_satisfied", "dissatisfied"]), after_s=2)

    def _walk_away(self):
        keypad = self.chance.choice(self.keypads)
        if keypad.jobs():
            keypad.answer("timed_out")

    def _speak(self):
        visits = [self.hall.visit(c["number"]) for c in self.hall.board()["calls"]]
        if visits:
            v = self.chance.choice(visits)
            self.hall.run(calling.note_announced, visit_id=v.id, calls=v.calls, outcome="spoken")

    def _alarm(self):
        self.hall.run(
            raise_alarm, kind="paper_out", station_id=None, window_id=None, device=None, detail={}
        )


@pytest.fixture
def story(hall, clock):
    def begin(seed):
        hall.set_policy(issue_outside_hours=True, patience_s=300)
        return Story(hall, clock, seed)

    return begin


def fold(hall, start):
    """Every board on the way from a board to now, as a display folds them: seq -> board."""
    boards = {start.seq: start}
    for event in hall.events(start.seq):
        boards[event["seq"]] = apply(boards[event["seq"] - 1], event)
    return boards


@pytest.mark.parametrize("seed", range(3))
def test_a_display_that_follows_the_events_sees_what_the_server_sees(hall, story, seed):
    told = story(seed)
    boards = [from_json(hall.board())]
    for _ in range(150):
        told.go_on()
        board = from_json(hall.board())
        # On a day without any event yet the server shows an empty board, and so does a
        # display, which is told of the new day by the heartbeat.
        if board.seq > boards[-1].seq:
            boards.append(board)

    folded = fold(hall, boards[0])
    assert [b.seq for b in boards if folded[b.seq] != b] == []
    again = fold(hall, boards[len(boards) // 2])
    assert again[boards[-1].seq] == boards[-1]
    assert len(told.called) > 8


def test_a_day_with_every_kind_of_event_in_it(hall, clock, desk):
    keypad = hall.add_keypad("1")
    hall.set_up(update(halls).where(halls.c.id == hall.hall_id).values(voice={"ahead": 1}))
    told = Story(hall, clock, seed=0)
    start = from_json(hall.board())

    for deed in _everything(hall, desk, keypad, told):
        clock.forward(seconds=7)
        deed()
        board = from_json(hall.board())
        assert fold(hall, start)[board.seq] == board

    assert set(hall.kinds()) == KINDS


def _everything(hall, desk, keypad, told):
    """One deed after another, so that each kind of event happens at least once."""
    yield lambda: [hall.issue(prefix) for prefix in "AAAABB"]
    yield lambda: hall.report_slip("A001", "printed")
    yield from [desk.call_next, desk.recall, told._speak, desk.start, desk.finish]
    yield lambda: keypad.press("satisfied", after_s=2)
    yield from [desk.call_next, desk.pass_, lambda: hall.bring_back("A002")]
    yield from [desk.call_next, desk.start, desk.suspend, desk.call_next, desk.return_]
    yield from [lambda: desk.resume("A003"), lambda: desk.transfer(queue="B")]
    yield from [desk.call_next, desk.start, desk.finish, lambda: keypad.answer("timed_out")]
    yield from [told._alarm, lambda: hall.cancel("B001"), lambda: hall.void("B002")]
    yield from [desk.admit, lambda: desk.finish("consulted")]
    yield from [lambda: hall.issue_for(package_id=hall.packages["both"]), told.go_the_whole_way]
    yield from [desk.pause, desk.unpause, desk.close]
    yield from [lambda: hall.close_queue("B"), lambda: hall.open_queue("B")]
    yield lambda: [hall.issue("L"), hall.issue("L")]
    yield lambda: hall.set_issuing("A", overnight="keep")
    yield lambda: [hall.issue(prefix) for prefix in "AAB"]
    yield lambda: hall.reprint(hall.tickets()[-1].number)
    yield from [lambda: hall.sit("4"), lambda: Desk(hall, "4", 4).call_next()]
    yield lambda: (told.clock.set("2026-11-25 09:00"), hall.issue("A"))


def test_the_same_day_on_both_databases_calls_the_same_people_in_the_same_order(
    sqlite_url, postgres_url, open_database
):
    days = []
    for url in (sqlite_url, postgres_url):
        clock = FakeClock()
        database = open_database(url, clock=clock)
        hall = build_hall(url, database, clock, issue_outside_hours=True, patience_s=300)
        told = Story(hall, clock, seed=11)
        for _ in range(150):
            told.go_on()
        days.append((told.called, hall.kinds(), hall.board()["waiting"]))

    on_sqlite, on_postgres = days
    assert on_sqlite == on_postgres
    assert len(on_sqlite[0]) > 8


def test_two_calls_within_one_millisecond_are_ordered_as_displays_order_them(
    hall, clock, desk, other_desk
):
    """The wire knows milliseconds; the database knows more, and must not make use of it."""
    hall.issue("A")
    hall.issue("B")
    desk.call_next()
    start = from_json(hall.board())
    clock.forward(minutes=1)
    other_desk.call_next()
    clock.forward(microseconds=300)
    desk.recall()

    board = from_json(hall.board())
    assert [call.number for call in board.calls] == ["B001", "A001"]
    assert fold(hall, start)[board.seq] == board


def test_a_ticket_suspended_yesterday_and_served_today_changes_no_board(hall, clock, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()
    code = desk.suspend()
    clock.forward(days=1)
    desk.open()
    start = from_json(hall.board())

    desk.resume(code=code)

    board = from_json(hall.board())
    assert board.calls == ()
    assert fold(hall, start)[board.seq] == board
    assert clock.now() - hall.ticket("A001").joined_at == timedelta(days=1)
