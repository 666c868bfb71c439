"""一次性告知书: made at a window, printed, brought back, handed in."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from server.domain.clock import SystemClock
from server.domain.errors import (
    InvalidInput,
    NoCurrentTicket,
    NoPrinter,
    NotFound,
    NotYourWindow,
    WrongState,
)
from server.domain.notices import Fault, NoticeKind, Told, ToldMaterial
from server.reports.notices import notices_per_item, own_notice, reminders
from server.services import notices, printing_notices
from server.store import hall_tables, ticket_tables
from tests.server.acting import build_hall, drop_overdue
from tests.server.noticing import CORRECTION, DEFERRAL, URL, StationWithPrinter, give, view

REFUSAL = Told(kind=NoticeKind.REFUSAL, words="不属于本机关职权范围")


@pytest.fixture
def served(hall, desk):
    """A01's citizen stands at window 1."""
    hall.issue("A")
    desk.call_next()
    desk.start()
    return desk


def due(hall):
    with hall.database.read() as conn:
        return reminders(conn, hall.hall_id, now=hall.clock.now())


def counts(hall, first="2026-11-01", last="2026-11-30"):
    with hall.database.read() as conn:
        days = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
        return notices_per_item(conn, hall.hall_id, **days)


# What a notice says ------------------------------------------------------------------------------


def test_a_notice_says_all_that_the_citizen_has_to_know(hall, served):
    notice = give(served, agent="欧阳修")

    told = {key: notice[key] for key in ("number", "kind", "ticket", "window", "clerk", "how")}
    assert told == {
        "number": "small202611240001",
        "kind": "correction",
        "ticket": "A001",
        "window": "1",
        "clerk": {"staff_no": "001", "surname": "窗"},
        "how": "带原件来",
    }
    assert notice["item"] == {
        "item_id": hall.items["CARD1"],
        "name": "申领社保卡",
        "code": "CARD1",
        "version": 1,
        "statutory_limit": {"days": 30, "unit": "工作日", "note": ""},
        "promised_limit": {"days": 1, "unit": "工作日", "note": ""},
    }
    assert notice["materials"] == [
        {
            "position": 1,
            "name": "身份证",
            "form": "原件",
            "copies": 1,
            "has_sample": None,
            "fault": "wrong",
            "words": "复印件不清",
            "handed_in_at": None,
        }
    ]
    assert (notice["applicant"], notice["agent"]) == (None, "欧**")
    assert notice["supervision_phone"]
    assert notice["enquiry_phone"]


def test_the_visit_goes_on_unless_the_ticket_is_suspended_with_it(hall, served):
    notice = give(served)

    assert hall.state("A001") == "serving"
    assert notice["return_code"] is None


def test_a_guide_that_changes_later_changes_no_paper(hall, served):
    notice = give(served)
    this = hall_tables.items.c.id == hall.items["CARD1"]
    hall.set_up(update(hall_tables.items).where(this).values(name="社保卡申领", version=2))

    assert view(hall, notice["notice_id"])["item"] == notice["item"]


def test_who_came_for_somebody_else_is_forgotten_with_the_others(hall, served, clock):
    notice_id = give(served, agent="张三")["notice_id"]
    served.finish()

    clock.forward(days=41)
    hall.issue("A")

    assert view(hall, notice_id)["agent"] is None


def test_whoever_holds_the_code_reads_the_notice(hall, served):
    notice = give(served, suspend="without_documents")
    token = notice["url"].removeprefix(f"{URL}/n/")

    with hall.database.read() as conn:
        own = own_notice(conn, token, public_url=URL)
        with pytest.raises(NotFound):
            own_notice(conn, "a" * 22, public_url=URL)
    held = {k: v for k, v in notice.items() if k != "prints"}
    assert own == {**held, "may_return": True}


# When none is made -------------------------------------------------------------------------------


def test_only_who_is_being_served_is_told(hall, desk):
    with pytest.raises(NoCurrentTicket):
        give(desk)
    hall.issue("A")
    desk.call_next()

    with pytest.raises(WrongState):
        give(desk)


def test_only_the_windows_own_clerk_tells(hall, served):
    other = hall.sit("2")
    other.window_id = served.window_id

    with pytest.raises(NotYourWindow):
        give(other)


