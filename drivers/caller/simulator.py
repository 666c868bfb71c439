"""Command line of the simulated caller pad: python -m drivers.caller.simulator --address 1."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from drivers.caller.caller_simulator import CallerSimulator
from drivers.caller.simulator_web import caller_page
from drivers.evaluator.profile_files import load_profile, profile_names


def main(arguments: list[str] | None = None) -> int:
    """Run a pad until SIGINT or SIGTERM; print the port to open and the page, if any."""
    options = _options(arguments)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    simulator = CallerSimulator(
        profile=load_profile(options.profile),
        address=options.address,
        link=options.link,
        with_keypad=options.with_keypad,
    )
    with simulator:
        print(f"port {simulator.path}", flush=True)
        if options.web_port is None:
            stopping.wait()
            return 0
        with caller_page(simulator, port=options.web_port) as page:
            print(f"page {page.url}", flush=True)
            stopping.wait()
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.caller.simulator", description="A simulated 呼叫器."
    )
    parser.add_argument("--address", type=int, default=1, choices=range(1, 256), metavar="1-255")
    parser.add_argument("--link", type=Path, help="symbolic link to keep on the port")
    parser.add_argument("--web-port", type=int, help="page with keys and switches; 0 = any free")
    parser.add_argument("--profile", default="ff68-keypad", choices=profile_names())
    parser.add_argument(
        "--with-keypad", action="store_true", help="a keypad hangs on the same wires"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
