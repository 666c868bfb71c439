"""The command `bench --estimate`: how true the estimated waits are in imagined halls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from server.simulation.halls import ImaginedHall, imagined_halls
from server.simulation.halls_compare import SIMPLE, Class, Guess
from server.simulation.halls_figures import Figures, figures
from server.simulation.halls_series import Plan, play_all
from server.simulation.halls_speed import busy_hall, milliseconds_for

COVERAGE = (0.75, 0.85)  # what an 80 % range should hold
BETTER_BY = 0.10  # than the best simple formula, where windows are shared or priorities exist
FAST_MS = 20.0  # for one estimate of the busy hall
_EVEN = 0.01  # closer together than this they are the same
FULL = Plan(series=6, days=40, every=3)
QUICK = Plan(series=2, days=6, every=6)
WIDTH = 145  # of the table


@dataclass(frozen=True, slots=True)
class Verdict:
    """Something that was promised, and by whom or what it was missed; by nobody if it was kept."""

    promise: str
    missed_by: Sequence[str] = ()

    def __str__(self) -> str:
        how = "MISSED by " + ", ".join(self.missed_by) if self.missed_by else "kept"
        return f"{self.promise}: {how}"


def run(plan: Plan, *, console: Console) -> bool:
    """Play the halls, print the tables, say what was missed, and return whether nothing was."""
    halls = imagined_halls()
    speed = _speed()  # first: nothing must have been computed before
    with _progress(console, total=plan.parts) as advance:
        guesses = play_all(plan, after_each=advance)
    by_class = {of: figures(seen) for of, seen in sorted(guesses.items())}
    by_hall = {hall.name: figures(_of_hall(guesses, hall)) for hall in halls}
    console.print(_table(by_class, by_hall))
    console.print(f"± is half a 95 % confidence interval over {plan.series * plan.days} days")
    shared = {hall.name for hall in halls if is_shared(hall)}
    every = [*verdicts(by_class, by_hall, shared=shared), speed]
    for verdict in every:
        console.print(str(verdict), highlight=False)
    return not any(verdict.missed_by for verdict in every)


def is_shared(hall: ImaginedHall) -> bool:
    """Whether windows serve several queues, or some people go first."""
    goes_first = any(coming.priority for coming in hall.comings)
    return len(hall.queues) > 1 or goes_first or bool(hall.appointments)


def verdicts(
    by_class: Mapping[Class, Figures], by_hall: Mapping[str, Figures], *, shared: set[str]
) -> list[Verdict]:
    """What was promised of the estimates: kept, or by whom it was missed."""
    low, high = COVERAGE
    outside = [
        f"{_name(of)} {f.coverage} of {f.n}"
        for of, f in by_class.items()
        if not low <= f.coverage.value <= high
    ]
    worse = [
        f"{_name(of)} {-f.gain.value:.1%}" for of, f in by_class.items() if f.gain.value < -_EVEN
    ]
    return [
        Verdict(f"80 % range true for {low:.0%} to {high:.0%} in every class", outside),
        *(_gained(name, by_hall[name]) for name in sorted(shared)),
        Verdict("never worse than the class's own best simple formula", worse),
    ]


def _gained(name: str, hall: Figures) -> Verdict:
    what = f"{name}: error {hall.gain} below the best simple formula's ({hall.best_simple})"
    missed = [f"{BETTER_BY - hall.gain.value:.1%}"] if hall.gain.value < BETTER_BY else []
    return Verdict(f"{what}, wanted {BETTER_BY:.0%}", missed)


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
    for heading in (*headings, *simple, "below the\nbest's MAE"):
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
    shares = [str(f.coverage), f"{f.below_p90:.0%}"]
    each = [f"{f.simple[formula]:.2f}" for formula in SIMPLE]
    return [name, str(f.n), *numbers, *shares, *each, str(f.gain)]


def _name(of: Class) -> str:
    name, queue_id, priority = of
    return f"{name} {queue_id}{' priority' if priority else ''}"


def _speed() -> Verdict:
    hall = busy_hall()
    first, *again = (milliseconds_for(hall) for _ in range(10))
    usual = median(again)
    slow = [f"{usual - FAST_MS:.0f} ms"] if usual >= FAST_MS else []
    return Verdict(
        f"one estimate of {len(hall.waiting)} waiting at {len(hall.windows)} windows under "
        f"{FAST_MS:.0f} ms: {usual:.0f} ms of processor time, {first:.0f} the first time",
        slow,
    )


@contextmanager
def _progress(console: Console, *, total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("series played"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
