"""`make run`: a whole hall on one machine, devices simulated, everything else real.

Starts the programs of a hall as a hall would: server, kiosk station, two window stations, hall
station, and beside them a simulated printer, two keypads, a caller pad and LED signs, also
simulated, that speak the true protocols. Ctrl-C ends them all. What happened is kept and is there
at the next start.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from tools.programs import ROOT, CannotStart
from tools.whole_hall import Ports, WholeHall

console = Console(highlight=False)


def main() -> int:
    """Run the demonstration until Ctrl-C."""
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        demonstrate(Ports(arguments.port), arguments.data)
    except CannotStart as error:
        console.print(f"[red]{error}[/red]", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("\n已结束，数据已保留 / ended; the data is kept")
    return 0


def demonstrate(ports: Ports, data: Path) -> None:
    """Set up, start, and stay until interrupted.

    Raises:
        CannotStart: a port is taken, or a program does not come up or ends.
    """
    hall = WholeHall(ports, data)
    try:
        with _progress() as step:
            hall.start(step)
        _say_addresses(ports)
        while True:
            time.sleep(1)
            hall.programs.check()
    finally:
        hall.end()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the server's port; others follow")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "demonstration")
    return parser.parse_args()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    columns = (SpinnerColumn(), BarColumn(24), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("", total=4)

        def step(name: str) -> None:
            # Counts the steps begun, so that the bar is full only when all is ready.
            progress.update(
                task, description=name, advance=1 if progress.tasks[0].description else 0
            )

        yield step


def _say_addresses(ports: Ports) -> None:
    server = f"http://127.0.0.1:{ports.server}"
    speaker = f"http://127.0.0.1:{ports.hall}"
    for what, address in (
        ("取号机 Kiosk", f"http://127.0.0.1:{ports.kiosk}/"),
        ("窗口 Console", f"{server}/console"),
        ("导办台 Reception desk", f"{server}/reception"),
        ("管理办 Office: bad ratings", f"{server}/cases"),
        ("管理办 Office: items and guides", f"{server}/items"),
        ("管理办 Office: stations", f"{server}/stations"),
        ("大厅屏 Hall display, with sound", f"{server}/display/1?speaker={speaker}"),
        ("语音试听 Listen to the voice", f"{speaker}/voice"),
        ("窗口屏 Window screen", f"{server}/display/1/window/1"),
        ("打印机 Simulated printer", f"http://127.0.0.1:{ports.printer_page}/"),
        ("读卡器 Simulated ID-card reader", f"http://127.0.0.1:{ports.reader_page}/"),
        ("扫码器 Simulated scanner", f"http://127.0.0.1:{ports.scanner_page}/"),
        ("评价器 Simulated keypad, window 1", f"http://127.0.0.1:{ports.keypad_page(0)}/"),
        ("评价器 Simulated keypad, window 2", f"http://127.0.0.1:{ports.keypad_page(1)}/"),
        ("呼叫器 Simulated caller pad, window 1", f"http://127.0.0.1:{ports.pad_page}/"),
        ("条屏 Simulated LED signs", f"http://127.0.0.1:{ports.signs_page}/"),
        ("接口 API", f"{server}/api/v1/openapi.json"),
    ):
        # Never cut or broken: addresses are there to be clicked and copied.
        console.print(what + " " * (40 - cell_len(what)) + address, soft_wrap=True)
    console.print(
        "\n登录 sign in: [bold]clerk1[/bold] … [bold]clerk20[/bold], [bold]reception[/bold], "
        "[bold]office[/bold], [bold]department[/bold], 密码 password "
        "[bold]budayang-demo[/bold]"
    )
    console.print("Ctrl-C 结束 / ends everything")


if __name__ == "__main__":
    sys.exit(main())
