"""A simulated scanner to run: python -m drivers.scanner.simulator --web-port 0."""

import argparse
import sys
from pathlib import Path

from drivers.scanner.scanner_simulator import KeyboardCable, ScannerSimulator, SerialCable
from drivers.scanner.simulator_web import scanner_page
from drivers.simulator_program import run


def main(arguments: list[str] | None = None) -> int:
    """Run a scanner until SIGINT or SIGTERM; print the port to open and the page, if any."""
    parser = argparse.ArgumentParser(
        prog="python -m drivers.scanner.simulator", description="A simulated 扫码器."
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--link", type=Path, help="symbolic link to keep on the serial port")
    how.add_argument("--keyboard", type=Path, help="type into this named pipe, for evdev:PATH")
    parser.add_argument("--web-port", type=int, help="page with codes and switches; 0 = any free")
    options = parser.parse_args(arguments)
    typing = options.keyboard is not None
    cable = KeyboardCable(options.keyboard) if typing else SerialCable(link=options.link)
    simulator = ScannerSimulator(cable)
    return run(
        simulator, lambda port: scanner_page(simulator, port=port), web_port=options.web_port
    )


if __name__ == "__main__":
    sys.exit(main())
