"""Numbers given without the server: which, by what rules, and never twice."""

import re
from datetime import timedelta

import pytest

from kiosk.agent.hall_clock import HallClock
from kiosk.agent.issuing import NotIssued
from kiosk.agent.presence import Presence
from kiosk.agent.reserve import Reserve
from kiosk.agent.reserve_book import ReserveBook
from kiosk.agent.reserve_ticket import look_up, make_ticket
from tests.kiosk.agent.standing_by import (
    CATALOGUE,
    NINE,
    SetClock,
    booked,
    document,
    hours,
    queue,
    wire,
)

SOCIAL, HOMES = {"queue_id": 1}, {"queue_id": 2}


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def opened(tmp_path):
    books = []

    def open_book(name="reserve.sqlite3"):
        books.append(ReserveBook(tmp_path / name))
        return books[-1]

    yield open_book
    for book in books:
        book.close()


@pytest.fixture
def book(opened):
    return opened()


@pytest.fixture
def kiosk(book, clock):
    """A reserve that was told a document; `kiosk(...)` tells it another."""
    reserve = Reserve(book, clock=clock, presence=Presence(), catalogue=lambda: CATALOGUE)

    def told(*queues, **more):
        reserve.keep(document(*queues, now=clock.now(), **more))
        return reserve

    return told


class Presses:
    """Presses one after another; each is one intention."""

    def __init__(self, reserve):
        self.reserve = reserve
        self.n = 0

    def press(self, wanted=SOCIAL):
        self.n += 1
        return self.reserve.draw(f"press-{self.n:04}", wanted=wanted)

    def numbers(self, count, wanted=SOCIAL):
        return [self.press(wanted)["number"] for _ in range(count)]

    def refused(self, wanted=SOCIAL):
        with pytest.raises(NotIssued) as refusal:
            self.press(wanted)
        return refusal.value.body

    def code(self, wanted=SOCIAL):
        return self.refused(wanted)["code"]


def test_numbers_are_given_in_their_order_each_once(kiosk):
    presses = Presses(kiosk())

    assert presses.numbers(2) == ["A970", "A971"]
    assert presses.numbers(1, HOMES) == ["B980"]
    assert presses.numbers(1) == ["A972"]


def test_when_none_is_left_only_the_server_can_help(kiosk):
    presses = Presses(kiosk())
    presses.numbers(3)

    assert presses.code() == "server_away"
    assert presses.numbers(1, HOMES) == ["B980"]


def test_a_second_block_follows_the_first(kiosk):
    presses = Presses(kiosk(queue(1, "A", leases=[(998, 999), (950, 951)])))

    assert presses.numbers(4) == ["A998", "A999", "A950", "A951"]


def test_one_press_is_one_number_however_often_it_comes(kiosk):
    reserve = kiosk()
    first = reserve.draw("press-0001", wanted=SOCIAL)

    assert reserve.draw("press-0001", wanted=SOCIAL) == first
    assert reserve.drawn("press-0001") == first
    assert reserve.drawn("press-0002") is None


def test_the_ticket_says_what_is_known_and_nothing_else(kiosk):
    ticket = Presses(kiosk()).press({"item_id": 1})

    assert (ticket["ticket_id"], ticket["ahead"], ticket["wait"]) == (None, None, None)
    assert ticket["offline"] is True
    assert (ticket["day"], ticket["joined_at"]) == ("2026-11-24", wire(NINE))
    assert ticket["queue"] == {"code": "social", "name": "社会保障", "name_en": "Social"}
    assert ticket["windows"] == [{"window_id": 1, "number": "1", "place": "一楼"}]
    assert [(item["name"], item["bring"]) for item in ticket["items"]] == [("社保卡", "身份证")]
    assert ticket["url"] == f"http://10.0.0.2:8000/t/{ticket['token']}"
    assert re.fullmatch(r"kiosk-[\w-]{16}", ticket["token"])


def test_a_package_leads_to_its_queue_with_all_its_items(kiosk):
    ticket = Presses(kiosk()).press({"package_id": 1})

    assert ticket["number"] == "B980"
    assert [item["item_id"] for item in ticket["items"]] == [2, 1]


@pytest.mark.parametrize(
    "wanted", [{"queue_id": 9}, {"item_id": 9}, {"package_id": 9}, {"queue_id": 3}, {"reprint": 1}]
)
def test_what_is_not_ours_to_give_is_for_the_server(kiosk, wanted):
    assert Presses(kiosk()).code(wanted) == "server_away"


def test_tokens_are_all_different(kiosk):
    presses = Presses(kiosk())

    assert len({presses.press(HOMES)["token"] for _ in range(5)}) == 5


# Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after_nine", "code", "opens"),
    [
        ({"hours": -1}, "hall_closed", hours(-0.5, 0)["opens_at"]),
        ({"hours": 3}, "hall_closed", hours(4.5, 5)["opens_at"]),
        ({"hours": 9}, "hall_closed", hours(23.5, 24)["opens_at"]),
    ],
)
def test_a_closed_hall_gives_no_numbers_by_the_halls_own_clock(
    kiosk, clock, after_nine, code, opens
):
    presses = Presses(kiosk(days=2))
    clock.forward(**after_nine)

    refused = presses.refused()

    assert (refused["code"], refused["opens_at"]) == (code, opens)


