"""Kiosks hold numbers beforehand, give them by themselves, and say so afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.domain.errors import NumbersUsedUp
from server.services import issuing
from server.store.hall_tables import items
from server.store.station_tables import alarms
from server.store.ticket_tables import ticket_items
from tests.server.booking import Bookings
from tests.server.leasing import Kiosk


@pytest.fixture
def kiosk(hall):
    kiosk = Kiosk(hall)
    kiosk.renew()
    return kiosk


@pytest.fixture
def other(hall, kiosk):
    other = Kiosk(hall, "kiosk-2")
    other.renew()
    return other


def told(hall):
    """(kind, detail) of every alarm, oldest first."""
    query = select(alarms.c.kind, alarms.c.detail).order_by(alarms.c.id)
    with hall.database.read() as conn:
        return [(kind, detail) for kind, detail in conn.execute(query)]


def items_of(hall, number):
    """The codes of a ticket's items, in order."""
    query = (
        select(items.c.code)
        .join(ticket_items, ticket_items.c.item_id == items.c.id)
        .where(ticket_items.c.ticket_id == hall.ticket(number).id)
    )
    with hall.database.read() as conn:
        return list(conn.execute(query.order_by(ticket_items.c.position)).scalars())


# What is held ---------------------------------------------------------------------------------


def test_a_kiosk_holds_the_highest_numbers_of_today_and_of_the_next_day_of_work(kiosk):
    assert kiosk.days() == ["2026-11-24", "2026-11-25"]
    assert kiosk.held("A") == list(range(960, 1000))
    assert kiosk.held("A", "2026-11-25") == list(range(960, 1000))
    assert kiosk.held("H") == list(range(960, 1000))


def test_asking_again_gives_the_same(kiosk):
    before = kiosk.document

    kiosk.renew()

    assert kiosk.document == before


def test_two_kiosks_hold_different_numbers(kiosk, other):
    assert other.held("A") == list(range(920, 960))


def test_more_is_held_once_half_was_given(kiosk):
    for _ in range(20):
        kiosk.give("A")
    kiosk.hand_up()
    kiosk.renew()
    assert len(kiosk.held("A")) == 20

    kiosk.give("A")
    kiosk.hand_up()
    kiosk.renew()

    assert kiosk.held("A") == [*range(981, 1000), *range(920, 960)]


def test_a_kiosk_that_lost_its_memory_gets_numbers_it_cannot_have_given(kiosk):
    had = kiosk.held("A")
    kiosk.forget()
    kiosk.renew()

    assert kiosk.held("A") == list(range(920, 960))
    assert set(kiosk.held("A")) & set(had) == set()


def test_a_hall_may_leave_its_kiosks_without(hall):
    hall.set_policy(offline_numbers=0)
    kiosk = Kiosk(hall)
    kiosk.renew()

    assert kiosk.held("A") == []


def test_where_the_queue_must_know_who_comes_nobody_else_may_give(hall):
    hall.set_issuing("A", identification="required")
    kiosk = Kiosk(hall)
    kiosk.renew()

    assert (kiosk.held("A"), len(kiosk.held("B"))) == ([], 40)


def test_queues_that_are_not_on_kiosks_are_not_for_them(hall):
    hall.set_queue("A", on_kiosk=False)
    kiosk = Kiosk(hall)
    kiosk.renew()

    assert {q["prefix"] for q in kiosk.document["days"][0]["queues"]} == {"B", "P", "L", "H"}


def test_the_server_counts_from_below_and_passes_over_what_kiosks_hold(hall, kiosk):
    hall.set_queue("A", first_number=958)

    assert [hall.issue("A") for _ in range(4)] == ["A958", "A959", "A1000", "A1001"]


def test_nothing_is_leased_that_was_given(hall):
    hall.set_queue("A", first_number=500, digits=3)
    hall.set_queue("A", first_number=990)
    assert hall.issue("A") == "A990"
    kiosk = Kiosk(hall)
    kiosk.renew()

    assert kiosk.held("A") == list(range(995, 1000))


def test_a_quota_is_shared_among_the_kiosks(hall, kiosk, other):
    hall.set_queue("A", daily_limit=9)
    hall.issue("A")
    kiosk.renew()
    other.renew()
    assert [k.queue("A")["left"] for k in (kiosk, other)] == [4, 4]
    assert kiosk.queue("B")["left"] is None

    kiosk.give("A")
    kiosk.hand_up()
    kiosk.renew()
    other.renew()

    assert [k.queue("A")["left"] for k in (kiosk, other)] == [4, 3]