def test_an_item_that_is_not_published_has_no_notice(hall, served, clock):
    this = hall_tables.items.c.id == hall.items["CARD1"]
    hall.set_up(update(hall_tables.items).where(this).values(retired_at=clock.now()))

    with pytest.raises(NotFound):
        give(served)


def test_a_notice_that_is_refused_suspends_nobody_and_takes_no_number(hall, served):
    with pytest.raises(InvalidInput):
        give(served, replace(CORRECTION, how=""), suspend="without_documents")

    assert hall.state("A001") == "serving"
    assert give(served)["number"].endswith("0001")


def test_nobody_comes_back_with_a_refusal(served):
    with pytest.raises(InvalidInput) as refused:
        give(served, REFUSAL, suspend="without_documents")
    assert refused.value.fields == {"field": "suspend"}


# Coming back -------------------------------------------------------------------------------------


def test_a_citizen_comes_back_by_the_notices_code_without_queueing(hall, served):
    notice = give(served, suspend="without_documents")
    assert hall.state("A001") == "suspended"
    hall.issue("A")

    other = hall.sit("4")
    assert other.resume(code=notice["return_code"]) == "A001"
    assert hall.state("A002") == "waiting"


def test_what_the_qr_code_bears_brings_the_ticket_back_once(hall, served):
    token = give(served, suspend="without_documents")["url"].rpartition("/")[2]

    assert served.resume(token=token) == "A001"
    served.finish()
    with pytest.raises(NotFound):
        served.resume(token=token)


def test_a_notice_says_whether_one_may_still_come_back_with_it(hall, served):
    token = give(served, suspend="without_documents")["url"].rpartition("/")[2]

    def may_return():
        with hall.database.read() as conn:
            return own_notice(conn, token, public_url=URL)["may_return"]

    assert may_return()
    served.resume(token=token)
    assert not may_return()


def test_an_old_notice_brings_nobody_elses_ticket_back(hall, served):
    old = give(served, suspend="without_documents")
    served.resume(code=old["return_code"])
    served.finish()
    hall.issue("A")
    served.call_next()
    served.start()
    served.suspend()
    this = ticket_tables.tickets.c.number == "A002"
    again = update(ticket_tables.tickets).where(this).values(suspend_code=old["return_code"])
    hall.set_up(again)

    with pytest.raises(NotFound):
        served.resume(token=old["url"].rpartition("/")[2])
    assert hall.state("A002") == "suspended"


@pytest.mark.parametrize(
    ("kind", "windows"),
    [
        ("without_documents", ["1", "2", "4", "5", "6", "7", "8"]),
        ("with_documents", ["1"]),
        ("awaiting_step", ["1"]),
        (None, ["1", "2", "4", "5", "6", "7", "8"]),
    ],
)
def test_the_paper_names_the_windows_to_come_back_to(served, kind, windows):
    assert give(served, suspend=kind)["windows"] == windows


# Numbers -----------------------------------------------------------------------------------------


def test_numbers_begin_anew_every_day_in_every_hall(hall, served, clock, hall_url):
    numbers = [give(served)["number"] for _ in range(3)]
    served.finish()
    clock.forward(days=1)
    hall.issue("A")
    served.open(take_over=True)
    served.call_next()
    served.start()

    assert [number[-12:] for number in numbers] == [f"20261124{n:04}" for n in (1, 2, 3)]
    assert give(served)["number"] == "small202611250001"

    other = build_hall(hall_url, hall.database, clock, code="other", issue_outside_hours=True)
    other.issue("A")
    there = other.sit("1")
    there.call_next()
    there.start()
    assert give(there)["number"] == "other202611250001"


