import threading
from datetime import UTC

import pytest

from drivers.printer.address import NetworkAddress
from drivers.printer.connection import Connection
from drivers.printer.device import Printer
from drivers.printer.profile import own_profiles
from kiosk.agent.issuing import Issuing, NotIssued
from kiosk.agent.printing import SlipPrinter
from kiosk.agent.server_client import ServerClient
from kiosk.agent.slip import compose, read_slip_texts
from kiosk.agent.supervisor import DeviceDown

TOKEN = "st_of_the_tests"
PRESS = "press-0001"
SOCIAL = {"queue_id": 1}


@pytest.fixture
def slip_printer(printer):
    driver = Printer(
        Connection(NetworkAddress(host="127.0.0.1", port=printer.port)), own_profiles()["escpos-80"]
    )
    ours = SlipPrinter("slip", driver, poll_s=2.0)
    ours.open()
    yield ours
    ours.close()


@pytest.fixture
def issuing_with(server, slip_printer):
    def make(journal, *, url=None):
        texts = read_slip_texts()
        return Issuing(
            server=ServerClient(url or server.url, token=TOKEN, read_timeout_s=1),
            printer=slip_printer,
            journal=journal,
            hall_id=lambda: 1,
            compose=lambda ticket: compose(ticket, texts=texts, zone=UTC),
            tell=lambda: None,
        )

    return make


@pytest.fixture
def issuing(issuing_with, journal):
    return issuing_with(journal)


def slips(printer):
    return [slip for slip in printer.slips if slip.complete]


def reports(journal, kind):
    return [r.body for r in journal.pending_reports() if r.about.startswith(kind)]


def test_a_press_gives_a_ticket_and_its_slip(issuing, printer, journal):
    issued = issuing.issue(PRESS, wanted=SOCIAL)

    assert (issued.ticket["number"], issued.slip, issued.reason) == ("A001", "printed", None)
    assert "A 001" in "\n".join(slips(printer)[0].lines)
    assert reports(journal, "slip:") == [{"state": "printed", "reason": None}]


def test_the_same_press_again_gives_the_same_ticket_and_no_second_slip(issuing, printer):
    first = issuing.issue(PRESS, wanted=SOCIAL)

    assert issuing.issue(PRESS, wanted=SOCIAL) == first
    assert len(slips(printer)) == 1


def test_a_press_sent_eight_times_at_once_gives_one_ticket_and_one_slip(issuing, printer, server):
    answers = at_once(8, lambda n: issuing.issue(PRESS, wanted=SOCIAL))

    assert {answer.ticket["number"] for answer in answers} == {"A001"}
    assert len(server.tickets) == 1
    assert len(slips(printer)) == 1


def test_two_presses_at_once_give_two_whole_slips(issuing, printer):
    answers = at_once(2, lambda n: issuing.issue(f"press-000{n}", wanted=SOCIAL))

    assert sorted(answer.ticket["number"] for answer in answers) == ["A001", "A002"]
    assert [slip.faults for slip in slips(printer)] == [(), ()]


def test_one_press_cannot_ask_for_two_things(issuing):
    issuing.issue(PRESS, wanted=SOCIAL)

    with pytest.raises(NotIssued) as refused:
        issuing.issue(PRESS, wanted={"queue_id": 2})

    assert refused.value.code == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [({"paper": "out"}, "paper_out"), ({"cover_open": True}, "cover_open")],
)
def test_a_printer_known_to_be_unable_draws_no_number(
    issuing, printer, server, slip_printer, fault, reason
):
    printer.switch(**fault)
    slip_printer.open()

    with pytest.raises(NotIssued) as refused:
        issuing.issue(PRESS, wanted=SOCIAL)

    assert (refused.value.code, refused.value.body["reason"]) == ("printer_not_ready", reason)
    assert server.tickets == {}


