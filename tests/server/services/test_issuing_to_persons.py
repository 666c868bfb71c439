"""取号 by known citizens: one waiting number each, so many a day, and nothing kept of who."""

import json
import logging
import threading
from datetime import timedelta

import pytest

from server.domain.errors import (
    AlreadyWaiting,
    DomainError,
    IdentificationRequired,
    PersonLimit,
    WrongState,
)
from server.domain.persons import hall_key, identify

KEY = hall_key("a secret of at least thirty-two characters", hall_id=1)
ANNA = identify("13812341234", key=KEY)
BEN = identify("13898769876", key=KEY)


@pytest.fixture
def asking(hall):
    """Queue A may ask who comes, queue B must."""
    hall.set_issuing("A", identification="optional")
    hall.set_issuing("B", identification="required")
    return hall


def test_who_waits_already_gets_no_second_number_but_is_told_the_first(asking):
    asking.issue("A", person=ANNA)

    with pytest.raises(AlreadyWaiting) as refused:
        asking.issue("A", person=ANNA)
    first = asking.ticket("A001")
    assert refused.value.fields == {"number": "A001", "ticket_id": first.id}
    assert len(asking.tickets()) == 1


def test_somebody_else_gets_one_and_the_same_person_in_another_queue(asking):
    asking.issue("A", person=ANNA)

    assert asking.issue("A", person=BEN) == "A002"
    assert asking.issue("B", person=ANNA) == "B001"


def test_who_is_being_called_waits_still(asking, desk):
    asking.issue("A", person=ANNA)
    desk.call_next()

    with pytest.raises(AlreadyWaiting):
        asking.issue("A", person=ANNA)


@pytest.mark.parametrize("ending", ["served", "cancelled", "passed"])
def test_once_the_first_number_is_over_there_is_another(asking, desk, ending):
    asking.issue("A", person=ANNA)
    if ending == "served":
        desk.serve()
    elif ending == "cancelled":
        asking.cancel("A001")
    else:
        desk.call_next()
        desk.pass_()

    assert asking.issue("A", person=ANNA) == "A002"


def test_the_refused_second_number_may_be_printed_again_instead(asking):
    asking.issue("A", person=ANNA)
    with pytest.raises(AlreadyWaiting) as refused:
        asking.issue("A", person=ANNA)

    asking.reprint(refused.value.fields["number"])

    assert asking.ticket("A001").reprints == 1


def test_a_number_whose_life_is_over_is_not_printed_again(asking):
    asking.issue("A", person=ANNA)
    asking.cancel("A001")

    with pytest.raises(WrongState) as refused:
        asking.reprint("A001")
    assert refused.value.fields == {"state": "cancelled", "trigger": "reprint"}


def test_nobody_is_asked_where_it_is_optional_and_everybody_where_it_is_required(asking):
    assert asking.issue("A") == "A001"
    assert asking.issue("A") == "A002"
    with pytest.raises(IdentificationRequired):
        asking.issue("B")


def test_a_queue_that_does_not_ask_notes_nobody(hall):
    hall.issue("A", person=ANNA)
    hall.issue("A", person=ANNA)

    assert [(t.person_hash, t.person_mask) for t in hall.tickets()] == [(None, None)] * 2


def test_a_person_gets_so_many_numbers_of_a_queue_in_a_day(hall, desk, clock):
    hall.set_issuing("A", identification="required", person_daily_limit=2)
    for _ in range(2):
        hall.issue("A", person=ANNA)
        desk.serve()

    with pytest.raises(PersonLimit) as refused:
        hall.issue("A", person=ANNA)
    assert refused.value.fields == {"limit": 2, "scope": "queue"}
    assert hall.issue("A", person=BEN) == "A003"
    clock.set("2026-11-25 09:00")
    assert hall.issue("A", person=ANNA) == "A001"


def test_and_so_many_in_the_whole_hall(asking):
    asking.set_policy(person_daily_limit=1)
    asking.issue("A", person=ANNA)

    with pytest.raises(PersonLimit) as refused:
        asking.issue("B", person=ANNA)
    assert refused.value.fields == {"limit": 1, "scope": "hall"}


def test_a_number_issued_by_mistake_does_not_count(asking):
    asking.set_policy(person_daily_limit=1)
    asking.issue("A", person=ANNA)
    asking.void("A001")

    assert asking.issue("A", person=ANNA) == "A002"


def test_one_person_at_two_kiosks_at_once_gets_one_number(any_hall):
    any_hall.set_issuing("A", identification="required")
    both_there, answers = threading.Barrier(8), []

    def press(kiosk):
        both_there.wait()
        try:
            answers.append(any_hall.issue("A", person=ANNA, actor=f"station:{kiosk}"))
        except DomainError as refused:
            answers.append(refused.code)

    presses = [threading.Thread(target=press, args=[kiosk]) for kiosk in range(8)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()

    assert sorted(answers) == ["A001", *["already_waiting"] * 7]
    assert len(any_hall.tickets()) == 1


def test_the_clerk_sees_a_mask_and_the_public_nothing(asking, desk):
    asking.issue("A", person=ANNA)
    desk.call_next()

    assert desk.view()["current"]["ticket"]["person"] == "138****1234"
    public = json.dumps([asking.events(), asking.board()])
    assert "138" not in public.replace(asking.ticket("A001").token, "")
    assert ANNA.hash not in public


@pytest.mark.parametrize("said", ["13812341234", "130699199001011225"])
def test_no_digits_of_a_person_reach_the_database_file_the_events_or_the_log(
    asking, desk, caplog, tmp_path, said
):
    caplog.set_level(logging.DEBUG)
    person = identify(said, key=KEY)
    asking.issue("A", person=person, request_id="tap")
    with pytest.raises(AlreadyWaiting):
        asking.issue("A", person=person)
    desk.serve()

    kept = b"".join(file.read_bytes() for file in tmp_path.glob("small.db*"))
    runs = [said[n : n + 5] for n in range(len(said) - 4)]
    assert person.mask.encode() in kept
    assert [run for run in runs if run.encode() in kept.replace(person.hash.encode(), b"")] == []
    assert [run for run in runs if run in json.dumps(asking.events())] == []
    assert [run for run in runs if run in caplog.text] == []


def test_after_a_month_nobody_knows_who_it_was(asking, clock):
    asking.set_policy(forget_persons_after_days=30)
    asking.issue("A", person=ANNA)

    clock.forward(days=30)
    asking.issue("B", person=BEN)
    assert asking.tickets()[0].person_hash == ANNA.hash

    clock.forward(days=1)
    asking.issue("B", person=BEN)
    first, second, _ = asking.tickets()
    assert (first.person_hash, first.person_mask) == (None, None)
    assert second.person_hash == BEN.hash
    assert first.joined_at == clock.now() - timedelta(days=31)
