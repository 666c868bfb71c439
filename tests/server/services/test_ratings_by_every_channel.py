"""评价 by every channel: once a visit, with its reason or without, and never an invented one."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.domain.cases import CaseStep
from server.domain.contacts import SealedContact
from server.domain.errors import (
    AlreadyRated,
    Forbidden,
    InvalidInput,
    LabelRefused,
    NotToBeRated,
    ReasonNotAsked,
)
from server.domain.rating import AGAIN, Channel, Level
from server.reports.cases import Reader, case_file, case_list
from server.reports.ratings import own_rating
from server.services import cases, rating_tickets
from server.services.cases import Actor
from server.services.ratings import Given
from server.store.case_tables import cases as cases_table

MASK = "138****1234"
TELEPHONE = SealedContact(MASK, "sealed")


@pytest.fixture
def served(hall, desk, clock):
    """A001 was served for five minutes at window 1, where nothing asks for a rating."""
    hall.issue("A")
    desk.call_next()
    desk.start()
    clock.forward(minutes=5)
    desk.finish()
    clock.forward(minutes=2)
    return "A001"


@pytest.fixture
def rate(hall):
    """Rates a ticket's visit: `rate("A001", "satisfied", channel=Channel.QR, ...)`."""

    def give(number, level, *, channel=Channel.QR, **more):
        given = Given(level=Level(level), channel=channel, **more)
        hall.run(
            rating_tickets.rate, ticket_id=hall.ticket(number).id, given=given, actor="citizen"
        )

    return give


@pytest.fixture
def explain(hall):
    def give(number, *, labels=(), words=None, contact=None):
        hall.run(
            rating_tickets.explain,
            ticket_id=hall.ticket(number).id,
            channel=Channel.QR,
            labels=labels,
            words=words,
            contact=contact,
            actor="citizen",
        )

    return give


@pytest.fixture
def enter(hall):
    """Types in a paper form, by default as clerk 3, who sits elsewhere."""

    def give(number, level, *, clerk=3, **more):
        given = Given(
            level=Level(level),
            channel=Channel.PAPER,
            entered_by=hall.clerks[clerk - 1],
            **more,
        )
        hall.run(rating_tickets.enter_paper, ticket_id=hall.ticket(number).id, given=given)

    return give


def view(hall, number):
    with hall.database.read() as conn:
        within_days = hall.row().policy.rate_within_days
        return own_rating(conn, hall.ticket(number), now=hall.clock.now(), within_days=within_days)


def case(hall, *, account_id=0, is_office=True):
    with hall.database.read() as conn:
        reader = Reader(account_id=account_id, is_office=is_office)
        (found,) = case_list(conn, hall.hall_id, reader=reader, now=hall.clock.now(), ended=False)
    return found


@pytest.mark.parametrize("channel", [Channel.QR, Channel.PHONE, Channel.KIOSK])
def test_a_citizen_rates_with_labels_and_words(hall, served, rate, clock, channel):
    rate(served, "satisfied", channel=channel, labels=["410", "406"], words=" 很快 ")

    (rating,) = hall.ratings()
    assert (rating.level, rating.channel, rating.ordinal) == ("satisfied", channel, 1)
    assert (rating.labels, rating.words) == (["406", "410"], "很快")
    assert (rating.armed_at, rating.pressed_at) == (None, clock.now())
    assert hall.visit(served).rating_state == "stored"
    assert hall.kinds()[-1] == "rating.stored"


def test_a_visit_is_rated_once_and_once_more(hall, served, rate):
    with pytest.raises(NotToBeRated) as refused:
        rate(served, "satisfied", ordinal=AGAIN)
    assert refused.value.fields == {"reason": "first_missing"}

    rate(served, "satisfied")
    with pytest.raises(AlreadyRated) as repeated:
        rate(served, "dissatisfied")
    assert repeated.value.fields == {"ordinal": 1}

    rate(served, "basic", ordinal=AGAIN)
    with pytest.raises(AlreadyRated):
        rate(served, "basic", ordinal=AGAIN)
    assert [(r.ordinal, r.level) for r in hall.ratings()] == [(1, "satisfied"), (2, "basic")]


