"""The reader's half of the conversation, as values: bytes and cards in, bytes out. No I/O."""

from collections import deque
from dataclasses import dataclass

from drivers.idcard.protocol import Command, Decoder, Side, Status, frame, read_command
from drivers.idcard.simulated_card import SimulatedCard
from drivers.simulated_voice import LOG_LINES, LineFaults, Voice

_SAM_ID = bytes.fromhex("05 03 01 00 00 00 00 00 00 00 00 00 00 00 00 00")
_PLAIN = {Command.RESET: b"", Command.STATUS: b"", Command.SAM_ID: _SAM_ID}


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults(LineFaults):
    """What is wrong with the reader at the moment."""

    extra_aa: bool = False  # one AA too many before the preamble
    says: int | None = None  # this status instead of what would be true, for select and read


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Bytes that passed, for people to read; of a card's content only how long it is."""

    at_s: float
    sender: Side
    shown: str


class SimulatedReader:
    """A reader that speaks SDT. The caller brings the bytes, the cards and the time.

    Like true readers it finds a card once: after a read, until the card is taken away, its answer
    to FIND is 80.

    Args:
        read_s: how long reading takes; true cards take 1 to 2 s.
    """

    def __init__(self, *, read_s: float = 0.0, seed: int = 0) -> None:
        self.faults = Faults()
        self.log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self._read_s = read_s
        self._voice = Voice(seed=seed)
        self._decoder = Decoder(Side.HOST)
        self._card: SimulatedCard | None = None
        self._step = Command.FIND  # what the card on the reader waits for
        self._was_read = False
        self._reading_until_s: float | None = None

    @property
    def card(self) -> SimulatedCard | None:
        """The card that lies on the reader."""
        return self._card

    @property
    def was_read(self) -> bool:
        """True from a good read until the card is taken away."""
        return self._was_read

    def lay(self, card: SimulatedCard) -> None:
        """Lay a card on, in place of whatever lies there."""
        self.take_away()
        self._card = card

    def take_away(self) -> None:
        """Take the card away; a read that is under way fails at once."""
        if self._reading_until_s is not None:
            self._reading_until_s = float("-inf")
        self._card = None
        self._step = Command.FIND
        self._was_read = False

    def hear(self, chunk: bytes, *, now_s: float) -> None:
        """Take bytes from the host."""
        if chunk:
            self._note(Side.HOST, chunk, now_s)
        for content in self._decoder.feed(chunk):
            if not self.faults.silent:
                self._obey(read_command(content), now_s)

    def speak(self, *, now_s: float) -> list[bytes]:
        """Return what the reader sends by now_s."""
        if self._reading_until_s is not None and now_s >= self._reading_until_s:
            self._reading_until_s = None
            self._end_read(now_s)
        said = self._voice.said(now_s=now_s, faults=self.faults)
        for payload in said:
            self._note(Side.READER, payload, now_s)
        return said

    def power_up(self) -> None:
        """Forget what was under way, as a reader does that gets its power from the cable."""
        self._voice.hush()
        self._decoder = Decoder(Side.HOST)
        self._reading_until_s = None
        self._step = Command.FIND
        self._was_read = False

    def _obey(self, command: Command | None, now_s: float) -> None:
        if command is None:
            self._say(Status.REQUEST_COMMAND, b"", now_s)
        elif command in _PLAIN:
            self._say(Status.OK, _PLAIN[command], now_s)
        elif command is Command.READ:
            self._reading_until_s = now_s + self._read_s
        else:
            self._say(*self._find(command), now_s)

    def _find(self, command: Command) -> tuple[int, bytes]:
        """Answer FIND or SELECT."""
        if command is Command.FIND:
            if self._card is None or self._was_read:
                return Status.NO_CARD, b""
            self._step = Command.SELECT
            return Status.CARD_FOUND, bytes(4)
        if self.faults.says is not None:
            return self.faults.says, b""
        if self._card is None or self._step is not Command.SELECT:
            return Status.NOT_SELECTED, b""
        self._step = Command.READ
        return Status.OK, bytes(8)

    def _end_read(self, now_s: float) -> None:
        ready = self._card is not None and self._step is Command.READ
        self._step = Command.FIND
        if self.faults.says is not None:
            self._say(self.faults.says, b"", now_s)
        elif self._card is None or not ready:
            self._say(Status.NOT_READ, b"", now_s)
        else:
            self._was_read = True
            self._say(Status.OK, self._card.answer(), now_s)

    def _say(self, status: int, data: bytes, now_s: float) -> None:
        payload = frame(bytes([0, 0, status]) + data)
        if self.faults.wrong_checksum:
            payload = payload[:-1] + bytes([payload[-1] ^ 0x5A])
        if self.faults.extra_aa:
            payload = b"\xaa" + payload
        self._voice.say(payload, now_s=now_s, faults=self.faults)

    def _note(self, sender: Side, payload: bytes, now_s: float) -> None:
        short = payload if len(payload) <= 64 else payload[:16]
        rest = "" if short is payload else f" … {len(payload)} bytes"
        shown = short.hex(" ").upper() + rest
        self.log.append(LogLine(at_s=now_s, sender=sender, shown=shown))
