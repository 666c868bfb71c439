"""What a clerk's console shows."""

import pytest
from sqlalchemy import update

from server.domain.errors import NotFound
from server.domain.persons import Person
from server.reports.desk import desk as console
from server.services import calling
from server.store.station_tables import stations


def numbers(tickets):
    return [ticket["number"] for ticket in tickets]


def test_an_open_window_shows_its_clerk_and_no_ticket(hall, desk):
    shown = desk.view()

    assert shown["window"] == {
        "window_id": desk.window_id,
        "hall_id": hall.hall_id,
        "number": "1",
        "place": "一层东侧",
        "state": "open",
        "state_since": "2026-11-24T01:00:00.000Z",
        "clerk": {"account_id": desk.account_id, "name": "窗口人员1", "staff_no": "001"},
        "pause": None,
        "station": "none",
    }
    assert (shown["current"], shown["rating"], shown["suspended"]) == (None, None, [])
    assert (shown["seq"], shown["now"]) == (1, "2026-11-24T01:00:00.000Z")


@pytest.mark.parametrize(("online", "state"), [(True, "online"), (False, "offline")])
def test_the_console_says_whether_its_station_is_there(hall, desk, online, state):
    hall.add_keypad("1")

    assert desk.view(online=online)["window"]["station"] == state


def test_who_somebody_is_stays_hidden_until_they_are_called(hall, desk, clock):
    hall.set_issuing("A", identification="required")
    mask = "138****1234"
    for name in ("a", "b"):
        hall.issue("A", person=Person(hash=name * 64, mask=mask))
    assert numbers(desk.view()["waiting"]["next"]) == ["A001", "A002"]
    assert mask not in str(desk.view())

    desk.call_next()

    shown = desk.view()
    assert shown["current"]["ticket"]["person"] == mask
    assert str(shown).count(mask) == 1  # of A002, who waits, still nothing
    clock.forward(minutes=2)
    desk.pass_()
    assert mask not in str(desk.view())


def test_the_present_ticket_with_what_it_came_for(hall, desk, clock):
    hall.issue_for(package_id=hall.packages["both"])
    clock.forward(minutes=4)
    desk.call_next()
    clock.forward(seconds=30)
    desk.recall()

    untouched = {"started_at": None, "finished_at": None}
    current = desk.view()["current"]
    assert current["ticket"] == {
        "ticket_id": hall.ticket("B001").id,
        "number": "B001",
        "queue_id": hall.queues["B"],
        "queue": "不动产",
        "queue_en": "Homes",
        "priority": 0,
        "joined_at": "2026-11-24T01:00:00.000Z",
        "appointment": None,
        "kept_from": None,
        "person": None,
        "items": [
            {"item_id": hall.items["HOME1"], "name": "查询不动产", **untouched},
            {"item_id": hall.items["CARD1"], "name": "申领社保卡", **untouched},
        ],
        "other_items": [],
    }
    assert (current["state"], current["calls"], current["started_at"]) == ("called", 2, None)
    assert current["called_at"] == "2026-11-24T01:04:00.000Z"
    assert current["last_called_at"] == "2026-11-24T01:04:30.000Z"


def test_a_call_in_a_hall_without_a_loudspeaker(hall, desk):
    hall.issue("A")
    desk.call_next()

    assert desk.view()["current"]["announced"] == "no_speaker"


def test_a_call_is_pending_then_spoken_or_not_announced(hall, desk, clock):
    hall.add_speaker()
    hall.issue("A")
    desk.call_next()
    assert desk.view()["current"]["announced"] == "pending"

    clock.forward(seconds=61)
    assert desk.view()["current"]["announced"] == "not_announced"

    hall.run(calling.note_announced, visit_id=hall.visit("A001").id, calls=1, outcome="spoken")
    assert desk.view()["current"]["announced"] == "spoken"

    desk.recall()
    assert desk.view()["current"]["announced"] == "pending"


