"""The scanner of a station: what a code means goes to the kiosk's page, its text nowhere."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from drivers.scanner.protocol import Scan
from drivers.transports.errors import TransportError
from drivers.transports.transport import Transport
from kiosk.agent.supervisor import DeviceDown
from kiosk.agent.trial import Person, Trial
from kiosk.agent.wire import Json

_LISTEN_S = 0.2
FRESH_S = 5.0  # a code that no page has asked for by then was meant for nobody
_APPOINTMENT = re.compile(r"BDY:([0-9A-Za-z_-]{6,40})", re.IGNORECASE)
_NOTICE = re.compile(r"https?://[^/\s?#]+(?:/[^\s?#]*)?/n/([A-Za-z0-9_-]{8,80})/?")
_OWN_TICKET = re.compile(r"https?://[^/\s?#]+(?:/[^\s?#]*)?/t/([A-Za-z0-9_-]{8,80})/?")


class Scanner(Protocol):
    """What the station asks of a scanner's driver."""

    def listen(self, timeout_s: float) -> list[Scan]: ...


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code is for. value: an appointment's code, or a ticket's or notice's token."""

    kind: Literal["appointment", "ticket", "notice", "other"]
    value: str | None = field(repr=False, default=None)


def meaning_of(text: str) -> Meaning:
    """Return what a code is for: an appointment, a ticket's or a notice's page, or none of them."""
    if appointment := _APPOINTMENT.fullmatch(text):
        return Meaning("appointment", appointment[1])
    if ticket := _OWN_TICKET.fullmatch(text):
        return Meaning("ticket", ticket[1])
    if notice := _NOTICE.fullmatch(text):
        return Meaning("notice", notice[1])
    return Meaning("other")


class ScanDesk:
    """One scanner; the last code it has read can be waited for. The supervisor runs it.

    Args:
        new_line: makes an unopened line to the scanner.
        new_scanner: makes the scanner's driver on an open line.
    """

    def __init__(
        self,
        name: str,
        *,
        new_line: Callable[[], Transport],
        new_scanner: Callable[[Transport], Scanner],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._new_line = new_line
        self._new_scanner = new_scanner
        self._monotonic = monotonic
        self._moved = threading.Condition()
        self._line: Transport | None = None
        self._scanner: Scanner | None = None
        self._number = 0  # of codes read so far
        self._last: tuple[Meaning, float] | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_ready(self) -> bool:
        """True while the scanner can be used."""
        return self._scanner is not None

    @property
    def number(self) -> int:
        """How many codes were read so far."""
        return self._number

    def health(self) -> Json:
        """Return the scanner's part of the station's health."""
        return {"scans": self._number}

    def wait(self, after: int, *, timeout_s: float) -> tuple[int, Meaning | None]:
        """Wait for a code later than the one with this number.

        Returns:
            the number to ask with next, and what the code means; None when there was none.
        """
        with self._moved:
            self._moved.wait_for(lambda: self._number > after, timeout_s)
            last = self._last
            if self._number <= after or last is None:
                return min(after, self._number), None
            self._last = None  # told once
            is_fresh = self._monotonic() - last[1] <= FRESH_S
            return self._number, last[0] if is_fresh else None

    def open(self) -> None:
        line = self._new_line()
        self._line = line
        try:
            line.open()
        except TransportError as error:
            raise DeviceDown(str(error)) from error
        self._scanner = self._new_scanner(line)

    def run(self, stop: threading.Event) -> None:
        assert self._scanner is not None, "the supervisor opens before it runs"
        try:
            while not stop.is_set():
                for scan in self._scanner.listen(_LISTEN_S):
                    self._hear(scan)
        except TransportError as error:
            raise DeviceDown(str(error)) from error

    def try_out(self, person: Person) -> Trial:
        """Wait for any code; a scanner says nothing by itself."""
        assert self._scanner is not None, "it was opened before"
        if not person.lends("scan"):
            return Trial("unsure", "not_tried")
        scans = self._scanner.listen(person.patience_s)
        return Trial("well") if scans else Trial("ill", "no_scan")

    def interrupt(self) -> None:
        with self._moved:
            self._moved.notify_all()

    def close(self) -> None:
        self._scanner = None
        if self._line is not None:
            self._line.close()

    def _hear(self, scan: Scan) -> None:
        with self._moved:
            self._number += 1
            self._last = meaning_of(scan.text), self._monotonic()
            self._moved.notify_all()
