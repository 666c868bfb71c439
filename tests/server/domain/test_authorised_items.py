"""Which items a clerk may handle, and when that ends."""

from datetime import date

import pytest

from server.domain.authorisation import Authorisation, authorised_items, ended, soon_ending

CARD, HOME = 1, 2
TODAY = date(2026, 11, 24)


def letter(item=CARD, *, valid_from="2026-01-01", valid_to=None):
    return Authorisation(
        item_id=item,
        valid_from=date.fromisoformat(valid_from),
        valid_to=valid_to and date.fromisoformat(valid_to),
    )


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        ("2026-11-24", "2026-11-24", True),
        ("2026-11-25", None, False),
        ("2026-01-01", "2026-11-23", False),
        ("2026-01-01", None, True),
    ],
    ids=["both days included", "not yet", "no longer", "without an end"],
)
def test_a_letter_covers_its_days(valid_from, valid_to, holds):
    held = authorised_items([letter(valid_from=valid_from, valid_to=valid_to)], TODAY)

    assert (CARD in held) is holds


def test_each_item_has_letters_of_its_own():
    assert authorised_items([letter(CARD), letter(HOME, valid_to="2026-10-01")], TODAY) == {CARD}


@pytest.mark.parametrize(
    ("valid_to", "warned"),
    [("2026-12-24", True), ("2026-12-25", False), ("2026-11-23", False)],
    ids=["within thirty days", "later", "ended already"],
)
def test_an_end_is_said_thirty_days_before(valid_to, warned):
    ending = soon_ending([letter(valid_to=valid_to)], TODAY)

    assert ending == ({CARD: date.fromisoformat(valid_to)} if warned else {})


def test_a_letter_that_follows_is_no_end():
    letters = [letter(valid_to="2026-12-01"), letter(valid_from="2026-12-02")]

    assert soon_ending(letters, TODAY) == {}


@pytest.mark.parametrize(
    ("letters", "ends"),
    [
        ([letter(valid_to="2026-11-23")], {CARD: date(2026, 11, 23)}),
        ([letter(valid_to="2026-10-01"), letter(valid_to="2026-11-01")], {CARD: date(2026, 11, 1)}),
        ([letter(valid_to="2026-11-24")], {}),
        ([letter(valid_to="2026-11-01"), letter(valid_from="2026-12-01")], {}),
        ([letter()], {}),
    ],
    ids=["yesterday", "the last of several", "today is its last day", "one to come", "no end"],
)
def test_what_has_ended_is_said_with_its_last_day(letters, ends):
    assert ended(letters, TODAY) == ends