def test_so_is_the_quota_of_a_session(hall, kiosk):
    weekday = {"weekdays": [2], "opens": "08:30", "closes": "12:00", "quota": 3}
    hall.set_issuing("A", sessions=[weekday])
    hall.issue("A")
    kiosk.renew()

    (session,) = kiosk.queue("A")["sessions"]
    assert (session["opens_at"], session["left"]) == ("2026-11-24T00:30:00.000Z", 2)


def test_a_limit_counts_what_kiosks_gave(hall, kiosk):
    kiosk.give("L")
    kiosk.hand_up()
    hall.issue("L")

    with pytest.raises(NumbersUsedUp):
        hall.issue("L")


# What is handed up ----------------------------------------------------------------------------


def test_a_number_given_alone_waits_in_its_place(hall, kiosk, desk, clock):
    kiosk.give("A")
    clock.forward(minutes=1)
    hall.issue("A")
    clock.forward(minutes=1)
    kiosk.give("A")
    clock.forward(minutes=1)
    hall.issue("A")

    assert kiosk.hand_up() == [None, None]

    assert [desk.serve() for _ in range(4)] == ["A960", "A001", "A961", "A002"]


def test_it_is_marked_and_nothing_is_made_up(hall, kiosk, clock):
    came = clock.now()
    kiosk.give("A", slip="failed", slip_reason="paper_out")
    clock.forward(minutes=9)
    kiosk.hand_up()

    ticket = hall.ticket("A960")
    assert (ticket.channel, ticket.station_id) == ("kiosk", kiosk.station_id)
    assert (ticket.joined_at, ticket.order_at, ticket.state) == (came, came, "waiting")
    assert (ticket.slip, ticket.slip_reason) == ("failed", "paper_out")
    assert (ticket.ahead_at_issue, ticket.quoted_at, ticket.quote_high_s) == (None, None, None)
    assert ticket.lease_id is not None


def test_everybody_hears_of_it_in_order(hall, kiosk):
    numbers = [kiosk.give(prefix) for prefix in "AABA"]
    before = hall.seq()
    kiosk.hand_up()

    new = hall.events(before)
    assert [(e["kind"], e["body"]["number"]) for e in new] == [
        ("ticket.issued", n) for n in numbers
    ]
    assert hall.board()["waiting"][str(hall.queues["A"])] == 3


def test_handing_up_again_changes_nothing(hall, kiosk):
    kiosk.give("A")
    kiosk.give("A")
    kiosk.hand_up(again=True)
    before, seq = hall.states(), hall.seq()

    assert kiosk.hand_up() == [None, None]
    assert (hall.states(), hall.seq()) == (before, seq)


def test_a_press_that_comes_late_finds_the_number_that_was_given(hall, kiosk):
    kiosk.give("A", request_id="press-late")
    kiosk.hand_up()

    result = hall.run(
        issuing.issue,
        queue_id=hall.queues["A"],
        channel="kiosk",
        request_id="press-late",
        actor=f"station:{kiosk.station_id}",
    )

    assert hall.number_of(result["ticket_id"]) == "A960"
    assert hall.states() == {"A960": "waiting"}


def test_of_one_press_the_number_that_nobody_saw_is_void(hall, kiosk, clock):
    came = clock.now()
    press = {"request_id": "press-lost", "actor": f"station:{kiosk.station_id}"}
    issue = {"queue_id": hall.queues["A"], "channel": "kiosk", **press}
    hall.run(issuing.issue, **issue)
    clock.forward(seconds=5)
    kiosk.give("A", request_id="press-lost")

    kiosk.hand_up()

    assert hall.states() == {"A001": "void", "A960": "waiting"}
    assert hall.ticket("A960").order_at == came
    result = hall.run(issuing.issue, **issue)
    assert hall.number_of(result["ticket_id"]) == "A960"


def test_somebody_who_is_served_stays_so(hall, kiosk, desk):
    press = {"request_id": "press-lost", "actor": f"station:{kiosk.station_id}"}
    hall.run(issuing.issue, queue_id=hall.queues["A"], channel="kiosk", **press)
    desk.call_next()
    desk.start()
    kiosk.give("A", request_id="press-lost")

    kiosk.hand_up()

    assert hall.states() == {"A001": "serving", "A960": "waiting"}


