import threading
import time
from dataclasses import replace

import pytest
import serial

from drivers.printer.address import NetworkAddress, SerialAddress
from drivers.printer.connection import Connection, LinkLost, NotConnected
from drivers.printer.device import Printer, Verdict
from drivers.printer.document import Banner, Cut, Document, Line
from drivers.printer.encoder import Substitution
from drivers.printer.profile import own_profiles
from drivers.printer.simulator import PrinterSimulator
from drivers.printer.status import Paper, PrinterStatus, Reason, Tri
from drivers.printer.switches import Switches

PART = b"\x1b@\x1dV\x42\x18"  # parts a slip from what may be left of one before it
PRINTED, NOT_PRINTED, UNKNOWN = Verdict.PRINTED, Verdict.NOT_PRINTED, Verdict.UNKNOWN


# For printers that never answer: patience would be lost on them.
HASTY = {"answer_timeout_s": 0.4, "print_timeout_s": 0.6}


def said(outcome):
    return outcome.verdict, outcome.reason


def test_a_slip_comes_out_whole_and_is_known_to(simulator, printer_at, ticket):
    outcome = printer_at(simulator).print(ticket)

    (slip,) = simulator.wait_for_slips(1)
    assert said(outcome) == (PRINTED, Reason.READY)
    assert (slip.complete, slip.faults) == (True, ())
    assert slip.lines[:2] == ("高阳县政务服务中心", "A007")
    assert slip.length_mm < 110


@pytest.mark.parametrize("profile", ["escpos-80", "escpos-80-basic", "write-only-80"])
def test_one_line_carries_many_slips(simulator, printer_at, ticket, profile):
    printer = printer_at(simulator, profile)

    verdicts = [printer.print(ticket).verdict for _ in range(3)]

    assert verdicts == [PRINTED] * 3
    assert [slip.faults for slip in simulator.wait_for_slips(3)] == [(), (), ()]


@pytest.mark.parametrize(
    ("switches", "reason"),
    [
        ({"paper": "out"}, Reason.PAPER_OUT),
        ({"cover_open": True}, Reason.COVER_OPEN),
        ({"cutter_error": True}, Reason.CUTTER),
        ({"offline": True}, Reason.OFFLINE),
        ({"error": "unrecoverable"}, Reason.UNRECOVERABLE),
        ({"error": "overheated"}, Reason.OVERHEATED),
        ({"garbage": True}, Reason.GARBLED),
        ({"silent": True}, Reason.NO_ANSWER),
        ({"unplugged": True}, Reason.NOT_CONNECTED),
    ],
)
@pytest.mark.parametrize("profile", ["escpos-80", "escpos-80-basic"])
def test_nothing_is_sent_to_a_printer_that_cannot_print(
    simulator, printer_at, ticket, profile, switches, reason
):
    simulator.switch(**switches)
    hasty = HASTY if {"silent", "garbage"} & set(switches) else {}

    outcome = printer_at(simulator, profile, **hasty).print(ticket)

    assert said(outcome) == (NOT_PRINTED, reason)
    well = Switches()
    simulator.switch(**{name: getattr(well, name) for name in switches})
    time.sleep(0.02)
    assert simulator.slips == ()


def test_paper_near_its_end_is_told_and_prints(simulator, printer_at, ticket):
    simulator.switch(paper="near_end")

    outcome = printer_at(simulator).print(ticket)

    assert (outcome.verdict, outcome.status.paper) == (PRINTED, Paper.NEAR_END)


def test_paper_that_ends_in_the_middle_means_not_printed(simulator, printer_at, ticket):
    simulator.switch(paper_out_after_bytes=100)

    outcome = printer_at(simulator).print(ticket)

    assert said(outcome) == (NOT_PRINTED, Reason.PAPER_OUT)
    assert simulator.slips == ()


def test_paper_that_ends_in_the_middle_is_doubt_where_the_printer_confirms_nothing(
    simulator, printer_at, ticket
):
    simulator.switch(paper_out_after_bytes=100)

    outcome = printer_at(simulator, "escpos-80-basic", settle_s=15.0).print(ticket)

    assert said(outcome) == (UNKNOWN, Reason.PAPER_OUT)


