"""Who is told of what, when, and of each once."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from server.domain.access import Role
from server.domain.alerts import About, AlertKind
from server.domain.cases import CaseStep
from server.domain.errors import NotFound
from server.domain.feedback import FeedbackChannel, FeedbackKind, FeedbackStep
from server.domain.notices import Fault, NoticeKind, Told, ToldMaterial
from server.push.sweep import Sweep
from server.services import alerts, cases, feedback, notices
from server.services.cases import Actor
from server.services.commands import Commands
from server.services.feedback import Said
from server.services.telling import tell
from server.store.alert_tables import alerts as table
from server.store.alerted import standing_alerts
from server.store.case_tables import cases as case_table


@pytest.fixture
def people(hall):
    """Clerk 1 is rated, clerk 2 answers for window 1, clerk 3 is of the office."""
    return {
        "rated": Actor(hall.clerks[0], Role.CLERK),
        "responsible": Actor(hall.clerks[1], Role.CLERK),
        "office": Actor(hall.clerks[2], Role.OFFICE),
        "other": Actor(hall.clerks[3], Role.CLERK),
    }


@pytest.fixture
def told(hall, people):
    """What somebody is told of now: (about, kind), the most pressing first."""

    def told(who):
        actor = people[who]
        is_office = actor.role is Role.OFFICE
        with hall.database.read() as conn:
            found = standing_alerts(
                conn, hall.hall_id, account_id=actor.account_id, is_office=is_office
            )
        return [(alert.about, alert.kind) for alert in found]

    return told


@pytest.fixture
def look(hall, clock):
    """The server looks whether anything is due, as it does every few seconds."""
    sweep = Sweep(hall.database, Commands(hall.database), clock)
    return sweep.run


@pytest.fixture
def case(hall, desk, clock, people):
    """A bad rating of Tuesday morning, to be verified until Wednesday 17:30; returns its id."""
    keypad = hall.add_keypad("1")
    hall.run(
        cases.set_responsible,
        window_id=hall.windows["1"],
        account_id=people["responsible"].account_id,
    )
    hall.issue("A")
    desk.call_next()
    desk.start()
    clock.forward(minutes=5)
    desk.finish()
    keypad.press("dissatisfied")
    with hall.database.read() as conn:
        return conn.execute(select(case_table.c.id)).scalar_one()


@pytest.fixture
def take(hall, people):
    def take(case_id, step, who="office", **more):
        command = partial(
            cases.take_step, case_id=case_id, step=CaseStep(step), actor=people[who], **more
        )
        hall.run(command, name=step)

    return take


def kinds(hall):
    """Every alert there ever was, oldest first."""
    with hall.database.read() as conn:
        return list(conn.execute(select(table.c.kind).order_by(table.c.id)).scalars())


def test_a_bad_rating_is_told_of_at_once_to_who_follows_it_up(case, told):
    assert told("office") == told("responsible") == [("case", "opened")]
    assert told("rated") == told("other") == []


def test_it_is_reminded_of_a_day_before_and_told_of_when_overdue_each_once(
    hall, case, told, look, clock
):
    look()
    assert kinds(hall) == ["opened"]

    clock.set("2026-11-24 17:31")
    look()
    look()
    assert told("responsible") == [("case", "soon")]

    clock.set("2026-11-25 17:31")
    look()
    look()
    assert told("responsible") == [("case", "overdue")]
    assert kinds(hall) == ["opened", "soon", "overdue"]


def test_a_server_that_was_away_tells_only_what_is_true_when_it_is_back(hall, case, look, clock):
    clock.set("2026-11-27 09:00")
    look()

    assert kinds(hall) == ["opened", "overdue"]


def test_who_takes_it_up_is_not_told_that_it_is_new_any_more(case, told, take):
    take(case, "verify")

    assert told("office") == told("responsible") == []


def test_each_term_of_a_case_is_told_of_for_itself(hall, case, told, take, look, clock):
    clock.set("2026-11-26 09:00")
    look()
    take(case, "verify")
    take(case, "confirm", words="属实")
    assert told("office") == []

    clock.set("2026-12-01 17:31")
    look()

    assert told("office") == [("case", "overdue")]
    assert kinds(hall) == ["opened", "overdue", "overdue"]


def test_a_later_end_is_told_of_anew(hall, case, people, told, look, clock):
    clock.set("2026-11-25 09:00")
    look()
    until = clock.now() + timedelta(days=3)
    extend = partial(
        cases.extend, case_id=case, actor=people["office"], until=until, reason="等外省回函"
    )
    hall.run(extend, name="extend")
    look()
    assert told("office") == []

    clock.set("2026-11-28 08:00")
    look()

    assert told("office") == [("case", "soon")]


def test_what_somebody_has_seen_is_shown_no_more_until_there_is_news(
    hall, case, people, told, look, clock
):
    with hall.database.read() as conn:
        (alert_id,) = conn.execute(select(table.c.id)).scalars()
    see = partial(alerts.see, alert_id=alert_id)
    with pytest.raises(NotFound):
        hall.run(partial(see, actor=people["rated"]), name="see")

    hall.run(partial(see, actor=people["responsible"]), name="see")
    assert told("office") == told("responsible") == []

    clock.set("2026-11-24 17:31")
    look()
    assert told("responsible") == [("case", "soon")]


def test_a_complaint_is_told_of_to_the_office_and_then_to_who_has_it(
    hall, people, told, look, clock
):
    said = Said(kind=FeedbackKind.COMPLAINT, channel=FeedbackChannel.ONLINE, text="等了太久")
    feedback_id = hall.run(feedback.register, said=said)["feedback_id"]
    assert (told("office"), told("other")) == ([("feedback", "opened")], [])

    step = partial(feedback.take_step, feedback_id=feedback_id, actor=people["office"])
    to = people["other"].account_id
    hall.run(partial(step, step=FeedbackStep.HAND_OVER, to_id=to), name="hand_over")
    clock.set("2026-12-04 09:00")  # ten working days end on Tuesday the eighth
    look()
    assert told("office") == told("other") == [("feedback", "soon")]

    clock.set("2026-12-09 09:00")
    look()
    assert told("other") == [("feedback", "overdue")]
    hall.run(partial(step, step=FeedbackStep.HANDLE), name="handle")
    hall.run(partial(step, step=FeedbackStep.ANSWER, words="已增开窗口"), name="answer")
    assert told("office") == told("other") == []


def test_materials_that_are_due_are_told_of_until_they_are_handed_in(
    hall, desk, people, told, look, clock
):
    hall.issue("A")
    desk.call_next()
    desk.start()
    materials = (ToldMaterial(1, Fault.MISSING),)
    notice_id = hall.run(
        notices.make_notice,
        window_id=desk.window_id,
        account_id=desk.account_id,
        item_id=hall.items["CARD1"],
        told=Told(kind=NoticeKind.DEFERRAL, materials=materials, due_days=1),
        agent=None,
        suspend_kind=None,
        with_slips=False,
        public_url="http://hall",
    )["notice_id"]
    look()
    assert told("office") == []

    clock.set("2026-11-25 09:00")
    look()
    assert told("office") == told("rated") == [("notice", "soon")]
    assert told("other") == []

    hall.run(notices.hand_in, notice_id=notice_id, account_id=desk.account_id, positions=(1,))
    assert told("office") == []


def test_the_table_itself_refuses_a_second_alert_of_one_kind(hall, case, clock):
    with hall.database.read() as conn:
        due_at = conn.execute(select(case_table.c.due_at)).scalar_one()

    again = partial(tell, about=About.CASE, about_id=case, kind=AlertKind.OPENED, due_at=due_at)
    with pytest.raises(IntegrityError):
        hall.database.write(hall.hall_id, again, actor="system")

    assert kinds(hall) == ["opened"]


def test_no_alert_is_in_the_public_stream(hall, case, look, clock):
    clock.set("2026-11-25 17:31")
    look()

    assert not any("alert" in kind or "case" in kind for kind in hall.kinds())
