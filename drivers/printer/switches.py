"""The faults a simulated printer can be given, and what it then says of itself."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import ConfigDict, NonNegativeInt, PositiveInt, TypeAdapter

Trouble = Literal[
    "near_end",
    "cover_open",
    "cutter_error",
    "offline",
    "recoverable",
    "unrecoverable",
    "overheated",
    "garbage",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How a simulated printer is now.

    Attributes:
        paper: the roll.
        paper_out_after_bytes: the roll ends after so many bytes of the next slip; then the switch
            goes back and `paper` is "out".
        cover_open, cutter_error: as named; each takes the printer offline.
        error: another error; each takes the printer offline until the switch is turned back.
        offline: off line for a reason it does not tell.
        fails_after_bytes: `fails_with` happens after so many bytes of the next slip; then the
            switch goes back.
        silent: answers nothing, but prints.
        silent_after_bytes: falls silent after so many bytes of the next slip.
        garbage: answers, but never what a printer would: the line has the wrong speed.
        bytes_per_s: slow: works off its buffer at this rate.
        drop_after_bytes: hangs up after so many bytes of the next slip.
        stall_after_bytes: takes no more from a line after so many bytes, questions included.
        unplugged: refuses connections, and drops those it has.
        held_out: a slip is in the mouth of the presenter; a citizen takes it by turning this off.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    paper: Literal["ok", "near_end", "out"] = "ok"
    paper_out_after_bytes: NonNegativeInt | None = None
    cover_open: bool = False
    cutter_error: bool = False
    error: Literal["none", "recoverable", "unrecoverable", "overheated"] = "none"
    offline: bool = False
    fails_after_bytes: NonNegativeInt | None = None
    fails_with: Trouble = "cover_open"
    silent: bool = False
    silent_after_bytes: NonNegativeInt | None = None
    garbage: bool = False
    bytes_per_s: PositiveInt | None = None
    drop_after_bytes: NonNegativeInt | None = None
    stall_after_bytes: NonNegativeInt | None = None
    unplugged: bool = False
    held_out: bool = False

    @property
    def is_online(self) -> bool:
        """Whether it prints what it gets; if not it keeps it for later, as real ones do."""
        troubled = self.offline or self.cover_open or self.cutter_error or self.error != "none"
        return not (troubled or self.paper == "out")

    @property
    def counts_bytes(self) -> bool:
        """Whether something happens in the middle of a slip."""
        limits = (
            self.paper_out_after_bytes,
            self.fails_after_bytes,
            self.silent_after_bytes,
            self.drop_after_bytes,
        )
        return any(limit is not None for limit in limits)

    def after(self, slip_bytes: int) -> dict[str, Any]:
        """Return the changes that were to come after so many bytes of a slip."""
        changes: dict[str, Any] = {}
        if reached(self.paper_out_after_bytes, slip_bytes):
            changes |= {"paper": "out", "paper_out_after_bytes": None}
        if reached(self.fails_after_bytes, slip_bytes):
            changes |= {**_TROUBLES[self.fails_with], "fails_after_bytes": None}
        if reached(self.silent_after_bytes, slip_bytes):
            changes |= {"silent": True, "silent_after_bytes": None}
        return changes


_TROUBLES: dict[Trouble, dict[str, Any]] = {
    "near_end": {"paper": "near_end"},
    "cover_open": {"cover_open": True},
    "cutter_error": {"cutter_error": True},
    "offline": {"offline": True},
    "recoverable": {"error": "recoverable"},
    "unrecoverable": {"error": "unrecoverable"},
    "overheated": {"error": "overheated"},
    "garbage": {"garbage": True},
}
# What an answer looks like at the wrong speed; one byte of it could pass for a confirmation.
GARBAGE = b"\xfe\x00\x9b"


_ADAPTER = TypeAdapter(Switches)


def changed(switches: Switches, **changes: Any) -> Switches:
    """Return the switches with some changed.

    Raises:
        ValueError: no such switch, or not a value it can have; the message says which.
    """
    return _ADAPTER.validate_python(asdict(switches) | changes)


def reached(limit: int | None, count: int) -> bool:
    """Say whether a limit that was set has been reached."""
    return limit is not None and count >= limit


def status_answer(switches: Switches, n: int) -> bytes:
    """Return the answer to `DLE EOT n`."""
    match n:
        case 1:
            bits = 0x00 if switches.is_online else 0x08
        case 2:
            bits = 0x04 if switches.cover_open else 0x00
            bits |= 0x20 if switches.paper == "out" else 0x00
            bits |= 0x40 if _error_bits(switches) else 0x00
        case 3:
            bits = _error_bits(switches)
        case _:
            bits = {"ok": 0x00, "near_end": 0x0C, "out": 0x6C}[switches.paper]
    return bytes([0x12 | bits])


def unasked_status(switches: Switches) -> bytes:
    """Return the four bytes of an Automatic Status Back."""
    first = 0x10 | (0x00 if switches.is_online else 0x08) | (0x20 if switches.cover_open else 0x00)
    third = {"ok": 0x00, "near_end": 0x03, "out": 0x0F}[switches.paper]
    return bytes([first, _error_bits(switches), third, 0x00])


def paper_answer(switches: Switches) -> bytes:
    """Return the answer to `GS r 1`."""
    return bytes([{"ok": 0x00, "near_end": 0x03, "out": 0x0F}[switches.paper]])


def mouth_answer(switches: Switches) -> bytes:
    """Return the answer to `GS e 6`: bit 0 paper near its end, bit 3 a slip is held out."""
    near_end = 0x00 if switches.paper == "ok" else 0x01
    return bytes([near_end | (0x08 if switches.held_out else 0x00)])


def _error_bits(switches: Switches) -> int:
    other = {"none": 0x00, "recoverable": 0x04, "unrecoverable": 0x20, "overheated": 0x40}
    return other[switches.error] | (0x08 if switches.cutter_error else 0x00)