@pytest.mark.parametrize(
    ("why", "shown"),
    [("quiet", "quiet"), ("no sound", "no_sound"), ("stale", "not_announced")],
)
def test_a_call_that_a_loudspeaker_did_not_say_is_shown_at_once(hall, desk, why, shown):
    hall.add_speaker()
    hall.issue("A")
    desk.call_next()
    visit_id = hall.visit("A001").id

    hall.run(calling.note_announced, visit_id=visit_id, calls=1, outcome="dropped", why=why)
    assert desk.view()["current"]["announced"] == shown

    hall.run(calling.note_announced, visit_id=visit_id, calls=1, outcome="spoken")
    assert desk.view()["current"]["announced"] == "spoken"

    desk.recall()
    assert desk.view()["current"]["announced"] == "pending"


@pytest.mark.parametrize(
    ("zone", "shown"), [("east", "pending"), ("west", "no_speaker")], ids=["its own", "another"]
)
def test_a_call_is_waited_for_from_the_loudspeakers_of_its_zone(hall, desk, zone, shown):
    speaker = hall.add_speaker()
    this = update(stations).where(stations.c.id == speaker)
    hall.set_up(this.values(zone_id=hall.zones[zone]))
    hall.issue("A")

    desk.call_next()

    assert desk.view()["current"]["announced"] == shown


def test_who_waits_for_this_window_by_queue_in_the_order_of_its_tasks(hall, desk, clock):
    for prefix in "BAAH":
        hall.issue(prefix)
        clock.forward(minutes=1)

    waiting = desk.view()["waiting"]
    assert (waiting["total"], waiting["longest_since"]) == (3, "2026-11-24T01:00:00.000Z")
    assert [(q["prefix"], q["rank"], q["waiting"]) for q in waiting["queues"]] == [
        ("A", 1, 2),
        ("P", 1, 0),
        ("B", 2, 1),
    ]


def test_a_ticket_sent_to_one_window_waits_at_that_console_only(hall, desk, other_desk):
    hall.issue("A")
    desk.call_next()
    desk.start()
    desk.transfer(window="2")

    assert numbers(other_desk.view()["waiting"]["next"]) == ["A001"]
    assert desk.view()["waiting"]["total"] == 0


def test_suspended_tickets_are_shown_where_they_may_be_resumed(hall, desk, other_desk, clock):
    hall.issue("A")
    desk.call_next()
    desk.start()
    since = clock.forward(minutes=2)
    code = desk.suspend()

    expected = {
        "ticket_id": hall.ticket("A001").id,
        "number": "A001",
        "kind": "without_documents",
        "code": code,
        "since": "2026-11-24T01:02:00.000Z",
    }
    assert since == hall.ticket("A001").state_since
    assert desk.view()["suspended"] == [{**expected, "here": True}]
    assert other_desk.view()["suspended"] == [{**expected, "here": False}]
    assert hall.sit("3").view()["suspended"] == []


def test_missed_tickets_of_today_the_latest_first(hall, desk, clock):
    for _ in range(2):
        hall.issue("A")
    for _ in range(2):
        desk.call_next()
        desk.pass_()
        clock.forward(minutes=1)

    assert numbers(desk.view()["passed"]) == ["A002", "A001"]
    clock.set("2026-11-25 09:00")
    assert desk.view()["passed"] == []


def test_the_last_rating_stays_in_sight_while_the_next_is_served(hall, desk):
    hall.add_keypad("1")
    hall.issue("A")
    hall.issue("A")
    desk.serve()
    assert desk.view()["rating"] == {
        "visit_id": hall.visit("A001").id,
        "number": "A001",
        "state": "asked",
    }

    desk.call_next()

    assert desk.view()["rating"]["state"] == "withdrawn"


def test_where_a_ticket_can_be_sent(hall, desk):
    shown = desk.view()

    assert len(shown["queues"]) == len(hall.queues)
    assert [w["number"] for w in shown["windows"]] == ["2", "3", "4", "5", "6", "7", "8"]


def test_a_window_of_another_hall_has_no_console_here(hall, other_hall, clock):
    with hall.database.read() as conn, pytest.raises(NotFound):
        console(
            conn,
            other_hall.hall_id,
            hall.windows["1"],
            now=clock.now(),
            is_online=lambda _: True,
        )
