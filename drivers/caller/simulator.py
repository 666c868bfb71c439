"""Command line of the simulated caller pad: python -m drivers.caller.simulator --address 1."""

import argparse
import sys
from pathlib import Path

from drivers.caller.caller_simulator import CallerSimulator
from drivers.caller.simulator_web import caller_page
from drivers.evaluator.profile_files import load_profile, profile_names
from drivers.simulator_program import run


def main(arguments: list[str] | None = None) -> int:
    """Run a pad until SIGINT or SIGTERM; print the port to open and the page, if any."""
    options = _options(arguments)
    simulator = CallerSimulator(
        profile=load_profile(options.profile),
        address=options.address,
        link=options.link,
        with_keypad=options.with_keypad,
    )
    return run(simulator, lambda port: caller_page(simulator, port=port), web_port=options.web_port)


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
