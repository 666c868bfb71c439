"""A clerk is told which letters of authorisation have ended, and which soon will."""

from datetime import date

import pytest
from sqlalchemy import update

from server.reports.authorised import own_authorisations
from server.services import authorising
from server.store.hall_tables import items


def authorise(hall, code, *, until, letter_no="1"):
    hall.run(
        authorising.authorise,
        account_id=hall.clerks[0],
        item_ids=[hall.items[code]],
        valid_from=date(2026, 1, 1),
        valid_to=date.fromisoformat(until),
        letter_no=letter_no,
    )


def told(hall, *, clerk=0):
    with hall.database.read() as conn:
        account_id = hall.clerks[clerk]
        return own_authorisations(conn, hall.hall_id, account_id, now=hall.clock.now())


def test_what_has_ended_and_what_soon_will_are_told_apart(hall):
    authorise(hall, "CARD1", until="2026-11-23", letter_no="1")
    authorise(hall, "HOME1", until="2026-12-01", letter_no="2")

    assert told(hall) == {
        "demanded": False,
        "ended": [
            {
                "item_id": hall.items["CARD1"],
                "name": "申领社保卡",
                "name_en": "Get a card",
                "last_day": "2026-11-23",
            }
        ],
        "ending": [
            {
                "item_id": hall.items["HOME1"],
                "name": "查询不动产",
                "name_en": "Look up a home",
                "last_day": "2026-12-01",
            }
        ],
    }


def test_a_renewed_letter_has_not_ended(hall):
    authorise(hall, "CARD1", until="2026-11-23", letter_no="1")
    authorise(hall, "CARD1", until="2027-11-23", letter_no="2")

    assert (told(hall)["ended"], told(hall)["ending"]) == ([], [])


def test_of_an_item_that_was_withdrawn_nobody_is_warned(hall):
    authorise(hall, "CARD1", until="2026-11-23")
    card = items.c.id == hall.items["CARD1"]
    hall.set_up(update(items).where(card).values(retired_at=hall.clock.now()))

    assert told(hall)["ended"] == []


def test_it_says_whether_the_hall_demands_them(hall):
    hall.set_policy(demand_authorisation=True)

    assert told(hall)["demanded"] is True


def test_everybody_is_told_of_their_own(hall):
    authorise(hall, "CARD1", until="2026-11-23")

    assert told(hall, clerk=1)["ended"] == []


@pytest.mark.parametrize("until", ["2026-12-25", "2027-06-30"])
def test_an_end_that_is_far_off_is_not_told(hall, until):
    authorise(hall, "CARD1", until=until)

    assert (told(hall)["ended"], told(hall)["ending"]) == ([], [])
