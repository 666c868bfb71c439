"""The command `bench --estimate`: how true the estimated waits are in imagined halls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import fmean, median

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from server.simulation.halls import ImaginedHall, imagined_halls
from server.simulation.halls_compare import OURS, SIMPLE, Class, Guess
from server.simulation.halls_series import Plan, play_all
from server.simulation.halls_speed import busy_hall, milliseconds_for

COVERAGE = (0.75, 0.85)  # what an 80 % range should hold
BETTER_BY = 0.10  # than the best simple formula, where windows are shared or priorities exist
_EVEN = 0.01  # closer together than this they are the same
ENOUGH = 100  # fewer people say little about a share
FULL = Plan(series=5, days=30, every=3)
QUICK = Plan(series=2, days=6, every=6)
WIDTH = 130  # of the table
_Z_80, _Z_90 = 0.8416, 1.2816


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How an estimator did for a class of people; minutes and shares.

    Attributes:
        coverage: share called between the 10th and the 90th percentile.
        below_p90: share called within the 90th percentile.
        simple: mean absolute error of each simple formula.
        gains: `gain` in each series of days; their spread says how far to trust it.
    """

    n: int
    wait: float
    mae: float
    bias: float
    coverage: float
    below_p90: float
    simple: dict[str, float]
    gains: tuple[float, ...] = ()

    @property
    def best_simple(self) -> tuple[str, float]:
        """The simple formula that did best, and its error."""
        return min(self.simple.items(), key=lambda named: named[1])

    @property
    def gain(self) -> float:
        """How much smaller our error is than the best simple formula's, as a share of that."""
        return 1 - self.mae / self.best_simple[1]


def run(*, quick: bool, console: Console) -> None:
    """Play the halls, print the tables, and say what was missed."""
    plan, halls = QUICK if quick else FULL, imagined_halls()
    with _progress(console, total=plan.parts) as advance:
        guesses = play_all(plan, after_each=advance)
    by_class = {of: figures(seen) for of, seen in sorted(guesses.items())}
    by_hall = {hall.name: figures(_of_hall(guesses, hall)) for hall in halls}
    console.print(_table(by_class, by_hall))
    for line in verdicts(by_class, by_hall, shared={h.name for h in halls if is_shared(h)}):
        console.print(line, highlight=False)
    console.print(_speed(), highlight=False)


def figures(guesses: Sequence[Guess]) -> Figures:
    """The figures of some people.

    A wait shorter than the way to the window counts as long as the way: nothing below that is
    ever told to anybody, whoever estimates.
    """
    series = sorted({g.series for g in guesses})
    parts = [_figures([g for g in guesses if g.series == one]) for one in series]
    return replace(_figures(guesses), gains=tuple(part.gain for part in parts))


def _figures(guesses: Sequence[Guess]) -> Figures:
    true = [max(g.waited_s, g.least_s) for g in guesses]
    return Figures(
        n=len(guesses),
        wait=fmean(true) / 60,
        mae=_mae(guesses, true, OURS),
        bias=fmean(g.said[OURS] - t for g, t in zip(guesses, true, strict=True)) / 60,
        coverage=fmean(tenth(g) <= t <= g.range.p90_s for g, t in zip(guesses, true, strict=True)),
        below_p90=fmean(t <= g.range.p90_s for g, t in zip(guesses, true, strict=True)),
        simple={name: _mae(guesses, true, name) for name in SIMPLE},
    )


def tenth(guess: Guess) -> float:
    """The 10th percentile that belongs to a range, seconds; its cube roots lie evenly."""
    low, p90 = guess.range.low_s ** (1 / 3), guess.range.p90_s ** (1 / 3)
    root = p90 - (p90 - low) * 2 * _Z_90 / (_Z_80 + _Z_90)
    return float(max(max(root, 0.0) ** 3, guess.least_s))