def test_an_unplugged_printer_draws_no_number(issuing, printer, server, slip_printer):
    printer.switch(unplugged=True)
    with pytest.raises(DeviceDown):
        slip_printer.open()

    with pytest.raises(NotIssued) as refused:
        issuing.issue(PRESS, wanted=SOCIAL)

    assert refused.value.body["reason"] == "not_connected"
    assert server.tickets == {}


@pytest.mark.parametrize(
    ("fault", "slip", "reason"),
    [
        ({"paper_out_after_bytes": 60}, "failed", "paper_out"),
        ({"drop_after_bytes": 60}, "unknown", "link_lost"),
    ],
)
def test_a_printer_that_dies_in_the_middle_leaves_the_ticket_its_place(
    issuing, printer, server, journal, fault, slip, reason
):
    printer.switch(**fault)

    issued = issuing.issue(PRESS, wanted=SOCIAL)

    assert (issued.ticket["number"], issued.slip, issued.reason) == ("A001", slip, reason)
    assert reports(journal, "slip:") == [{"state": slip, "reason": reason}]
    assert len(server.tickets) == 1


def test_while_the_server_is_away_nothing_is_printed(issuing_with, journal, printer):
    issuing = issuing_with(journal, url="http://127.0.0.1:9")

    with pytest.raises(NotIssued) as refused:
        issuing.issue(PRESS, wanted=SOCIAL)

    assert (refused.value.code, refused.value.status) == ("server_away", 503)
    assert printer.slips == ()


def test_a_press_refused_for_the_moment_may_be_sent_again(issuing, server):
    server.refuse["/tickets"] = 409
    with pytest.raises(NotIssued) as refused:
        issuing.issue(PRESS, wanted=SOCIAL)
    server.refuse.clear()

    assert refused.value.body == {"code": "refused_by_test", "detail": "no", "field": "kept"}
    assert issuing.issue(PRESS, wanted=SOCIAL).slip == "printed"


def test_a_slip_under_way_when_the_program_died_is_unknown_and_not_printed_again(
    issuing_with, printer, a_ticket, runs
):
    runs().begin_slip(PRESS, wanted=SOCIAL, ticket=a_ticket(1))
    after = runs()

    assert after.end_interrupted_slips() == 1

    issued = issuing_with(after).issue(PRESS, wanted=SOCIAL)
    assert (issued.slip, issued.reason) == ("unknown", "interrupted")
    assert printer.slips == ()
    assert reports(after, "slip:") == [{"state": "unknown", "reason": "interrupted"}]


def test_a_second_slip_says_that_it_is_one_and_is_counted(issuing, printer, server, journal):
    issuing.issue(PRESS, wanted=SOCIAL)

    again = issuing.reprint("press-0002", ticket_id=1)

    assert (again.ticket["number"], again.slip) == ("A001", "printed")
    first, second = ["\n".join(slip.lines) for slip in slips(printer)]
    assert "补打" not in first
    assert "补打" in second
    assert len(server.tickets) == 1
    assert reports(journal, "slip:") == [{"state": "printed", "reason": None}] * 2


def test_one_press_prints_one_second_slip(issuing, printer, server):
    at_once(4, lambda n: issuing.reprint("press-0002", ticket_id=1))

    assert server.reprints == {"press-0002": 1}
    assert len(slips(printer)) == 1


def test_a_printer_known_to_be_unable_counts_no_second_slip(issuing, printer, server, slip_printer):
    printer.switch(paper="out")
    slip_printer.open()

    with pytest.raises(NotIssued):
        issuing.reprint("press-0002", ticket_id=1)
    assert server.reprints == {}


def test_who_takes_a_number_reaches_the_server_and_is_remembered_nowhere(
    issuing, server, tmp_path, caplog
):
    caplog.set_level("DEBUG")
    issuing.issue(PRESS, wanted=SOCIAL, person="13812341234")

    assert server.orders[PRESS]["person"] == "13812341234"
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"A001" in kept
    assert b"1381234" not in kept
    assert "1381234" not in caplog.text


def at_once(count, act):
    answers, together = [], threading.Barrier(count)

    def run(n):
        together.wait()
        answers.append(act(n))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers
