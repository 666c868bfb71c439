"""What citizens answer, and what counts as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

SUSPICIOUSLY_FAST = timedelta(seconds=1)

# Between two ratings at one window lies a call, somebody who walks up, and a service. So many
# presses in so short a time were hardly given by as many citizens.
SERIAL_PRESSES = 3
SERIAL_WITHIN = timedelta(seconds=60)


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
    TABLET = "tablet"  # at the window, in place of a keypad
    QR = "qr"  # the ticket's page, opened from the slip when the visit was over
    PHONE = "phone"  # the ticket's page, which had followed it
    KIOSK = "kiosk"
    PAPER = "paper"  # a form, typed in by staff


# Ordinals of the ratings of one visit.
FIRST, AGAIN = 1, 2  # 追评 is the second, and there is no third


def lacks_reason(level: Level, *, labels: Sequence[str], words: str | None) -> bool:
    """Whether nobody has said yet why a rating is bad. Nothing is put in its place."""
    return level in BAD_LEVELS and not labels and not words


def may_still_rate(ended_at: datetime, *, now: datetime, within_days: int | None) -> bool:
    """Whether a visit may still be rated by whoever holds its ticket.

    Args:
        within_days: the hall's limit, in days of 24 hours; None for none.
    """
    return within_days is None or now <= ended_at + timedelta(days=within_days)


class Flag(StrEnum):
    """What an inspector should look at; a flagged rating still counts."""

    FAST = "fast"  # pressed so soon after arming that hardly a citizen did it
    SERIAL = "serial"  # one of many within moments at the same window


def flags(
    *, armed_at: datetime, pressed_at: datetime, others: Sequence[datetime] = ()
) -> frozenset[Flag]:
    """What is odd about a press.

    Args:
        others: when the keys of other visits of the same window were pressed, in any order; those
            more than SERIAL_WITHIN away do not matter.
    """
    found = set()
    if pressed_at - armed_at < SUSPICIOUSLY_FAST:
        found.add(Flag.FAST)
    before = sum(timedelta() <= pressed_at - other <= SERIAL_WITHIN for other in others)
    if before + 1 >= SERIAL_PRESSES:
        found.add(Flag.SERIAL)
    return frozenset(found)


def is_possible(*, started_at: datetime, armed_at: datetime, pressed_at: datetime) -> bool:
    """Whether the times can be true: service began, keypad armed, key pressed, in this order.

    If not, a clock is wrong: the rating is set aside, its times are not mended.
    """
    return started_at <= armed_at <= pressed_at
