"""What was measured, beside its target and its bare limit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value, a median over the rounds.

    Attributes:
        rounds: the values of the rounds; their spread says how far to trust the median.
        bare: the same on the bare limit, measured in the same run; None where there is none.
        at_least, at_most: the target, if one is stated.
        or_share_of_bare: a target that is also met at this share of the bare limit; alone, the
            only one.
    """

    name: str
    unit: str
    value: float
    rounds: tuple[float, ...] = ()
    bare: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    or_share_of_bare: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value in parts of the bare limit."""
        return self.value / self.bare if self.bare else None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where none is stated."""
        share, ratio = self.or_share_of_bare, self.ratio
        if share is not None and ratio is not None and ratio >= share:
            return True
        if self.at_least is None and self.at_most is None:
            return None if share is None else False
        enough = self.at_least is None or self.value >= self.at_least
        return enough and (self.at_most is None or self.value <= self.at_most)

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {**asdict(self), "ratio": self.ratio, "met": self.is_met}


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def table(figures: Sequence[Figure]) -> Table:
    """The figures for people."""
    made = Table(title="Speeds beside their bare limits", title_justify="left", box=SIMPLE_HEAD)
    made.add_column("what", no_wrap=True)
    for heading in ("target", "measured", "rounds", "bare", "ratio"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("")
    for figure in figures:
        made.add_row(
            figure.name,
            _target(figure),
            f"{_number(figure.value)} {figure.unit}",
            _spread(figure.rounds),
            "" if figure.bare is None else _number(figure.bare),
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            {True: "[green]ok[/green]", False: "[red]missed[/red]", None: ""}[figure.is_met],
        )
    return made


def _target(figure: Figure) -> str:
    share = figure.or_share_of_bare
    if figure.at_least is not None:
        return f"≥ {_number(figure.at_least)}" + (f" or {share:.1f} of bare" if share else "")
    if share is not None:
        return f"≥ {share:.1f} of bare"
    return "" if figure.at_most is None else f"≤ {_number(figure.at_most)}"


def _spread(rounds: Sequence[float]) -> str:
    if len(rounds) < 2:
        return ""
    return f"{_number(min(rounds))}–{_number(max(rounds))}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