def test_a_queue_keeps_its_own_hours(kiosk):
    later = queue(1, "A", leases=[(970, 972)], sessions=[hours(1, 3, left=None)])
    presses = Presses(kiosk(later))

    refused = presses.refused()

    assert (refused["code"], refused["opens_at"]) == (
        "not_issuing_now",
        hours(1, 3)["opens_at"],
    )


def test_a_hall_that_gives_numbers_at_any_hour_goes_on(kiosk, clock):
    presses = Presses(kiosk(any_hour=True))
    clock.forward(hours=12)

    assert presses.numbers(1) == ["A970"]


def test_a_queue_that_somebody_closed_stays_closed(kiosk):
    shut = queue(1, "A", leases=[(970, 972)], open=False, closed_reason="系统维护")

    refused = Presses(kiosk(shut)).refused()

    assert (refused["code"], refused["reason"]) == ("queue_closed", "系统维护")


def test_a_quota_ends_with_this_kiosks_share(kiosk):
    sessions = [hours(-0.5, 3, left=2), hours(4.5, 8.5, left=None)]
    presses = Presses(kiosk(queue(1, "A", leases=[(970, 979)], sessions=sessions)))

    assert presses.numbers(2) == ["A970", "A971"]
    refused = presses.refused()
    assert (refused["code"], refused["opens_at"]) == ("session_full", hours(4.5, 5)["opens_at"])


def test_a_daily_limit_ends_with_this_kiosks_share(kiosk):
    presses = Presses(kiosk(queue(1, "A", leases=[(970, 979)], left=1)))

    assert presses.numbers(1) == ["A970"]
    assert presses.code() == "numbers_used_up"


def test_what_the_server_has_counted_is_not_counted_twice(kiosk, book, clock):
    presses = Presses(kiosk(queue(1, "A", leases=[(970, 979)], left=2)))
    presses.numbers(2)
    for n in (1, 2):
        book.settle(f"press-{n:04}", verdict="accepted", at=clock.now())
    assert presses.code() == "numbers_used_up"

    clock.forward(seconds=1)
    kiosk(queue(1, "A", leases=[(970, 979)], left=1))

    assert presses.numbers(1) == ["A972"]
    assert presses.code() == "numbers_used_up"


def test_near_closing_the_slip_says_so(kiosk, clock):
    presses = Presses(kiosk(queue(1, "A", leases=[(970, 979)], warn_from=hours(8, 9)["opens_at"])))
    assert presses.press()["warning"] is None

    clock.forward(hours=8, minutes=1)

    assert presses.press()["warning"] == "near_closing"


def test_numbers_of_the_next_day_begin_the_morning(kiosk, clock):
    presses = Presses(kiosk(days=2))
    presses.numbers(1)
    clock.forward(days=1)

    assert presses.press()["day"] == "2026-11-25"


def test_beyond_the_days_it_was_told_of_nothing_is_given(kiosk, clock):
    presses = Presses(kiosk(days=2))
    clock.forward(days=2)

    assert presses.code() == "server_away"
    assert presses.reserve.state() is None


def test_before_the_server_was_ever_met_nothing_is_given(opened, clock):
    reserve = Reserve(opened(), clock=clock, presence=Presence(), catalogue=lambda: CATALOGUE)

    assert Presses(reserve).code() == "server_away"
    assert reserve.state() is None


def test_without_a_catalogue_nothing_is_given(opened, clock):
    reserve = Reserve(opened(), clock=clock, presence=Presence(), catalogue=lambda: None)
    reserve.keep(document())

    assert Presses(reserve).code() == "server_away"


def test_time_does_not_go_back_while_numbers_are_given(kiosk, clock):
    presses = Presses(kiosk())
    first = presses.press()
    clock.forward(minutes=-5)

    assert presses.press()["joined_at"] == first["joined_at"]


def test_the_page_is_told_what_each_queue_gives(kiosk):
    shut = queue(2, "B", open=False)
    empty = queue(3, "C", leases=[])

    state = kiosk(queue(1, "A"), shut, empty).state()

    assert state["open"] == {
        "now": True,
        "issuing": True,
        "opens_at": hours(4.5, 5)["opens_at"],
        "closes_at": hours(3, 4)["opens_at"],
    }
    assert [(n, q["now"], q["reason"]) for n, q in state["queues"].items()] == [
        ("1", True, None),
        ("2", False, "queue_closed"),
        ("3", False, "server_away"),
    ]


# Appointments ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["12345678", "BDY:12345678", " 1234 5678 "])
def test_who_has_an_appointment_checks_in_by_its_code(kiosk, code):
    presses = Presses(kiosk(appointments=[booked("12345678", starts_in_min=20)]))

    ticket = presses.press({"code": code})

    assert (ticket["number"], ticket["appointment"]["arrival"]) == ("A970", "on_time")
    assert ticket["appointment"]["starts_at"] == hours(1 / 3, 1)["opens_at"]


