"""One connection of a simulated printer: answers at once, prints in turn."""

import contextlib
import re
import socket
import threading
import time
from collections import deque
from typing import Protocol

from drivers.printer.decoder import Decoder
from drivers.printer.printed import (
    AsbSet,
    Began,
    Blank,
    Cleared,
    Event,
    Fault,
    Item,
    MouthAsked,
    PaperAsked,
    Presented,
    WasCut,
)
from drivers.printer.switches import (
    GARBAGE,
    Switches,
    mouth_answer,
    paper_answer,
    reached,
    status_answer,
    unasked_status,
)

SLOW_STEP_S = 0.02

_QUESTION = re.compile(rb"\x10\x04([\x01-\x04])")


class Peer(Protocol):
    """The other end of a line: a socket, or something that behaves like one."""

    def recv(self, most: int, /) -> bytes: ...
    def sendall(self, data: bytes, /) -> None: ...
    def shutdown(self, how: int, /) -> None: ...
    def close(self) -> None: ...


class Mechanism(Protocol):
    """The printer behind the line; all but `changed` with the lock held."""

    changed: threading.Condition

    @property
    def switches(self) -> Switches: ...
    def came_out(self, line: "Line", *, complete: bool) -> None: ...
    def printed(self, line: "Line", slip_bytes: int) -> None: ...
    def presented(self) -> None: ...
    def cleared(self, how: str) -> None: ...
    def forget(self, line: "Line") -> None: ...


class Line:
    """One connection: a thread that listens and answers, and one that prints."""

    def __init__(self, printer: Mechanism, peer: Peer, decoder: Decoder) -> None:
        self.items: list[Item] = []
        self.faults: list[Fault] = []
        self.began_at = (0.0, 0.0)
        self.wants_changes = False
        self._printer = printer
        self._peer = peer
        self._decoder = decoder
        self._buffer = bytearray()
        self._arrivals: deque[tuple[int, float, float]] = deque()  # end offset, both clocks
        self._received = 0
        self._worked_off = 0
        self._began: int | None = None  # offset of the slip that is being printed
        self._tail = b""  # may be the beginning of a question
        self._ended = False

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes from it; what it sent may still be printed."""
        return self._ended

    def listen(self) -> None:
        """Take bytes as they come and answer real-time questions at once."""
        with contextlib.suppress(OSError):
            while data := self._peer.recv(65536):
                with self._printer.changed:
                    self._arrive(data)
                    self._printer.changed.notify_all()
                    self._printer.changed.wait_for(lambda: self._ended or not self._stalled())
        with self._printer.changed:
            self.hang_up()
            self._peer.close()

    def work(self) -> None:
        """Print what is in the buffer while the printer can."""
        changed = self._printer.changed
        with changed:
            while changed.wait_for(self._has_to_act) and self._buffer:
                self._work_off()
                self._take_time()
            if self.items or self.faults:
                self._printer.came_out(self, complete=False)
            self._printer.forget(self)

    def say(self, answer: bytes) -> None:
        """Send something, unless the printer is silent or nobody listens."""
        if not self._printer.switches.silent:
            with contextlib.suppress(OSError):
                self._peer.sendall(GARBAGE if self._printer.switches.garbage else answer)

    def hang_up(self) -> None:
        """Close the line; what it sent stays in the buffer."""
        self._ended = True
        with contextlib.suppress(OSError):
            self._peer.shutdown(socket.SHUT_RDWR)
        self._printer.changed.notify_all()

    def discard(self) -> None:
        """Close the line and lose what was not printed: the printer is switched off."""
        self._buffer.clear()
        self.hang_up()

    def _take_time(self) -> None:
        rate = self._printer.switches.bytes_per_s
        if rate is not None:
            self._printer.changed.wait_for(
                lambda: self._printer.switches.bytes_per_s != rate, SLOW_STEP_S
            )

    def _stalled(self) -> bool:
        return reached(self._printer.switches.stall_after_bytes, self._received)

    def _has_to_act(self) -> bool:
        can_print = bool(self._buffer) and self._printer.switches.is_online
        return can_print or (self._ended and not self._buffer)

    def _arrive(self, data: bytes) -> None:
        self._received += len(data)
        self._arrivals.append((self._received, time.time(), time.monotonic()))
        self._buffer += data
        heard = self._tail + data
        for question in _QUESTION.finditer(heard):
            self.say(status_answer(self._printer.switches, question[1][0]))
        self._tail = heard[-2:]

    def _work_off(self) -> None:
        piece = bytes(self._buffer[: self._step()])
        del self._buffer[: len(piece)]
        self._worked_off += len(piece)
        for event in self._decoder.feed(piece):
            self._take(event)
        if self._began is not None:
            self._printer.printed(self, self._worked_off - self._began)

    def _step(self) -> int:
        switches = self._printer.switches
        if switches.counts_bytes:
            return 1
        if switches.bytes_per_s is not None:
            return max(1, round(switches.bytes_per_s * SLOW_STEP_S))
        return len(self._buffer)

    def _take(self, event: Event) -> None:
        match event:
            case Began():
                self._began = event.offset
                self.began_at = self._arrival(event.offset)
            case WasCut():
                self._end_slip()
            case PaperAsked():
                self.say(paper_answer(self._printer.switches))
            case AsbSet():
                self.wants_changes = event.n != 0
                if self.wants_changes:
                    self.say(unasked_status(self._printer.switches))
            case MouthAsked():
                self.say(mouth_answer(self._printer.switches))
            case Presented():
                self._printer.presented()
            case Cleared():
                if self._began is not None:  # what stands in the way goes too, and cut off
                    self._end_slip()
                    self._printer.presented()
                self._printer.cleared(event.how)
            case Fault():
                self.faults.append(event)
            case _:
                self.items.append(event)

    def _end_slip(self) -> None:
        if self.faults or any(not isinstance(item, Blank) for item in self.items):
            self._printer.came_out(self, complete=True)  # and not a strip with nothing on it
        self.items, self.faults, self._began = [], [], None

    def _arrival(self, offset: int) -> tuple[float, float]:
        while self._arrivals[0][0] <= offset:
            self._arrivals.popleft()
        return self._arrivals[0][1:]
