"""Clerks call only what their letters of authorisation cover, where a hall demands them."""

from datetime import date, timedelta

import pytest

from server.domain.clock import to_wire
from server.domain.errors import Forbidden, InvalidInput, NotFound, QueueEmpty
from server.services import authorising

TODAY = date(2026, 11, 24)


@pytest.fixture
def demanding(hall):
    hall.set_policy(demand_authorisation=True)
    return hall


def test_without_a_letter_nobody_is_called(demanding, desk):
    demanding.issue("A")

    with pytest.raises(QueueEmpty):
        desk.call_next()


def test_a_letter_opens_the_queue_of_its_item(demanding, desk):
    demanding.issue("A")
    demanding.issue("B")
    authorise(demanding, desk, "HOME1")

    assert desk.call_next() == "B001"


def test_a_ticket_with_one_item_too_many_is_left_to_others(demanding, desk):
    number = demanding.issue_for(package_id=demanding.packages["both"])
    authorise(demanding, desk, "HOME1")
    with pytest.raises(QueueEmpty):
        desk.call_next()

    authorise(demanding, desk, "HOME1", "CARD1")

    assert desk.call_next() == number


def test_a_letter_that_has_ended_covers_nothing(demanding, desk):
    demanding.issue("B")
    authorise(demanding, desk, "HOME1", until=TODAY - timedelta(days=1))

    with pytest.raises(QueueEmpty):
        desk.call_next()


def test_a_ticket_is_not_chosen_by_hand_without_a_letter_for_it(demanding, desk):
    number = demanding.issue_for(package_id=demanding.packages["both"])
    authorise(demanding, desk, "HOME1")
    with pytest.raises(Forbidden):
        desk.call(number)

    authorise(demanding, desk, "HOME1", "CARD1")

    assert desk.call(number) == number


def test_a_ticket_sent_to_a_window_waits_for_it_as_far_as_letters_go(demanding, desk):
    demanding.issue("A")
    demanding.issue_for(item_id=demanding.items["CARD1"])
    authorise(demanding, desk, "HOME1")
    fourth = demanding.sit("4")
    authorise(demanding, fourth, "CARD1")
    for _ in range(2):
        fourth.call_next()
        fourth.transfer(window="1")

    waiting = desk.view()["waiting"]
    assert (waiting["total"], waiting["not_authorised"]) == (1, 1)
    assert desk.call_next() == "A001"


def test_the_desk_counts_only_whom_its_clerk_may_call_and_says_who_else_waits(
    demanding, desk, clock
):
    authorise(demanding, desk, "HOME1")
    demanding.issue("A")
    demanding.issue_for(package_id=demanding.packages["both"])
    since = clock.forward(minutes=5)
    demanding.issue("B")
    demanding.issue_for(item_id=demanding.items["HOME1"])

    waiting = desk.view()["waiting"]

    assert (waiting["total"], waiting["not_authorised"]) == (2, 2)
    assert [w["number"] for w in waiting["next"]] == ["B002", "B003"]
    assert waiting["longest_since"] == to_wire(since)
    counts = {q["prefix"]: (q["waiting"], q["not_authorised"]) for q in waiting["queues"]}
    assert counts == {"A": (0, 1), "P": (0, 0), "B": (2, 1)}


def test_the_desk_and_the_next_call_agree(demanding, desk):
    authorise(demanding, desk, "HOME1")
    for prefix in "ABAB":
        demanding.issue(prefix)

    announced = [w["number"] for w in desk.view()["waiting"]["next"]]

    assert [desk.serve() for _ in announced] == announced == ["B001", "B002"]
    assert desk.view()["waiting"]["total"] == 0
    with pytest.raises(QueueEmpty):
        desk.call_next()


def test_a_desk_where_nobody_sits_counts_all_who_wait_for_the_window(demanding, desk):
    demanding.issue("A")
    desk.close()

    waiting = desk.view()["waiting"]
    assert (waiting["total"], waiting["not_authorised"]) == (1, 0)


def test_where_no_letters_are_demanded_the_desk_tells_nobody_apart(hall, desk):
    hall.issue("A")

    waiting = desk.view()["waiting"]
    assert (waiting["total"], waiting["not_authorised"]) == (1, 0)


def test_where_no_letters_are_demanded_windows_decide(hall, desk):
    hall.issue("A")

    assert desk.call_next() == "A001"


def test_a_letter_cannot_end_before_it_begins(hall, desk):
    with pytest.raises(InvalidInput):
        authorise(hall, desk, "HOME1", since=TODAY, until=TODAY - timedelta(days=1))


def test_a_letter_names_items_and_people_of_the_hall(hall, desk):
    hall.items["GONE"] = 10_000
    with pytest.raises(NotFound):
        authorise(hall, desk, "GONE")

    desk.account_id = 10_000
    with pytest.raises(NotFound):
        authorise(hall, desk, "HOME1")


def authorise(hall, desk, *codes, since=date(2026, 1, 1), until=None):
    hall.run(
        authorising.authorise,
        account_id=desk.account_id,
        item_ids=[hall.items[code] for code in codes],
        valid_from=since,
        valid_to=until,
        letter_no="2026-1",
    )
