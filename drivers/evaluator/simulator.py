"""Command line of the simulated keypad: python -m drivers.evaluator.simulator --address 1."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from drivers.evaluator.keypad_simulator import KeypadSimulator
from drivers.evaluator.profile_files import (
    keymap_names,
    load_keymap,
    load_profile,
    profile_names,
)
from drivers.evaluator.simulator_web import SimulatorPage

__all__ = ["KeypadSimulator", "main"]


def main(arguments: list[str] | None = None) -> int:
    """Run a keypad until SIGINT or SIGTERM; print the port to open and the page, if any."""
    options = _options(arguments)
    profile = load_profile(options.profile)
    keymap = load_keymap(options.keymap or profile.default_keymap)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    simulator = KeypadSimulator(profile=profile, address=options.address, link=options.link)
    with simulator:
        print(f"port {simulator.path}", flush=True)
        if options.web_port is None:
            stopping.wait()
            return 0
        with SimulatorPage(simulator, keymap=keymap, port=options.web_port) as page:
            print(f"page {page.url}", flush=True)
            stopping.wait()
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.evaluator.simulator", description="A simulated 评价器 keypad."
    )
    parser.add_argument("--address", type=int, default=1, choices=range(1, 256), metavar="1-255")
    parser.add_argument("--link", type=Path, help="symbolic link to keep on the port")
    parser.add_argument("--web-port", type=int, help="page with keys and switches; 0 = any free")
    parser.add_argument("--profile", default="ff68-keypad", choices=profile_names())
    parser.add_argument("--keymap", choices=keymap_names(), help="labels of the page's keys")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