def test_the_request_id_of_somebody_else_is_left_alone(hall, kiosk):
    issue = {"queue_id": hall.queues["A"], "channel": "desk", "actor": "account:1"}
    hall.run(issuing.issue, request_id="the-same", **issue)
    kiosk.give("A", request_id="the-same")
    kiosk.hand_up()

    assert hall.states() == {"A001": "waiting", "A960": "waiting"}
    result = hall.run(issuing.issue, request_id="the-same", **issue)
    assert hall.number_of(result["ticket_id"]) == "A001"


def test_no_rule_refuses_what_a_citizen_holds(hall, kiosk, clock):
    kiosk.give("L")
    kiosk.give("A")
    hall.issue("L")
    hall.issue("L")
    hall.close_queue("A")
    clock.set("2026-11-24 20:00")

    assert kiosk.hand_up() == [None, None]
    assert [hall.state(n) for n in ("L960", "A960")] == ["waiting", "waiting"]


def test_items_and_packages_come_with_the_number(hall, kiosk):
    hall.route_package("A")
    kiosk.give("A", item_id=hall.items["CARD1"])
    kiosk.give("B", package_id=hall.packages["both"])
    kiosk.give("B", package_id=99)
    kiosk.hand_up()

    assert hall.ticket("B960").route == [hall.queues["A"]]
    assert hall.ticket("B961").route == []
    assert [items_of(hall, n) for n in ("A960", "B960", "B961")] == [
        ["CARD1"],
        ["HOME1", "CARD1"],
        [],
    ]


def test_a_number_that_the_kiosk_does_not_hold_is_refused_and_said(hall, kiosk, other):
    kiosk.give("A", serial=959, number="A959")
    kiosk.give("A", lease_id=9999, number="A961")
    good = kiosk.give("A")

    assert kiosk.hand_up() == ["not_leased", "not_leased", None]
    assert list(hall.states()) == [good]
    refused = [("offline_ticket_refused", {"number": n, "reason": "not_leased"})
               for n in ("A959", "A961")]  # fmt: skip
    assert told(hall) == refused


def test_a_number_given_twice_is_refused_and_said(hall, kiosk):
    kiosk.give("A")
    kiosk.hand_up()
    kiosk.used.clear()
    kiosk.give("A")

    assert kiosk.hand_up() == ["given_before"]
    assert told(hall)[0][0] == "offline_ticket_refused"


# Clocks and days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "order"),
    [
        (timedelta(hours=-5), ["A960", "A961", "A001", "A002"]),
        (timedelta(hours=5), ["A001", "A960", "A961", "A002"]),
    ],
)
def test_a_wrong_clock_is_bounded_and_said_and_keeps_the_kiosks_own_order(
    hall, kiosk, desk, clock, wrong, order
):
    clock.forward(minutes=1)
    hall.issue("A")
    for _ in range(2):
        clock.forward(minutes=1)
        kiosk.give("A", at=clock.now() + wrong)

    kiosk.hand_up()
    hall.issue("A")

    assert [desk.serve() for _ in range(4)] == order
    ((kind, detail),) = told(hall)
    assert kind == "station_clock"
    assert detail["off_s"] > 4 * 3600


def test_yesterdays_number_handed_up_today_is_on_record_and_over(hall, kiosk, clock):
    came = clock.now()
    kiosk.give("A")
    clock.set("2026-11-25 09:00")
    hall.issue("A")
    before = hall.seq()

    kiosk.hand_up()

    ticket = hall.ticket("A960")
    assert (ticket.state, str(ticket.day), ticket.joined_at) == ("expired", "2026-11-24", came)
    assert hall.kinds(before) == ["ticket.issued", "ticket.expired"]
    assert hall.board()["waiting"][str(hall.queues["A"])] == 1


def test_where_numbers_are_kept_overnight_so_is_a_late_one(hall, kiosk, clock):
    hall.set_issuing("A", overnight="keep")
    kiosk.give("A")
    clock.set("2026-11-26 09:00")
    desk = hall.sit("1")
    hall.issue("A")

    kiosk.hand_up()
    kiosk.renew()

    ticket = hall.ticket("A960")
    assert (str(ticket.day), str(ticket.kept_from)) == ("2026-11-26", "2026-11-24")
    assert kiosk.held("A", "2026-11-26") == list(range(961, 1000))
    assert [desk.serve() for _ in range(2)] == ["A960", "A001"]


