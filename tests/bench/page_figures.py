"""What is measured in a browser, against which target."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure, median, percentile
from tests.bench.hall import Hall
from tests.bench.screens import Seen, calls_painted, day_of_a_display, kiosk_pages

PAINTED_MS = 100.0
FIRST_PAINT_MS = 1000.0
FEEDBACK_MS = 100.0
DISPLAY_GROWTH = 1.05  # what a page holds goes up and down by itself


def painted_figures(
    port: int, bare_port: int, hall: Hall, database: str, *, calls: int, rounds: int
) -> list[Figure]:
    """From a call to the frame that shows it; bare: a WebSocket message painted."""
    seen = calls_painted(port, bare_port, hall, database, calls=calls, rounds=rounds)
    return [
        _figure("call → painted", seen, 0.5),
        _figure("call → painted", seen, 0.99, PAINTED_MS),
    ]


def kiosk_figures(folder: Path, *, times: int) -> list[Figure]:
    """A kiosk's page and taps on it; bare: an answer of the same program, a button on it."""
    kiosk = kiosk_pages(folder, times=times)
    return [
        _figure("kiosk, first useful paint", [kiosk.first_paint], 0.5, FIRST_PAINT_MS),
        _figure("kiosk, first useful paint", [kiosk.first_paint], 0.99),
        _figure("kiosk, tap → feedback", [kiosk.tap], 0.5),
        _figure("kiosk, tap → feedback", [kiosk.tap], 0.99, FEEDBACK_MS),
    ]


def display_day_figure(*, hours: float) -> Figure:
    """What a display holds; in the place of a bare limit stands what it held after an hour."""
    early_mb, late_mb = day_of_a_display(hours=hours)
    return Figure(
        name=f"display, held after {hours:.0f} h / 1 h",
        unit="MB",
        value=late_mb,
        bare=early_mb,
        at_most=early_mb * DISPLAY_GROWTH,
    )


def _figure(name: str, seen: Sequence[Seen], share: float, target: float | None = None) -> Figure:
    rounds = tuple(percentile(one.ours, share) for one in seen)
    return Figure(
        name=f"{name}, p{share * 100:.0f}",
        unit="ms",
        value=median(rounds),
        rounds=rounds,
        bare=median([percentile(one.bare, share) for one in seen]),
        at_most=target,
    )
