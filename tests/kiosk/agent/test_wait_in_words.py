"""A wait is told in the same steps on paper as on every screen."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.agent.slip import compose, read_slip_texts
from kiosk.agent.wait_words import Told, told_wait

# [low_s, high_s, kind, n or low, high]: the browser's twin is held to the same lines.
TABLE = json.loads((Path(__file__).parents[2] / "wait_words.json").read_text())


@pytest.mark.parametrize(("low_s", "high_s", "kind", "first", "last"), TABLE)
def test_a_wait_is_rounded_as_the_table_says(low_s, high_s, kind, first, last):
    told = told_wait(low_s, high_s)

    assert (
        told
        == {
            "less": Told("less", 0, first),
            "about": Told("about", first, first),
            "between": Told("between", first, last or 0),
            "more": Told("more", first, first),
        }[kind]
    )


@pytest.mark.parametrize("low_s", range(0, 7200, 97))
def test_what_is_told_always_holds_the_range_it_was_made_from(low_s):
    told = told_wait(low_s, low_s + 400)

    assert told.low * 60 <= low_s
    assert told.high * 60 >= low_s + 400


@pytest.mark.parametrize(
    ("wait", "zh", "en"),
    [
        ((900, 1500), "前方等候 4 人 · 约 15-25 分钟", "4 ahead · about 15-25 min"),
        ((30, 200), "前方等候 4 人 · 不到 5 分钟", "4 ahead · under 5 min"),
        ((7300, 9000), "前方等候 4 人 · 2 小时以上", "4 ahead · over 2 h"),
    ],
)
def test_the_slip_says_how_long_it_may_take(a_ticket, wait, zh, en):
    ticket = a_ticket(7) | {"wait": {"low_s": wait[0], "high_s": wait[1], "p90_s": wait[1]}}

    said = str(slip(ticket))

    assert zh in said
    assert en in said


def test_a_slip_without_an_estimate_says_nothing_of_time(a_ticket):
    said = str(slip(a_ticket(7) | {"wait": None}))

    assert "前方等候 4 人'" in said
    assert "分钟" not in said


def slip(ticket):
    return compose(ticket, texts=read_slip_texts(), zone=ZoneInfo("Asia/Shanghai")).blocks
