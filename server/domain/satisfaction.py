"""What ratings come to, in figures. The definitions, all of a set of visits:

    services       visits that were served and finished, and any other that was rated
    active         visits with a rating that somebody gave and nobody excluded; of each visit the
                   first such rating counts (一次一评), so that 追评 makes no visit count twice
    participation  active / services                                           参评率
    satisfaction   (very satisfied + satisfied + basic) / active               满意率
    bad            (dissatisfied + very dissatisfied) / active                 差评率
    delighted      very satisfied / active                                     非常满意率
    average        the sum of the points of each active rating / active        平均分, 10 the best

Nothing divided by nothing is unknown, neither 0 nor 100 %. Shares are rounded half up to two
decimals, but never to all or to nothing while it is not all or nothing. No official text of these
formulas is public; these are the usual ones, and they are printed with every report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from server.domain.rating import BAD_LEVELS, Level

# On the ten-point scale; the order of the levels is best first.
POINTS: Mapping[Level, int] = {level: 10 - 2 * n for n, level in enumerate(Level)}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both counted."""

    part: int
    of: int

    @property
    def percent(self) -> str | None:
        """In percent, with two decimals; None of nothing."""
        return None if self.of == 0 else rounded(Fraction(100 * self.part, self.of), top=100)


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating of a visit, as far as figures go."""

    ordinal: int
    level: Level
    is_default: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """The figures of a set of visits, as the module describes them.

    Attributes:
        levels: how many active ratings of each level; every level is there.
        excluded: ratings that were found mistaken or malicious; they count nowhere else.
        defaults: ratings that a rule gave; they count nowhere else.
        further: ratings after the one that counts.
    """

    services: int
    levels: Mapping[Level, int]
    excluded: int
    defaults: int
    further: int

    @property
    def active(self) -> int:
        """How many visits have a rating that counts."""
        return sum(self.levels.values())

    @property
    def participation(self) -> Share:
        """参评率."""
        return Share(self.active, self.services)

    @property
    def bad(self) -> Share:
        """差评率."""
        return Share(sum(self.levels[level] for level in BAD_LEVELS), self.active)

    @property
    def satisfaction(self) -> Share:
        """满意率."""
        return Share(self.active - self.bad.part, self.active)

    @property
    def delighted(self) -> Share:
        """非常满意率."""
        return Share(self.levels[Level.VERY_SATISFIED], self.active)

    @property
    def average(self) -> str | None:
        """平均分 of ten points, with two decimals; None without ratings."""
        if not self.active:
            return None
        points = sum(POINTS[level] * count for level, count in self.levels.items())
        return rounded(Fraction(points, self.active), top=10)


def rounded(value: Fraction, *, top: int) -> str:
    """Half up to two decimals; never up to the top, or down to 0, from somewhere else."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    shown = exact.quantize(_CENT, ROUND_HALF_UP)
    if shown >= top and value < top:
        shown = Decimal(top) - _CENT
    if shown == 0 and value > 0:
        shown = _CENT
    return str(shown.quantize(_CENT))


def counting(ratings: Iterable[Rated]) -> Rated | None:
    """Of the ratings of one visit the one that counts; None if none does."""
    given = [r for r in ratings if not r.is_default and not r.is_excluded]
    return min(given, key=lambda r: r.ordinal, default=None)


def satisfaction(visits: Iterable[Sequence[Rated]]) -> Satisfaction:
    """The figures of visits, each with its ratings."""
    services, excluded, defaults, given = 0, 0, 0, 0
    levels: Counter[Level] = Counter()
    for ratings in visits:
        services += 1
        excluded += sum(r.is_excluded for r in ratings)
        defaults += sum(r.is_default and not r.is_excluded for r in ratings)
        given += len(ratings)
        if (counted := counting(ratings)) is not None:
            levels[counted.level] += 1
    return Satisfaction(
        services=services,
        levels={level: levels[level] for level in Level},
        excluded=excluded,
        defaults=defaults,
        further=given - excluded - defaults - levels.total(),
    )
