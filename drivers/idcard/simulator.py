"""A simulated ID-card reader to run: python -m drivers.idcard.simulator --web-port 0."""

import argparse
import sys
from pathlib import Path

from drivers.idcard.reader_simulator import ReaderSimulator
from drivers.idcard.simulator_web import reader_page
from drivers.simulator_program import run

READ_S = 0.8  # true cards take 1 to 2 s; nobody wants to wait that long to try something out


def main(arguments: list[str] | None = None) -> int:
    """Run a reader until SIGINT or SIGTERM; print the port to open and the page, if any."""
    parser = argparse.ArgumentParser(
        prog="python -m drivers.idcard.simulator", description="A simulated 身份证阅读器."
    )
    parser.add_argument("--link", type=Path, help="symbolic link to keep on the port")
    parser.add_argument("--web-port", type=int, help="page with cards and switches; 0 = any free")
    parser.add_argument("--read-s", type=float, default=READ_S, help="how long a read takes")
    options = parser.parse_args(arguments)
    simulator = ReaderSimulator(link=options.link, read_s=options.read_s)
    return run(simulator, lambda port: reader_page(simulator, port=port), web_port=options.web_port)


if __name__ == "__main__":
    sys.exit(main())
