"""Command line of simulated signs: python -m drivers.sign.simulator --make strip --addresses 1,2"""

import argparse
import sys
from pathlib import Path

from drivers.sign.makes import MAKES
from drivers.sign.sign_simulator import SignSimulator
from drivers.sign.simulator_web import sign_page
from drivers.simulator_program import run


def main(arguments: list[str] | None = None) -> int:
    """Run signs until SIGINT or SIGTERM; print the port to open and the page, if any."""
    options = _options(arguments)
    simulator = SignSimulator(
        make=options.make,
        addresses=options.addresses,
        link=options.link,
        tcp_port=options.tcp_port,
    )
    return run(simulator, lambda port: sign_page(simulator, port=port), web_port=options.web_port)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.sign.simulator", description="Simulated LED signs 窗口屏 综合屏."
    )
    parser.add_argument("--make", default="strip", choices=MAKES)
    parser.add_argument("--addresses", type=_addresses, default=[1], help="such as 1,2,21")
    parser.add_argument("--link", type=Path, help="symbolic link to keep on the port")
    parser.add_argument("--tcp-port", type=int, help="be a network sign; 0 = any free port")
    parser.add_argument("--web-port", type=int, help="page with the texts; 0 = any free port")
    return parser.parse_args(arguments)


def _addresses(written: str) -> list[int]:
    return [int(part) for part in written.split(",")]


if __name__ == "__main__":
    sys.exit(main())
