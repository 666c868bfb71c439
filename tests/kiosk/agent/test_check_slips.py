"""Slips that staff print to check a station come out of a printer as they ought to."""

from datetime import UTC, datetime

import pytest

from drivers.printer.decoder import Decoder
from drivers.printer.encoder import encode
from drivers.printer.printed import QrCode, TextLine
from drivers.printer.profile import own_profiles
from kiosk.agent.check_slips import Checked, check_sheet, read_check_texts, self_test_slip

AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def printed(slip, profile):
    decoder = Decoder(dots=profile.dots)
    return list(decoder.feed(encode(slip, profile).data))


def words(items):
    return "\n".join(item.text for item in items if isinstance(item, TextLine))


@pytest.mark.parametrize("name", ["escpos-80", "escpos-58"])
def test_the_self_test_shows_all_that_a_ticket_needs(name):
    slip = self_test_slip(station="kiosk-1", printer="slip", at=AT, texts=read_check_texts())

    items = printed(slip, own_profiles()[name])

    said = words(items).replace("\n", "")
    for wanted in ("打印自检", "kiosk-1", "2026-11-24 08:30", "，（）：；。", "A 8 8 8"):
        assert wanted in said
    assert [item.text for item in items if isinstance(item, QrCode)] == ["kiosk-1"]


def test_the_check_sheet_says_which_devices_are_well_and_leaves_the_rest_to_eyes():
    devices = [
        Checked(name="slip", state="well"),
        Checked(name="keypad", state="ill", reason="没有应答"),
        Checked(name="scanner", state="unsure", reason="要有人在场"),
    ]
    sheet = check_sheet(station="kiosk-1", at=AT, devices=devices, texts=read_check_texts())

    lines = words(printed(sheet, own_profiles()["escpos-80"])).splitlines()

    assert [line.split() for line in lines if line.startswith(("slip", "keypad", "scanner"))] == [
        ["slip", "正常"],
        ["keypad", "异常"],
        ["scanner", "未确认"],
    ]
    assert "  没有应答" in lines
    assert "  要有人在场" in lines
    assert sum("[  ]" in line for line in lines) == 4
