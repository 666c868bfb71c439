"""差评处置: who follows up a bad rating, step by step, within which time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from server.domain.access import Role
from server.domain.cases import AppealKind, CaseState, CaseStep
from server.domain.errors import Forbidden, InvalidInput, NotFound, WrongState
from server.reports.cases import Reader, case_file, case_list, case_view
from server.services import cases
from server.services.cases import Actor
from server.store.case_tables import case_steps

CHINA = ZoneInfo("Asia/Shanghai")
S = CaseStep


@pytest.fixture
def keypad(hall):
    return hall.add_keypad("1")


@pytest.fixture
def people(hall):
    """Clerk 1 is rated, clerk 2 answers for the window, and there is the office."""
    return {
        "rated": Actor(hall.clerks[0], Role.CLERK),
        "responsible": Actor(hall.clerks[1], Role.CLERK),
        "office": Actor(hall.clerks[2], Role.OFFICE),
    }


@pytest.fixture
def run(hall):
    """Runs one command of the cases' service."""

    def command(function, **arguments):
        return hall.database.write(
            hall.hall_id, lambda uow: function(uow, **arguments), actor="account:0"
        )

    return command


@pytest.fixture
def answers_for_window(hall, people, run):
    run(
        cases.set_responsible,
        window_id=hall.windows["1"],
        account_id=people["responsible"].account_id,
    )


@pytest.fixture
def rate(hall, desk, keypad, clock):
    """Serves somebody at window 1, who presses this level."""

    def press(level):
        hall.issue("A")
        desk.call_next()
        desk.start()
        clock.forward(minutes=5)
        desk.finish()
        keypad.press(level, after_s=6)

    return press


@pytest.fixture
def see(hall, people, clock):
    """What somebody sees of the cases."""

    def look(who, *, ended=False):
        reader = Reader(people[who].account_id, is_office=who == "office")
        with hall.database.read() as conn:
            return case_list(conn, hall.hall_id, reader=reader, now=clock.now(), ended=ended)

    return look


@pytest.fixture
def view(hall, people, clock):
    def look(who, case_id, read=case_view):
        reader = Reader(people[who].account_id, is_office=who == "office")
        with hall.database.read() as conn:
            return read(conn, hall.hall_id, case_id, reader=reader, now=clock.now())

    return look


@pytest.fixture
def take(run, people):
    """Takes a step as somebody."""

    def step(who, case_id, what, words="说明", **more):
        run(cases.take_step, case_id=case_id, step=what, actor=people[who], words=words, **more)

    return step


@pytest.fixture
def case_id(rate, answers_for_window, see):
    rate("dissatisfied")
    return see("office")[0]["case_id"]


@pytest.mark.parametrize(
    ("level", "opens"),
    [
        ("very_satisfied", False),
        ("satisfied", False),
        ("basic", False),
        ("dissatisfied", True),
        ("very_dissatisfied", True),
    ],
)
def test_a_bad_rating_and_no_other_opens_a_case(rate, see, level, opens):
    rate(level)

    assert [case["level"] for case in see("office")] == ([level] if opens else [])


def test_the_case_goes_to_whoever_answers_for_the_window(rate, answers_for_window, see):
    rate("dissatisfied")

    [case] = see("responsible")
    assert (case["state"], case["is_mine"], case["number"]) == ("new", True, "A001")


def test_nobody_gets_the_case_of_a_rating_of_their_own(hall, rate, run, people, see):
    run(cases.set_responsible, window_id=hall.windows["1"], account_id=people["rated"].account_id)

    rate("dissatisfied")

    assert [case["assigned"] for case in see("office")] == [None]


def test_whoever_is_rated_learns_what_was_said_and_not_who_said_it(see, view, case_id):
    [mine] = see("rated")
    assert (mine["level"], mine["number"], mine["opened_at"], mine["rated_at"]) == (
        "dissatisfied",
        None,
        None,
        None,
    )

    assert view("rated", case_id)["steps"][0]["at"] is None


def test_a_case_is_nobody_elses_business(hall, people, run, view, case_id):
    stranger = Actor(10_000, Role.CLERK)
    with pytest.raises(Forbidden):
        run(cases.take_step, case_id=case_id, step=S.VERIFY, actor=stranger)

    people["stranger"] = stranger
    with pytest.raises(NotFound):
        view("stranger", case_id)


def test_nobody_verifies_a_rating_of_their_own(take, case_id):
    with pytest.raises(Forbidden) as refused:
        take("rated", case_id, S.VERIFY)

    assert refused.value.fields["reason"] == "rated_person"


def test_nobody_confirms_or_closes_a_case_of_their_own(take, case_id):
    take("responsible", case_id, S.VERIFY)
    for step in (S.CONFIRM, S.FIND_NO_BASIS):
        with pytest.raises(Forbidden):
            take("rated", case_id, step)


def test_an_anonymous_case_goes_from_verifying_to_closed(take, see, view, case_id):
    for who, step in (
        ("responsible", S.VERIFY),
        ("responsible", S.CONFIRM),
        ("rated", S.RECTIFY),
        ("rated", S.REPORT_RECTIFIED),
    ):
        take(who, case_id, step)
    with pytest.raises(WrongState):
        take("responsible", case_id, S.CALL_BACK)
    take("responsible", case_id, S.CLOSE)

    assert see("office") == []
    [ended] = see("office", ended=True)
    assert (ended["state"], ended["due_at"], ended["next"]) == ("closed", None, [])
    assert [s["step"] for s in view("office", case_id)["steps"]] == [
        "open",
        "verify",
        "confirm",
        "rectify",
        "report_rectified",
        "close",
    ]


