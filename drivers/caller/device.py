"""The conversation with a clerk's caller pad: take its keys, show a number, beep."""

import time
from collections.abc import Callable

from drivers.caller.protocol import (
    PadPress,
    read_press,
    shown_blank,
    shown_ticket,
    shown_waiting,
)
from drivers.evaluator.profile import AckMode, FrameProfile, Side
from drivers.evaluator.protocol import Command, Decoder, Frame, encode, frame_of
from drivers.transports.transport import Transport

BETWEEN_BEEPS_S = 0.15


class CallerPad:
    """One caller pad. Owns the conversation, not the line.

    One thread calls all methods. What the pad shows and how it beeps is not confirmed: its echo
    would be longer, or shorter, than a device's frame may be. Every method lets NotConnected,
    LinkLost and WriteTimedOut of the line through.

    Args:
        line: open, 8N1 at `profile.baud`, with the profile's pause between two frames of ours;
            frames of other addresses on it are ignored.
        address: of the pad on its line, 1 to 255.
        clock: monotonic seconds.
        sleep: for the pauses of a beep.
    """

    def __init__(
        self,
        line: Transport,
        *,
        profile: FrameProfile,
        address: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._line = line
        self._profile = profile
        self._address = address
        self._clock = clock
        self._sleep = sleep
        self._decoder = Decoder(profile, source=Side.DEVICE)
        self._last_copy: tuple[Frame, float] | None = None

    def listen(self, timeout_s: float) -> list[PadPress]:
        """Return what was pressed, each press once, waiting up to timeout_s for the first."""
        presses = []
        for frame in self._decoder.feed(self._line.read(timeout_s)):
            press = self._heard(frame)
            if press is not None:
                presses.append(press)
        return presses

    def show_ticket(self, number: str) -> None:
        """Show the last three digits of a ticket number."""
        self._say(frame_of(self._profile, shown_ticket(self._address, number=number)))

    def show_waiting(self, count: int) -> None:
        """Show how many people wait."""
        self._say(frame_of(self._profile, shown_waiting(self._address, count=count)))

    def show_nothing(self) -> None:
        """Clear the display: what was there may not be true any more."""
        self._say(frame_of(self._profile, shown_blank(self._address)))

    def beep(self, times: int = 1) -> None:
        """Beep so many times, with pauses that an ear can count."""
        for n in range(times):
            if n:
                self._sleep(BETWEEN_BEEPS_S)
            self._say(frame_of(self._profile, Command(name="beep", address=self._address)))

    def _heard(self, frame: Frame) -> PadPress | None:
        if frame.address != self._address:
            return None
        press = read_press(self._profile, frame)
        if press is None:
            return None  # the citizen's keypad: its own driver answers it
        # The pad repeats its frame until it is echoed: echo before anything else.
        if self._profile.ack.mode is AckMode.ECHO:
            self._say(frame)
        return None if self._is_repeat(frame) else press

    def _is_repeat(self, frame: Frame) -> bool:
        """True if this is another copy of the press before; every copy extends the window."""
        before, self._last_copy = self._last_copy, (frame, self._clock())
        if before is None or before[0] != frame:
            return False
        return self._last_copy[1] - before[1] <= self._profile.ack.repeat_window_s

    def _say(self, frame: Frame) -> None:
        self._line.write(encode(self._profile, frame))
