"""The commands that try the product out: a simulated day, a simulated platform, imagined halls.

Like all commands they import what they need when they run.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from server.adapters.platform_http import Signing


@click.command("simulate-day", help="Play a whole day of a hall through a running server.")
@click.option("--server", default="http://127.0.0.1:8000", show_default=True)
@click.option("--hall", "hall_id", type=int, default=1, show_default=True)
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    help="Simulated seconds in a real one.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same people.")
@click.option(
    "--visitors",
    type=click.IntRange(min=0),
    help="How many come; by default, what the windows can serve.",
)
@click.option("--password", envvar="SIMULATION_PASSWORD", help="Of reception and the clerks.")
@click.option("--take-over", is_flag=True, help="Use windows at which somebody sits, too.")
@click.option(
    "--hall-files",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The hall's own folder, for its hours and service times; by default, its sample.",
)
@click.option(
    "--keypad",
    "keypads",
    multiple=True,
    metavar="URL",
    help="Page of a simulated keypad; the first is of the first window, and so on.",
)
@click.option(
    "--station-token",
    "token_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Token of a window's station that nobody runs: its keypad is played as well.",
)
@click.option("--quiet", is_flag=True, help="The table only.")
def simulate_day(
    server: str,
    hall_id: int,
    password: str | None,
    hall_files: Path | None,
    token_files: tuple[Path, ...],
    quiet: bool,
    **how: Any,
) -> None:
    """Play a day; the exit code says whether anything impossible was seen."""
    from rich.console import Console

    from server.sample.findings import SampleError
    from server.services.demonstration import PASSWORD
    from server.simulation.command import hall_file, run
    from server.simulation.day import Options

    try:
        file = hall_file(hall_files, server=server, hall_id=hall_id)
    except SampleError as error:
        _stop(str(error))
    options = Options(
        server=server,
        hall_id=hall_id,
        password=password or PASSWORD,
        hall_file=file,
        station_tokens=[token.read_text().strip() for token in token_files],
        **how,
    )
    # Into a file or a pipe, the table is as wide as it likes.
    console = Console(width=None if sys.stdout.isatty() else 100)
    sys.exit(run(options, quiet=quiet, console=console))


@click.command("simulate-platform", help="A platform to try the forwarding of ratings with.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=9600, show_default=True)
@click.option("--dialect", default="national", show_default=True, help="How it writes a rating.")
@click.option("--secret", envvar="PLATFORM_SECRET", required=True, help="Signs what it is sent.")
@click.option("--signing", type=click.Choice(["hmac-sha256", "md5"]), default="hmac-sha256")
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Remember in this file what was taken; else it is forgotten at the end.",
)
def simulate_platform(
    host: str, port: int, dialect: str, secret: str, signing: Signing, keep: Path | None
) -> None:
    """Listen until interrupted; `server/simulation/platform.py` tells how to make it fail."""
    from contextlib import suppress

    from server.adapters.platform_dialect import known_dialects
    from server.simulation.platform import PlatformMemory, SimulatedPlatform

    known = known_dialects()
    if dialect not in known:
        _stop(f"no dialect {dialect!r}; there are {', '.join(sorted(known))}")
    memory = PlatformMemory(dialect=known[dialect], secret=secret, signing=signing, file=keep)
    platform = SimulatedPlatform(memory, host=host, port=port)
    click.echo(f"{platform.url} ({dialect}, {signing})")
    with suppress(KeyboardInterrupt):
        platform.serve()


@click.command("bench", help="Measure the server's own estimates; needs no server and no database.")
@click.option("--estimate", is_flag=True, required=True, help="The waits, in imagined halls.")
@click.option("--quick", is_flag=True, help="A few days only: seconds, and rough figures.")
@click.option("--check", is_flag=True, help="Exit with 1 when something promised was missed.")
def bench(estimate: bool, quick: bool, check: bool) -> None:
    """Compare the estimated waits with simple formulas and with what came true."""
    from rich.console import Console

    from server.simulation.halls_bench import FULL, QUICK, WIDTH, run

    if estimate:
        console = Console()
        console = console if console.is_terminal else Console(width=WIDTH)
        is_kept = run(QUICK if quick else FULL, console=console)
        sys.exit(0 if is_kept or not check else 1)


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
