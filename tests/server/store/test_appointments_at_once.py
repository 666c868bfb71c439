"""Many want the last place, one appointment is checked in everywhere at once: both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.domain.errors import AppointmentUsed, SlotFull
from tests.server.booking import Bookings

AT_ONCE = 8


@pytest.fixture
def bookings(any_hall):
    return Bookings(any_hall)


def at_once(work):
    """Run it eight times at the same moment; what came of each."""
    together = threading.Barrier(AT_ONCE)

    def run(_):
        together.wait(10)
        try:
            return work()
        except (AppointmentUsed, SlotFull) as refusal:
            return refusal.code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_of_all_who_want_the_last_place_one_gets_it(bookings):
    bookings.book("09:20")

    outcomes = at_once(lambda: bookings.book("09:20"))

    assert outcomes.count("slot_full") == AT_ONCE - 1
    assert dict(bookings.free())["11-24 09:20"] == 0
    assert len(bookings.of_day()) == 2


def test_an_appointment_checked_in_everywhere_at_once_is_one_ticket(bookings):
    appointment = bookings.book("09:20")

    outcomes = at_once(lambda: bookings.check_in(appointment))

    assert sorted(outcomes) == ["A001", *["appointment_used"] * (AT_ONCE - 1)]
    assert [t.number for t in bookings.hall.tickets()] == ["A001"]
    assert bookings.steps(appointment) == [
        ("book", "booked", None),
        ("check_in", "checked_in", "A001"),
    ]
