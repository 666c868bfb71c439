"""The conversation, against a scripted line on a clock that moves only when somebody waits."""

import random

import pytest

from drivers.idcard.card import CardUnfit, Unfit
from drivers.idcard.device import (
    REPLY_TIMEOUT_S,
    CardNotRead,
    CardReader,
    NoReply,
    ReaderRefused,
)
from drivers.idcard.protocol import Command, Status, frame, request
from drivers.idcard.simulated_card import example_cards
from drivers.transports.errors import LinkLost
from drivers.transports.memory import Arrives, Breaks, Expects, ManualClock, ScriptedLine

CARDS = example_cards()
FIND, SELECT, READ = (request(c) for c in (Command.FIND, Command.SELECT, Command.READ))
FOUND = bytes.fromhex("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97")
SELECTED = bytes.fromhex("AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C")
RESIDENT = frame(bytes([0, 0, 0x90]) + CARDS["resident"].answer())


def says(code):
    return frame(bytes([0, 0, code]))


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def line(clock):
    return ScriptedLine(clock=clock)


@pytest.fixture
def reader(line, clock):
    return CardReader(line, clock=clock)


def play_card(line, answer=RESIDENT):
    line.play(Expects(FIND), Arrives(FOUND), Expects(SELECT), Arrives(SELECTED))
    line.play(Expects(READ), Arrives(answer, after_s=1.2))


def test_find_select_and_read_make_a_card(reader, line):
    play_card(line)

    assert reader.poll().number == "000000199001010018"
    assert line.written == [FIND, SELECT, READ]


def test_no_card_is_none_and_nothing_more_is_asked(reader, line):
    line.play(Expects(FIND), Arrives(says(0x80)))

    assert reader.poll() is None
    assert line.written == [FIND]


def test_a_card_that_stays_is_read_once(reader, line):
    play_card(line)
    line.play(Expects(FIND), Arrives(says(0x80)), Expects(FIND), Arrives(says(0x80)))

    assert [reader.poll() is not None for _ in range(3)] == [True, False, False]


def test_an_answer_in_pieces_with_noise_around_is_one_answer(reader, line):
    line.play(Expects(FIND), Arrives(b"\x00\xaa" + FOUND[:6]), Arrives(FOUND[6:], after_s=0.3))
    line.play(Expects(SELECT), Arrives(b"\xaa" + SELECTED + b"\x69\x96"))
    line.play(Expects(READ), *(Arrives(RESIDENT[at : at + 50]) for at in range(0, 1295, 50)))

    assert reader.poll().number == "000000199001010018"


def test_a_wrong_xor_is_asked_for_again(reader, line):
    spoilt = RESIDENT[:-1] + bytes([RESIDENT[-1] ^ 1])
    line.play(Expects(FIND), Arrives(FOUND), Expects(SELECT), Arrives(SELECTED))
    line.play(Expects(READ), Arrives(spoilt), Expects(READ), Arrives(RESIDENT))

    assert reader.poll().number == "000000199001010018"
    assert line.written == [FIND, SELECT, READ, READ]


def test_answers_that_stay_spoilt_are_no_answer(reader, line):
    spoilt = FOUND[:-1] + b"\x00"
    line.play(Expects(FIND), Arrives(spoilt), Expects(FIND), Arrives(spoilt))

    with pytest.raises(NoReply):
        reader.poll()


def test_half_an_answer_is_asked_for_again(reader, line):
    line.play(Expects(FIND), Arrives(FOUND[:9]), Expects(FIND), Arrives(says(0x80)))

    assert reader.poll() is None


def test_a_request_that_came_spoilt_is_sent_again(reader, line):
    line.play(Expects(FIND), Arrives(says(0x10)), Expects(FIND), Arrives(says(0x80)))

    assert reader.poll() is None


def test_silence_is_no_reply_after_three_seconds(reader, clock):
    with pytest.raises(NoReply):
        reader.poll()

    assert clock() == pytest.approx(REPLY_TIMEOUT_S)


def test_a_late_answer_to_an_old_question_answers_no_new_one(reader, line):
    line.play(Arrives(FOUND), Expects(FIND), Arrives(says(0x80)))

    assert reader.poll() is None


