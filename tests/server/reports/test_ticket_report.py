"""A ticket as its slip, a desk, and its owner's telephone see it."""

import pytest

from server.domain.errors import NotFound
from server.reports.ticket_view import phone_view, ticket_by_id, ticket_by_token, ticket_view


def view(hall, number):
    with hall.database.read() as conn:
        now = hall.clock.now()
        return ticket_view(conn, hall.ticket(number), public_url="http://hall.test", now=now)


def phone(hall, number):
    with hall.database.read() as conn:
        return phone_view(conn, hall.ticket(number), now=hall.clock.now())


def test_a_slip_says_everything_about_its_number(hall):
    hall.issue("A")
    hall.issue_for(item_id=hall.items["CARD1"])

    ticket = hall.ticket("A002")
    assert view(hall, "A002") == {
        "ticket_id": ticket.id,
        "hall_id": hall.hall_id,
        "hall": {"name": "小厅", "name_en": "Small hall"},
        "day": "2026-11-24",
        "number": "A002",
        "queue_id": hall.queues["A"],
        "queue": {"code": "cards", "name": "社保卡", "name_en": "Cards"},
        "zone": {
            "zone_id": hall.window("1").zone_id,
            "name": "东区",
            "name_en": "East",
            "place": "一层东侧",
        },
        "state": "waiting",
        "priority": 0,
        "items": [
            {
                "item_id": hall.items["CARD1"],
                "name": "申领社保卡",
                "name_en": "Get a card",
                "bring": "请带身份证原件",
            }
        ],
        "joined_at": "2026-11-24T01:00:00.000Z",
        "issued_at": "2026-11-24T01:00:00.000Z",
        "heard": "on_displays",
        "ahead": 1,
        "windows": [
            {"window_id": hall.windows[n], "number": n, "place": "一层东侧"} for n in "1245678"
        ],
        "slip": "pending",
        "reprints": 0,
        "warning": None,
        "appointment": None,
        "kept_from": None,
        "offline": False,
        "token": ticket.token,
        "url": f"http://hall.test/t/{ticket.token}",
        "window": None,
        "calls": 0,
    }


def test_people_ahead_are_those_who_stand_before_it_now(hall, desk, clock):
    for _ in range(3):
        hall.issue("A")
        clock.forward(minutes=1)
    hall.issue("B")
    assert view(hall, "A003")["ahead"] == 2

    desk.call_next()
    assert view(hall, "A003")["ahead"] == 1
    hall.cancel("A002")
    assert view(hall, "A003")["ahead"] == 0
    assert view(hall, "A001")["ahead"] is None


def test_who_is_transferred_in_with_an_earlier_arrival_stands_ahead(hall, desk, clock):
    hall.issue("A")
    clock.forward(minutes=1)
    hall.issue("B")
    desk.call_next()
    desk.start()
    desk.transfer(queue="B")

    assert view(hall, "B001")["ahead"] == 1
    assert view(hall, "A001")["ahead"] == 0


def test_the_windows_to_watch_are_the_open_ones(hall):
    hall.issue("A")
    hall.sit("4")
    hall.sit("2").pause()

    assert [w["number"] for w in view(hall, "A001")["windows"]] == ["4"]


def test_a_ticket_sent_to_one_window_watches_that_one(hall, desk):
    hall.issue("A")
    desk.call_next()
    desk.start()
    hall.sit("3")
    desk.transfer(window="3")

    assert [w["number"] for w in view(hall, "A001")["windows"]] == ["3"]


@pytest.mark.parametrize(
    ("steps", "window"),
    [
        ([], None),
        (["call_next"], "1"),
        (["call_next", "start"], "1"),
        (["call_next", "pass_"], "1"),
        (["call_next", "return_"], None),
        (["call_next", "start", "finish"], None),
    ],
    ids=["waiting", "called", "serving", "missed", "waiting again", "done"],
)
def test_the_telephone_names_the_window_while_it_matters(hall, desk, steps, window):
    hall.issue("A")
    for step in steps:
        getattr(desk, step)()

    shown = phone(hall, "A001")["window"]
    assert (shown and shown["number"]) == window


def test_the_telephone_shows_nothing_that_identifies_the_house_or_the_queue_inside(hall):
    hall.issue("A")

    shown = phone(hall, "A001")
    assert not {"ticket_id", "token", "station_id", "channel"} & set(shown)
    assert (shown["number"], shown["state"], shown["ahead"]) == ("A001", "waiting", 0)
    assert (shown["day"], shown["seq"]) == ("2026-11-24", 1)


def test_a_ticket_is_found_by_its_token_or_by_its_id_in_its_own_hall(hall, other_hall):
    hall.issue("A")
    ticket = hall.ticket("A001")

    with hall.database.read() as conn:
        assert ticket_by_token(conn, ticket.token) == ticket
        assert ticket_by_id(conn, hall.hall_id, ticket.id) == ticket
        with pytest.raises(NotFound):
            ticket_by_id(conn, other_hall.hall_id, ticket.id)
        with pytest.raises(NotFound):
            ticket_by_token(conn, "guessed")
