"""Clerks call only what their letters of authorisation cover, where a hall demands them."""

from datetime import date, timedelta

import pytest

from server.domain.errors import InvalidInput, NotFound, QueueEmpty
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
