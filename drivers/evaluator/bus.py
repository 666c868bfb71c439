"""Several keypads on one pair of wires: one of them speaks at a time, and each has its own line.

RS-485 with two wires is half-duplex: whoever speaks while another does destroys both frames. So
one command is outstanding on the whole bus, and the next one waits until it is answered or its
time is over. Who wants to speak stands in line, which makes polling go round.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from drivers.evaluator.device import BITS_PER_BYTE
from drivers.evaluator.profile import AckMode, FrameProfile, Side
from drivers.evaluator.protocol import Decoder, Frame, encode, read_command
from drivers.evaluator.question import POLL_S
from drivers.transports.errors import TransportError
from drivers.transports.shared_line import PartyLine, Session, SharedLine
from drivers.transports.transport import Transport

logger = logging.getLogger(__name__)

_END_WITHIN_S = 1.0


class KeypadBus(SharedLine[int]):
    """One line shared by the keypads of several windows, each known by its address.

    Args:
        new_line: makes an unopened line.
        profile: what all devices on the line speak.
    """

    def __init__(self, new_line: Callable[[], Transport], *, profile: FrameProfile) -> None:
        super().__init__(new_line)
        self._profile = profile

    def branch(self, address: int) -> Transport:
        """Return the line of one keypad. Only one branch of an address is open at a time."""
        return PartyLine(self, address)

    def name_of(self, address: int, *, port: str | None) -> str:
        return f"{port or 'keypad bus'}, address {address}"

    def _begin(self, line: Transport) -> "_Session":
        return _Session(line, self._profile)


class _Session(Session[int]):
    """The line from opening to closing: a thread that reads it, and whose turn it is to speak."""

    def __init__(self, line: Transport, profile: FrameProfile) -> None:
        super().__init__(line)
        self._profile = profile
        self._turns: deque[object] = deque()  # who wants to speak, first come, first served
        self._awaited: int | None = None  # the address whose answer is outstanding
        self._awaited_until_s = 0.0
        self._silent_from_s = 0.0  # when our last frame has left the line
        self._strangers: set[int] = set()
        self._reader = threading.Thread(target=self._listen, name="keypad-bus", daemon=True)
        self._reader.start()

    def end(self) -> None:
        """Close the line. A read still under way would keep the port busy for whoever opens it."""
        super().end()
        self._reader.join(_END_WITHIN_S)

    def say(self, address: int, payload: bytes) -> None:
        """Send a frame when the bus is free. One that asks for an answer keeps the bus until then.

        An answer of ours to a key goes before the commands that wait: the keypad repeats the key
        until it has it.
        """
        answer_within_s = self._answer_within_s(payload)
        me = object()
        with self._moved:
            if answer_within_s:
                self._turns.append(me)
            else:
                self._turns.appendleft(me)
            try:
                self._await_turn(me, address)
                self._line.write(payload)
                sent_s = len(payload) * BITS_PER_BYTE / self._profile.baud
                self._silent_from_s = time.monotonic() + sent_s
                if answer_within_s:
                    self._awaited = address
                    self._awaited_until_s = self._silent_from_s + answer_within_s
            finally:
                self._turns.remove(me)
                self._moved.notify_all()

    def _await_turn(self, me: object, address: int) -> None:
        while True:
            self._mine(address)
            now_s = time.monotonic()
            if now_s >= self._awaited_until_s:
                self._awaited = None
            free_at_s = self._silent_from_s + self._profile.inter_frame_s
            if self._awaited is not None:
                free_at_s = max(free_at_s, self._awaited_until_s)
            is_first = self._turns[0] is me
            if is_first and now_s >= free_at_s:
                return
            self._moved.wait(free_at_s - now_s if is_first else None)

    def _await_frames(self, address: int, *, timeout_s: float) -> None:
        with self._moved:
            if not self._mine(address):
                self._moved.wait(timeout_s)

    def _answer_within_s(self, payload: bytes) -> float:
        """Return how long the bus is kept for the answer to this frame of ours; 0 if for none."""
        for frame in Decoder(self._profile, source=Side.HOST).feed(payload):
            command = read_command(self._profile, frame)
            if command is None or command.name == "acknowledge":
                continue
            if command.name == "poll" and self._profile.polling is not None:
                return self._profile.polling.timeout_s
            if self._profile.ack.mode is AckMode.ECHO:
                return self._profile.ack.timeout_s
        return 0.0

    def _listen(self) -> None:
        decoder = Decoder(self._profile, source=Side.DEVICE)
        reason = f"{self.name}: nobody reads it any more"
        try:
            while not self.is_over:
                for frame in decoder.feed(self._line.read(POLL_S)):
                    self._deliver(frame)
        except TransportError as error:
            reason = str(error)
        finally:
            self._line.close()
            self._fail(reason)

    def _deliver(self, frame: Frame) -> None:
        with self._moved:
            if self._awaited == frame.address:
                self._awaited = None
            if frame.address in self._arrived:
                self._arrived[frame.address] += encode(self._profile, frame)
            elif frame.address not in self._strangers:
                self._strangers.add(frame.address)
                logger.warning("%s: address %s is no keypad of ours", self.name, frame.address)
            self._moved.notify_all()
