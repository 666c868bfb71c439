"""取号 by the clock: sessions, quotas, holidays, closed queues, predicted clearing."""

from functools import partial

import pytest

from server.domain.errors import CutOff, HallClosed, NotIssuingNow, QueueClosed, SessionFull
from server.domain.estimate.quotes import WaitRange
from server.reports.catalogue import hall_config
from tests.server.booking import Bookings

MORNINGS = [
    {"weekdays": [1, 2, 3, 4, 5], "opens": "08:30", "closes": "10:00", "quota": 50},
    {"weekdays": [1, 2, 3, 4, 5], "opens": "10:00", "closes": "12:00", "quota": 2},
]


def issuing(hall, prefix="A"):
    """What the hall's set-up says of a queue's numbers."""
    with hall.database.read() as conn:
        config = hall_config(conn, hall.hall_id, now=hall.clock.now())
    return next(q["issuing"] for q in config["queues"] if q["prefix"] == prefix)


def expect(hall, seconds):
    """Draw where a number drawn now is expected to wait so long, in eight cases of ten."""
    wait = WaitRange(low_s=seconds / 2, mid_s=seconds * 0.7, high_s=seconds, p90_s=seconds * 1.2)
    return hall.issue("A", predicted_wait=lambda hall_id, queue_id: wait)


def test_the_fiftieth_of_a_session_is_given_the_fifty_first_waits_for_the_next(hall, clock):
    hall.set_issuing("A", sessions=MORNINGS)
    numbers = [hall.issue("A") for _ in range(50)]
    assert numbers[-1] == "A050"

    with pytest.raises(SessionFull) as refused:
        hall.issue("A")
    assert refused.value.fields["opens_at"] == "2026-11-24T02:00:00.000Z"

    clock.set("2026-11-24 10:00")
    assert [hall.issue("A"), hall.issue("A")] == ["A051", "A052"]
    with pytest.raises(SessionFull):
        hall.issue("A")


def test_numbers_of_the_last_instant_count_for_the_session_that_ends(hall, clock):
    hall.set_issuing("A", sessions=MORNINGS)
    clock.set("2026-11-24 09:59:59.999")
    hall.issue("A")
    clock.forward(milliseconds=1)

    assert [hall.issue("A"), hall.issue("A")] == ["A002", "A003"]
    with pytest.raises(SessionFull):
        hall.issue("A")


def test_a_quota_is_the_queues_own_and_new_every_day(hall, clock):
    hall.set_issuing("A", sessions=MORNINGS)
    clock.set("2026-11-24 10:30")
    hall.issue("A")
    hall.issue("A")

    assert hall.issue("B") == "B001"
    clock.set("2026-11-25 10:30")
    assert hall.issue("A") == "A001"


def test_when_the_last_number_of_a_session_goes_everybody_is_told_to_look_again(hall, clock):
    hall.set_issuing("A", sessions=MORNINGS)
    clock.set("2026-11-24 10:30")
    hall.issue("A")
    assert issuing(hall) == {"now": True, "reason": None, "opens_at": None, "slots": []}

    hall.issue("A")

    assert hall.kinds() == ["ticket.issued", "ticket.issued", "hall.changed"]
    assert issuing(hall) == {
        "now": False,
        "reason": "session_full",
        "opens_at": "2026-11-25T00:30:00.000Z",
        "slots": [],
    }


def test_the_set_up_says_what_a_draw_would_answer(hall, clock):
    hall.set_issuing("B", sessions=MORNINGS)
    hall.issue("L")
    hall.issue("L")
    assert issuing(hall, "L")["reason"] == "numbers_used_up"

    hall.close_queue("A")
    assert issuing(hall, "A")["reason"] == "queue_closed"

    clock.set("2026-11-24 15:00")
    tomorrow = "2026-11-25T00:30:00.000Z"
    assert issuing(hall, "B") == {
        "now": False,
        "reason": "not_issuing_now",
        "opens_at": tomorrow,
        "slots": [],
    }
    with pytest.raises(NotIssuingNow):
        hall.issue("B")

    clock.set("2026-11-24 20:00")
    assert issuing(hall, "B") == {
        "now": False,
        "reason": "hall_closed",
        "opens_at": tomorrow,
        "slots": [],
    }


def test_a_closed_queue_says_why_until_it_is_opened_again(hall):
    hall.close_queue("A", "身份证系统升级，预计 10:30 恢复")

    with pytest.raises(QueueClosed) as refused:
        hall.issue("A")
    assert refused.value.fields == {"reason": "身份证系统升级，预计 10:30 恢复"}
    assert hall.board()["queues"][str(hall.queues["A"])] == {"open": False}

    hall.open_queue("A")
    assert hall.issue("A") == "A001"
    bodies = [e["body"] for e in hall.events() if e["kind"] == "queue.changed"]
    assert [b["open"] for b in bodies] == [False, True]