def test_notices_made_at_the_same_moment_are_numbered_without_gaps(any_url, open_database):
    clock = SystemClock()
    hall = build_hall(any_url, open_database(any_url, clock=clock), clock, issue_outside_hours=True)
    desks = [hall.sit(window) for window in ("1", "2", "4", "5")]
    for desk in desks:
        hall.issue("A")
        desk.call_next()
        desk.start()
    together = threading.Barrier(len(desks))

    def some(desk):
        together.wait(10)
        made = []
        for n in range(8):
            if n % 3 == 1:  # one that is refused leaves no gap
                with pytest.raises(InvalidInput):
                    give(desk, replace(CORRECTION, how=""))
            made.append(give(desk)["number"])
        return made

    with ThreadPoolExecutor(len(desks)) as pool:
        numbers = [n for each in pool.map(some, desks, timeout=120) for n in each]

    assert sorted(int(number[-4:]) for number in numbers) == list(range(1, 33))
    assert len(set(numbers)) == 32


# Printing ----------------------------------------------------------------------------------------


def prints(hall, notice):
    return [
        (each["how"], each["is_reprint"], each["slips"], each["reason"])
        for each in view(hall, notice["notice_id"])["prints"]
    ]


def reprint(hall, notice, window="1"):
    hall.run(
        printing_notices.print_again,
        notice_id=notice["notice_id"],
        window_id=hall.windows[window],
        public_url=URL,
    )


def test_two_copies_go_to_the_printer_and_what_became_of_them_comes_back(hall, served):
    station = StationWithPrinter(hall, window="1")

    notice = give(served, slips=True)

    (job,) = station.jobs()
    assert (job.kind, job.body["copies"], job.body["is_reprint"]) == ("notice.print", 2, False)
    assert job.body["notice"] == {k: v for k, v in notice.items() if k != "prints"}
    assert prints(hall, notice) == [("slip", False, ["asked", "asked"], None)]
    station.answer("done", slips=["printed", "printed"])
    assert prints(hall, notice) == [("slip", False, ["printed", "printed"], None)]


def test_what_was_on_the_paper_is_not_kept_in_the_job(hall, served):
    station = StationWithPrinter(hall, window="1")
    notice = give(served, slips=True)
    station.answer("done", slips=["printed", "printed"])

    assert station.jobs()[0].body == {"notice_id": notice["notice_id"]}


def test_slips_that_did_not_come_out_are_an_alarm_and_the_next_are_first_ones(hall, served):
    station = StationWithPrinter(hall, window="1")
    notice = give(served, slips=True)
    station.answer("failed", error="paper_out")
    reprint(hall, notice)
    station.answer("done", slips=["printed", "unknown"])
    reprint(hall, notice)

    assert prints(hall, notice) == [
        ("slip", False, ["failed", "failed"], "paper_out"),
        ("slip", False, ["printed", "unknown"], None),
        ("slip", True, ["asked", "asked"], None),
    ]
    assert hall.alarms() == [("notice_not_printed", None)]


def test_of_a_station_that_does_not_answer_nobody_knows_what_it_printed(hall, served, clock):
    station = StationWithPrinter(hall, window="1")
    notice = give(served, slips=True)
    clock.forward(minutes=3)
    drop_overdue(hall)
    assert prints(hall, notice) == [("slip", False, ["unknown", "unknown"], "no_answer")]

    station.answer("done", slips=["printed", "printed"])

    assert prints(hall, notice) == [("slip", False, ["printed", "printed"], None)]


def test_news_of_a_print_counts_once(hall, served):
    station = StationWithPrinter(hall, window="1")
    notice = give(served, slips=True)
    station.answer("done", slips=["printed", "printed"])
    station.answer("failed", error="paper_out")

    assert prints(hall, notice) == [("slip", False, ["printed", "printed"], None)]
    assert hall.alarms() == []


def test_a_page_is_a_print_of_which_nobody_knows_what_came_out(hall, served):
    notice = give(served)
    for _ in range(2):
        hall.run(printing_notices.note_page, notice_id=notice["notice_id"])

    assert prints(hall, notice) == [
        ("page", False, ["unknown"], None),
        ("page", True, ["unknown"], None),
    ]


def test_without_a_printer_the_notice_is_made_and_says_so(hall, served):
    notice = give(served, slips=True)

    assert prints(hall, notice) == [("slip", False, ["failed", "failed"], "no_printer")]
    with pytest.raises(NoPrinter):
        reprint(hall, notice)