def test_it_is_remembered_which_appointment_it_was_and_not_by_which_code(kiosk, book, tmp_path):
    presses = Presses(kiosk(appointments=[booked("12345678", starts_in_min=20)]))
    presses.press({"code": "12345678"})

    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"A970" in kept
    assert b"12345678" not in kept
    assert book.number("press-0001").appointment_id == 7


def test_a_code_is_good_for_one_number(kiosk):
    presses = Presses(kiosk(appointments=[booked("12345678", starts_in_min=20)]))
    presses.press({"code": "12345678"})

    refused = presses.refused({"code": "12345678"})

    assert (refused["code"], refused["number"]) == ("appointment_used", "A970")


@pytest.mark.parametrize(
    ("appointment", "code"),
    [
        ({"starts_in_min": 31}, "too_early"),
        ({"starts_in_min": -16, "late": "refuse"}, "appointment_expired"),
    ],
)
def test_who_comes_at_the_wrong_time_is_told_so(kiosk, appointment, code):
    presses = Presses(kiosk(appointments=[booked("12345678", **appointment)]))

    refused = presses.refused({"code": "12345678"})

    assert refused["code"] == code
    assert refused["starts_at"] is not None


def test_a_late_one_stands_where_everybody_stands(kiosk):
    late = booked("12345678", starts_in_min=-16)
    presses = Presses(kiosk(queue(1, "A", leases=[(970, 972)], left=1), appointments=[late]))

    assert presses.press({"code": "12345678"})["appointment"]["arrival"] == "late"
    assert presses.code() == "numbers_used_up"


def test_a_promised_number_is_given_whatever_the_quota(kiosk):
    full = queue(1, "A", leases=[(970, 972)], left=0)
    presses = Presses(kiosk(full, appointments=[booked("12345678", starts_in_min=20)]))

    assert presses.code() == "numbers_used_up"
    assert presses.press({"code": "12345678"})["number"] == "A970"


def test_tomorrows_appointment_is_told_from_todays(kiosk, clock):
    reserve = kiosk(days=2, appointments=[booked("12345678", starts_in_min=20)])
    clock.forward(days=1)

    assert Presses(reserve).code({"code": "12345678"}) == "appointment_not_today"


@pytest.mark.parametrize("code", ["87654321", "short", "", "../../x"])
def test_a_code_that_is_not_known_may_have_been_booked_since(kiosk, code):
    presses = Presses(kiosk(appointments=[booked("12345678", starts_in_min=20)]))

    assert presses.code({"code": code}) == "server_away"


# What is on disk ------------------------------------------------------------------------------


def test_what_was_given_and_told_outlives_the_program(kiosk, opened, clock):
    Presses(kiosk()).numbers(2)

    after = Reserve(opened(), clock=clock, presence=Presence(), catalogue=lambda: CATALOGUE)

    assert after.draw("press-after", wanted=SOCIAL)["number"] == "A972"
    assert after.drawn("press-0001")["number"] == "A970"


def test_a_book_keeps_its_name_and_another_has_another(opened):
    name = opened().holder

    assert opened().holder == name
    assert opened("other.sqlite3").holder != name


def test_a_refusal_uses_no_number_up(kiosk, clock):
    presses = Presses(kiosk())
    clock.forward(hours=9)
    presses.refused()
    clock.forward(hours=-8)

    assert presses.numbers(1) == ["A970"]


def test_what_was_handed_up_long_ago_is_forgotten_and_nothing_else(kiosk, book, clock):
    reserve = kiosk()
    presses = Presses(reserve)
    presses.numbers(2)
    book.settle("press-0001", verdict="accepted", at=clock.now())

    book.forget(before=clock.now() + timedelta(days=31))

    assert reserve.drawn("press-0001") is None
    assert reserve.drawn("press-0002")["number"] == "A971"


# The hall's time ------------------------------------------------------------------------------


def test_the_halls_time_is_carried_on_from_the_last_word_whatever_the_machine_believes():
    now = {"wall": NINE - timedelta(days=9000), "steady": 100.0}
    clock = HallClock(wall=lambda: now["wall"], monotonic=lambda: now["steady"])
    assert clock.now() == now["wall"]

    clock.hear(NINE)
    now["steady"] += 90
    now["wall"] += timedelta(days=365)

    assert clock.now() == NINE + timedelta(seconds=90)


@pytest.mark.parametrize(
    ("stages", "heard"),
    [
        ({}, "on_displays"),
        ({"consoles": True, "displays": False, "ratings": False}, "at_window"),
        ({"consoles": False, "displays": False, "ratings": False}, "by_voice"),
    ],
)
def test_its_tickets_say_how_the_turn_is_heard_as_the_hall_last_said(stages, heard):
    hall = {**CATALOGUE["hall"], "stages": stages}
    wish = look_up({**CATALOGUE, "hall": hall}, SOCIAL)

    ticket = make_ticket(
        wish, hall, number="A001", day="2026-11-24", joined_at=NINE, token="kiosk-t", url="u",
        warning=None, booked=None, is_late=False,
    )  # fmt: skip

    assert ticket["heard"] == heard
