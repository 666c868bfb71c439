"""What a hall offers, as its kiosks learn it."""

import pytest

from server.domain.estimate.quotes import WaitRange
from server.reports.catalogue import all_halls, hall_config, published_items
from tests.server.acting import small_hall_file
from tests.server.booking import Bookings


def config(hall):
    with hall.database.read() as conn:
        return hall_config(conn, hall.hall_id, now=hall.clock.now())


def test_every_hall_of_the_server_is_listed(hall, other_hall):
    with hall.database.read() as conn:
        listed = [(h["hall_id"], h["code"]) for h in all_halls(conn)]

    assert listed == [(hall.hall_id, "small"), (other_hall.hall_id, "other")]


def test_queues_come_zone_by_zone_with_the_windows_that_serve_them(hall):
    queues = config(hall)["queues"]

    assert [q["prefix"] for q in queues] == ["A", "B", "P", "L", "H"]
    assert queues[1]["windows"] == [hall.windows["1"], hall.windows["2"]]
    assert all(q["open"] and q["closed_reason"] is None for q in queues)


def test_a_queue_that_was_closed_says_why(hall):
    hall.set_queue("B", is_open=False, closed_reason="系统维护")

    closed = [(q["prefix"], q["closed_reason"]) for q in config(hall)["queues"] if not q["open"]]
    assert closed == [("B", "系统维护")]


def test_a_window_lists_its_first_task_first(hall):
    windows = {w["number"]: w["queues"] for w in config(hall)["windows"]}

    assert windows["2"] == [hall.queues["B"], hall.queues["A"]]


def test_a_package_lists_its_items_in_their_order(hall):
    (package,) = config(hall)["packages"]

    assert package["items"] == [hall.items["HOME1"], hall.items["CARD1"]]
    assert package["queue_id"] == hall.queues["B"]


@pytest.mark.parametrize(
    ("at", "any_hour", "opening"),
    [
        ("2026-11-24 08:00", False, (False, False, "2026-11-24T00:30:00.000Z", None)),
        (
            "2026-11-24 09:00",
            False,
            (True, True, "2026-11-24T05:30:00.000Z", "2026-11-24T04:00:00.000Z"),
        ),
        ("2026-11-28 09:00", True, (True, True, "2026-11-30T00:30:00.000Z", None)),
    ],
    ids=["before opening", "in the morning", "a hall that gives numbers at any hour"],
)
def test_a_hall_says_whether_it_is_open_and_until_when(hall, clock, at, any_hour, opening):
    hall.set_policy(issue_outside_hours=any_hour)
    clock.set(at)

    now = config(hall)["open"]
    assert (now["now"], now["issuing"], now["opens_at"], now["closes_at"]) == opening


def test_an_item_carries_its_whole_guide(hall):
    with hall.database.read() as conn:
        items = {item["code"]: item for item in published_items(conn, hall.hall_id)}

    written = {item.code: item for item in small_hall_file().items}["CARD1"]
    card = items["CARD1"]
    assert (card["item_id"], card["queue_id"]) == (hall.items["CARD1"], hall.queues["A"])
    assert (card["name"], card["legal_basis"]) == (written.name, written.legal_basis)
    assert card["statutory_limit"] == {"days": 30, "unit": "工作日", "note": ""}
    assert card["materials"] == [
        {"name": "身份证", "form": "原件", "copies": 1, "note": "", "has_sample": None}
    ]
    assert (card["bring"], card["initials"], card["top"]) == ("请带身份证原件", "slsbk", True)


def test_the_seeded_hall_is_the_one_in_its_file(hall):
    file = small_hall_file()
    shown = config(hall)

    assert (shown["code"], shown["name"], shown["kind"]) == (file.code, file.name, file.kind)
    assert [z["code"] for z in shown["zones"]] == [z.code for z in file.zones]
    assert [w["number"] for w in shown["windows"]] == [w.number for w in file.windows]


GIVES = {"now": True, "reason": None, "opens_at": None}


@pytest.mark.parametrize(
    ("cut_off", "hours", "issuing"),
    [
        ("stop", 9, {"now": False, "reason": "cut_off", "opens_at": "2026-11-25T00:30:00.000Z"}),
        ("stop", 1, GIVES),
        ("warn", 9, GIVES),
    ],
    ids=["stops", "still clears", "only warns"],
)
def test_a_queue_that_would_not_clear_today_says_that_it_stops(hall, cut_off, hours, issuing):
    hall.set_issuing("A", cut_off=cut_off)
    seconds = hours * 3600.0
    waits = {
        hall.queues["A"]: WaitRange(low_s=seconds, mid_s=seconds, high_s=seconds, p90_s=seconds)
    }

    with hall.database.read() as conn:
        config = hall_config(conn, hall.hall_id, now=hall.clock.now(), waits=waits)

    assert config["queues"][0]["issuing"] == {**issuing, "slots": []}


def test_it_says_with_the_stop_which_slots_may_be_booked(hall):
    Bookings(hall, issuing={"cut_off": "stop"})
    seconds = 9 * 3600.0
    long = WaitRange(low_s=seconds, mid_s=seconds, high_s=seconds, p90_s=seconds)

    with hall.database.read() as conn:
        config = hall_config(
            conn, hall.hall_id, now=hall.clock.now(), waits={hall.queues["A"]: long}
        )

    assert [s["starts_at"] for s in config["queues"][0]["issuing"]["slots"]] == [
        "2026-11-24T01:20:00.000Z",
        "2026-11-24T01:40:00.000Z",
        "2026-11-25T01:00:00.000Z",
    ]