def test_the_printer_at_the_window_goes_before_the_kiosk_of_its_zone(hall, served):
    kiosk = StationWithPrinter(hall, zone=zone_of(hall, "1"))
    own = StationWithPrinter(hall, window="1")

    give(served, slips=True)

    assert (len(own.jobs()), len(kiosk.jobs())) == (1, 0)


def test_the_kiosk_of_its_zone_goes_before_one_of_no_zone(hall, served):
    anywhere = StationWithPrinter(hall)
    give(served, slips=True)
    near = StationWithPrinter(hall, zone=zone_of(hall, "1"))
    anywhere.say("yes")  # heard last
    give(served, slips=True)

    assert (len(anywhere.jobs()), len(near.jobs())) == (1, 1)


def test_a_printer_that_can_print_goes_before_one_that_cannot(hall, served):
    kiosk = StationWithPrinter(hall, zone=zone_of(hall, "1"))
    own = StationWithPrinter(hall, window="1")
    own.say("no")
    give(served, slips=True)
    kiosk.revoke()
    give(served, slips=True)

    assert (len(kiosk.jobs()), len(own.jobs())) == (1, 1)


def test_no_paper_comes_out_in_another_zone(hall, served):
    other = next(zone for zone in hall.zones if zone != zone_of(hall, "1"))
    far = StationWithPrinter(hall, zone=other)

    notice = give(served, slips=True)

    assert far.jobs() == []
    assert prints(hall, notice)[0][3] == "no_printer"


def zone_of(hall, window):
    zone_id = hall.window(window).zone_id
    return next(code for code, known in hall.zones.items() if known == zone_id)


# Handing in --------------------------------------------------------------------------------------


def test_what_is_still_due_is_listed_by_day_until_it_is_handed_in(hall, served, clock):
    late = give(served, replace(DEFERRAL, due_days=9))
    early = give(served)  # a correction is nobody's reminder
    soon = give(served, replace(DEFERRAL, due_days=1))
    assert [each["number"] for each in due(hall)] == [soon["number"], late["number"]]
    assert [each["urgency"] for each in due(hall)] == ["fine", "fine"]
    assert early["number"] not in str(due(hall))

    clock.forward(hours=20)
    assert [each["urgency"] for each in due(hall)] == ["soon", "fine"]
    clock.forward(days=1)
    assert [each["urgency"] for each in due(hall)] == ["overdue", "fine"]
    hand_in(hall, soon, 1)

    assert [each["number"] for each in due(hall)] == [late["number"]]
    handed_in_at = view(hall, soon["notice_id"])["materials"][0]["handed_in_at"]
    clock.forward(minutes=1)
    hand_in(hall, soon, 1)
    assert view(hall, soon["notice_id"])["materials"][0]["handed_in_at"] == handed_in_at


def hand_in(hall, notice, *positions):
    hall.run(
        notices.hand_in,
        notice_id=notice["notice_id"],
        account_id=hall.clerks[0],
        positions=positions,
    )


def test_only_what_is_waited_for_can_be_handed_in(hall, served):
    with pytest.raises(WrongState):
        hand_in(hall, give(served), 1)
    with pytest.raises(NotFound):
        hand_in(hall, give(served, DEFERRAL), 2)


# Counts ------------------------------------------------------------------------------------------


def test_notices_are_counted_by_item_kind_and_material(hall, served, clock):
    give(served)
    give(served)
    give(served, DEFERRAL)
    give(served, REFUSAL, item="HOME1")

    assert counts(hall) == [
        {
            "item_code": "CARD1",
            "item_name": "申领社保卡",
            "kinds": {"correction": 2, "deferral": 1},
            "materials": [{"name": "身份证", "notices": 3}],
            "notices": 3,
        },
        {
            "item_code": "HOME1",
            "item_name": "查询不动产",
            "kinds": {"refusal": 1},
            "materials": [],
            "notices": 1,
        },
    ]
    assert counts(hall, "2026-11-25", "2026-11-30") == []


def test_a_day_in_working_days_is_the_end_of_that_day(served):
    promise = Told(
        kind=NoticeKind.PROMISE,
        materials=(ToldMaterial(1, Fault.TO_BRING),),
        promise="三个工作日内补齐",
        due_days=3,
    )

    assert give(served, promise)["due_at"] == "2026-11-27T09:30:00.000Z"
