"""A receipt printer that is not there: real bytes in, slips and truthful status out.

It listens on TCP and, if asked to, on a serial line that is a pseudo-terminal.

Status questions (`DLE EOT n`) are answered as they arrive, whatever is being printed; everything
else waits in a buffer and is printed in turn, and stays there while the printer cannot print.
"""

import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.printer.decoder import Decoder
from drivers.printer.fonts import Face
from drivers.printer.simulator_line import Line, Peer
from drivers.printer.simulator_serial import SerialEnd
from drivers.printer.slips import Slip, keep
from drivers.printer.switches import Switches, changed, reached, unasked_status

DOTS = {80: 576, 58: 384}  # of a line, by millimetres of paper
KEPT_SLIPS = 500
_LOOK_S = 0.02


class PrinterSimulator:
    """A simulated printer; a library for tests and the heart of the program.

    Args:
        port: 0 takes a free one; `port` tells which.
        dots: printable dots of a line.
        folder: keeps every slip as text and picture.
        gs_scales_chinese: False for old heads, where only `FS !` and `FS W` enlarge Chinese.
        presenter: it has a mouth that holds slips out.
        serial_link: a symbolic link kept on its serial port; without it there is none.
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
        presenter: bool = False,
        serial_link: Path | None = None,
    ) -> None:
        self.host, self.port, self.dots, self.face = host, port, dots, face
        self.changed = threading.Condition(threading.RLock())  # guards all that follows
        self._folder = folder
        self._gs_scales_chinese = gs_scales_chinese
        self._presenter = presenter
        self._serial_link = serial_link
        self._serial_line: Line | None = None
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

    def wait_until(self, so: Callable[[], bool], *, timeout_s: float = 15.0) -> None:
        """Return once something is so.

        Raises:
            TimeoutError: it did not come to be.
        """
        deadline = time.monotonic() + timeout_s
        while not so():
            if time.monotonic() > deadline:
                raise TimeoutError("it did not come to be")
            with self.changed:
                self.changed.wait(_LOOK_S)

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
        if changes := now.after(slip_bytes):
            self.switch(**changes)
        if reached(now.drop_after_bytes, slip_bytes):
            self.switch(drop_after_bytes=None)
            line.hang_up()

    def presented(self) -> None:
        """The mouth holds the last slip out."""
        self.switch(held_out=True)

    def cleared(self, how: Any) -> None:
        """Take the slip in the mouth back, or push it out; nothing happens if there is none."""
        if self._switches.held_out and self._slips:
            self._slips[-1] = replace(self._slips[-1], cleared=how)
            self.switch(held_out=False)

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
        self._plug_serial()

    def _plug_serial(self) -> None:
        """Have one living serial line: a cable that was pulled comes back as a new port."""
        alive = self._serial_line is not None and not self._serial_line.has_ended
        if self._serial_link is not None and not alive:
            self._serial_line = self._open(SerialEnd(self._serial_link))

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
                self._open(peer)

    def _open(self, peer: Peer) -> Line:
        decoder = Decoder(
            self.dots, gs_scales_chinese=self._gs_scales_chinese, presenter=self._presenter
        )
        line = Line(self, peer, decoder)
        self._lines.append(line)
        self._start(line.listen)
        self._start(line.work)
        return line

    def forget(self, line: "Line") -> None:
        """A line has ended and all it sent is printed."""
        self._lines.remove(line)
        if self._listener is not None:
            self._plug_serial()

    def _start(self, run: Any, *args: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=run, args=args, daemon=True, name="printer simulator")
        self._threads.append(thread)
        thread.start()