def test_closing_twice_for_the_same_reason_is_one_change(hall):
    hall.close_queue("A", "停电")
    hall.close_queue("A", "停电")
    assert hall.kinds() == ["queue.changed"]

    hall.close_queue("A", "停电，下午恢复")
    assert hall.kinds() == ["queue.changed"] * 2


def test_those_who_wait_in_a_closed_queue_are_served(hall, desk):
    hall.issue("A")
    hall.close_queue("A")

    assert desk.serve() == "A001"


def test_national_day_is_closed_and_the_saturday_after_works_like_a_monday(hall, clock):
    hall.set_calendar(holidays="cn")
    for day in range(1, 8):
        clock.set(f"2026-10-0{day} 10:00")
        with pytest.raises(HallClosed) as refused:
            hall.issue("A")
        assert refused.value.fields == {"opens_at": "2026-10-08T00:30:00.000Z"}

    clock.set("2026-10-10 10:00")
    assert hall.issue("A") == "A001"
    clock.set("2026-10-11 10:00")
    with pytest.raises(HallClosed):
        hall.issue("A")


def test_the_set_up_names_the_holiday(hall, clock):
    hall.set_calendar(holidays="cn")
    clock.set("2026-10-01 10:00")

    with hall.database.read() as conn:
        opening = hall_config(conn, hall.hall_id, now=clock.now())["open"]
    assert (opening["now"], opening["reason"]) == (False, "国庆节")


def test_a_number_near_closing_bears_a_warning(hall, clock):
    hall.set_issuing("A", warn_before_close_s=1800)
    assert hall.ticket(hall.issue("A")).warning is None

    clock.set("2026-11-24 17:05")
    assert hall.ticket(hall.issue("A")).warning == "near_closing"


def test_a_queue_that_stops_gives_no_number_that_would_wait_beyond_closing(hall, clock):
    hall.set_issuing("A", cut_off="stop")
    clock.set("2026-11-24 16:30")
    assert expect(hall, 3600) == "A001"

    with pytest.raises(CutOff) as refused:
        expect(hall, 3601)
    assert refused.value.fields == {"opens_at": "2026-11-25T00:30:00.000Z", "slots": []}


def test_who_is_cut_off_may_book_the_next_free_slots_instead(hall, clock):
    bookings = Bookings(hall, issuing={"cut_off": "stop"})
    clock.set("2026-11-24 09:10")
    bookings.book("09:20")
    bookings.book("09:20")
    bookings.book("09:00", day="2026-11-25")

    with pytest.raises(CutOff) as refused:
        expect(hall, 9 * 3600)

    assert refused.value.fields["slots"] == [
        {"starts_at": "2026-11-24T01:40:00.000Z", "ends_at": "2026-11-24T02:00:00.000Z"},
        {"starts_at": "2026-11-25T01:00:00.000Z", "ends_at": "2026-11-25T01:20:00.000Z"},
        {"starts_at": "2026-11-25T01:20:00.000Z", "ends_at": "2026-11-25T01:40:00.000Z"},
    ]


def test_where_every_slot_is_taken_none_is_offered(hall, clock):
    bookings = Bookings(hall, days_ahead=0, issuing={"cut_off": "stop"})
    clock.set("2026-11-24 09:30")
    bookings.book("09:40")
    bookings.book("09:40")

    with pytest.raises(CutOff) as refused:
        expect(hall, 9 * 3600)

    assert refused.value.fields["slots"] == []


def test_a_queue_that_warns_gives_it_with_a_warning(hall, clock):
    hall.set_issuing("A", cut_off="warn")
    clock.set("2026-11-24 16:30")

    assert hall.ticket(expect(hall, 3600)).warning is None
    assert hall.ticket(expect(hall, 3601)).warning == "may_not_be_served"


@pytest.mark.parametrize("cut_off", ["warn", "stop"])
def test_where_nothing_is_known_of_the_wait_nobody_is_cut_off(hall, clock, cut_off):
    hall.set_issuing("A", cut_off=cut_off)
    clock.set("2026-11-24 17:29")

    assert hall.ticket(hall.issue("A")).warning is None


def test_a_reprint_is_counted_and_told_and_changes_no_place(hall, desk):
    hall.issue("A")
    hall.issue("A")
    hall.report_slip("A001", "printed")

    hall.reprint("A001")
    hall.reprint("A001")

    ticket = hall.ticket("A001")
    assert (ticket.reprints, ticket.slip) == (2, "printed")
    told = [e for e in hall.events() if e["kind"] == "ticket.slip_reprinted"]
    assert [e["body"]["reprints"] for e in told] == [1, 2]
    assert desk.call_next() == "A001"


def test_a_repeated_request_prints_no_third_slip(hall):
    hall.issue("A")
    again = partial(hall.reprint, "A001", request_id="tap")

    again()
    again()

    assert hall.ticket("A001").reprints == 1


def test_a_failed_slip_that_is_printed_again_is_printed(hall):
    hall.issue("A")
    hall.report_slip("A001", "failed", "paper_out")

    hall.reprint("A001")
    hall.report_slip("A001", "printed")

    assert hall.ticket("A001").slip == "printed"