@pytest.mark.parametrize("profile", ["escpos-80", "escpos-80-basic"])
def test_silence_afterwards_is_unknown(simulator, printer_at, ticket, profile):
    simulator.switch(silent_after_bytes=100)

    outcome = printer_at(simulator, profile, settle_s=15.0, **HASTY).print(ticket)

    assert said(outcome) == (UNKNOWN, Reason.NO_ANSWER)


@pytest.mark.parametrize("profile", ["escpos-80", "escpos-80-basic", "write-only-80"])
def test_a_line_that_drops_in_the_middle_is_unknown(simulator, printer_at, ticket, profile):
    simulator.switch(drop_after_bytes=100)

    outcome = printer_at(simulator, profile, settle_s=15.0).print(ticket)

    assert said(outcome) == (UNKNOWN, Reason.LINK_LOST)


def test_a_printer_that_stops_taking_bytes_is_unknown(simulator, printer_at):
    simulator.switch(stall_after_bytes=1000)

    outcome = printer_at(simulator).print(b"A\n" * 8_000_000)

    assert said(outcome) == (UNKNOWN, Reason.STALLED)


@pytest.mark.parametrize(
    ("fails_with", "reason"),
    [
        ("cover_open", Reason.COVER_OPEN),
        ("cutter_error", Reason.CUTTER),
        ("offline", Reason.OFFLINE),
        ("recoverable", Reason.ERROR),
        ("unrecoverable", Reason.UNRECOVERABLE),
        ("overheated", Reason.OVERHEATED),
    ],
)
def test_a_printer_that_says_why_it_stopped_has_not_printed(
    simulator, printer_at, ticket, fails_with, reason
):
    simulator.switch(fails_after_bytes=100, fails_with=fails_with)
    timeout_s = 0.6 if fails_with == "overheated" else 15.0  # heat alone is waited for

    outcome = printer_at(simulator, print_timeout_s=timeout_s).print(ticket)

    assert said(outcome) == (NOT_PRINTED, reason)
    assert simulator.slips == ()


def test_a_head_that_cools_down_in_time_has_printed(simulator, printer_at, ticket):
    simulator.switch(fails_after_bytes=100, fails_with="overheated")
    printer = printer_at(simulator, print_timeout_s=15.0)
    cooling = threading.Thread(
        target=lambda: (
            simulator.wait_until(lambda: simulator.switches.error == "overheated"),
            simulator.switch(error="none"),
        )
    )
    cooling.start()

    outcome = printer.print(ticket)
    cooling.join()

    assert said(outcome) == (PRINTED, Reason.READY)


@pytest.mark.parametrize("profile", ["escpos-80", "escpos-80-basic"])
def test_a_confirmation_among_garbage_is_none(simulator, printer_at, ticket, profile):
    simulator.switch(fails_after_bytes=100, fails_with="garbage")

    outcome = printer_at(simulator, profile, settle_s=15.0, **HASTY).print(ticket)

    assert said(outcome) == (UNKNOWN, Reason.GARBLED)


def test_paper_is_counted_for_slips_that_were_sent(simulator, printer_at, ticket):
    printer = printer_at(simulator)

    sent = printer.print(ticket)
    simulator.switch(paper="out")
    kept_back = printer.print(ticket)

    assert sent.paper_mm == simulator.wait_for_slips(1)[0].length_mm
    assert kept_back.paper_mm == 0


def test_a_slow_printer_is_waited_for(simulator, printer_at, ticket):
    simulator.switch(bytes_per_s=2500)

    outcome = printer_at(simulator, print_timeout_s=30.0).print(ticket)

    assert said(outcome) == (PRINTED, Reason.READY)
    assert len(simulator.slips) == 1


def test_a_printer_slower_than_the_patience_for_it_is_unknown(simulator, printer_at, ticket):
    simulator.switch(bytes_per_s=100)

    outcome = printer_at(simulator, print_timeout_s=0.3).print(ticket)

    assert said(outcome) == (UNKNOWN, Reason.UNCONFIRMED)


@pytest.mark.parametrize("profile", ["escpos-80", "escpos-80-basic", "write-only-80"])
def test_a_line_the_printer_closed_meanwhile_loses_no_slip(simulator, printer_at, ticket, profile):
    printer = printer_at(simulator, profile)
    printer.print(ticket)
    simulator.hang_up()
    time.sleep(0.02)

    outcome = printer.print(ticket)

    assert outcome.verdict is PRINTED
    assert len(simulator.wait_for_slips(2)) == 2


