"""The keypad's half of the conversation, as values: bytes and presses in, bytes out. No I/O."""

from dataclasses import dataclass

from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.protocol import Command, encode, frame_of
from drivers.evaluator.simulated_keys import MOST_COPIES, SimulatedKeys
from drivers.simulated_voice import LineFaults

# How long the lamp stays lit is not published for the real pad; this is ours. Sixty seconds is
# what evaluator pages in use give the citizen.
LAMP_S = 60.0

UNKNOWN_KEY = 0x7F  # on no key map


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults(LineFaults):
    """What is wrong with the pad at the moment; only key frames have a wrong checksum."""

    unknown_key: bool = False  # every key sends UNKNOWN_KEY


class SimulatedPad(SimulatedKeys):
    """A keypad that speaks a profile. The caller brings the bytes and the time.

    Keys can be pressed whether or not the host has asked, as on the real pad. A key is repeated
    every `profile.ack.timeout_s`, or as the answer to every poll if the profile has polls, until
    the host echoes it; then the next one is sent.
    """

    def __init__(self, *, profile: FrameProfile, address: int, seed: int = 0) -> None:
        super().__init__(profile=profile, address=address, seed=seed)
        self.faults: Faults = Faults()
        self.stars: int | None = None
        self._lit_until_s = float("-inf")

    def is_armed(self, now_s: float) -> bool:
        """True while the lamp 请您评价 is lit."""
        return now_s < self._lit_until_s

    @property
    def has_to_speak(self) -> bool:
        """True while an answer is due that has not been sent."""
        return self._voice.has_to_speak

    def press(self, value: int, *, now_s: float) -> None:
        """Press a key. Raises ValueError for a value that is not a byte."""
        sent = UNKNOWN_KEY if self.faults.unknown_key else value
        event = self._profile.key_event
        data = bytes(event.value_at) + bytes([sent])
        self._push(event.func, data, now_s=now_s)
        self._lit_until_s = now_s

    def power_up(self) -> None:
        """Forget what was under way, as a pad does that gets its power from the cable."""
        super().power_up()
        self._lit_until_s = float("-inf")

    def _do(self, command: Command, *, now_s: float) -> None:
        if command.name == "acknowledge":
            return  # the echo before it has already ended the repeating
        if command.name == "poll" and self._keys:
            self._send_key(now_s)
            return
        match command.name:
            case "arm":
                self._lit_until_s = now_s + LAMP_S
            case "stars":
                self.stars = command.values["stars"]
            case "beep":
                self.beeps += 1
        self._say(encode(self._profile, frame_of(self._profile, command)), now_s=now_s)

    def _repeat_key(self, now_s: float) -> None:
        is_polled = self._profile.polling is not None
        if is_polled or not self._keys or now_s < self._next_copy_at_s:
            return
        self._send_key(now_s)
        self._next_copy_at_s = now_s + self._profile.ack.timeout_s

    def _send_key(self, now_s: float) -> None:
        if self._copies == MOST_COPIES:
            self._next_key(now_s)
            return
        self._say_key(now_s)
