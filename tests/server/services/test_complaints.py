"""投诉、建议、表扬: the register, who may do what, the clock, and the figures."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.domain.contacts import SealedContact
from server.domain.errors import Forbidden, InvalidInput, NotFound, WrongState
from server.domain.feedback import FeedbackChannel, FeedbackKind, FeedbackState, FeedbackStep
from server.reports import feedback as report
from server.reports.cases import Reader
from server.reports.feedback_figures import feedback_figures
from server.services import feedback
from server.services.cases import Actor
from server.services.feedback import Said
from server.store.event_tables import events
from server.store.feedback_tables import feedback_steps

S = FeedbackStep
SECRET = "a secret of thirty-two characters"
PDF = b"%PDF-1.4\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def people(hall):
    return {
        "office": Actor(hall.clerks[0], Role.OFFICE),
        "clerk": Actor(hall.clerks[1], Role.CLERK),
        "other": Actor(hall.clerks[2], Role.CLERK),
    }


@pytest.fixture
def write(hall):
    """Writes something as a citizen, or types it in as staff; returns its id."""

    def one(text="等了太久", *, kind="complaint", channel="online", by=None, **more):
        said = Said(kind=FeedbackKind(kind), channel=FeedbackChannel(channel), text=text, **more)
        return hall.run(feedback.register, said=said, account_id=by)["feedback_id"]

    return one


@pytest.fixture
def take(hall, people):
    def step(who, feedback_id, what, words=None, to=None):
        command = partial(
            feedback.take_step,
            feedback_id=feedback_id,
            step=what,
            actor=people[who],
            words=words,
            to_id=people[to].account_id if to else None,
        )
        hall.run(command, name="step")

    return step


@pytest.fixture
def read(hall, people, clock):
    """Reads a report as somebody."""

    def one(who, what, *arguments, **more):
        reader = Reader(people[who].account_id, is_office=who == "office")
        more = {"reader": reader, "now": clock.now(), **more}
        with hall.database.read() as conn:
            return what(conn, hall.hall_id, *arguments, **more)

    return one


@pytest.fixture
def receipt(hall):
    def of(feedback_id):
        with hall.database.read() as conn:
            return report.receipt(conn, hall.hall_id, feedback_id, secret=SECRET)

    return of


@pytest.fixture
def look_up(hall):
    def with_(number, code):
        with hall.database.read() as conn:
            return report.looked_up(conn, hall.hall_id, receipt=number, code=code, secret=SECRET)

    return with_


def test_numbers_count_from_one_each_day_without_gaps(write, receipt, clock):
    with pytest.raises(InvalidInput):
        write(files=[b"GIF89a"])
    first = [receipt(write())["receipt"] for _ in range(3)]
    clock.forward(days=1)

    assert first == ["20261124-001", "20261124-002", "20261124-003"]
    assert receipt(write())["receipt"] == "20261125-001"


def test_each_hall_counts_for_itself(write, receipt, other_hall):
    write()
    said = Said(kind=FeedbackKind.PRAISE, channel=FeedbackChannel.ONLINE, text="好")
    found = other_hall.run(feedback.register, said=said)["feedback_id"]

    with other_hall.database.read() as conn:
        given = report.receipt(conn, other_hall.hall_id, found, secret=SECRET)
    assert given["receipt"] == "20261124-001"


def test_a_complaint_goes_from_the_register_to_the_archive(write, take, read, clock):
    it = write()
    take("office", it, S.HAND_OVER, "请核实", to="clerk")
    take("clerk", it, S.HANDLE)
    clock.forward(hours=1)
    take("clerk", it, S.ANSWER, "已增开一个窗口")
    take("office", it, S.ARCHIVE)

    view = read("office", report.feedback_view, it)
    assert view["state"] == FeedbackState.ARCHIVED
    assert view["answer"] == "已增开一个窗口"
    assert [(s["step"], s["by"], s["to"], s["words"]) for s in view["steps"]] == [
        ("register", None, None, None),
        ("hand_over", "窗口人员1", "窗口人员2", "请核实"),
        ("handle", "窗口人员2", None, None),
        ("answer", "窗口人员2", None, "已增开一个窗口"),
        ("archive", "窗口人员1", None, None),
    ]
    assert [s["number"] for s in view["steps"]] == [1, 2, 3, 4, 5]


def test_the_writer_sees_where_it_stands_and_the_answer_and_nothing_else(
    write, take, receipt, look_up, clock
):
    it = write("窗口3的张某态度不好", contact=SealedContact("138****1234", "sealed"))
    given = receipt(it)
    take("office", it, S.HANDLE, "内部意见")
    clock.forward(minutes=5)
    take("office", it, S.ANSWER, "已核实并致歉")

    assert look_up(given["receipt"], given["code"].lower()) == {
        "receipt": "20261124-001",
        "kind": "complaint",
        "state": "answered",
        "state_since": "2026-11-24T01:05:00.000Z",
        "registered_at": "2026-11-24T01:00:00.000Z",
        "due_at": given["due_at"],
        "answer": "已核实并致歉",
        "answered_at": "2026-11-24T01:05:00.000Z",
    }


def test_one_ones_code_opens_nobody_elses(write, receipt, look_up):
    one, other = receipt(write()), receipt(write())

    for number, code in [
        (one["receipt"], other["code"]),
        (one["receipt"], ""),
        ("20261124-009", one["code"]),
        ("20261124", one["code"]),
        ("' OR 1=1 --", one["code"]),
    ]:
        with pytest.raises(NotFound) as refused:
            look_up(number, code)
        assert refused.value.fields == {"what": "receipt"}


def test_the_term_is_the_halls_and_runs_over_its_days_off(hall, write, receipt):
    before = receipt(write())["due_at"]
    hall.set_policy(feedback_days=3)

    assert before[:10] == "2026-12-08"
    assert receipt(write())["due_at"][:10] == "2026-11-27"


def test_the_register_shows_the_most_urgent_first_and_marks_it(write, take, read, clock):
    old, answered = write("旧"), write("答")
    take("office", answered, S.HANDLE)
    take("office", answered, S.ANSWER, "好")
    clock.forward(days=15)
    new = write("新")

    lines = read("office", report.register, archived=False)
    assert [(each["feedback_id"], each["urgency"]) for each in lines] == [
        (old, "overdue"),
        (new, "fine"),
        (answered, "none"),
    ]


def test_who_is_not_of_the_office_sees_and_handles_only_what_was_handed_over(write, take, read):
    it = write()
    with pytest.raises(NotFound):
        read("clerk", report.feedback_view, it)
    with pytest.raises(Forbidden):
        take("clerk", it, S.HANDLE)
    take("office", it, S.HAND_OVER, to="clerk")

    assert [each["feedback_id"] for each in read("clerk", report.register, archived=False)] == [it]
    assert read("other", report.register, archived=False) == []
    with pytest.raises(Forbidden):
        take("other", it, S.HANDLE)
    with pytest.raises(Forbidden):
        take("clerk", it, S.HAND_OVER, to="other")
    take("clerk", it, S.HANDLE)


def test_an_answer_has_words_and_handing_over_a_person(write, take):
    it = write()
    take("office", it, S.HANDLE)

    for step, words in [(S.ANSWER, None), (S.ANSWER, "  "), (S.HAND_OVER, "给谁")]:
        with pytest.raises(InvalidInput):
            take("office", it, step, words)


def test_a_refused_step_changes_nothing(write, take, read):
    it = write()
    with pytest.raises(WrongState):
        take("office", it, S.ANSWER, "太早")

    view = read("office", report.feedback_view, it)
    assert (view["state"], len(view["steps"])) == ("registered", 1)


@pytest.mark.parametrize(
    ("channel", "by_staff"),
    [("phone", False), ("paper", False), ("online", True), ("kiosk", True)],
)
def test_staff_type_in_what_came_by_telephone_or_on_paper_and_nothing_else(
    hall, write, channel, by_staff
):
    with pytest.raises(Forbidden):
        write(channel=channel, by=hall.clerks[0] if by_staff else None)


def test_the_photo_of_a_paper_comes_back_as_it_was_under_a_name_of_ours(hall, write, people, read):
    it = write(channel="paper", by=hall.clerks[0], files=[PDF])
    reader = Reader(people["office"].account_id, is_office=True)

    view = read("office", report.feedback_view, it)
    with hall.database.read() as conn:
        file = report.attachment(conn, hall.hall_id, it, 1, reader=reader)
        with pytest.raises(NotFound):
            report.attachment(conn, hall.hall_id, it, 2, reader=reader)
        other = Reader(people["other"].account_id, is_office=False)
        with pytest.raises(NotFound):
            report.attachment(conn, hall.hall_id, it, 1, reader=other)
    assert view["attachments"] == [{"number": 1, "kind": "pdf", "size": len(PDF)}]
    assert file["name"] == "20261124-001-1.pdf"
    assert file["media_type"] == "application/pdf"


def test_too_many_files_a_wrong_one_or_no_words_are_refused(write):
    for wrong in ({"files": [PDF] * 4}, {"files": [PDF, b"MZ"]}, {"text": "  "}):
        with pytest.raises(InvalidInput):
            write(**wrong)


def test_nothing_of_it_goes_into_the_halls_stream(hall, write, take):
    with hall.database.read() as conn:
        before = conn.execute(select(events.c.seq)).all()
    it = write("我叫李某某，电话13800001234", contact=SealedContact("138****1234", "sealed"))
    take("office", it, S.HANDLE)
    take("office", it, S.ANSWER, "好")

    with hall.database.read() as conn:
        told = conn.execute(select(events.c.kind, events.c.body)).all()[len(before) :]
        steps = conn.execute(select(feedback_steps.c.actor)).scalars().all()
    assert not [each for each in told if "13800001234" in str(each) or "李某某" in str(each)]
    assert {kind for kind, _ in told} <= {"day.began"}
    assert set(steps) == {"station:1"}


def test_what_was_said_is_not_shown_by_repr():
    said = Said(
        kind=FeedbackKind.COMPLAINT,
        channel=FeedbackChannel.ONLINE,
        text="李某某",
        contact=SealedContact("138****1234", "sealed"),
    )

    assert "李" not in repr(said)
    assert "138" not in repr(said)


def test_the_figures_count_by_kind_channel_state_and_zone_each_with_n(
    hall, write, take, read, clock
):
    east = hall.zones["east"]
    late, in_time = write(zone_id=east), write(kind="suggestion", zone_id=east)
    write(kind="praise", channel="phone", by=hall.clerks[0])
    take("office", in_time, S.HANDLE)
    take("office", in_time, S.ANSWER, "好")
    take("office", late, S.HANDLE)
    clock.forward(days=20)
    take("office", late, S.ANSWER, "晚了")
    days = {"first": date(2026, 11, 24), "last": date(2026, 11, 30)}

    with hall.database.read() as conn:
        found = feedback_figures(conn, hall.hall_id, now=clock.now(), **days)
        later = feedback_figures(
            conn, hall.hall_id, now=clock.now(), first=date(2026, 12, 1), last=date(2026, 12, 2)
        )
    counted = {
        name: {each["name"]: each["n"] for each in found[name]}
        for name in ("by_kind", "by_channel", "by_state")
    }
    assert found["n"] == 3
    assert counted["by_kind"] == {"complaint": 1, "suggestion": 1, "praise": 1}
    assert counted["by_channel"] == {"phone": 1, "online": 2, "kiosk": 0, "paper": 0}
    assert counted["by_state"]["answered"] == 2
    assert [each["n"] for each in found["by_zone"]] == [2, 1]
    assert found["by_zone"][1]["zone"] is None
    assert found["answered"] == {"n": 2, "in_time": 1, "share": 0.5}
    assert found["overdue"] == 1
    assert later["answered"] == {"n": 0, "in_time": 0, "share": None}


def test_registers_of_two_databases_count_alike(any_hall):
    said = Said(kind=FeedbackKind.PRAISE, channel=FeedbackChannel.ONLINE, text="好", files=[PDF])
    ids = [any_hall.run(feedback.register, said=said)["feedback_id"] for _ in range(2)]

    with any_hall.database.read() as conn:
        given = [report.receipt(conn, any_hall.hall_id, each, secret=SECRET) for each in ids]
    assert [each["receipt"] for each in given] == ["20261124-001", "20261124-002"]
