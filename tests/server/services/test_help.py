"""领办代办 and help: one ring a kiosk, a named helper, steps, what the citizen says."""

from functools import partial

import pytest

from server.domain.access import Role
from server.domain.errors import Forbidden, InvalidInput, WrongState
from server.domain.help import HelpKind, HelpStep
from server.reports.help import help_for_citizen, help_list
from server.services import help
from server.services.cases import Actor

S = HelpStep


@pytest.fixture
def station(hall):
    return hall.add_speaker()


@pytest.fixture
def people(hall):
    return {
        "helper": Actor(hall.clerks[0], Role.RECEPTION),
        "other": Actor(hall.clerks[1], Role.CLERK),
        "office": Actor(hall.clerks[2], Role.OFFICE),
    }


@pytest.fixture
def ask(hall, station):
    return lambda kind=HelpKind.AT_KIOSK: hall.run(help.ask, kind=kind, station_id=station)[
        "help_id"
    ]


@pytest.fixture
def act(hall, people):
    def step(who, help_id, what, words=None):
        command = partial(help.act, help_id=help_id, step=what, actor=people[who], words=words)
        hall.run(command, name="help")

    return step


@pytest.fixture
def seen(hall):
    def by_citizen(help_id):
        with hall.database.read() as conn:
            found = help_for_citizen(conn, hall.hall_id, help_id)
        return found["state"], found["helper"]

    return by_citizen


@pytest.fixture
def listed(hall, clock):
    def now():
        with hall.database.read() as conn:
            return help_list(conn, hall.hall_id, now=clock.now())

    return now


def test_who_takes_a_request_is_named_to_the_citizen(ask, act, seen):
    it = ask()
    before = seen(it)
    act("helper", it, S.TAKE)

    assert [before, seen(it)] == [("asked", None), ("taken", "窗口人员1")]


def test_a_kiosk_rings_once_however_often_it_is_pressed(ask, act, listed):
    first = ask()

    assert ask() == first
    act("helper", first, S.TAKE)
    assert ask(HelpKind.GUIDE) == first
    assert len(listed()) == 1


def test_after_it_is_over_one_can_ask_again(ask, act):
    first = ask()
    act("helper", first, S.TAKE)
    act("helper", first, S.FINISH)

    assert ask() != first


def test_only_the_first_helper_takes_it_and_only_that_one_goes_on(ask, act):
    it = ask()
    act("helper", it, S.TAKE)

    with pytest.raises(WrongState):
        act("other", it, S.TAKE)
    for step in (S.NOTE, S.HAND_BACK, S.FINISH):
        with pytest.raises(Forbidden):
            act("other", it, step, "替你")
    act("office", it, S.HAND_BACK)
    act("other", it, S.TAKE)


def test_the_steps_are_kept_in_order_with_names(ask, act, listed):
    it = ask(HelpKind.ACT_FOR)
    act("helper", it, S.TAKE)
    act("helper", it, S.NOTE, "陪同到3号窗口")
    act("helper", it, S.FINISH, "材料已递交")

    (found,) = listed()
    assert [(s["step"], s["by"], s["words"]) for s in found["steps"]] == [
        ("ask", None, None),
        ("take", "窗口人员1", None),
        ("note", "窗口人员1", "陪同到3号窗口"),
        ("finish", "窗口人员1", "材料已递交"),
    ]
    assert (found["station"], found["kind"], found["state"]) == ("hall-1", "act_for", "done")


def test_a_request_that_was_handed_back_rings_again_without_a_name(ask, act, seen):
    it = ask()
    act("helper", it, S.TAKE)
    act("helper", it, S.HAND_BACK)

    assert seen(it) == ("asked", None)


def test_a_note_has_words(ask, act):
    it = ask()
    act("helper", it, S.TAKE)

    with pytest.raises(InvalidInput):
        act("helper", it, S.NOTE, "  ")


def test_helpers_do_not_speak_for_the_citizen(ask, act):
    it = ask()

    for step in (S.ASK, S.WITHDRAW, S.FEED_BACK):
        with pytest.raises(Forbidden):
            act("office", it, step)


def test_the_citizen_may_need_nobody_any_more(hall, ask, act, seen):
    it = ask()
    hall.run(help.withdraw, help_id=it)

    assert seen(it) == ("withdrawn", None)
    with pytest.raises(WrongState):
        act("helper", it, S.TAKE)


def test_whether_it_helped_is_said_once_and_only_when_it_is_done(hall, ask, act, listed):
    it = ask()
    act("helper", it, S.TAKE)
    with pytest.raises(WrongState):
        hall.run(help.feed_back, help_id=it, has_helped=True)
    act("helper", it, S.FINISH)
    hall.run(help.feed_back, help_id=it, has_helped=False)

    with pytest.raises(WrongState):
        hall.run(help.feed_back, help_id=it, has_helped=True)
    assert [each["has_helped"] for each in listed()] == [False]


def test_a_ticket_asks_for_whoever_holds_it(hall, listed):
    number = hall.issue("A")
    ticket_id = hall.ticket(number).id
    first = hall.run(help.ask, kind=HelpKind.GUIDE, ticket_id=ticket_id)["help_id"]

    assert hall.run(help.ask, kind=HelpKind.GUIDE, ticket_id=ticket_id)["help_id"] == first
    assert [(each["number"], each["station"]) for each in listed()] == [(number, None)]


def test_what_runs_comes_first_and_what_is_long_over_is_left_out(ask, act, listed, clock):
    over = ask()
    act("helper", over, S.TAKE)
    act("helper", over, S.FINISH)
    running = ask()
    order = [each["help_id"] for each in listed()]
    clock.forward(hours=13)

    assert order == [running, over]
    assert [each["help_id"] for each in listed()] == [running]
