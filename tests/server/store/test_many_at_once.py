"""Kiosks and windows press at the same moment, on both databases, and nothing goes wrong.

Real threads and a real clock: what is checked holds in whatever order they come.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from display.board import apply, from_json
from server.domain.clock import SystemClock
from server.domain.errors import DomainError, QueueEmpty
from tests.server.acting import build_hall

THREADS = 8
EACH = 12


@pytest.fixture
def hall(any_url, open_database):
    """The small hall on each database, open at any hour, by the machine's own clock."""
    clock = SystemClock()
    return build_hall(any_url, open_database(any_url, clock=clock), clock, issue_outside_hours=True)


def at_once(*works):
    """Run all of them at the same moment; their results in order."""
    together = threading.Barrier(len(works))

    def run(work):
        together.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [result.result(60) for result in [pool.submit(run, work) for work in works]]


def said(work, *arguments):
    """What came of it: its result, or the name of the refusal."""

    def run():
        try:
            return work(*arguments)
        except DomainError as refusal:
            return type(refusal).__name__

    return run


def issue_some(hall):
    return lambda: [hall.issue(prefix) for prefix in "AAB" * (EACH // 3)]


def call_some(desk, numbers):
    """Call, serve and finish until `numbers` have been called here."""

    def work():
        called = []
        while len(called) < numbers:
            try:
                called.append(desk.call_next())
            except QueueEmpty:
                continue
            desk.start()
            desk.finish()
        return called

    return work


def test_no_number_is_given_twice_and_none_is_left_out(hall):
    given = [number for some in at_once(*[issue_some(hall)] * THREADS) for number in some]

    a, b = THREADS * EACH * 2 // 3, THREADS * EACH // 3
    expected = {f"A{n:03}" for n in range(1, a + 1)} | {f"B{n:03}" for n in range(1, b + 1)}
    assert Counter(given) == Counter(expected)


def test_events_are_numbered_without_gaps_in_the_order_of_the_numbers_given(hall):
    at_once(*[issue_some(hall)] * THREADS)

    events = hall.events()
    assert [event["seq"] for event in events] == list(range(1, THREADS * EACH + 1))
    assert hall.seq() == THREADS * EACH
    a = [e["body"]["number"] for e in events if e["body"]["number"].startswith("A")]
    assert a == sorted(a)


def test_a_reader_never_sees_an_event_before_its_elders(hall):
    """What the relay relies on: reading after the last seq seen loses nothing."""
    seen, done = [], threading.Event()

    def follow():
        while True:
            last_round = done.is_set()
            seen.extend(e["seq"] for e in hall.events(seen[-1] if seen else 0))
            if last_round:
                return

    follower = threading.Thread(target=follow)
    follower.start()
    at_once(*[issue_some(hall)] * THREADS)
    done.set()
    follower.join()

    assert seen == list(range(1, THREADS * EACH + 1))


def test_no_ticket_is_called_twice_while_others_are_issued(hall):
    desks = [hall.sit(number) for number in ("1", "2", "4", "5", "6", "7", "8")]
    issuers = [lambda: [hall.issue("A") for _ in range(14)]] * 3

    results = at_once(*[call_some(desk, 6) for desk in desks], *issuers)

    called = [number for some in results[: len(desks)] for number in some]
    assert len(called) == 42
    assert len(set(called)) == 42
    assert set(hall.states().values()) == {"done"}


def test_a_window_pressed_from_two_sides_calls_one_person(hall):
    for _ in range(4):
        hall.issue("A")
    desk = hall.sit("1")

    pressed = at_once(*[said(desk.call_next)] * 3)

    assert sorted(pressed) == ["A001", "WindowBusy", "WindowBusy"]


def test_a_request_that_arrives_twice_at_once_is_one_ticket(hall):
    tap = [lambda: hall.issue("A", request_id="tap")] * 4

    assert at_once(*tap) == ["A001"] * 4
    assert len(hall.tickets()) == 1


def test_a_call_that_arrives_several_times_at_once_is_one_call_with_one_answer(hall):
    for _ in range(4):
        hall.issue("A")
    desk = hall.sit("1")
    desk.call_next(request_id="an earlier press")
    desk.start()
    desk.finish()

    assert at_once(*[lambda: desk.call_next(request_id="press")] * 4) == ["A002"] * 4
    assert [t.state for t in hall.tickets()] == ["done", "called", "waiting", "waiting"]
    assert len(hall.visits("A002")) == 1


def test_all_windows_at_once_call_one_person_each_while_there_are_any(hall):
    for _ in range(5):
        hall.issue("A")
    desks = [hall.sit(number) for number in ("1", "2", "4", "5", "6", "7", "8")]

    called = at_once(*[said(desk.call_next) for desk in desks])

    assert sorted(called) == ["A001", "A002", "A003", "A004", "A005", "QueueEmpty", "QueueEmpty"]
    assert len({v["visit_id"] for v in hall.board()["calls"]}) == 5


def test_a_ticket_that_several_windows_choose_at_once_goes_to_one(hall):
    hall.issue("A")
    hall.issue("A")
    desks = [hall.sit(number) for number in ("1", "4", "5")]

    called = at_once(*[said(desk.call, "A002") for desk in desks])

    assert sorted(called) == ["A002", "WrongState", "WrongState"]
    assert len(hall.visits("A002")) == 1
    assert hall.state("A001") == "waiting"


@pytest.mark.parametrize("step", ["start", "finish", "pass_", "suspend", "return_"])
def test_a_double_click_takes_a_step_once(hall, step):
    hall.issue("A")
    desk = hall.sit("1")
    desk.call_next()
    if step in ("finish", "suspend"):
        desk.start()
    before = hall.seq()

    answers = at_once(*[said(getattr(desk, step))] * 3)

    refused = "WrongState" if step == "start" else "NoCurrentTicket"
    assert sorted(answers).count(refused) == 2
    assert hall.seq() == before + 1
    assert len(hall.visits("A001")) == 1


def test_a_number_called_just_as_it_is_given_up_ends_one_way_for_everybody(hall):
    desk = hall.sit("1")
    for number in [hall.issue("A") for _ in range(6)]:
        called, _ = at_once(said(desk.call_next), said(hall.cancel, number))

        # Called first, it is cancelled at the window; cancelled first, the next one is called.
        assert hall.state(number) == "cancelled"
        assert called == number or called in ("QueueEmpty", _after(number))
        is_busy = called not in (number, "QueueEmpty")
        assert [c["number"] for c in hall.board()["calls"]] == ([called] if is_busy else [])
        if is_busy:
            desk.return_()


def _after(number):
    return f"A{int(number[1:]) + 1:03}"


def test_every_board_read_meanwhile_is_the_fold_of_the_events_up_to_its_seq(hall):
    desks = [hall.sit(number) for number in ("1", "2", "4")]
    start = from_json(hall.board())
    boards, done = [], threading.Event()

    def watch():
        while not done.is_set():
            boards.append(hall.board())

    watcher = threading.Thread(target=watch)
    watcher.start()
    at_once(
        *[call_some(desk, 8) for desk in desks],
        lambda: [hall.issue("A") for _ in range(12)],
        lambda: [hall.issue("A") for _ in range(12)],
    )
    done.set()
    watcher.join()

    folded = {start.seq: start}
    for event in hall.events(start.seq):
        folded[event["seq"]] = apply(folded[event["seq"] - 1], event)
    assert len({board["seq"] for board in boards}) > 5
    for board in [*boards, hall.board()]:
        assert from_json(board) == folded[board["seq"]]


def test_two_halls_do_not_mix(hall, any_url):
    other = build_hall(any_url, hall.database, hall.clock, code="other", issue_outside_hours=True)

    at_once(*[issue_some(hall)] * 2, *[issue_some(other)] * 2)

    for one in (hall, other):
        assert [event["seq"] for event in one.events()] == list(range(1, 2 * EACH + 1))
        assert len(one.tickets()) == 2 * EACH
