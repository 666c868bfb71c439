"""How people behave in a hall: the numbers behind a simulated day."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Shares between 0 and 1, and lengths in seconds.

    Attributes:
        busy: the part of the windows' time that visits take, where no number of visitors is
            asked for.
        service_spread: sigma of the log-normal service time; 0.5 puts nine visits of ten
            between 0.4 and 2 times the median.
        misses_call: who is not there when called; `returns_after_pass` of them come back.
        asks_item, asks_package: who asks for an item or a package rather than a queue.
        double_tap: whose request for a number is sent twice.
        rates: who presses a key at a keypad; `is_unhappy` of those press a bad one.
    """

    busy: float = 0.7
    service_spread: float = 0.5
    misses_call: float = 0.08
    returns_after_pass: float = 0.6
    return_s: Range = (240, 1500)
    gives_up: float = 0.08
    patience_s: Range = (180, 2400)
    suspends: float = 0.06
    away_s: Range = (600, 2700)
    transfers: float = 0.04
    asks_item: float = 0.65
    asks_package: float = 0.05
    double_tap: float = 0.02
    rates: float = 0.65
    is_unhappy: float = 0.04
    walking_s: float = 25
    short_break: float = 0.4