def test_a_kept_number_that_a_kiosk_holds_today_waits_on_in_its_own_day(hall, kiosk, clock):
    hall.set_issuing("A", overnight="keep")
    kiosk.give("A")
    kiosk.hand_up()
    clock.set("2026-11-25 09:00")
    desk = hall.sit("1")
    hall.issue("A")
    kiosk.give("A", day="2026-11-25")

    assert kiosk.hand_up() == [None]
    assert [str(t.day) for t in hall.tickets() if t.number == "A960"] == [
        "2026-11-24",
        "2026-11-25",
    ]
    assert [desk.serve() for _ in range(3)] == ["A960", "A001", "A960"]


def test_who_is_kept_overnight_keeps_the_number_from_kiosks(hall, clock):
    hall.set_issuing("A", overnight="keep")
    hall.set_queue("A", first_number=985)
    assert hall.issue("A") == "A985"
    clock.set("2026-11-25 09:00")
    kiosk = Kiosk(hall)
    kiosk.renew()

    assert 985 not in kiosk.held("A", "2026-11-25")


def test_numbers_held_since_yesterday_begin_the_morning(hall, kiosk, clock):
    clock.set("2026-11-25 08:31")

    kiosk.give("A", day="2026-11-25")
    kiosk.hand_up()

    ticket = hall.ticket("A960")
    assert (ticket.state, str(ticket.day)) == ("waiting", "2026-11-25")
    assert ticket.joined_at == clock.now()


# Appointments ---------------------------------------------------------------------------------


@pytest.fixture
def bookings(hall):
    return Bookings(hall)


def known(kiosk, day="2026-11-24"):
    (found,) = [d for d in kiosk.document["days"] if d["day"] == day]
    return found["appointments"]


def test_a_kiosk_knows_todays_appointments_and_nothing_of_whose_they_are(kiosk, bookings, hall):
    first, moved = bookings.book("09:20"), bookings.book("09:20")
    bookings.cancel(moved)
    kiosk.renew()

    (mark,) = known(kiosk)
    assert (mark["appointment_id"], mark["queue_id"]) == (first, hall.queues["A"])
    assert mark["starts_at"] == "2026-11-24T01:20:00.000Z"
    assert (mark["from_at"], mark["late_after"]) == (
        "2026-11-24T00:50:00.000Z",
        "2026-11-24T01:35:00.000Z",
    )
    assert bookings.view(first)["code"] not in str(kiosk.document)


def test_who_checked_in_at_a_kiosk_alone_has_the_place_of_the_slot(hall, kiosk, bookings, desk):
    appointment = bookings.book("09:20")
    hall.issue("A")
    kiosk.give("A", appointment_id=appointment)

    kiosk.hand_up()

    hall.clock.set("2026-11-24 09:20")
    assert bookings.state(appointment) == "checked_in"
    assert bookings.steps(appointment)[-1] == ("check_in", "checked_in", "A960")
    assert desk.call_next() == "A960"


def test_who_came_in_time_is_no_no_show_although_the_server_thought_so(
    hall, kiosk, bookings, clock
):
    appointment = bookings.book("09:20")
    hall.set_queue("A", policy={"appointments": {"ranges": [], "late": "refuse"}})
    clock.set("2026-11-24 09:25")
    kiosk.give("A", appointment_id=appointment)
    clock.set("2026-11-24 10:00")
    assert bookings.sweep() == 1

    kiosk.hand_up()

    assert bookings.state(appointment) == "checked_in"
    assert bookings.view(appointment)["arrival"] == "on_time"


def test_an_appointment_used_at_two_kiosks_is_said_and_nobody_loses_a_place(
    hall, kiosk, other, bookings
):
    appointment = bookings.book("09:20")
    kiosk.give("A", appointment_id=appointment)
    other.give("A", appointment_id=appointment)

    assert (kiosk.hand_up(), other.hand_up()) == ([None], [None])

    assert hall.states() == {"A960": "waiting", "A920": "waiting"}
    assert hall.ticket("A920").appointment_id is None
    assert told(hall) == [
        (
            "appointment_used_twice",
            {"appointment_id": appointment, "state": "checked_in", "number": "A920"},
        )
    ]


def test_a_check_in_whose_answer_was_lost_moves_to_the_number_on_the_slip(hall, kiosk, bookings):
    appointment = bookings.book("09:20")
    bookings.check_in(appointment, request_id="press-lost", actor=f"station:{kiosk.station_id}")
    kiosk.give("A", appointment_id=appointment, request_id="press-lost")

    kiosk.hand_up()

    assert hall.states() == {"A001": "void", "A960": "waiting"}
    assert bookings.state(appointment) == "checked_in"
    assert hall.ticket("A960").appointment_id == appointment
