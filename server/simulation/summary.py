"""The day's figures as a table for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from server.simulation.day import Report
from server.simulation.figures import QueueFigures, by_queue, figures

NONE = "—"
_HEADINGS = (
    "\nissued",
    "\nserved",
    "\npassed",
    "can-\ncelled",
    "still\nopen",
    "wait\nmedian",
    "wait\np90",
    "wait\nmax",
    "service\nmedian",
)
_COUNTS = ("issued", "served", "passed", "cancelled", "open")
_MINUTES = ("wait_median", "wait_p90", "wait_longest", "service_median")


def show(report: Report, console: Console) -> None:
    """Print the table, the totals, and whatever was wrong."""
    console.print(_table(report))
    for line in _notes(report):
        console.print(line, highlight=False)
    for line in report.impossible:
        console.print(f"[bold red]impossible:[/] {line}", highlight=False)


def _table(report: Report) -> Table:
    table = Table(
        title=f"{report.hall.name} · a simulated day, times in minutes",
        title_style="bold",
        box=SIMPLE_HEAD,
        padding=0,
    )
    table.add_column("queue", vertical="bottom")
    for heading in _HEADINGS:  # two lines each: the table fits a terminal of 80 columns
        table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
    sorted_out = by_queue(report.tickets)
    for queue in report.hall.queues.values():
        if queue.queue_id in sorted_out:
            day = figures(sorted_out[queue.queue_id])
            table.add_row(f"{queue.prefix} {queue.name}", *_cells(day))
    table.add_section()
    table.add_row("all", *_cells(figures(report.tickets)), style="bold")
    return table


def _cells(day: QueueFigures) -> list[str]:
    minutes = (getattr(day, name) for name in _MINUTES)
    return [
        *(str(getattr(day, name)) for name in _COUNTS),
        *(NONE if m is None else f"{m:.1f}" for m in minutes),
    ]


def _notes(report: Report) -> list[str]:
    traffic = report.traffic
    rate = traffic.requests / report.took_s if report.took_s else 0.0
    notes = [
        f"{traffic.requests} requests in {report.took_s:.1f} s: {rate:.0f} a second, "
        f"{traffic.retries} sent again",
        f"refused: {_counts(traffic.refusals)}",
        f"faults: {_counts(traffic.faults)}",
    ]
    turned_away: Counter[str] = Counter()
    for (_, code), n in report.turned_away.items():
        turned_away[code] += n
    if turned_away:
        notes.append(f"left without a number: {_counts(turned_away)}")
    if report.strangers:
        notes.append(f"tickets from elsewhere that were called: {report.strangers}")
    notes += [f"window {number}: the clerk left: {why}" for number, why in report.left_early]
    if report.kept_speed < 0.95 * report.speed:
        notes.append(
            f"speed kept: {report.kept_speed:.0f} of {report.speed:.0f}; "
            "the simulated clock waited for the server"
        )
    if report.ended_by:
        notes.append(f"broken off: {report.ended_by}")
    return notes


def _counts(codes: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {n}" for code, n in sorted(codes.items())) or "none"
