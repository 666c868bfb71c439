"""What a printer says about itself: answers to `DLE EOT n`, ASB and `GS r`, in one stream.

No byte is read or written here. Bytes of the three kinds differ in their fixed bits:

    DLE EOT answer   0xx1xx10   one byte, belongs to the question asked before it
    ASB              0xx1xx00   then three bytes 0xx0xxxx, sent unasked at every change
    GS r answer      0xx0xxxx   one byte, only outside of an ASB

On a serial line XON and XOFF (11h, 13h) come between them; they fit none of the three.

A printer that says nothing is unknown, never "out of paper".
"""

from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NoReturn

Query = Literal[1, 2, 3, 4]
ASK_CONFIRMATION = b"\x1d\x72\x01"  # GS r 1: answered in turn, after everything before it

_FIXED = 0x93
_ANSWER = 0x12
_ASB_HEAD = 0x10
_FLOW_CONTROL = (0x11, 0x13)
_NOT_HEAD = 0x90  # both bits clear in all bytes of an ASB but the first, and in a GS r answer


class Tri(StrEnum):
    """Yes, no, or nobody knows. Has no truth value, so that unknown is never taken for no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        raise TypeError("compare with YES, NO or UNKNOWN; unknown is neither true nor false")


class Paper(StrEnum):
    """The roll."""

    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a printer can or cannot print; codes for settings, screens and logs, never changed."""

    READY = "ready"
    NOT_CONNECTED = "not_connected"
    COVER_OPEN = "cover_open"
    PAPER_OUT = "paper_out"
    CUTTER = "cutter"
    UNRECOVERABLE = "unrecoverable"
    OVERHEATED = "overheated"
    ERROR = "error"
    OFFLINE = "offline"
    UNKNOWN = "unknown"
    # of one slip only
    NO_ANSWER = "no_answer"  # the printer does not speak
    LINK_LOST = "link_lost"  # the line dropped after the first byte
    STALLED = "stalled"  # the printer stopped taking bytes in the middle
    UNCONFIRMED = "unconfirmed"  # all is well, but it never said that the slip is done
    GARBLED = "garbled"  # something answers, but not as a printer does: wrong speed, bad cable
    TRUSTED = "trusted"  # it says nothing by nature, and its profile says to believe the write


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """What is known of a printer; all unknown until it speaks."""

    connected: Tri = Tri.UNKNOWN  # NO: there is no way to it at all
    online: Tri = Tri.UNKNOWN
    paper: Paper = Paper.UNKNOWN
    cover_open: Tri = Tri.UNKNOWN
    feeding: Tri = Tri.UNKNOWN  # somebody holds the feed button
    error: Tri = Tri.UNKNOWN  # any error; which one may stay unknown
    cutter_error: Tri = Tri.UNKNOWN
    recoverable_error: Tri = Tri.UNKNOWN
    unrecoverable_error: Tri = Tri.UNKNOWN
    overheated: Tri = Tri.UNKNOWN  # recovers by itself
    garbled: bool = False  # something came that no printer says, in an answer's place

    @property
    def reason(self) -> Reason:
        """The first thing a person has to put right, READY, or what keeps it from being known."""
        if self.connected is Tri.NO:
            return Reason.NOT_CONNECTED
        for bad, reason in (
            (self.cover_open, Reason.COVER_OPEN),  # first: an open cover often reads as no paper
            (Tri.YES if self.paper is Paper.OUT else Tri.NO, Reason.PAPER_OUT),
            (self.cutter_error, Reason.CUTTER),
            (self.unrecoverable_error, Reason.UNRECOVERABLE),
            (self.overheated, Reason.OVERHEATED),
            (self.recoverable_error, Reason.ERROR),
            (self.error, Reason.ERROR),
        ):
            if bad is Tri.YES:
                return reason
        if self.online is Tri.NO:
            return Reason.OFFLINE
        if self.online is Tri.YES and self.paper is not Paper.UNKNOWN:
            return Reason.READY
        return Reason.GARBLED if self.garbled else Reason.UNKNOWN

    @property
    def can_print(self) -> Tri:
        """Whether a slip sent now would come out.

        Online and paper are enough for yes: an open cover or an error takes a printer offline.
        """
        if self.reason is Reason.READY:
            return Tri.YES
        return Tri.UNKNOWN if self.reason in (Reason.UNKNOWN, Reason.GARBLED) else Tri.NO


