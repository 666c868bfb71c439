"""A receipt printer on TCP that is not there: real bytes in, slips and truthful status out.

    python -m drivers.printer.simulator --port 9100 --web-port 9180 --dir slips --paper 80

Status questions (`DLE EOT n`) are answered as they arrive, whatever is being printed; everything
else waits in a buffer and is printed in turn, and stays there while the printer cannot print.
"""

import argparse
import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drivers.printer.decoder import Decoder
from drivers.printer.fonts import Face, find_face
from drivers.printer.simulator_line import Line, reached
from drivers.printer.simulator_web import serve
from drivers.printer.slips import Slip, keep
from drivers.printer.switches import (
    Switches,
    changed,
    unasked_status,
)

DOTS = {80: 576, 58: 384}  # of a line, by millimetres of paper
KEPT_SLIPS = 500


class PrinterSimulator:
    """A simulated printer; a library for tests and the heart of the program.

    Args:
        port: 0 takes a free one; `port` tells which.
        dots: printable dots of a line.
        folder: keeps every slip as text and picture.
        gs_scales_chinese: False for old heads, where only `FS !` and `FS W` enlarge Chinese.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        dots: int = DOTS[80],
        folder: Path | None = None,
        face: Face | None = None,
        gs_scales_chinese: bool = True,
    ) -> None:
        self.host, self.port, self.dots, self.face = host, port, dots, face
        self.changed = threading.Condition(threading.RLock())  # guards all that follows
        self._folder = folder
        self._gs_scales_chinese = gs_scales_chinese
        self._switches = Switches()
        self._slips: deque[Slip] = deque(maxlen=KEPT_SLIPS)
        self._count = 0
        self._listener: socket.socket | None = None
        self._lines: list[Line] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "PrinterSimulator":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        with self.changed:
            self._listen()

    def stop(self) -> None:
        """Hang up and listen no more; the slips stay."""
        with self.changed:
            self._deafen()
            for line in self._lines:
                line.discard()
            threads, self._threads = self._threads, []
        for thread in threads:
            thread.join(timeout=5)

    @property
    def slips(self) -> tuple[Slip, ...]:
        """The slips that came out, the last `KEPT_SLIPS` of them."""
        with self.changed:
            return tuple(self._slips)

    @property
    def switches(self) -> Switches:
        """How the printer is now."""
        with self.changed:
            return self._switches

    def switch(self, **changes: Any) -> Switches:
        """Change some switches; those who asked for it are told (ASB).

        Raises:
            ValueError: no such switch or value; nothing is changed.
        """
        with self.changed:
            before, self._switches = self._switches, changed(self._switches, **changes)
            if self._switches.unplugged:
                self._deafen()
                self._hang_up()
            elif before.unplugged:
                self._listen()
            self._tell(before)
            self.changed.notify_all()
            return self._switches

    def hang_up(self) -> None:
        """Close every line cleanly, as printers do with a line that was idle too long."""
        with self.changed:
            self._hang_up()

    def wait_for_slips(self, count: int, *, timeout_s: float = 15.0) -> tuple[Slip, ...]:
        """Return the slips once there are `count` in all.

        Raises:
            TimeoutError: there were not.
        """
        with self.changed:
            if not self.changed.wait_for(lambda: self._count >= count, timeout_s):
                raise TimeoutError(f"{self._count} slips came out, not {count}")
            return tuple(self._slips)

    # --- for the lines; the lock is held ------------------------------------------------------

    def came_out(self, line: "Line", *, complete: bool) -> None:
        """Make a slip of what a line has printed since its last cut."""
        self._count += 1
        slip = Slip(
            number=self._count,
            dots=self.dots,
            first_byte_at=line.began_at[0],
            first_byte_monotonic=line.began_at[1],
            finished_at=time.time(),
            items=tuple(line.items),
            faults=tuple(line.faults),
            complete=complete,
        )
        self._slips.append(slip)
        if self._folder is not None:
            keep(slip, self._folder, self.face)
        self.changed.notify_all()

    def printed(self, line: "Line", slip_bytes: int) -> None:
        """Let happen what was to happen after so many bytes of a slip."""
        now = self._switches
        if reached(now.paper_out_after_bytes, slip_bytes):
            self.switch(paper="out", paper_out_after_bytes=None)
        if reached(now.silent_after_bytes, slip_bytes):
            self.switch(silent=True, silent_after_bytes=None)
        if reached(now.drop_after_bytes, slip_bytes):
            self.switch(drop_after_bytes=None)
            line.hang_up()

    def _tell(self, before: Switches) -> None:
        if unasked_status(before) != unasked_status(self._switches):
            for line in self._lines:
                if line.wants_changes:
                    line.say(unasked_status(self._switches))

    def _listen(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.create_server((self.host, self.port), family=family)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept, self._listener)

    def _deafen(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept()
            listener.close()

    def _hang_up(self) -> None:
        for line in self._lines:
            line.hang_up()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with self.changed:
                decoder = Decoder(self.dots, gs_scales_chinese=self._gs_scales_chinese)
                line = Line(self, peer, decoder)
                self._lines.append(line)
                self._start(line.listen)
                self._start(line.work)

    def forget(self, line: "Line") -> None:
        """A line has ended and all it sent is printed."""
        self._lines.remove(line)

    def _start(self, run: Any, *args: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=run, args=args, daemon=True, name="printer simulator")
        self._threads.append(thread)
        thread.start()


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
    options = parser.parse_args(argv)
    if options.dir is not None:
        options.dir.mkdir(parents=True, exist_ok=True)
    printer = PrinterSimulator(
        port=options.port,
        host=options.host,
        dots=DOTS[options.paper],
        folder=options.dir,
        face=find_face(),
    )
    with printer, contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        print(f"printer {printer.host}:{printer.port}", flush=True)
        if options.web_port is not None:
            page = stack.enter_context(serve(printer, host=options.host, port=options.web_port))
            print(f"page {page}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
