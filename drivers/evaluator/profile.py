"""How one make of keypad frames its messages, as values. Files become these in profile_files.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from drivers.evaluator.checksum import ChecksumKind


class Field(StrEnum):
    """The variable parts of a frame; each is one byte except data and cs."""

    LENGTH = "len"
    ADDRESS = "addr"
    FUNCTION = "func"
    DATA = "data"
    CHECKSUM = "cs"


class Side(StrEnum):
    """Who sent a frame. The two sides keep to different lengths."""

    HOST = "host"
    DEVICE = "device"


class AckMode(StrEnum):
    """How a message is confirmed."""

    ECHO = "echo"  # whoever receives a frame sends the same bytes back
    NONE = "none"  # nobody confirms anything


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLayout:
    """The order of the bytes.

    `head` and `tail` are fixed; `parts` lies between them, fields and fixed bytes in wire order.
    A length counts the bytes of the fields in `counted`; a length that stands twice must agree.
    """

    head: bytes
    parts: tuple[Field | bytes, ...]
    tail: bytes
    counted: frozenset[Field]
    checked: frozenset[Field]
    checksum: ChecksumKind
    checksum_order: Literal["little", "big"]

    @property
    def overhead(self) -> int:
        """What a length counts besides data, in bytes."""
        return len(self.counted - {Field.DATA})


@dataclass(frozen=True, slots=True, kw_only=True)
class AckRules:
    """Confirmation: what, how long to wait for it, how often to try again."""

    mode: AckMode
    timeout_s: float
    retries: int
    repeat_window_s: float  # the same key again within this time of its last copy is one press


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """Devices that speak only when they are spoken to: how often the `poll` command goes out.

    The answer is the same frame back, or a key that waits to be taken.
    """

    every_s: float
    every_offline_s: float  # a device that does not answer is asked less often
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEvent:
    """Where a key press stands in a frame from the keypad, and what it is answered with."""

    func: int
    value_at: int  # index into data
    acknowledge: bool  # after the echo also send the `acknowledge` command


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTemplate:
    """A command: function code and data, where a name stands for a byte given by the caller."""

    func: int
    data: tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PadKeys:
    """Keys of a caller pad on the same line: by last data byte, or by the whole data."""

    last: Mapping[int, str]
    whole: Mapping[bytes, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameProfile:
    """All that tells one make of keypad from another, except what its keys mean."""

    name: str
    baud: int
    inter_frame_s: float  # least pause between two frames of ours
    layout: FrameLayout
    lengths: Mapping[Side, range]  # a length outside is refused
    ack: AckRules
    key_event: KeyEvent
    commands: Mapping[str, CommandTemplate]
    pad_keys: PadKeys
    default_keymap: str
    polling: Polling | None = None  # None: devices speak by themselves