def query(n: Query) -> bytes:
    """Return the real-time status question `DLE EOT n`."""
    return bytes((0x10, 0x04, n))


class StatusParser:
    """Bytes in, status out. Say which question was sent before its answer comes."""

    def __init__(self, status: PrinterStatus | None = None) -> None:
        self.status = status or PrinterStatus()
        self.noise = 0  # bytes that are nothing a printer says
        self.confirmed = False  # the answer to GS r has come
        self._asked: deque[Query] = deque()
        self._asb = bytearray()
        self._confirming = False

    @property
    def waiting(self) -> bool:
        """Whether a question is still without its answer."""
        return bool(self._asked)

    def expect(self, n: Query) -> None:
        """Note that `query(n)` has been sent; answers come in the order of the questions."""
        self._asked.append(n)

    def expect_confirmation(self) -> None:
        """Note that `ASK_CONFIRMATION` has been sent; `confirmed` tells when it is answered."""
        self._confirming, self.confirmed = True, False

    def receive(self, data: bytes) -> None:
        """Take bytes as they come, in pieces of any length."""
        for byte in data:
            self._receive(byte)

    def _receive(self, byte: int) -> None:
        # An answer may come in the middle of an ASB; its own bits tell it, and the ASB goes on.
        if byte & _FIXED == _ANSWER:
            self._answer(byte)
        elif byte & _FIXED == _ASB_HEAD:
            self.noise += len(self._asb)
            self._asb = bytearray([byte])
        elif byte & _NOT_HEAD == 0 and self._asb:
            self._asb.append(byte)
            if len(self._asb) == 4:
                self.status = _from_asb(self.status, bytes(self._asb))
                self._asb.clear()
        elif self._confirming and byte in (0x00, 0x03, 0x0C, 0x0F):
            self._confirming, self.confirmed = False, True
        elif byte not in _FLOW_CONTROL:
            self.noise += 1 + len(self._asb)
            self._asb.clear()

    def _answer(self, byte: int) -> None:
        if self._asked:
            self.status = _FROM_ANSWER[self._asked.popleft()](self.status, byte)


def _tri(byte: int, mask: int) -> Tri:
    return Tri.YES if byte & mask else Tri.NO


def _paper(byte: int, *, near_end: int, out: int) -> Paper:
    if byte & out:
        return Paper.OUT
    return Paper.NEAR_END if byte & near_end else Paper.OK


def _from_printer_answer(status: PrinterStatus, byte: int) -> PrinterStatus:
    online = Tri.NO if byte & 0x08 else Tri.YES
    return replace(status, online=online, feeding=_tri(byte, 0x40))


def _from_offline_answer(status: PrinterStatus, byte: int) -> PrinterStatus:
    status = replace(status, cover_open=_tri(byte, 0x04), error=_tri(byte, 0x40))
    if byte & 0x20:
        status = replace(status, paper=Paper.OUT)
    if status.error is Tri.YES:
        return status
    return _without_errors(status)


def _without_errors(status: PrinterStatus) -> PrinterStatus:
    return replace(
        status,
        error=Tri.NO,
        cutter_error=Tri.NO,
        recoverable_error=Tri.NO,
        unrecoverable_error=Tri.NO,
        overheated=Tri.NO,
    )


def _from_error_answer(status: PrinterStatus, byte: int) -> PrinterStatus:
    return replace(
        status,
        error=_tri(byte, 0x6C),
        recoverable_error=_tri(byte, 0x04),
        cutter_error=_tri(byte, 0x08),
        unrecoverable_error=_tri(byte, 0x20),
        overheated=_tri(byte, 0x40),
    )


def _from_paper_answer(status: PrinterStatus, byte: int) -> PrinterStatus:
    return replace(status, paper=_paper(byte, near_end=0x0C, out=0x60))


def _from_asb(status: PrinterStatus, asb: bytes) -> PrinterStatus:
    first, second, third, _ = asb
    status = replace(
        status,
        online=Tri.NO if first & 0x08 else Tri.YES,
        cover_open=_tri(first, 0x20),
        feeding=_tri(first, 0x40),
        paper=_paper(third, near_end=0x03, out=0x0C),
    )
    return _from_error_answer(status, second)


_FROM_ANSWER = {
    1: _from_printer_answer,
    2: _from_offline_answer,
    3: _from_error_answer,
    4: _from_paper_answer,
}
