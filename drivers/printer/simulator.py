"""Command line of the simulated printer.

python -m drivers.printer.simulator --port 9100 --web-port 9180 --dir slips --paper 80
"""

import argparse
import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path

from drivers.printer.fonts import find_face
from drivers.printer.simulated_printer import DOTS, PrinterSimulator
from drivers.printer.simulator_web import serve

__all__ = ["DOTS", "PrinterSimulator", "main"]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the simulator until it is interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m drivers.printer.simulator", description=__doc__
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100, help="of the printer; 0: any free one")
    parser.add_argument("--web-port", type=int, help="of the page with slips and switches")
    parser.add_argument("--dir", type=Path, help="keep every slip here, as text and picture")
    parser.add_argument("--paper", type=int, choices=sorted(DOTS), default=80, help="mm")
    parser.add_argument("--presenter", action="store_true", help="a mouth that holds slips out")
    parser.add_argument("--serial-link", type=Path, help="also a serial port, under this name")
    options = parser.parse_args(argv)
    if options.dir is not None:
        options.dir.mkdir(parents=True, exist_ok=True)
    printer = PrinterSimulator(
        port=options.port,
        host=options.host,
        dots=DOTS[options.paper],
        folder=options.dir,
        face=find_face(),
        presenter=options.presenter,
        serial_link=options.serial_link,
    )
    with printer, contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        print(f"printer {printer.host}:{printer.port}", flush=True)
        if options.serial_link is not None:
            print(f"serial {options.serial_link}", flush=True)
        if options.web_port is not None:
            page = stack.enter_context(serve(printer, host=options.host, port=options.web_port))
            print(f"page {page}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
