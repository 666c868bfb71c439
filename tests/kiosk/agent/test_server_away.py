"""The server is away: presses still become numbers and slips, and all is told once it is back."""

from datetime import UTC, timedelta

import pytest

from drivers.printer.address import NetworkAddress
from drivers.printer.connection import Connection
from drivers.printer.device import Printer
from drivers.printer.profile import own_profiles
from kiosk.agent.clock import utc_now
from kiosk.agent.hall_clock import HallClock
from kiosk.agent.issuing import Issuing, NotIssued
from kiosk.agent.presence import Presence
from kiosk.agent.printing import SlipPrinter
from kiosk.agent.reserve import Reserve
from kiosk.agent.reserve_book import ReserveBook
from kiosk.agent.reserve_keeper import ReserveKeeper
from kiosk.agent.server_client import ServerClient
from kiosk.agent.slip import compose, read_slip_texts
from tests.kiosk.agent.standing_by import CATALOGUE, round_the_clock

TOKEN = "st_of_the_tests"
PRESS = "press-0001"
SOCIAL, HOMES = {"queue_id": 1}, {"queue_id": 2}
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def slip_printer(printer):
    driver = Printer(
        Connection(NetworkAddress(host="127.0.0.1", port=printer.port)), own_profiles()["escpos-80"]
    )
    ours = SlipPrinter("slip", driver, poll_s=2.0)
    ours.open()
    yield ours
    ours.close()


class Kiosk:
    """The parts of a kiosk's program that give numbers, over one folder of state."""

    def __init__(self, journal, book, server, printer, *, url=None, catalogue=CATALOGUE):
        self.journal, self.book = journal, book
        self.clock, self.presence = HallClock(), Presence()
        self.reserve = Reserve(
            book, clock=self.clock, presence=self.presence, catalogue=lambda: catalogue
        )
        client = ServerClient(url or server.url, token=TOKEN, read_timeout_s=1)
        self.keeper = ReserveKeeper(
            self.reserve,
            book,
            server=client,
            journal=journal,
            presence=self.presence,
            clock=self.clock,
            retry_s=0.05,
        )
        texts = read_slip_texts()
        self.issuing = Issuing(
            server=client,
            printer=printer,
            journal=journal,
            hall_id=lambda: 1,
            compose=lambda ticket: compose(ticket, texts=texts, zone=UTC),
            tell=self.keeper.wake,
            alone=self.reserve,
        )

    def press(self, n, wanted=SOCIAL):
        return self.issuing.issue(f"press-{n:04}", wanted=wanted)


@pytest.fixture
def run(server, slip_printer, runs, tmp_path):
    """Run after run of the program: `run(away=True)` is one that cannot reach the server."""
    server.reserve = round_the_clock(around=utc_now())
    books = []

    def next_run(*, away=False):
        for book in books[-1:]:
            book.close()
        books.append(ReserveBook(tmp_path / "reserve.sqlite3"))
        return Kiosk(runs(), books[-1], server, slip_printer, url=NOBODY if away else None)

    yield next_run
    books[-1].close()


@pytest.fixture
def alone(run):
    """A kiosk that met the server, and cannot reach it any more."""
    assert run().keeper.meet()
    return run(away=True)


def lines(printer):
    return ["\n".join(slip.lines) for slip in printer.slips if slip.complete]


def test_a_press_gives_a_leased_number_and_a_slip_that_says_what_is_not_known(alone, printer):
    issued = alone.press(1)

    assert (issued.ticket["number"], issued.slip) == ("A970", "printed")
    assert issued.ticket["ahead"] is None
    (slip,) = lines(printer)
    assert "A 970" in slip
    assert "等候人数暂时未知" in slip
    assert "Number waiting not known" in slip


def test_with_the_server_there_it_gives_the_numbers(run, server, printer):
    kiosk = run()
    kiosk.keeper.meet()

    assert kiosk.press(1).ticket["number"] == "A001"
    assert "未知" not in lines(printer)[0]
    assert server.handed_up == {}


def test_once_it_is_known_to_be_away_nobody_waits_for_it(alone):
    alone.press(1)
    assert alone.presence.is_away

    alone.presence.heard()
    assert alone.press(2).ticket["number"] == "A971"
    assert alone.presence.is_away


def test_a_kiosk_that_holds_nothing_asks_the_server_although_it_was_away(run, server):
    server.reserve = None
    kiosk = run()
    kiosk.presence.missed()

    assert kiosk.press(1).ticket["number"] == "A001"


def test_a_kiosk_that_holds_nothing_says_that_the_server_is_away(run, server):
    with pytest.raises(NotIssued) as refused:
        run(away=True).press(1)

    assert (refused.value.code, refused.value.status) == ("server_away", 503)


def test_the_same_press_after_the_server_is_back_is_the_same_number(alone, run, server, printer):
    first = alone.press(1)
    kiosk = run()
    kiosk.keeper.meet()

    assert kiosk.press(1) == first
    assert len(printer.slips) == 1
    assert server.tickets == {}


