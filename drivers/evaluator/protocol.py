"""Keypad frames: bytes to messages and back, by profile. No line, no thread, no clock.

Source of the default profile: the caller and keypad lines of JackQChen/QueueSystem.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from drivers.evaluator.checksum import checksum, width
from drivers.evaluator.profile import CommandTemplate, Field, FrameLayout, FrameProfile, Side

ADDRESSES = range(1, 256)
MOST_WAITING_SHOWN = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame without its wrapping."""

    address: int
    func: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed:
    """Somebody pressed a key of the evaluator; a key map says what value means."""

    address: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The device sent our own frame back: it has understood it."""

    address: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PadKey:
    """Keys of the clerk's caller pad; action is None for a sequence the profile does not name."""

    address: int
    keys: bytes
    action: str | None


Message = KeyPressed | Ack | PadKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something the host tells a device, by its name in the profile."""

    name: str
    address: int
    values: Mapping[str, int] = field(default_factory=dict)


class Fault(StrEnum):
    """Why a frame that began well was dropped."""

    LENGTH = "length"  # not a length this side may send
    LENGTHS_DIFFER = "lengths_differ"
    FIXED_BYTE = "fixed_byte"  # a fixed byte or the tail is something else
    CHECKSUM = "checksum"


def encode(profile: FrameProfile, frame: Frame) -> bytes:
    """Return the bytes of a frame.

    Raises:
        ValueError: the address is not 1 to 255, or the data is too long for a length byte.
    """
    if frame.address not in ADDRESSES:
        raise ValueError(f"address {frame.address} is not within 1 to 255")
    layout = profile.layout
    values = {
        Field.LENGTH: bytes([layout.overhead + len(frame.data)]),
        Field.ADDRESS: bytes([frame.address]),
        Field.FUNCTION: bytes([frame.func]),
        Field.DATA: frame.data,
    }
    values[Field.CHECKSUM] = _checksum_of(layout, values)
    middle = (values[part] if isinstance(part, Field) else part for part in layout.parts)
    return layout.head + b"".join(middle) + layout.tail


class Decoder:
    """Finds the frames in a stream that may be chopped, noisy or cut short.

    A candidate begins at a head. The moment it proves false, only its first byte is given up,
    so a true frame that begins inside it is still found. `faults` counts the false ones.

    How often does noise look like a key? Of random bytes, one position in 2^16 is a head, in 2^6.4
    a length a device may send, in 2^8 its twin, and 2^8 each for the fixed byte, the function
    code, the checksum and the tail: 2^-62 a position with ff68-keypad (and 2^-8 more for the
    address, which the device compares). At 9600 baud of endless noise that is one false key in
    200 million years. A profile without checksum is 2^8 weaker.
    """

    def __init__(self, profile: FrameProfile, *, source: Side) -> None:
        self.faults: Counter[Fault] = Counter()
        self._layout = profile.layout
        self._lengths = profile.lengths[source]
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[Frame]:
        """Take what arrived and return the frames it completes, in order."""
        self._pending += chunk
        frames = []
        while self._at_head():
            verdict = self._examine()
            if verdict is None:
                break
            if isinstance(verdict, Fault):
                self.faults[verdict] += 1
                del self._pending[0]
            else:
                frame, used = verdict
                frames.append(frame)
                del self._pending[:used]
        return frames

    def _at_head(self) -> bool:
        """Drop what stands before the next head; False if there is none yet."""
        head = self._layout.head
        at = self._pending.find(head)
        if at >= 0:
            del self._pending[:at]
            return True
        # The last bytes may be the beginning of a head whose rest is still under way.
        keep = len(head) - 1
        del self._pending[: max(0, len(self._pending) - keep)]
        return False

    def _examine(self) -> tuple[Frame, int] | Fault | None:
        """Judge the candidate at the start: a frame and its size, a fault, None if too short."""
        at = len(self._layout.head)
        seen: dict[Field, bytes] = {}
        for part in (*self._layout.parts, self._layout.tail):
            size = self._size(part, seen)
            piece = bytes(self._pending[at : at + size])
            if len(piece) < size:
                return None
            if fault := self._fault(part, piece, seen):
                return fault
            if isinstance(part, Field):
                seen[part] = piece
            at += size
        address, func = seen[Field.ADDRESS][0], seen[Field.FUNCTION][0]
        return Frame(address=address, func=func, data=seen[Field.DATA]), at

    def _size(self, part: Field | bytes, seen: Mapping[Field, bytes]) -> int:
        if not isinstance(part, Field):
            return len(part)
        if part is Field.DATA:
            return seen[Field.LENGTH][0] - self._layout.overhead
        return width(self._layout.checksum) if part is Field.CHECKSUM else 1

    def _fault(
        self, part: Field | bytes, piece: bytes, seen: Mapping[Field, bytes]
    ) -> Fault | None:
        if not isinstance(part, Field):
            return None if piece == part else Fault.FIXED_BYTE
        if part is Field.LENGTH:
            if piece[0] not in self._lengths:
                return Fault.LENGTH
            return None if seen.get(part, piece) == piece else Fault.LENGTHS_DIFFER
        if part is Field.CHECKSUM and piece != _checksum_of(self._layout, seen):
            return Fault.CHECKSUM
        return None


def read_message(profile: FrameProfile, frame: Frame, *, awaited: Frame | None = None) -> Message:
    """Return what a frame from a device means.

    Args:
        awaited: the frame of ours whose echo is outstanding. Without it an echo cannot be told
            from a caller pad's own frame: `01 0B` is both "evaluate" and our "start evaluation".
    """
    if frame == awaited:
        return Ack(address=frame.address)
    event = profile.key_event
    if frame.func == event.func and event.value_at < len(frame.data):
        return KeyPressed(address=frame.address, value=frame.data[event.value_at])
    keys = frame.data
    action = profile.pad_keys.whole.get(keys) or profile.pad_keys.last.get(keys[-1] if keys else -1)
    return PadKey(address=frame.address, keys=keys, action=action)


def frame_of(profile: FrameProfile, command: Command) -> Frame:
    """Return the frame of a command.

    Raises:
        KeyError: the profile has no such command, or a value it needs is missing.
        ValueError: a value does not fit into a byte.
    """
    template = profile.commands[command.name]
    data = bytes(b if isinstance(b, int) else command.values[b] for b in template.data)
    return Frame(address=command.address, func=template.func, data=data)


def read_command(profile: FrameProfile, frame: Frame) -> Command | None:
    """Return what a frame from the host means, or None if the profile knows no such command."""
    for name, template in profile.commands.items():
        values = _match(template, frame)
        if values is not None:
            return Command(name=name, address=frame.address, values=values)
    return None


def show_ticket(address: int, *, number: int) -> Command:
    """Show the last three digits of a ticket number on a pad."""
    return Command(name="ticket", address=address, values=_digits(number % 1000))


def show_waiting(address: int, *, count: int) -> Command:
    """Show on a pad how many wait; more than 999 is shown as 999."""
    return Command(name="waiting", address=address, values=_digits(min(count, MOST_WAITING_SHOWN)))


def _digits(number: int) -> dict[str, int]:
    return {"hundreds": number // 100, "tens": number // 10 % 10, "ones": number % 10}


def _match(template: CommandTemplate, frame: Frame) -> dict[str, int] | None:
    if frame.func != template.func or len(frame.data) != len(template.data):
        return None
    pairs = list(zip(template.data, frame.data, strict=True))
    if any(isinstance(fixed, int) and fixed != byte for fixed, byte in pairs):
        return None
    return {name: byte for name, byte in pairs if isinstance(name, str)}


def _checksum_of(layout: FrameLayout, values: Mapping[Field, bytes]) -> bytes:
    order = [part for part in layout.parts if isinstance(part, Field)]
    covered = b"".join(values[part] for part in order if part in layout.checked)
    return checksum(covered, kind=layout.checksum, order=layout.checksum_order)