def test_only_the_office_reviews_an_appeal_and_an_excluded_case_keeps_its_record(
    hall, take, see, view, case_id
):
    take("responsible", case_id, S.VERIFY)
    take("rated", case_id, S.APPEAL, "按错了键", appeal=AppealKind.MISTAKEN)
    assert see("responsible") == []  # the office's now
    with pytest.raises(Forbidden):
        take("responsible", case_id, S.EXCLUDE)

    take("office", case_id, S.EXCLUDE, "监控显示误按")

    [ended] = see("office", ended=True)
    assert ended["state"] == CaseState.EXCLUDED
    assert [(s["kind"], s["words"]) for s in view("office", case_id)["steps"][2:]] == [
        ("mistaken", "按错了键"),
        (None, "监控显示误按"),
    ]
    assert hall.levels() == ["dissatisfied"]  # nothing is deleted


@pytest.mark.parametrize("words", [None, "", "  "])
def test_a_finding_needs_words(take, case_id, words):
    take("responsible", case_id, S.VERIFY)

    with pytest.raises(InvalidInput):
        take("responsible", case_id, S.CONFIRM, words)


def test_an_appeal_and_nothing_else_says_of_which_kind_it_is(take, case_id):
    take("responsible", case_id, S.VERIFY)
    with pytest.raises(InvalidInput):
        take("rated", case_id, S.APPEAL)
    with pytest.raises(InvalidInput):
        take("responsible", case_id, S.CONFIRM, appeal=AppealKind.MALICIOUS)


# Clocks ---------------------------------------------------------------------------------------


def due(case):
    return datetime.fromisoformat(case["due_at"]).astimezone(CHINA)


def test_the_clock_runs_in_working_days_of_the_hall(hall, clock, see, take, case_id):
    hours = hall.row().opening_hours()
    today = clock.now()

    def end_of(working_days):
        day, left = hours.local_day(today), working_days
        while left:
            day += timedelta(days=1)
            left -= bool(hours.stretches_on(day))
        return hours.stretches_on(day)[-1].closes

    assert due(see("office")[0]) == end_of(1)
    take("responsible", case_id, S.VERIFY)
    take("responsible", case_id, S.CONFIRM, is_complex=True)
    assert due(see("office")[0]) == end_of(15)


def test_how_long_it_may_take_is_a_setting(hall, rate, see):
    hall.set_policy(case_verify_days=3)
    first = hall.row().policy
    assert (first.case_verify_days, first.case_clear_days) == (3, 5)

    rate("dissatisfied")

    hours, day = hall.row().opening_hours(), hall.row().open_day
    working = [d for d in (day + timedelta(days=n) for n in range(1, 15)) if hours.stretches_on(d)]
    assert due(see("office")[0]).date() == working[2]


def test_what_is_late_is_said_and_stands_first(hall, clock, rate, see, take, case_id):
    take("responsible", case_id, S.VERIFY)
    take("responsible", case_id, S.CONFIRM)
    rate("very_dissatisfied")
    assert "overdue" not in {case["urgency"] for case in see("office")}

    clock.forward(days=4)

    first = see("office")[0]
    assert (first["level"], first["urgency"]) == ("very_dissatisfied", "overdue")


def test_a_term_is_extended_once_by_the_office_with_a_reason(run, people, see, take, case_id):
    take("responsible", case_id, S.VERIFY)
    take("responsible", case_id, S.CONFIRM)
    until = due(see("office")[0]) + timedelta(days=10)

    def extend(who, reason="要等设备到货"):
        run(cases.extend, case_id=case_id, actor=people[who], until=until, reason=reason)

    with pytest.raises(Forbidden):
        extend("responsible")
    with pytest.raises(InvalidInput):
        extend("office", " ")
    extend("office")
    with pytest.raises(WrongState):
        extend("office")

    [case] = see("office")
    assert (due(case), case["extension_reason"]) == (until, "要等设备到货")
    take("responsible", case_id, S.RECTIFY)
    assert due(see("office")[0]) == until  # the work goes on under the same term


def test_the_office_hands_a_case_on_but_not_to_who_is_rated(run, people, see, case_id):
    def assign(to):
        account_id = None if to is None else people[to].account_id
        run(cases.assign, case_id=case_id, actor=people["office"], account_id=account_id)

    with pytest.raises(Forbidden):
        assign("rated")
    assign("office")
    assert see("responsible") == []
    assign(None)
    assert [case["assigned"] for case in see("office")] == [None]


# The file --------------------------------------------------------------------------------------


def test_a_changed_step_breaks_every_seal_after_it(hall, take, view, case_id):
    take("responsible", case_id, S.VERIFY)
    take("responsible", case_id, S.CONFIRM)
    before = [step["seal"] for step in view("office", case_id, case_file)["steps"]]

    hall.set_up(update(case_steps).where(case_steps.c.number == 2).values(note="改过"))

    after = [step["seal"] for step in view("office", case_id, case_file)["steps"]]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, False]