@pytest.mark.parametrize(
    "code", [0x24, 0x31, 0x32, 0x33, 0x40, 0x41, 0x47, 0x80, 0x81, 0x91, 0xC7], ids=hex
)
def test_a_card_that_cannot_be_selected_or_read_may_be_laid_on_again(reader, line, code):
    line.play(Expects(FIND), Arrives(FOUND), Expects(SELECT), Arrives(says(code)))
    with pytest.raises(CardNotRead) as not_selected:
        reader.poll()
    line.play(Expects(FIND), Arrives(FOUND), Expects(SELECT), Arrives(SELECTED))
    line.play(Expects(READ), Arrives(says(code)))
    with pytest.raises(CardNotRead) as not_read:
        reader.poll()

    assert (not_selected.value.code, not_read.value.code) == (code, code)


@pytest.mark.parametrize("code", [0x21, 0x60, 0x66], ids=hex)
def test_what_a_reader_says_of_itself_is_not_the_cards_fault(reader, line, code):
    line.play(Expects(FIND), Arrives(FOUND), Expects(SELECT), Arrives(says(code)))

    with pytest.raises(ReaderRefused) as refused:
        reader.poll()

    assert refused.value.code == code


@pytest.mark.parametrize("code", [0x10, 0x11, 0x24, 0x60, 0x66, 0x90, 0xC7], ids=hex)
def test_a_reader_that_cannot_look_for_cards_says_why_in_both_languages(reader, line, code):
    line.play(Expects(FIND), Arrives(says(code)), Expects(FIND), Arrives(says(code)))

    with pytest.raises(ReaderRefused, match=f"{code:02X}"):
        reader.poll()


def test_all_well_without_a_cards_text_is_no_card(reader, line):
    play_card(line, answer=says(0x90))

    with pytest.raises(CardNotRead) as refused:
        reader.poll()

    assert refused.value.code is None


@pytest.mark.parametrize(
    ("card", "why"), [("foreigner", Unfit.OTHER_KIND), ("wrong-number", Unfit.NUMBER)]
)
def test_a_card_that_is_not_one_to_go_on_with(reader, line, card, why):
    play_card(line, answer=frame(bytes([0, 0, 0x90]) + CARDS[card].answer()))

    with pytest.raises(CardUnfit) as refused:
        reader.poll()

    assert refused.value.why is why


def test_a_cable_pulled_while_reading_is_a_lost_link(reader, line):
    line.play(Expects(FIND), Arrives(FOUND), Expects(SELECT), Arrives(SELECTED))
    line.play(Expects(READ), Arrives(RESIDENT[:500]), Breaks(after_s=0.1))

    with pytest.raises(LinkLost):
        reader.poll()


def test_a_check_asks_for_no_card(reader, line):
    status = request(Command.STATUS)
    line.play(Expects(status), Arrives(says(0x90)), Expects(status), Arrives(says(0x60)))

    reader.check()
    with pytest.raises(ReaderRefused, match="自检"):
        reader.check()

    assert line.written == [status, status]


def test_noise_for_every_answer_is_never_a_card(reader, line, clock):
    chance = random.Random(3)
    pieces = [FOUND[:5], b"\xaa", b"\0\x08", b"\x05\x08\0\0\x90", b"\x01\0\x04\0", FOUND[5:]]
    cards = 0
    for _ in range(60):
        line.play(*(Arrives(chance.choice(pieces) + chance.randbytes(20)) for _ in range(30)))
        try:
            cards += reader.poll() is not None
        except (NoReply, ReaderRefused, CardNotRead, CardUnfit):
            continue

    assert cards == 0


def test_what_goes_wrong_never_says_what_is_on_a_card(reader, line):
    play_card(line, answer=frame(bytes([0, 0, 0x90]) + CARDS["wrong-number"].answer()))

    with pytest.raises(CardUnfit) as refused:
        reader.poll()

    assert "1990" not in repr(refused.value) + repr(refused.value.__cause__)


@pytest.mark.parametrize("status", Status)
def test_no_published_status_at_a_read_goes_by_unseen(reader, line, status):
    line.play(Expects(FIND), Arrives(FOUND), Expects(SELECT), Arrives(SELECTED))
    line.play(Expects(READ), Arrives(says(status)), Expects(READ), Arrives(says(status)))

    with pytest.raises((CardNotRead, ReaderRefused)):
        reader.poll()
