"""A citizen's telephone: sealed in the database, opened for who has to call, on record."""

from functools import partial

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from server.__main__ import main
from server.domain.access import Role
from server.domain.contacts import contact_of
from server.domain.feedback import FeedbackStep
from server.sealing import Sealer
from server.services import feedback
from server.services.cases import Actor
from server.store.case_tables import cases
from server.store.feedback_tables import feedback as feedback_table
from tests.server.api.conftest import SECRET

TELEPHONE = "13800001234"
MASK = "138****1234"


@pytest.fixture
def office(people):
    return people.staff("office")


@pytest.fixture
def complaint(people, hall):
    """The path of a complaint that came with a telephone."""
    said = {"kind": "complaint", "text": "等了太久", "contact": "138 0000 1234"}
    given = people.stranger().post(f"/halls/{hall.hall_id}/feedback", said)
    return f"/halls/{hall.hall_id}/feedback/{given.body['feedback_id']}"


@pytest.fixture
def case(people, hall, desk):
    """The path of the case of a bad rating that came with a telephone; clerk 1 is rated."""
    hall.issue("A")
    token = hall.ticket(desk.serve()).token
    rating = {"level": "dissatisfied", "channel": "phone", "words": "久", "contact": TELEPHONE}
    assert people.stranger().post(f"/tickets/{token}/rating", rating).status == 200
    with hall.database.read() as conn:
        case_id = conn.execute(select(cases.c.id)).scalar_one()
    return f"/halls/{hall.hall_id}/cases/{case_id}"


@pytest.mark.parametrize("which", ["complaint", "case"])
def test_who_has_to_call_sees_the_number_and_the_look_is_on_record(request, office, which):
    path = request.getfixturevalue(which)
    before = office.get(path).body
    assert before["contact"] == MASK

    assert office.post(f"{path}/contact", {}).body == {"contact": TELEPHONE}

    after = office.get(path).body
    assert [step["step"] for step in after["steps"][len(before["steps"]) :]] == ["see_contact"]
    assert after["steps"][-1]["by"] is not None
    assert (after["state"], after["contact"]) == (before["state"], MASK)
    assert TELEPHONE not in str(after)


@pytest.mark.parametrize("which", ["complaint", "case"])
def test_whose_it_is_not_sees_nothing_and_leaves_no_look(request, office, people, which):
    path = request.getfixturevalue(which)

    assert people.clerk(1).post(f"{path}/contact", {}).refusal == (403, "forbidden")
    assert people.clerk(3).post(f"{path}/contact", {}).refusal == (403, "forbidden")
    assert people.stranger().post(f"{path}/contact", {}).refusal == (401, "unauthenticated")

    assert len(office.get(path).body["steps"]) == 1


def test_whoever_it_is_handed_to_may_call(office, people, complaint, hall):
    step = {"step": "hand_over", "account_id": hall.clerks[2]}
    assert office.post(f"{complaint}/step", step).status == 200

    assert people.clerk(3).post(f"{complaint}/contact", {}).body == {"contact": TELEPHONE}


def test_without_a_telephone_there_is_nothing_to_see(office, hall):
    entry = {"kind": "praise", "text": "好", "channel": "phone"}
    given = office.post(office.hall("/feedback/entries"), entry).body
    path = office.hall(f"/feedback/{given['feedback_id']}")

    assert office.post(f"{path}/contact", {}).refusal == (404, "not_found")


def test_the_number_stands_nowhere_in_the_database_and_in_no_log(
    server, complaint, case, hall_url, caplog, office
):
    office.post(f"{complaint}/contact", {}, key="look-1")
    server.close()

    with open(hall_url.removeprefix("sqlite:///"), "rb") as file:
        assert TELEPHONE.encode() not in file.read()
    assert TELEPHONE not in caplog.text


@pytest.mark.parametrize(("days", "is_kept"), [(30, True), (35, False)])
def test_it_is_erased_some_days_after_the_archive(hall, clock, complaint, days, is_kept):
    office = Actor(hall.clerks[2], Role.OFFICE)
    take = partial(feedback.take_step, feedback_id=int(complaint.rpartition("/")[2]), actor=office)
    for step in ("handle", "answer", "archive"):
        hall.run(partial(take, step=FeedbackStep(step), words="已办"), name=step)

    clock.forward(days=days)
    hall.issue("A", channel="desk")  # whatever comes first begins the day

    assert (kept_mask(hall), sealed_of(hall, feedback_table) is not None) == (
        MASK if is_kept else None,
        is_kept,
    )


def test_what_is_open_keeps_its_telephone_however_long_it_lies(hall, clock, complaint):
    clock.forward(days=140)
    hall.issue("A", channel="desk")

    assert sealed_of(hall, feedback_table) is not None


def kept_mask(hall):
    with hall.database.read() as conn:
        return conn.execute(select(feedback_table.c.contact_mask)).scalar_one()


def sealed_of(hall, table):
    with hall.database.read() as conn:
        return conn.execute(select(table.c.contact_sealed)).scalar_one()


def test_a_new_key_takes_over_by_one_command(complaint, case, hall_url, hall):
    new = "n" * 40
    keys = {
        "BUDAYANG_DATABASE_URL": hall_url,
        "BUDAYANG_SECRET_KEY": SECRET,
        "BUDAYANG_CONTACT_KEYS": new,
    }

    result = CliRunner().invoke(main, ["seal-contacts"], env=keys)

    assert (result.exit_code, result.output) == (0, "2 telephones\n")
    assert {Sealer([new]).open(sealed_of(hall, table)) for table in (cases, feedback_table)} == {
        TELEPHONE
    }


def test_the_command_changes_nothing_without_the_old_key(complaint, case, hall_url, hall):
    before = sealed_of(hall, cases)
    keys = {"BUDAYANG_DATABASE_URL": hall_url, "BUDAYANG_SECRET_KEY": "o" * 40}

    result = CliRunner().invoke(main, ["seal-contacts"], env=keys)

    assert result.exit_code == 2
    assert "BUDAYANG_CONTACT_KEYS" in result.output
    assert sealed_of(hall, cases) == before


def test_a_key_that_is_gone_is_said_and_shows_no_number(server, hall, complaint, office):
    with hall.database.read() as conn:
        this = feedback_table.c.id == conn.execute(select(feedback_table.c.id)).scalar_one()
    strange = Sealer(["x" * 32]).seal(contact_of(TELEPHONE)).sealed
    hall.set_up(update(feedback_table).where(this).values(contact_sealed=strange))

    answer = office.post(f"{complaint}/contact", {})

    assert (answer.refusal, answer.body["reason"]) == ((404, "not_found"), "key")
