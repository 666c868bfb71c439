"""What people are told they will wait, from the hall's records, and how true it was."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from server.app import create_app
from server.domain.estimate.comings import Comings
from server.domain.estimate.quotes import WaitRange
from server.reports.habits import comings, hall_habits, hall_queues, streams_at
from server.reports.hall_now import hall_now
from server.reports.live_waits import LiveWaits
from server.reports.wait_view import ticket_wait
from server.reports.waits import Accuracy, Told, accuracy, wait_accuracy
from server.settings import Settings
from server.store.hall_tables import packages
from tests.server.api.asking import People, in_process
from tests.server.booking import MORNINGS, Bookings

TODAY = date(2026, 11, 24)


def told(waited_min, low_min=10, high_min=20, p90_min=24, *, queue_id=1, hour=9):
    quote = None if low_min is None else (low_min * 60, high_min * 60, p90_min * 60)
    return Told(queue_id=queue_id, hour=hour, waited_s=waited_min * 60, quote=quote)


@pytest.fixture
def live(database, clock):
    return LiveWaits(database, clock, stopwatch=lambda: 0.0)


def seen(hall):
    """The hall as the estimate sees it now."""
    with hall.database.read() as conn:
        row, queues, now = hall.row(), hall_queues(conn, hall.hall_id), hall.clock.now()
        return hall_now(
            conn, row, now=now, queues=queues, habits=hall_habits(conn, hall.hall_id, queues),
            streams=streams_at(conn, row, queues, now=now),
            comings=comings(conn, row, queues, now=now),
        )  # fmt: skip


def serve(desk, clock, *, minutes, walk_s=20, rest_s=15):
    """Call the next, serve for so long, rest a little."""
    desk.call_next()
    clock.forward(seconds=walk_s)
    desk.start()
    clock.forward(minutes=minutes)
    desk.finish()
    clock.forward(seconds=rest_s)


# How true it was ---------------------------------------------------------------------------------


def test_accuracy_is_counted_over_the_tickets_that_were_told_something():
    assert accuracy([told(12), told(30), told(18), told(5), told(40, None)]) == Accuracy(
        n=4,
        not_quoted=1,
        mae_s=pytest.approx((3 + 15 + 3 + 10) * 60 / 4),
        bias_s=pytest.approx((3 - 15 - 3 + 10) * 60 / 4),
        inside=0.5,
        below_p90=0.75,
        late=0.25,
    )


def test_without_tickets_there_are_no_figures_rather_than_zero():
    assert accuracy([told(9, None)]) == Accuracy(n=0, not_quoted=1)


def test_whoever_was_quoted_less_than_a_minute_and_called_at_once_was_inside():
    assert accuracy([told(0, 0.5, 0.5, 0.5)]).inside == 1
    assert accuracy([told(0, 2, 3, 4)]).inside == 0


def test_the_report_holds_what_tickets_were_told_against_their_first_calls(hall, desk, clock):
    quote = WaitRange(low_s=300, mid_s=400, high_s=600, p90_s=700)
    hall.issue("A", predicted_wait=lambda *_: quote)
    hall.issue("B", predicted_wait=lambda *_: quote)
    hall.issue("A")
    clock.forward(minutes=8)
    serve(desk, clock, minutes=1)
    clock.set("2026-11-24 10:05")
    serve(desk, clock, minutes=1)
    serve(desk, clock, minutes=1)
    hall.issue("A", predicted_wait=lambda *_: quote)  # still waits: nothing is true of it yet

    with hall.database.read() as conn:
        report = wait_accuracy(conn, hall.hall_id, first=TODAY, last=TODAY)

    by_name = {q["name_en"]: q for q in report["queues"]}
    assert (by_name["Cards"]["n"], by_name["Cards"]["not_quoted"]) == (1, 1)
    assert by_name["Cards"]["bias_s"] == pytest.approx(450 - 480)
    assert by_name["Cards"]["inside"] == 1
    assert by_name["Homes"]["late"] == 1
    assert by_name["Priority"]["mae_s"] is None
    assert [(h["hour"], h["n"]) for h in report["hours"]] == [(9, 2)]
    assert report["total"]["below_p90"] == 0.5


# What is read ------------------------------------------------------------------------------------


def test_visits_teach_how_long_a_queue_takes(hall, desk, clock):
    for _ in range(12):
        hall.issue("A")
    for _ in range(10):
        serve(desk, clock, minutes=2)
    desk.call_next()
    clock.forward(seconds=70)
    desk.pass_()

    habits = seen(hall).habits[hall.queues["A"]]

    assert habits.service.mean_s == pytest.approx((10 * 120 + 20 * 480) / 30)
    assert habits.walking_s == pytest.approx((10 * 20 + 20 * 30) / 30)
    assert habits.no_show_share == pytest.approx((1 + 1) / (11 + 20))
    assert habits.no_show_s == pytest.approx((70 + 20 * 60) / 21)
    assert habits.turnaround_s == pytest.approx(10 * 15 / 30)


def test_a_visit_after_which_a_route_goes_on_teaches_as_well(hall, desk, clock):
    both = hall.packages["both"]
    route = update(packages).where(packages.c.id == both).values(route=[hall.queues["A"]])
    hall.set_up(route)
    number = hall.issue_for(package_id=both)
    first = hall.ticket(number).queue_id

    serve(desk, clock, minutes=2)

    assert hall.state(number) == "waiting"  # for the next step
    assert seen(hall).habits[first].service.mean_s == pytest.approx((120 + 20 * 720) / 21)


def test_a_window_is_seen_with_whom_it_has_and_for_how_long(hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    clock.forward(seconds=20)
    desk.start()
    clock.forward(minutes=3)

    (window,) = seen(hall).windows

    there = window.at_window
    assert (there.queue_id, there.has_started, there.elapsed_s) == (hall.queues["A"], True, 180)
    assert window.serves[hall.queues["B"]].rank == 2


def test_a_window_is_seen_to_have_just_finished_until_it_calls_again(hall, desk, clock):
    for _ in range(2):
        hall.issue("A")
    serve(desk, clock, minutes=3, rest_s=12)
    (resting,) = seen(hall).windows
    desk.call_next()
    (calling,) = seen(hall).windows

    assert (resting.at_window.has_ended, resting.at_window.elapsed_s) == (True, 12)
    assert (calling.at_window.has_ended, calling.at_window.elapsed_s) == (False, 0)


def test_a_pause_with_a_planned_end_is_waited_for_and_one_without_is_not(hall, desk, clock):
    desk.pause(until=clock.now() + timedelta(minutes=10))
    assert [w.away_s for w in seen(hall).windows] == [600]

    clock.forward(minutes=11)
    assert [w.away_s for w in seen(hall).windows] == [300]

    desk.unpause()
    desk.pause()
    assert seen(hall).windows == []


def test_todays_appointments_are_expected_until_they_are_checked_in(hall, clock):
    bookings = Bookings(hall, late_s=900)
    early, later = bookings.book("09:20"), bookings.book("09:40")
    bookings.cancel(bookings.book("09:40"))
    bookings.book("09:20", day="2026-11-25")

    now = seen(hall).expected
    assert [(e.appointment_id, e.priority, e.at_s, e.comings) for e in now] == [
        (early, 1, 1200, None),
        (later, 1, 2400, None),
    ]

    clock.set("2026-11-24 09:30")
    assert [e.at_s for e in seen(hall).expected] == [-600, 600]
    bookings.check_in(later)
    clock.set("2026-11-24 09:36")  # too late to be on time
    assert seen(hall).expected == []


def test_those_with_appointments_are_expected_as_others_came_lately(hall, clock):
    bookings = Bookings(hall, ranges=[{**MORNINGS, "capacity": 20}], person_daily_limit=None)
    booked = [bookings.book("09:20") for _ in range(20)]
    clock.set("2026-11-24 09:10")
    for appointment in booked[:10]:
        bookings.check_in(appointment)
    clock.set("2026-11-24 09:30")
    for appointment in booked[10:15]:
        bookings.check_in(appointment)
    clock.set("2026-11-24 10:00")
    bookings.check_in(booked[15])  # too late to be on time
    clock.set("2026-11-24 18:00")
    assert bookings.sweep() == 4
    clock.set("2026-11-25 09:00")
    tomorrow = bookings.book("09:20", day="2026-11-25")

    (expected,) = seen(hall).expected

    assert expected.appointment_id == tomorrow
    assert expected.comings == Comings(booked=20, on_time_s=(-600.0,) * 10 + (600.0,) * 5)
    assert seen(hall).streams == []  # who came by appointment is no stranger


def test_noon_is_a_break_unless_the_hall_gives_numbers_at_any_hour(hall, clock):
    clock.set("2026-11-24 11:30")

    assert seen(hall).breaks == [(1800, 7200)]

    hall.set_policy(issue_outside_hours=True)
    assert seen(hall).breaks == []


def test_who_came_at_this_hour_on_days_before_is_expected_today(hall, clock):
    for day in ("2026-11-19", "2026-11-20"):
        for time in ("08:45", "09:10", "11:00"):
            clock.set(f"{day} {time}")
            hall.issue("P")
    clock.set("2026-11-24 09:00")
    hall.issue("P")

    (stream,) = seen(hall).streams

    assert (stream.queue_id, stream.priority, stream.per_hour) == (hall.queues["P"], 1, 2)


# What is told ------------------------------------------------------------------------------------


def test_the_estimate_is_kept_for_a_second_and_made_anew_when_something_happened(
    hall, desk, live, clock
):
    first = live.of(hall.hall_id)
    hall.issue("A")
    assert live.of(hall.hall_id) is first

    clock.forward(seconds=1)
    second = live.of(hall.hall_id)
    assert list(second.quotes.tickets) == [hall.ticket("A001").id]

    clock.forward(seconds=3)
    assert live.of(hall.hall_id) is second

    clock.forward(seconds=3)
    assert live.of(hall.hall_id) is not second


def test_an_estimate_that_takes_long_is_made_less_often(hall, desk, database, clock):
    ticks = iter([0.0, 0.3, 10.0, 10.1])
    live = LiveWaits(database, clock, stopwatch=lambda: next(ticks))
    first = live.of(hall.hall_id)
    hall.issue("A")

    clock.forward(seconds=5.9)
    assert live.of(hall.hall_id) is first
    clock.forward(seconds=0.1)
    assert live.of(hall.hall_id) is not first


def test_more_people_ahead_are_a_longer_wait(hall, desk, live, clock):
    before = live.of(hall.hall_id).quotes.queues[hall.queues["A"]]
    for _ in range(5):
        hall.issue("A")
    clock.forward(seconds=2)

    after = live.of(hall.hall_id).quotes.queues[hall.queues["A"]]

    assert before.mid_s == 30
    assert 30 * 60 < after.mid_s < 60 * 60


def test_nothing_is_told_while_no_window_is_open(hall, live):
    hall.issue("A")

    waits = live.of(hall.hall_id)

    assert set(waits.quotes.queues.values()) == {None}
    assert ticket_wait(hall.ticket("A001"), waits) is None


def test_a_ticket_drawn_after_the_estimate_has_the_wait_it_was_told(hall, desk, live):
    waits = live.of(hall.hall_id)
    hall.issue("A", predicted_wait=live.newcomer)

    assert ticket_wait(hall.ticket("A001"), waits) == {"low_s": 30, "high_s": 30, "p90_s": 30}


def test_no_estimate_is_made_inside_a_command(hall, desk, live):
    hall.issue("A", predicted_wait=live.newcomer)

    assert hall.ticket("A001").quoted_at is None
    assert hall.ticket("A001").quote_low_s is None


def test_a_hall_whose_wait_cannot_be_estimated_still_gives_numbers(hall, desk, live, caplog):
    hall.set_queue("A", policy={"discipline": {"no_such_rule": 1}})

    waits = live.of(hall.hall_id)

    assert waits.quotes.queues == {}
    assert live.newcomer_with(hall.hall_id, 2)(hall.hall_id, hall.queues["A"]) is None
    assert live.of_appointments(hall.hall_id, [1]) == {}
    assert "could not be estimated" in caplog.text


# Over REST ---------------------------------------------------------------------------------------


@pytest.fixture
def people(hall, hall_url, clock):
    server = create_app(Settings(database_url=hall_url, secret_key="s" * 32), clock=clock)
    yield People(in_process(server.app), hall, server.wiring.tokens)
    server.close()


def test_the_wait_stands_on_tickets_queues_phones_and_desks(people, hall, desk, clock):
    for _ in range(4):
        hall.issue("A")
    clock.forward(minutes=1)
    kiosk, anybody, clerk = people.station("kiosk"), people.stranger(), people.clerk(1)

    ticket = kiosk.issue("A").body
    clock.forward(minutes=1)

    config, waits = anybody.get(anybody.hall()).body, anybody.get(anybody.hall("/waits")).body
    queue_id = hall.queues["A"]
    drawn_now = next(q["wait"] for q in waits["queues"] if q["queue_id"] == queue_id)
    on_button = next(q["wait"] for q in config["queues"] if q["queue_id"] == queue_id)
    phone = anybody.get(f"/tickets/{ticket['token']}").body["wait"]
    last = clerk.get(clerk.window("1", "desk")).body["waiting"]["next"][-1]
    assert ticket["wait"]["low_s"] < ticket["wait"]["high_s"] < ticket["wait"]["p90_s"]
    assert hall.ticket("A005").quote_p90_s == ticket["wait"]["p90_s"]
    assert on_button == drawn_now
    assert drawn_now["low_s"] > phone["low_s"] > 15 * 60
    assert (last["number"], last["wait"]) == ("A005", phone)


def test_who_goes_first_is_told_a_wait_of_their_own(people, hall, desk, clock):
    hall.issue("A")
    desk.call_next()
    for _ in range(6):
        hall.issue("A")
    clock.forward(minutes=1)
    reception = people.staff("reception")

    def drawn(priority_class):
        body = {"queue_id": hall.queues["A"], "channel": "desk", "priority_class": priority_class}
        number = reception.post(reception.hall("/tickets"), body).body["number"]
        return hall.ticket(number)

    normal, elderly = drawn("normal"), drawn("elderly")

    assert elderly.quote_p90_s < normal.quote_low_s
    clock.forward(minutes=1)
    desk.start()
    desk.finish()
    assert desk.call_next() == elderly.number


def test_an_appointment_is_told_its_own_wait_as_it_is_checked_in(people, hall, desk, clock):
    bookings = Bookings(hall, late_s=900)
    appointment = bookings.book("09:20")
    hall.issue("A")
    desk.call_next()
    for _ in range(9):
        hall.issue("A")
    clock.set("2026-11-24 09:10")
    kiosk, code = people.station("kiosk"), bookings.view(appointment)["code"]

    answer = kiosk.post(kiosk.hall("/appointments/check-in"), {"code": code})

    ticket = hall.ticket(answer.body["number"])
    newcomer = kiosk.get(kiosk.hall("/waits")).body["queues"][0]["wait"]
    # Its time comes in ten minutes, and others are there meanwhile; then it goes before them all.
    assert 10 * 60 <= ticket.quote_low_s < ticket.quote_p90_s < newcomer["low_s"]
    assert answer.body["wait"]["p90_s"] == ticket.quote_p90_s


def test_who_is_late_for_an_appointment_is_told_nothing_that_is_not_so(people, hall, desk, clock):
    bookings = Bookings(hall, late_s=60)
    appointment = bookings.book("09:20")
    clock.set("2026-11-24 09:30")
    kiosk, code = people.station("kiosk"), bookings.view(appointment)["code"]

    answer = kiosk.post(kiosk.hall("/appointments/check-in"), {"code": code})

    assert hall.ticket(answer.body["number"]).quoted_at is None


def test_the_office_sees_how_true_the_quotes_were(people, hall):
    office = people.staff("office")

    report = office.get(office.hall("/wait-accuracy?from=2026-11-20&to=2026-11-24"))
    backwards = office.get(office.hall("/wait-accuracy?from=2026-11-24&to=2026-11-20"))
    today = office.get(office.hall("/wait-accuracy"))
    clerk = people.clerk(1).get(people.clerk(1).hall("/wait-accuracy"))

    assert (report.body["from"], report.body["to"]) == ("2026-11-20", "2026-11-24")
    assert report.body["total"]["n"] == 0
    assert today.body["from"] == today.body["to"] == "2026-11-24"
    assert backwards.refusal == (422, "invalid")
    assert clerk.refusal == (403, "forbidden")
