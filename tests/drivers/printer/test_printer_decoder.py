import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer.decoder import Decoder
from drivers.printer.document import Align, Columns, Cut, Document, Line, Qr, Rule, Size
from drivers.printer.encoder import encode
from drivers.printer.layout import lay_out
from drivers.printer.picture import slip_length
from drivers.printer.printed import (
    AsbSet,
    Began,
    Blank,
    Cleared,
    Fault,
    Item,
    MouthAsked,
    PaperAsked,
    Presented,
    QrCode,
    TextLine,
    WasCut,
)
from drivers.printer.profile import own_profiles

PROFILES = [own_profiles()["escpos-80"], own_profiles()["escpos-58"]]
NATIVE = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.sampled_from("，。、：；！？（）《》“”…—·①℃　〓ǹ"),
)
LINES = st.builds(
    Line,
    st.text(NATIVE, max_size=60),
    size=st.builds(Size, st.integers(1, 8), st.integers(1, 8)),
    align=st.sampled_from(Align),
    bold=st.booleans(),
)
BLOCKS = st.one_of(
    LINES, st.builds(Columns, st.text(NATIVE, max_size=20), st.text(NATIVE)), st.just(Rule())
)


def decoded(data, *, dots=576, presenter=True, **kinds):
    return Decoder(dots, presenter=presenter, **kinds).feed(data)


def faults(events):
    return [event.what for event in events if isinstance(event, Fault)]


def lines(events):
    return [event for event in events if isinstance(event, TextLine)]


@pytest.mark.parametrize("profile", PROFILES, ids=["80 mm", "58 mm"])
@settings(max_examples=60, deadline=None)
@given(blocks=st.lists(BLOCKS, max_size=6), cuts=st.lists(st.integers(1, 40), max_size=20))
def test_what_was_laid_out_is_what_is_printed(profile, blocks, cuts):
    document = Document((*blocks, Cut()))
    data = encode(document, profile).data
    decoder, events, at = Decoder(profile.dots), [], 0

    for length in [*cuts, len(data)]:
        events += decoder.feed(data[at : at + length])
        at += length

    *rows, _ = lay_out(document, columns=profile.columns)
    assert faults(events) == []
    assert [(line.text, line.align) for line in lines(events)] == [
        (row.text, row.align.value) for row in rows
    ]
    assert [line for line in lines(events) if sum(c.width for c in line.cells) > profile.dots] == []
    assert events[-1] == WasCut()


@pytest.mark.parametrize("profile", own_profiles().values(), ids=own_profiles())
@given(blocks=st.lists(BLOCKS, max_size=6))
@settings(max_examples=8, deadline=None)
def test_the_length_told_is_the_paper_that_is_used(profile, blocks):
    document = Document((*blocks, Qr("https://hall.example/t/8Kf3xQ2mZp"), Cut()))
    encoded = encode(document, profile)

    events = decoded(encoded.data, dots=profile.dots)

    assert slip_length([event for event in events if isinstance(event, Item)]) == encoded.dots


@pytest.mark.parametrize("gs_scales_chinese", [True, False], ids=["new head", "old head"])
def test_double_size_is_double_for_chinese_and_ascii_on_every_head(gs_scales_chinese):
    document = Document((Line("A号", size=Size(2, 2)), Line("A号")))
    data = encode(document, PROFILES[0]).data

    large, plain = lines(decoded(data, gs_scales_chinese=gs_scales_chinese))

    assert [(cell.width, cell.height) for cell in large.cells] == [(24, 48), (48, 48)]
    assert [(cell.width, cell.height) for cell in plain.cells] == [(12, 24), (24, 24)]


def test_the_ticket_is_printed_without_a_fault(ticket):
    for profile in own_profiles().values():
        events = decoded(encode(ticket, profile).data, dots=profile.dots)

        assert faults(events) == []


def test_a_qr_code_is_decoded_with_its_settings(ticket):
    events = decoded(encode(ticket, PROFILES[0]).data)

    assert [event for event in events if isinstance(event, QrCode)] == [
        QrCode("https://hall.example/t/8Kf3xQ2mZp", 5, "M", "center")
    ]


@pytest.mark.parametrize(
    ("stream", "fault"),
    [
        (b"\xba", "byte BA outside Chinese mode"),
        (b"\x1c&\xba\n", "byte BA without its second byte"),
        ("\x1c&㐂\n".encode("gb18030"), "four-byte character 81 39 EF 31: not in the font"),
        (b"\x1bt", "unknown command 1B 74"),
        (b"\x00\n", "control byte 00 in the text"),
        (b"\x1d!\x88", "GS ! 88: larger than 8 times"),
        (b"\x1ba\x07", "ESC a 7"),
        (b"A\x1ba\x01", "ESC a in the middle of a line"),
        (b"A\x1dV\x00", "GS V in the middle of a line"),
        (b"x" * 49, "line longer than the paper is wide"),
        (b"\x1d(k\x03\x001Q0", "QR printed before it was stored"),
        (b"\x1d(k\x03\x001C\x11", "symbol function 31 43 11"),
        (b"\x1dv0\x00\x00\x00\x01\x00", "picture of 0 x 1 dots"),
        (b"\x1dv0\x00\x49\x00\x01\x00" + bytes(73), "picture of 584 dots is wider than the paper"),
        (b"\x1dVA", None),  # not all there yet
    ],
)
def test_what_a_printer_would_print_wrong_is_a_fault(stream, fault):
    assert faults(decoded(stream)) == ([fault] if fault else [])


def test_four_byte_characters_take_all_their_bytes():
    events = decoded("\x1c&张㐂01\n".encode("gb18030"))

    assert [line.text for line in lines(events)] == ["张01"]


def test_a_line_feed_moves_the_paper_by_the_pitch_or_the_tallest_character():
    events = decoded(b"\x1b3\x20a\n\x1d!\x02b\n\x1b2\n")

    assert [line.advance for line in lines(events)] == [32, 72, 34]


def test_slips_begin_with_their_first_byte_and_not_with_questions():
    slip = b"\x1b@A\n\x1dV\x42\x10"

    events = decoded(b"\x10\x04\x01" + slip + b"\x1dr\x01\x10\x04\x04" + slip)

    assert [event for event in events if isinstance(event, Began)] == [Began(3), Began(17)]
    assert events.index(PaperAsked()) == events.index(WasCut()) + 1
    assert Blank(16) in events


def test_asb_is_switched_on_and_off():
    assert decoded(b"\x1da\x0f\x1da\x00") == [AsbSet(15), AsbSet(0)]


def test_a_printer_that_is_initialised_reports_no_changes_any_more():
    assert AsbSet(0) in decoded(b"\x1b@")


def test_presenting_a_slip_cuts_it_and_its_questions_belong_to_no_slip():
    events = decoded(b"A\n\x1de\x03\x0c\x1de\x06\x1de\x02\x1de\x05")

    assert events[-5:] == [
        WasCut(),
        Presented(),
        MouthAsked(),
        Cleared("retracted"),
        Cleared("ejected"),
    ]
    assert events.count(WasCut()) == 1


def test_a_printer_without_a_mouth_does_not_know_how_to_present():
    events = decoded(b"\x1de\x03\x0c", presenter=False)

    assert faults(events) == ["GS e: this printer has no presenter"]
