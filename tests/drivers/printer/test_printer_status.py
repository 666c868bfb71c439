import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.status import Paper, PrinterStatus, Reason, StatusParser, Tri, query

NO, YES, UNKNOWN = Tri.NO, Tri.YES, Tri.UNKNOWN
HEALTHY = {1: 0x12, 2: 0x12, 4: 0x12}
ASB_COVER_OPEN = bytes((0x38, 0x00, 0x00, 0x00))


def told(answers):
    """The status after each question got its answer."""
    parser = StatusParser()
    for n, answer in answers.items():
        parser.expect(n)
        parser.receive(bytes([answer]))
    return parser.status


def asked(*questions):
    parser = StatusParser()
    for n in questions:
        parser.expect(n)
    return parser


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_questions_are_dle_eot(n):
    assert query(n) == bytes((0x10, 0x04, n))


@pytest.mark.parametrize(
    ("changes", "can_print", "reason", "paper"),
    [
        ({}, YES, Reason.READY, Paper.OK),
        ({4: 0x1E}, YES, Reason.READY, Paper.NEAR_END),
        ({4: 0x72}, NO, Reason.PAPER_OUT, Paper.OUT),
        ({4: 0x7E}, NO, Reason.PAPER_OUT, Paper.OUT),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, NO, Reason.PAPER_OUT, Paper.OUT),
        ({1: 0x1A}, NO, Reason.OFFLINE, Paper.OK),
        ({1: 0x1A, 2: 0x16}, NO, Reason.COVER_OPEN, Paper.OK),
        ({1: 0x1A, 2: 0x36, 4: 0x7E}, NO, Reason.COVER_OPEN, Paper.OUT),
        ({1: 0x1A, 2: 0x52}, NO, Reason.ERROR, Paper.OK),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, NO, Reason.CUTTER, Paper.OK),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, NO, Reason.UNRECOVERABLE, Paper.OK),
        ({1: 0x1A, 2: 0x52, 3: 0x52}, NO, Reason.OVERHEATED, Paper.OK),
        ({1: 0x1A, 2: 0x52, 3: 0x16}, NO, Reason.ERROR, Paper.OK),
    ],
)
def test_answers_say_whether_it_can_print_and_why_not(changes, can_print, reason, paper):
    status = told(HEALTHY | changes)

    assert (status.can_print, status.reason, status.paper) == (can_print, reason, paper)


def test_silence_is_unknown_and_not_empty():
    silent = StatusParser().status

    assert silent == PrinterStatus()
    assert (silent.can_print, silent.reason, silent.paper) == (
        UNKNOWN,
        Reason.UNKNOWN,
        Paper.UNKNOWN,
    )


def test_online_without_a_word_on_paper_is_not_enough_to_print():
    assert told({1: 0x12}).can_print is UNKNOWN


def test_unknown_cannot_be_taken_for_no_by_accident():
    with pytest.raises(TypeError, match="unknown is neither"):
        bool(PrinterStatus().cover_open)


@pytest.mark.parametrize("noise", [0x00, 0x33, 0x92, 0xFF, 0x51])
def test_bytes_with_wrong_fixed_bits_are_no_answer(noise):
    parser = asked(4)

    parser.receive(bytes([noise]))

    assert (parser.waiting, parser.status.paper, parser.noise) == (True, Paper.UNKNOWN, 1)


def test_an_answer_nobody_asked_for_changes_nothing():
    parser = StatusParser()

    parser.receive(b"\x7e")

    assert parser.status == PrinterStatus()


def test_asb_tells_everything_at_once():
    parser = StatusParser()

    parser.receive(bytes((0x18, 0x08, 0x0F, 0x00)))

    assert parser.status == PrinterStatus(
        online=NO,
        paper=Paper.OUT,
        cover_open=NO,
        feeding=NO,
        error=YES,
        cutter_error=YES,
        recoverable_error=NO,
        unrecoverable_error=NO,
        overheated=NO,
    )


@pytest.mark.parametrize("at", range(5))
def test_an_answer_in_the_middle_of_an_asb_belongs_to_its_question(at):
    parser = asked(4)
    asb = ASB_COVER_OPEN

    parser.receive(asb[:at] + b"\x12" + asb[at:])

    assert (parser.waiting, parser.noise, parser.status.cover_open) == (False, 0, YES)


def test_a_broken_asb_is_given_up_when_the_next_begins():
    parser = StatusParser()

    parser.receive(ASB_COVER_OPEN[:2] + b"\x10\x00\x03\x00")

    assert (parser.status.cover_open, parser.status.paper) == (NO, Paper.NEAR_END)
    assert parser.noise == 2


@given(st.lists(st.integers(0, 8), max_size=9))
def test_the_stream_may_be_chopped_anywhere(lengths):
    stream = b"\x12" + ASB_COVER_OPEN + b"\x16" + b"\x10\x00\x03\x00" + b"\x1e"
    whole, chopped = asked(1, 2, 4), asked(1, 2, 4)
    whole.receive(stream)

    at = 0
    for length in [*lengths, len(stream)]:
        chopped.receive(stream[at : at + length])
        at += length

    assert chopped.status == whole.status


@pytest.mark.parametrize("answer", [0x00, 0x03, 0x0C, 0x0F])
def test_a_confirmation_is_known_only_when_it_was_asked_for(answer):
    asking, idle = StatusParser(), StatusParser()
    asking.expect_confirmation()

    for parser in (asking, idle):
        parser.receive(bytes([answer]))

    assert (asking.confirmed, idle.confirmed) == (True, False)


def test_the_bytes_of_an_asb_are_no_confirmation():
    parser = StatusParser()
    parser.expect_confirmation()

    parser.receive(ASB_COVER_OPEN)

    assert parser.confirmed is False


@pytest.mark.parametrize("flow", [0x11, 0x13])
def test_flow_control_of_a_serial_line_is_neither_noise_nor_an_answer(flow):
    parser = asked(1)

    parser.receive(bytes([flow]) + ASB_COVER_OPEN[:2] + bytes([flow]) + ASB_COVER_OPEN[2:])

    assert (parser.noise, parser.waiting, parser.status.cover_open) == (0, True, YES)


@given(
    st.lists(st.sampled_from([0x33, 0x51, 0x53, 0x92, 0x9F, 0xC0, 0xFF]), max_size=8),
    st.lists(st.integers(1, 4), max_size=9),
)
def test_noise_before_between_and_after_changes_nothing_that_was_told(noise, lengths):
    """Noise that no printer could say; inside of an ASB it costs that ASB, never a wrong one."""
    rubbish = bytes(noise)
    stream = rubbish + b"\x12" + rubbish + b"\x16" + rubbish + ASB_COVER_OPEN + rubbish + b"\x1e"
    parser = asked(1, 2, 4)

    at = 0
    for length in [*lengths, len(stream)]:
        parser.receive(stream[at : at + length])
        at += length

    status = parser.status
    assert (status.cover_open, status.paper) == (YES, Paper.NEAR_END)
    assert (parser.waiting, parser.noise) == (False, 4 * len(noise))