def test_everything_is_handed_up_once_in_order_with_what_became_of_the_slips(
    alone, run, server, printer
):
    alone.press(1)
    printer.switch(paper_out_after_bytes=60)
    alone.press(2, HOMES)
    printer.switch(paper_out_after_bytes=None, paper="ok")
    kiosk = run()

    assert kiosk.keeper.meet()
    assert kiosk.keeper.meet()

    told = list(server.handed_up.values())
    assert [(t["request_id"], t["number"], t["slip"], t["slip_reason"]) for t in told] == [
        ("press-0001", "A970", "printed", None),
        ("press-0002", "B980", "failed", "paper_out"),
    ]
    assert told[0]["joined_at"] < told[1]["joined_at"]
    assert kiosk.book.to_hand_up(limit=9) == []
    assert [r.about for r in kiosk.journal.pending_reports() if r.about.startswith("slip:")] == []


def test_a_refused_number_is_not_said_for_ever(alone, run, server):
    alone.press(1)
    server.refusal = "given_before"
    kiosk = run()

    kiosk.keeper.meet()

    assert kiosk.book.to_hand_up(limit=9) == []
    assert kiosk.reserve.drawn(PRESS)["number"] == "A970"


def test_a_server_that_fails_while_it_is_told_is_told_again(alone, run, server):
    alone.press(1)
    server.refuse["/stations/me/tickets"] = 503
    kiosk = run()
    assert not kiosk.keeper.meet()
    assert kiosk.presence.is_away

    server.refuse.clear()

    assert kiosk.keeper.meet()
    assert not kiosk.presence.is_away
    assert list(server.handed_up) == [PRESS]


def test_killed_between_the_number_and_its_slip_the_press_finds_its_number(run, printer):
    run().keeper.meet()
    number = run(away=True).reserve.draw(PRESS, wanted=SOCIAL)["number"]

    after = run(away=True)
    after.journal.end_interrupted_slips()

    assert after.press(1).ticket["number"] == number == "A970"
    assert after.press(2).ticket["number"] == "A971"
    assert len(lines(printer)) == 2


def test_killed_while_printing_no_second_slip_comes_out_and_the_place_is_kept(run, server, printer):
    run().keeper.meet()
    dying = run(away=True)
    ticket = dying.reserve.draw(PRESS, wanted=SOCIAL)
    dying.journal.begin_slip(PRESS, wanted=SOCIAL, ticket=ticket)

    after = run()
    after.journal.end_interrupted_slips()
    after.keeper.meet()

    assert after.press(1).slip == "unknown"
    assert printer.slips == ()
    told = server.handed_up[PRESS]
    assert (told["number"], told["slip"], told["slip_reason"]) == ("A970", "unknown", "interrupted")


def test_a_number_whose_slip_is_in_print_waits_and_so_do_those_after_it(run, server):
    run().keeper.meet()
    kiosk = run(away=True)
    ticket = kiosk.reserve.draw(PRESS, wanted=SOCIAL)
    kiosk.journal.begin_slip(PRESS, wanted=SOCIAL, ticket=ticket)
    kiosk.press(2)
    back = run()
    back.keeper.meet()
    assert server.handed_up == {}

    back.journal.end_slip(PRESS, slip="printed", reason=None)
    back.keeper.meet()

    assert list(server.handed_up) == [PRESS, "press-0002"]


def test_a_number_nobody_came_back_for_is_handed_up_after_a_while(run, server):
    server.reserve = round_the_clock(around=utc_now() - timedelta(hours=1))
    run().keeper.meet()
    kiosk = run(away=True)
    kiosk.clock.hear(utc_now() - timedelta(seconds=61))
    kiosk.reserve.draw(PRESS, wanted=SOCIAL)

    run().keeper.meet()

    assert server.handed_up[PRESS]["slip"] == "unknown"


def test_the_answer_that_was_lost_is_no_second_number(run, server, printer):
    """The server gives a number and hangs before it can say so: what counts is the slip."""
    kiosk = run()
    kiosk.keeper.meet()
    server.stall_after["/tickets"] = 2.0

    issued = kiosk.press(1)

    assert issued.ticket["number"] == "A970"
    assert [t["number"] for t in server.tickets.values()] == ["A001"]
    server.stall_after.clear()
    kiosk.keeper.meet()
    assert list(server.handed_up) == list(server.tickets) == [PRESS]
    assert kiosk.press(1) == issued
    assert len(lines(printer)) == 1


def test_what_the_server_refuses_is_refused(run, server):
    kiosk = run()
    kiosk.keeper.meet()
    server.refuse["/halls/1/tickets"] = 409

    with pytest.raises(NotIssued) as refused:
        kiosk.press(1)

    assert refused.value.code == "refused_by_test"
    assert kiosk.book.to_hand_up(limit=9) == []


def test_the_thread_hands_up_by_itself_when_the_server_comes_back(run, server, eventually):
    run().keeper.meet()
    kiosk = run()
    server.stop()
    kiosk.keeper.start()
    kiosk.press(1)
    kiosk.press(2, HOMES)

    server.start()

    eventually(lambda: list(server.handed_up) == [PRESS, "press-0002"], within_s=20)
    assert kiosk.keeper.stop(timeout_s=10)
