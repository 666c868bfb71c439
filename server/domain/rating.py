"""What citizens answer, and what counts as an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

SUSPICIOUSLY_FAST = timedelta(seconds=1)


class Level(StrEnum):
    """The five levels of 好差评.

    Stored by name, never as a digit: GB/T 39046-2020 counts 1 as the best, the national
    platform counts 5 as the best, and keypads send whatever their maker chose.
    """

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    BASIC = "basic"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


BAD_LEVELS = frozenset({Level.DISSATISFIED, Level.VERY_DISSATISFIED})


class Channel(StrEnum):
    """By what a rating was given."""

    KEYPAD = "keypad"


class Flag(StrEnum):
    """What an inspector should look at; a flagged rating still counts."""

    FAST = "fast"  # pressed so soon after arming that hardly a citizen did it


def flags(*, armed_at: datetime, pressed_at: datetime) -> frozenset[Flag]:
    """What is odd about a press."""
    return frozenset({Flag.FAST}) if pressed_at - armed_at < SUSPICIOUSLY_FAST else frozenset()


def is_possible(*, started_at: datetime, armed_at: datetime, pressed_at: datetime) -> bool:
    """Whether the times can be true: service began, keypad armed, key pressed, in this order.

    If not, a clock is wrong: the rating is set aside, its times are not mended.
    """
    return started_at <= armed_at <= pressed_at