def is_shared(hall: ImaginedHall) -> bool:
    """Whether windows serve several queues, or some people go first."""
    return len(hall.queues) > 1 or any(coming.priority for coming in hall.comings)


def verdicts(
    by_class: dict[Class, Figures], by_hall: dict[str, Figures], *, shared: set[str]
) -> list[str]:
    """One line for each thing that was promised: kept, or by whom it was missed."""
    low, high = COVERAGE
    outside = [
        f"{_name(of)} {f.coverage:.0%} of {f.n}{' (few)' if f.n < ENOUGH else ''}"
        for of, f in by_class.items()
        if not low <= f.coverage <= high
    ]
    lines = [f"80 % range true for {low:.0%} to {high:.0%} in every class: " + _kept(outside)]
    for name in sorted(shared):
        hall = by_hall[name]
        what = f"{name}: error {hall.gain:.1%} below the best simple formula's"
        spread = f"{min(hall.gains):.1%} to {max(hall.gains):.1%} in {len(hall.gains)} series"
        lines.append(f"{what} ({hall.best_simple[0]}; {spread}), wanted {BETTER_BY:.0%}: ")
        lines[-1] += "kept" if hall.gain >= BETTER_BY else "MISSED"
    worse = [f"{_name(of)} {-f.gain:.1%}" for of, f in by_class.items() if f.gain < -_EVEN]
    lines.append("never worse than the class's own best simple formula: " + _kept(worse))
    return lines


def _kept(missed_by: Sequence[str]) -> str:
    return "MISSED by " + ", ".join(missed_by) if missed_by else "kept"


def _mae(guesses: Sequence[Guess], true: Sequence[float], name: str) -> float:
    errors = (abs(max(g.said[name], g.least_s) - t) for g, t in zip(guesses, true, strict=True))
    return fmean(errors) / 60


def _of_hall(guesses: dict[Class, list[Guess]], hall: ImaginedHall) -> list[Guess]:
    return [g for (name, _, _), seen in guesses.items() if name == hall.name for g in seen]


def _table(by_class: dict[Class, Figures], by_hall: dict[str, Figures]) -> Table:
    table = Table(
        title="waits in imagined halls · minutes · only people who have to wait",
        title_style="bold",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("hall, queue", vertical="bottom")
    headings = ("\nn", "mean\nwait", "MAE\nours", "\nbias", "in p10\n-p90", "below\np90")
    simple = ("n×mean\n÷wind.", "config.\nmean", "last\ncalled", "queue\nlength", "same,\nshared")
    for heading in (*headings, *simple, "against\nbest"):
        table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
    for name, whole in by_hall.items():
        parts = {of: f for of, f in by_class.items() if of[0] == name}
        for of, f in parts.items():
            table.add_row(*_row(_name(of), f))
        if len(parts) > 1:
            table.add_row(*_row("  together", whole), style="bold")
        table.add_section()
    return table


def _row(name: str, f: Figures) -> list[str]:
    numbers = [f"{f.wait:.1f}", f"{f.mae:.2f}", f"{f.bias:+.1f}"]
    shares = [f"{f.coverage:.0%}", f"{f.below_p90:.0%}"]
    return [name, str(f.n), *numbers, *shares, *_each(f), f"{-f.gain:+.0%}"]


def _each(f: Figures) -> list[str]:
    return [f"{f.simple[name]:.2f}" for name in SIMPLE]


def _name(of: Class) -> str:
    name, queue_id, priority = of
    return f"{name} {queue_id}{' priority' if priority else ''}"


def _speed() -> str:
    hall = busy_hall()
    first, *again = (milliseconds_for(hall) for _ in range(10))
    return (
        f"one estimate of {len(hall.waiting)} waiting at {len(hall.windows)} windows: "
        f"{median(again):.0f} ms of processor time, {first:.0f} ms the first time"
    )


@contextmanager
def _progress(console: Console, *, total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("series played"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
