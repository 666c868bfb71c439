"""The faults a simulated printer can be given, and what it then says of itself."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import ConfigDict, NonNegativeInt, PositiveInt, TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How a simulated printer is now.

    Attributes:
        paper: the roll.
        paper_out_after_bytes: the roll ends after so many bytes of the next slip; then the switch
            goes back and `paper` is "out".
        cover_open, cutter_error: as named; each takes the printer offline.
        offline: off line for a reason it does not tell.
        silent: answers nothing, but prints.
        silent_after_bytes: falls silent after so many bytes of the next slip.
        bytes_per_s: slow: works off its buffer at this rate.
        drop_after_bytes: hangs up after so many bytes of the next slip.
        stall_after_bytes: takes no more from a line after so many bytes, questions included.
        unplugged: refuses connections, and drops those it has.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    paper: Literal["ok", "near_end", "out"] = "ok"
    paper_out_after_bytes: NonNegativeInt | None = None
    cover_open: bool = False
    cutter_error: bool = False
    offline: bool = False
    silent: bool = False
    silent_after_bytes: NonNegativeInt | None = None
    bytes_per_s: PositiveInt | None = None
    drop_after_bytes: NonNegativeInt | None = None
    stall_after_bytes: NonNegativeInt | None = None
    unplugged: bool = False

    @property
    def is_online(self) -> bool:
        """Whether it prints what it gets; if not it keeps it for later, as real ones do."""
        return not (self.offline or self.cover_open or self.cutter_error or self.paper == "out")

    @property
    def counts_bytes(self) -> bool:
        """Whether something happens in the middle of a slip."""
        limits = (self.paper_out_after_bytes, self.silent_after_bytes, self.drop_after_bytes)
        return any(limit is not None for limit in limits)


_ADAPTER = TypeAdapter(Switches)


def changed(switches: Switches, **changes: Any) -> Switches:
    """Return the switches with some changed.

    Raises:
        ValueError: no such switch, or not a value it can have; the message says which.
    """
    return _ADAPTER.validate_python(asdict(switches) | changes)


def status_answer(switches: Switches, n: int) -> bytes:
    """Return the answer to `DLE EOT n`."""
    match n:
        case 1:
            bits = 0x00 if switches.is_online else 0x08
        case 2:
            bits = 0x04 if switches.cover_open else 0x00
            bits |= 0x20 if switches.paper == "out" else 0x00
            bits |= 0x40 if switches.cutter_error else 0x00
        case 3:
            bits = 0x08 if switches.cutter_error else 0x00
        case _:
            bits = {"ok": 0x00, "near_end": 0x0C, "out": 0x6C}[switches.paper]
    return bytes([0x12 | bits])


def unasked_status(switches: Switches) -> bytes:
    """Return the four bytes of an Automatic Status Back."""
    first = 0x10 | (0x00 if switches.is_online else 0x08) | (0x20 if switches.cover_open else 0x00)
    second = 0x08 if switches.cutter_error else 0x00
    third = {"ok": 0x00, "near_end": 0x03, "out": 0x0F}[switches.paper]
    return bytes([first, second, third, 0x00])


def paper_answer(switches: Switches) -> bytes:
    """Return the answer to `GS r 1`."""
    return bytes([{"ok": 0x00, "near_end": 0x03, "out": 0x0F}[switches.paper]])
