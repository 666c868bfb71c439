"""The command `simulate-day`: progress while it runs, a table at its end, a code that says how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from server.sample.findings import SampleError
from server.sample.read import read_hall
from server.sample.schema import HallFile
from server.simulation.client import Fault, Refused, ServerAway
from server.simulation.day import CannotBegin, Options, Progress, Report, Watcher, play
from server.simulation.staffing import NobodySitsDown
from server.simulation.summary import show

WENT_WELL, SAW_THE_IMPOSSIBLE, COULD_NOT_BEGIN, INTERRUPTED = 0, 1, 2, 130

_SAMPLES = Path(__file__).resolve().parents[1] / "sample"


def run(options: Options, *, quiet: bool, console: Console) -> int:
    """Play a day and print what it came to.

    Returns:
        the exit code: 1 if the server did what it never may, or went away; 2 if the day could
        not begin; 130 after Ctrl-C.
    """
    try:
        with _progress(console, quiet=quiet) as watch:
            report = play(options, watch=watch)
    except (CannotBegin, NobodySitsDown, Refused, Fault, ServerAway) as error:
        console.print(f"cannot begin: {error}", highlight=False, markup=False)
        return COULD_NOT_BEGIN
    show(report, console)
    return _exit_code(report)


def hall_file(folder: Path | None, *, server: str, hall_id: int) -> HallFile | None:
    """The hall's own files: those of the folder, or of the sample that the hall was made from.

    Raises:
        SampleError: there is something wrong in the folder.
    """
    if folder is not None:
        return read_hall(folder)
    try:
        answer = requests.get(f"{server.rstrip('/')}/api/v1/halls/{hall_id}", timeout=5)
        sample = _SAMPLES / str(answer.json().get("code", ""))
        return read_hall(sample) if (sample / "hall.toml").is_file() else None
    except (requests.RequestException, SampleError):
        return None  # whoever plays the day says what is wrong with the server


def _exit_code(report: Report) -> int:
    if report.impossible:
        return SAW_THE_IMPOSSIBLE
    if report.ended_by == "by Ctrl-C":
        return INTERRUPTED
    return SAW_THE_IMPOSSIBLE if report.ended_by else WENT_WELL


@contextmanager
def _progress(console: Console, *, quiet: bool) -> Iterator[Watcher]:
    if quiet:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("clerks sit down", total=None)

        def watch(now: Progress) -> None:
            hour, minute = divmod(int(now.at_s) // 60, 60)
            clock = f"{hour % 24:02}:{minute:02}"
            bar.update(task, description=clock, completed=now.finished, total=now.visitors)

        yield watch