def test_what_may_still_be_said_is_told(hall, desk, rate, explain, clock):
    number = hall.issue("A")
    nothing = {"state": "none", "level": None, "reason_missing": False}
    assert view(hall, number) == nothing
    desk.call_next()
    desk.start()
    assert view(hall, number) == nothing
    clock.forward(minutes=5)
    desk.finish()
    assert view(hall, number) == {**nothing, "state": "open"}

    rate(number, "dissatisfied")
    bad = {"state": "rated", "level": "dissatisfied", "reason_missing": True}
    assert view(hall, number) == bad
    explain(number, labels=["214"])
    assert view(hall, number) == {**bad, "reason_missing": False}
    rate(number, "satisfied", ordinal=AGAIN)
    assert view(hall, number)["state"] == "rated_again"


@pytest.mark.parametrize("state", ["waiting", "called", "serving", "suspended", "cancelled"])
def test_who_was_not_served_to_the_end_rates_nothing(hall, desk, rate, state):
    number = hall.issue("A")
    if state == "cancelled":
        hall.cancel(number)
    elif state != "waiting":
        desk.call_next()
        if state != "called":
            desk.start()
        if state == "suspended":
            desk.suspend()
    assert hall.state(number) == state

    with pytest.raises(NotToBeRated) as refused:
        rate(number, "satisfied")
    assert refused.value.fields == {"reason": "not_over"}
    assert hall.levels() == []


@pytest.mark.parametrize("label", ["999", "517", "201"])
def test_an_unknown_or_unfitting_label_is_refused_and_nothing_is_stored(hall, served, rate, label):
    with pytest.raises(LabelRefused):
        rate(served, "dissatisfied", labels=[label])
    assert hall.levels() == []


# Reasons ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "is_too_late"), [(2.99, False), (3.01, True)], ids=["in time", "too late"]
)
def test_a_hall_may_limit_how_long_a_visit_can_be_rated(
    hall, served, rate, clock, days, is_too_late
):
    hall.set_policy(rate_within_days=3)
    clock.forward(days=days)
    assert view(hall, served)["state"] == ("none" if is_too_late else "open")

    if is_too_late:
        with pytest.raises(NotToBeRated) as refused:
            rate(served, "satisfied")
        assert refused.value.fields == {"reason": "too_late"}
    else:
        rate(served, "satisfied")
    assert hall.levels() == ([] if is_too_late else ["satisfied"])


def test_after_the_limit_there_is_no_second_rating_but_a_missing_reason_can_still_be_given(
    hall, served, rate, explain, clock
):
    hall.set_policy(rate_within_days=3)
    rate(served, "dissatisfied")
    clock.forward(days=4)

    told = view(hall, served)
    assert (told["state"], told["reason_missing"]) == ("rated_again", True)
    with pytest.raises(NotToBeRated):
        rate(served, "satisfied", ordinal=AGAIN)
    explain(served, words="等了很久")
    assert hall.ratings()[0].words == "等了很久"


def test_a_paper_form_may_be_typed_in_later_than_that(hall, served, enter, clock):
    hall.set_policy(rate_within_days=3)
    clock.forward(days=8)

    enter(served, "satisfied")

    assert hall.levels() == ["satisfied"]


def test_a_bad_rating_without_reason_is_stored_as_it_is(hall, served, rate):
    rate(served, "very_dissatisfied")

    (rating,) = hall.ratings()
    assert (rating.labels, rating.words, rating.reason_at) == ([], None, None)
    assert case(hall)["reason_missing"] is True
    assert (case(hall)["labels"], case(hall)["said"]) == ([], None)


def test_the_reason_comes_later_and_the_rating_keeps_its_time(hall, desk, explain, clock):
    keypad = hall.add_keypad("1")
    hall.issue("A")
    desk.call_next()
    desk.start()
    clock.forward(minutes=5)
    desk.finish()
    keypad.press("dissatisfied")
    before = hall.ratings()[0]
    clock.forward(minutes=30)

    explain("A001", labels=["213"], words="问了三次")

    (rating,) = hall.ratings()
    assert (rating.labels, rating.words) == (["213"], "问了三次")
    assert (rating.reason_channel, rating.reason_at) == ("qr", clock.now())
    assert (rating.channel, rating.level) == ("keypad", "dissatisfied")
    assert (rating.pressed_at, rating.stored_at) == (before.pressed_at, before.stored_at)
    shown = case(hall)
    assert (shown["reason_missing"], shown["said"]) == (False, "问了三次")
    assert shown["labels"] == [{"code": "213", "text": "窗口人员业务不熟练"}]


def test_a_reason_is_given_once_and_says_something(hall, served, rate, explain):
    with pytest.raises(ReasonNotAsked):
        explain(served, words="没有评价")
    rate(served, "dissatisfied")
    for nothing in (None, "", "  "):
        with pytest.raises(InvalidInput):
            explain(served, words=nothing)
    explain(served, words="等了很久")

    with pytest.raises(ReasonNotAsked):
        explain(served, words="又想起一件")
    assert hall.ratings()[0].words == "等了很久"


