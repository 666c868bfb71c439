"""What signs say of a board, in the cells that they have."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from display.board import Board, Call, WindowSign
from drivers.sign.cells import width
from kiosk.agent.sign_wording import TEXTS, read_wording

NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
WORDING = read_wording()


def call(n, window="3", *, state="called", zone_id=1, calls=1):
    return Call(
        ticket_id=n,
        number=f"A{n:03}",
        queue_id=1,
        zone_id=zone_id,
        visit_id=100 + n,
        window_id=3,
        window=window,
        place=None,
        state=state,
        calls=calls,
        called_at=NINE + timedelta(seconds=n),
        speak_until=None,
    )


def board(*calls, state="open", window="3"):
    return Board(
        hall_id=1,
        day="2026-11-24",
        seq=9,
        waiting={1: 0},
        calls=calls,
        windows={3: WindowSign(window=window, zone_id=1, state=state)},
        queue_open={1: True},
    )


@pytest.mark.parametrize(
    ("shown", "cells", "text"),
    [
        (board(call(7)), 16, "请A007到3号窗口"),
        (board(call(7)), 12, "请A007号"),
        (board(call(7)), 5, "A007"),
        (board(call(7, state="serving")), 16, "正在办理A007"),
        (board(call(7, state="serving")), 8, "A007"),
        (board(), 16, "欢迎光临"),
        (board(), 4, ""),
        (board(state="paused"), 16, "暂停服务"),
        (board(state="paused"), 6, "暂停"),
        (board(state="closed"), 16, "暂停服务"),
        (board(call(7, window="5")), 16, "欢迎光临"),
        (None, 16, "欢迎光临"),
        (None, 4, ""),
    ],
)
def test_the_strip_over_window_3(shown, cells, text):
    said = WORDING.of_window(shown, "3", cells=cells)

    assert said == text
    assert width(said) <= cells


def test_a_window_with_a_name_instead_of_a_number_is_called_by_it():
    shown = board(call(7, "综合窗口"), window="综合窗口")

    assert WORDING.of_window(shown, "综合窗口", cells=16) == "请A007到综合窗口"


def test_a_number_that_does_not_fit_is_not_cut_into_another():
    long = replace(call(7), number="VIP1007")

    assert WORDING.of_window(board(long), "3", cells=6) == ""


def test_a_window_that_the_hall_does_not_have_shows_nothing_of_another():
    assert WORDING.of_window(board(call(7)), "77", cells=16) == "欢迎光临"


def test_the_latest_call_stands_on_top_and_old_ones_move_down():
    rows = {"rows": 3, "cells": 16, "zone_id": None}
    first, second = call(7, "3"), call(8, "5")

    assert WORDING.of_screen(board(first), **rows) == ["请A007到3号窗口", "", ""]
    assert WORDING.of_screen(board(second, first), **rows) == [
        "请A008到5号窗口",
        "请A007到3号窗口",
        "",
    ]
    assert WORDING.of_screen(board(), **rows) == ["欢迎光临", "", ""]
    assert WORDING.of_screen(None, **rows) == ["欢迎光临", "", ""]


def test_a_screen_of_a_zone_shows_its_own_calls_and_no_more_than_its_rows():
    calls = [call(n, str(n), zone_id=n % 2) for n in (9, 8, 7, 6, 5)]

    rows = WORDING.of_screen(board(*calls), rows=2, cells=16, zone_id=1)

    assert rows == ["请A009到9号窗口", "请A007到7号窗口"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('called = ["请{number}到{place}", "请{number}号", "{number}"]', "", "window.called"),
        ('"请{number}号"', '"请{nummer}号"', "window.called"),
        ('"请{number}号"', '"请{number号"', "window.called"),
        ('paused = ["暂停服务", "暂停"]', "paused = []", "window.paused"),
        ('closed = ["暂停服务", "暂停"]', 'closed = "暂停服务"', "window.closed"),
        ('idle = ["欢迎光临", ""]', 'idle = ["{number}"]', "window.idle"),
    ],
)
def test_a_file_of_wordings_with_a_mistake_is_refused_by_name(tmp_path, old, new, said):
    file = tmp_path / "texts.toml"
    text = TEXTS.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(ValueError, match=said):
        read_wording(file)
