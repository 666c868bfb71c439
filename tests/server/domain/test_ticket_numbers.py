"""Numbers as they are drawn and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.numbering import next_number, write_number


@pytest.mark.parametrize(
    ("last", "first", "limit", "number"),
    [
        (None, 1, None, 1),
        (7, 1, None, 8),
        (None, 100, None, 100),
        (100, 100, None, 101),
        (3, 100, None, 100),
        (None, 0, None, 0),
        (0, 0, None, 1),
        (2, 1, 3, 3),
        (3, 1, 3, None),
        (102, 100, 3, None),
        (1, 0, 2, None),
    ],
    ids=[
        "the first of the day",
        "the next",
        "a queue that begins at 100",
        "and goes on from there",
        "a beginning raised during the day",
        "a queue that begins at 0",
        "and goes on to 1",
        "the last one left",
        "none left",
        "none left when it begins at 100",
        "none left when it begins at 0",
    ],
)
def test_the_next_number(last, first, limit, number):
    assert next_number(last, first=first, limit=limit) == number


@given(first=st.integers(0, 500), limit=st.integers(1, 60))
def test_a_queue_gives_exactly_as_many_numbers_as_it_may(first, limit):
    given_out, last = [], None
    while (last := next_number(last, first=first, limit=limit)) is not None:
        given_out.append(last)

    assert given_out == list(range(first, first + limit))


@pytest.mark.parametrize(
    ("prefix", "number", "digits", "written"),
    [("A", 7, 3, "A007"), ("", 7, 3, "007"), ("BC", 12, 2, "BC12"), ("A", 1000, 3, "A1000")],
    ids=["padded", "no prefix", "two letters", "never cut"],
)
def test_a_number_is_written_with_its_prefix(prefix, number, digits, written):
    assert write_number(prefix, number, digits=digits) == written