# Who it was -------------------------------------------------------------------------------------


def test_a_rating_is_anonymous_unless_a_telephone_is_left(hall, served, rate):
    rate(served, "dissatisfied", words="等了很久")

    assert (case(hall)["is_anonymous"], case(hall)["contact"]) == (True, None)


def test_whoever_is_rated_learns_what_was_said_and_never_by_whom(hall, served, rate):
    rate(served, "dissatisfied", labels=["214"], words="说话很冲", contact=TELEPHONE)

    office, rated = case(hall), case(hall, account_id=hall.clerks[0], is_office=False)
    assert (office["is_anonymous"], office["contact"], office["number"]) == (
        False,
        MASK,
        "A001",
    )
    assert (rated["said"], rated["labels"]) == ("说话很冲", office["labels"])
    assert MASK not in str(rated)
    assert (rated["contact"], rated["number"], rated["rated_at"]) == (None, None, None)


def test_a_telephone_is_not_handed_on_and_is_erased_with_the_end_of_the_case(hall, served, rate):
    rate(served, "dissatisfied", contact=TELEPHONE)
    with hall.database.read() as conn:
        reader = Reader(account_id=0, is_office=True)
        case_id = case(hall)["case_id"]
        handed_on = case_file(conn, hall.hall_id, case_id, reader=reader, now=hall.clock.now())
    assert MASK not in str(handed_on)

    office = Actor(hall.clerks[2], Role.OFFICE)
    for step in ("verify", "confirm", "rectify", "report_rectified", "call_back", "close"):
        command = partial(
            cases.take_step, case_id=case_id, step=CaseStep(step), actor=office, words="已核实"
        )
        hall.database.write(hall.hall_id, command, actor="account:0")
        with hall.database.read() as conn:
            columns = select(cases_table.c.contact_mask, cases_table.c.contact_sealed)
            kept = tuple(conn.execute(columns).one())
        assert kept == ((None, None) if step == "close" else (MASK, "sealed"))


def test_who_explains_later_may_leave_a_telephone(hall, served, rate, explain):
    rate(served, "dissatisfied")
    explain(served, labels=["214"], contact=TELEPHONE)

    assert (case(hall)["is_anonymous"], case(hall)["contact"]) == (False, MASK)


def test_who_is_content_leaves_no_telephone(hall, served, rate):
    with pytest.raises(InvalidInput):
        rate(served, "satisfied", contact=TELEPHONE)
    assert hall.levels() == []


# Paper ------------------------------------------------------------------------------------------


def test_of_a_paper_form_the_time_may_be_unknown(hall, served, enter):
    enter(served, "basic", words="纸质")

    (rating,) = hall.ratings()
    assert (rating.channel, rating.entered_by) == ("paper", hall.clerks[2])
    assert (rating.pressed_at, rating.stored_at) == (None, hall.clock.now())


def test_a_paper_form_keeps_the_time_it_says(hall, served, enter, clock):
    given_at = clock.now() - timedelta(minutes=1)
    enter(served, "dissatisfied", pressed_at=given_at)

    assert hall.ratings()[0].pressed_at == given_at
    assert case(hall)["rated_at"] is not None


@pytest.mark.parametrize("minutes", [-60, 5], ids=["before the service", "in the future"])
def test_a_paper_form_with_an_impossible_time_is_refused(hall, served, enter, clock, minutes):
    with pytest.raises(InvalidInput):
        enter(served, "basic", pressed_at=clock.now() + timedelta(minutes=minutes))
    assert hall.levels() == []


def test_nobody_types_in_a_rating_of_their_own(hall, served, enter):
    with pytest.raises(Forbidden) as refused:
        enter(served, "very_satisfied", clerk=1)
    assert refused.value.fields == {"reason": "rated_person"}
    assert hall.levels() == []


# Beside a keypad --------------------------------------------------------------------------------


def test_who_rates_by_telephone_is_not_asked_at_the_window_any_more(hall, desk, rate, clock):
    keypad = hall.add_keypad("1")
    hall.issue("A")
    desk.serve()
    clock.forward(seconds=5)
    rate("A001", "satisfied")

    assert [job.state for job in keypad.jobs()] == ["withdrawn"]
    keypad.press("very_dissatisfied", after_s=2)
    assert hall.levels() == ["satisfied"]
    assert desk.view()["rating"]["state"] == "stored"
