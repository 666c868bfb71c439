"""The signs' half of the conversation, as values: bytes in, texts on show, answers out. No I/O."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from drivers.sign import bx5, modbus, plain, strip
from drivers.sign.cells import read_cells
from drivers.simulated_voice import LOG_LINES, LineFaults, LogLine, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults(LineFaults):
    """What is wrong with the signs at the moment; a silent one has no power."""

    mute: bool = False  # shows what comes, says nothing
    refuses: bool = False  # says no to every text


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A text for one sign, or one area of a card."""

    sign: str
    text: str


class _Ears(ABC):
    """What one make of sign understands and answers."""

    @abstractmethod
    def feed(self, chunk: bytes, faults: Faults) -> list[tuple[Arrived | None, bytes]]:
        """Return each text that arrives, and the answer to it."""


class SimulatedSigns:
    """All signs on one line; the caller brings the bytes and the time.

    Args:
        make: "strip", "bx5", "plain" or "modbus".
        addresses: of the signs. A BX-5 card has areas: each is a sign "address/area" from its
            first text on.
        seed: of the noise.
    """

    def __init__(self, *, make: str, addresses: Sequence[int], seed: int = 0) -> None:
        self.faults = Faults()
        self.texts: dict[str, str] = {str(address): "" for address in addresses}
        self.history: deque[Arrived] = deque(maxlen=LOG_LINES)  # every text, in order
        self.log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self._new_ears = partial(_EARS[make], frozenset(addresses))
        self._ears = self._new_ears()
        self._voice = Voice(seed=seed)

    def hear(self, chunk: bytes, *, now_s: float) -> None:
        """Take bytes from the host."""
        if chunk:
            self.log.append(LogLine(at_s=now_s, sender="host", payload=chunk))
        if self.faults.silent:
            return
        for arrived, answer in self._ears.feed(chunk, self.faults):
            if arrived is not None:
                self.texts[arrived.sign] = arrived.text
                self.history.append(arrived)
            if answer and not self.faults.mute:
                self._say(answer, now_s=now_s)

    def speak(self, *, now_s: float) -> list[bytes]:
        """Return what the signs send by now_s."""
        said = self._voice.said(now_s=now_s, faults=self.faults)
        for payload in said:
            self.log.append(LogLine(at_s=now_s, sender="sign", payload=payload))
        return said

    def power_up(self) -> None:
        """Dark, as after a power cut."""
        self.texts = dict.fromkeys(self.texts, "")
        self._voice.hush()
        self._ears = self._new_ears()

    def _say(self, answer: bytes, *, now_s: float) -> None:
        if self.faults.wrong_checksum:
            answer = answer[:-2] + bytes([answer[-2] ^ 0x0F]) + answer[-1:]
        self._voice.say(answer, now_s=now_s, faults=self.faults)


class _StripEars(_Ears):
    def __init__(self, addresses: frozenset[int]) -> None:
        self._addresses = addresses
        self._decoder = strip.Decoder()

    def feed(self, chunk: bytes, faults: Faults) -> list[tuple[Arrived | None, bytes]]:
        return [
            (Arrived(sign=str(text.address), text=read_cells(text.gbk)), b"")
            for text in self._decoder.feed(chunk)
            if text.address in self._addresses
        ]


class _PlainEars(_Ears):
    def __init__(self, addresses: frozenset[int]) -> None:
        self._decoders = [plain.Decoder(address=address) for address in sorted(addresses)]

    def feed(self, chunk: bytes, faults: Faults) -> list[tuple[Arrived | None, bytes]]:
        return [
            (Arrived(sign=str(text.address), text=read_cells(text.gbk)), b"")
            for decoder in self._decoders
            for text in decoder.feed(chunk)
        ]


class _ModbusEars(_Ears):
    def __init__(self, addresses: frozenset[int]) -> None:
        self._addresses = addresses
        self._decoder = modbus.RequestDecoder()

    def feed(self, chunk: bytes, faults: Faults) -> list[tuple[Arrived | None, bytes]]:
        writes = [w for w in self._decoder.feed(chunk) if w.address in self._addresses]
        return [self._obey(write, faults) for write in writes]

    def _obey(self, write: modbus.Write, faults: Faults) -> tuple[Arrived | None, bytes]:
        if faults.refuses:
            no = modbus.Refused(address=write.address, reason=modbus.BUSY)
            return None, modbus.encode(no)
        count = len(write.words) // 2
        yes = modbus.Written(address=write.address, start=write.start, count=count)
        arrived = Arrived(sign=str(write.address), text=read_cells(write.words))
        return arrived, modbus.encode(yes)


class _Bx5Ears(_Ears):
    def __init__(self, addresses: frozenset[int]) -> None:
        self._addresses = addresses
        self._decoder = bx5.Decoder()

    def feed(self, chunk: bytes, faults: Faults) -> list[tuple[Arrived | None, bytes]]:
        frames = [f for f in self._decoder.feed(chunk) if f.destination in self._addresses]
        return [self._obey(frame, faults) for frame in frames]

    def _obey(self, frame: bx5.Frame, faults: Faults) -> tuple[Arrived | None, bytes]:
        address, text = frame.destination, bx5.read_text(frame)
        accepted = text is not None and not faults.refuses
        said = bx5.encode(bx5.answer(address=address, accepted=accepted))
        if text is None or not accepted:
            return None, said
        area = text.area.area_id
        sign = f"{address}/{area}" if area else str(address)
        arrived = Arrived(sign=sign, text=read_cells(text.gbk))
        return arrived, said if text.wants_answer else b""


_EARS: Mapping[str, Callable[[frozenset[int]], _Ears]] = {
    "strip": _StripEars,
    "plain": _PlainEars,
    "modbus": _ModbusEars,
    "bx5": _Bx5Ears,
}