def test_it_comes_back_by_itself_when_plugged_in_again(simulator, printer_at, ticket):
    printer = printer_at(simulator)
    printer.print(ticket)
    simulator.switch(unplugged=True)
    away = printer.status()

    simulator.switch(unplugged=False)

    assert (away.connected, away.reason) == (Tri.NO, Reason.NOT_CONNECTED)
    assert printer.status().can_print is Tri.YES
    assert printer.print(ticket).verdict is PRINTED


def test_no_answer_is_unknown_and_not_empty(simulator, printer_at):
    simulator.switch(silent=True)

    status = printer_at(simulator, **HASTY).status()

    assert (status.can_print, status.paper) == (Tri.UNKNOWN, Paper.UNKNOWN)
    assert status == PrinterStatus(connected=Tri.YES)


def test_garbage_is_unknown_and_called_so(simulator, printer_at):
    simulator.switch(garbage=True)

    status = printer_at(simulator, **HASTY).status()

    assert (status.can_print, status.reason) == (Tri.UNKNOWN, Reason.GARBLED)


def test_the_status_tells_which_error_it_is(simulator, printer_at):
    simulator.switch(cutter_error=True)

    status = printer_at(simulator).status()

    assert (status.cutter_error, status.unrecoverable_error) == (Tri.YES, Tri.NO)


def test_changes_the_printer_tells_unasked_do_not_disturb_the_answers(
    simulator, printer_at, ticket
):
    printer = printer_at(simulator)
    printer.print(b"\x1da\x0f")
    for paper in ("near_end", "out", "ok"):
        simulator.switch(paper=paper)

    assert printer.status().paper is Paper.OK
    assert printer.print(ticket).verdict is PRINTED


def test_the_outcome_tells_which_characters_were_replaced(simulator, printer_at):
    outcome = printer_at(simulator).print(Document((Line("张㐂"), Cut())))

    assert outcome.substitutions == (Substitution("㐂", "张㐂"),)
    assert simulator.wait_for_slips(1)[0].lines == ("张〓",)


def test_a_document_that_does_not_fit_is_refused_before_anything_is_sent(simulator, printer_at):
    with pytest.raises(ValueError, match="does not fit"):
        printer_at(simulator).print(Document((Banner("A" * 49),)))
    assert simulator.slips == ()


@pytest.mark.parametrize(("trusts", "said_of_it"), [(True, PRINTED), (False, UNKNOWN)])
def test_a_write_only_printer_is_believed_only_if_its_profile_says_so(
    simulator, printer_at, ticket, trusts, said_of_it
):
    printer = printer_at(simulator, "write-only-80", trust_write=trusts)

    assert printer.print(ticket).verdict is said_of_it
    assert len(simulator.wait_for_slips(1)) == 1


def test_the_first_byte_leaves_at_once(simulator, printer_at, ticket):
    printer = printer_at(simulator)
    printer.print(ticket)
    called = time.monotonic()

    printer.print(ticket)

    # Some 3 ms here; the margin is for a machine under load.
    assert simulator.wait_for_slips(2)[1].first_byte_monotonic - called < 0.1


class Script:
    """A link that plays a printer: each write is answered from a list, heard byte by byte."""

    def __init__(self, *answers):
        self.is_open = False
        self.sent = []
        self._answers = list(answers)
        self._heard = b""

    def open(self):
        self.is_open = True

    def close(self):
        self.is_open = False

    def write(self, data):
        self.sent.append(data)
        answer = self._answers.pop(0) if self._answers else b""
        if isinstance(answer, Exception):
            self.close()
            raise answer
        self._heard += answer

    def read(self, timeout_s):
        heard, self._heard = self._heard[:1], self._heard[1:]
        return heard

    def drain(self):
        return self.read(0)


def ticking():
    now = iter(range(10_000))
    return lambda: next(now) / 100


def on(link):
    return Printer(link, own_profiles()["escpos-80"], clock=ticking())


