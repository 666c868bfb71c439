"""python -m tests.bench [--quick] [--check]: speeds beside their bare limits.

Starts real servers on free ports of this machine, a bare twin beside them, and a whole hall with
its simulated devices; loads them over loopback for some minutes and ends them. Everything else
that runs meanwhile makes the figures worse: read the ratios, and the spread of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from tests.bench.figures import Figure, table
from tests.bench.measure import Plan, measure
from tests.bench.programs import ROOT

RESULT = ROOT / "var" / "bench.json"
WIDTH = 120

FULL = Plan(
    rounds=3, issue_s=2.5, call_times=10, calls=40, presses=40, starts=3,
    past_tickets=1_000_000, past_rounds=8, pages=20, display_hours=24,
)  # fmt: skip
QUICK = Plan(
    rounds=2, issue_s=1.0, call_times=4, calls=15, presses=12, starts=1,
    past_tickets=100_000, past_rounds=4, pages=8, display_hours=2,
)  # fmt: skip


def main() -> int:
    """Measure, print, keep; 1 when `--check` is given and a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter, less certain")
    parser.add_argument("--check", action="store_true", help="fail below a stated target")
    options = parser.parse_args()
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH)  # into a file: as wide as the table
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="budayang-bench-") as folder, console.status("") as now:
        figures = measure(QUICK if options.quick else FULL, Path(folder), now.update)
    console.print(table(figures))
    took_s = time.monotonic() - began
    keep(figures, took_s=took_s)
    console.print(
        f"{took_s:.0f} s on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {RESULT}"
    )
    missed = [figure.name for figure in figures if figure.is_met is False]
    if missed and options.check:
        console.print("[red]missed:[/red] " + "; ".join(missed))
        return 1
    return 0


def keep(figures: list[Figure], *, took_s: float) -> None:
    """Write the figures and where they come from to RESULT."""
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    said = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "took_s": round(took_s, 1),
        "machine": {
            "cores": os.cpu_count(),
            "load": os.getloadavg(),
            "python": platform.python_version(),
        },
        "figures": [figure.as_json() for figure in figures],
    }
    RESULT.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
