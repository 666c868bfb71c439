"""Command line of simulated keypads: python -m drivers.evaluator.simulator --address 1 2."""

import argparse
import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

from drivers.evaluator.keypad_simulator import KeypadSimulator
from drivers.evaluator.line_simulator import LineSimulator
from drivers.evaluator.profile_files import (
    keymap_names,
    load_keymap,
    load_profile,
    profile_names,
)
from drivers.evaluator.simulator_web import SimulatorPage

__all__ = ["KeypadSimulator", "main"]


def main(arguments: list[str] | None = None) -> int:
    """Run keypads until SIGINT or SIGTERM; print the port to open and the pages, if any."""
    options = _options(arguments)
    profile = load_profile(options.profile)
    keymap = load_keymap(options.keymap or profile.default_keymap)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    line = LineSimulator(profile, addresses=options.address, link=options.link)
    with ExitStack() as running:
        running.enter_context(line)
        print(f"port {line.path}", flush=True)
        for place, address in enumerate(options.address if options.web_port is not None else []):
            page = SimulatorPage(
                KeypadSimulator(address=address, line=line),
                keymap=keymap,
                port=options.web_port and options.web_port + place,
            )
            print(f"page {running.enter_context(page).url}", flush=True)
        stopping.wait()
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.evaluator.simulator", description="A simulated 评价器 keypad."
    )
    parser.add_argument(
        "--address",
        type=int,
        nargs="+",
        default=[1],
        choices=range(1, 256),
        metavar="1-255",
        help="of each keypad on the line",
    )
    parser.add_argument("--link", type=Path, help="symbolic link to keep on the port")
    parser.add_argument(
        "--web-port", type=int, help="page of the first keypad, the others after it; 0 = any free"
    )
    parser.add_argument("--profile", default="ff68-keypad", choices=profile_names())
    parser.add_argument("--keymap", choices=keymap_names(), help="labels of the page's keys")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