def test_a_slip_is_one_write_between_questions():
    link = Script(b"\x12", b"\x12", b"\x12", b"\x00")

    outcome = on(link).print(b"SLIP")

    assert outcome.verdict is PRINTED
    questions = [b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04"]
    assert link.sent == [*questions, PART + b"SLIP\x1dr\x01"]


def test_a_line_that_drops_during_the_questions_has_printed_nothing():
    link = Script(b"\x12", LinkLost("gone"))

    assert said(on(link).print(b"SLIP")) == (NOT_PRINTED, Reason.NOT_CONNECTED)
    assert not any(b"SLIP" in sent for sent in link.sent)


def test_only_a_slip_after_one_in_doubt_is_parted_from_it():
    well = (b"\x12", b"\x12", b"\x12")
    link = Script(*well, b"\x00", *well, b"\x00", *well, LinkLost("gone"), *well, b"\x00")
    printer = on(link)

    verdicts = [printer.print(slip).verdict for slip in (b"A", b"B", b"C", b"D")]

    assert verdicts == [PRINTED, PRINTED, UNKNOWN, PRINTED]
    slips = [sent for sent in link.sent if sent.endswith(b"\x1dr\x01")]
    assert [sent.removesuffix(b"\x1dr\x01") for sent in slips] == [
        PART + b"A",
        b"B",
        b"C",
        PART + b"D",
    ]


def test_half_a_slip_of_a_program_that_died_is_not_on_the_strip_of_the_next(tmp_path, ticket):
    port = tmp_path / "ttySlip"
    with PrinterSimulator(serial_link=port) as simulator:
        with serial.Serial(str(port)) as line:
            line.write(b"\x1b@\x1c&A006\nA0")
        printer = Printer(
            Connection(SerialAddress(device=str(port))),
            replace(own_profiles()["escpos-80"], answer_timeout_s=15, print_timeout_s=15),
        )

        assert printer.print(ticket).verdict is PRINTED
        printer.close()

        half, whole = simulator.wait_for_slips(2)
        assert half.lines[0] == "A006"
        assert (whole.lines[1], whole.faults) == ("A007", ())


def test_a_stop_that_is_told_unasked_is_heard_from_a_printer_that_answers_nothing_meanwhile():
    """Some do not answer DLE EOT while paper moves."""
    link = Script(b"\x12", b"\x12", b"\x12", b"\x18\x00\x0f\x00")

    assert said(on(link).print(b"SLIP")) == (NOT_PRINTED, Reason.PAPER_OUT)


def test_a_confirmation_overtaken_by_bad_news_still_counts():
    """The last line came out, then the paper ended."""
    link = Script(b"\x12", b"\x12", b"\x12", b"", b"\x1a", b"\x32", b"\x7e\x0f")

    outcome = on(link).print(b"SLIP")

    assert (outcome.verdict, outcome.status.paper) == (PRINTED, Paper.OUT)


def test_one_lost_answer_costs_nobody_a_slip():
    link = Script(b"", b"\x12", b"\x12", b"\x12", b"\x00")

    assert on(link).print(b"SLIP").verdict is PRINTED


def test_a_late_answer_is_not_taken_for_the_answer_to_the_next_question():
    link = Script(b"")

    printer = on(link)

    assert printer.status().can_print is Tri.UNKNOWN
    assert link.is_open is False


def test_two_printers_print_at_once_without_mixing(simulator, ticket):
    def run(text):
        address = NetworkAddress(host=simulator.host, port=simulator.port)
        printer = Printer(Connection(address), own_profiles()["escpos-80"])
        for _ in range(5):
            printer.print(Document((Line(text), Cut())))
        printer.close()

    threads = [threading.Thread(target=run, args=(text,)) for text in ("甲" * 20, "乙" * 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    slips = simulator.wait_for_slips(10)
    assert sorted(slip.lines for slip in slips) == [("乙" * 20,)] * 5 + [("甲" * 20,)] * 5
    assert [slip.faults for slip in slips] == [()] * 10


def test_a_profile_cannot_trust_a_printer_that_speaks():
    with pytest.raises(ValueError, match="say nothing"):
        replace(own_profiles()["escpos-80"], trust_write=True)


def test_a_connection_that_is_not_open_says_so():
    with pytest.raises(NotConnected):
        Connection(NetworkAddress(host="127.0.0.1")).write(b"x")
