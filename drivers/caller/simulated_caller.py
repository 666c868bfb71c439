"""The caller pad's half of the conversation, as values: bytes and keys in, bytes out. No I/O."""

from dataclasses import dataclass

from drivers.caller.protocol import BLANK, DIGITS
from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.protocol import Command
from drivers.evaluator.simulated_keys import MOST_COPIES, SimulatedKeys
from drivers.simulated_voice import LineFaults

PAD_FUNC = 0x01  # of the keys: the published program takes anything but the evaluator's 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults(LineFaults):
    """What is wrong with the pad at the moment."""

    deaf: bool = False  # hears nothing, so that it repeats every key


class SimulatedCaller(SimulatedKeys):
    """A caller pad that speaks a profile. The caller brings the bytes and the time.

    A key is repeated every `profile.ack.timeout_s` until the host echoes it, then the next one
    is sent. The display has six places: a ticket's digits on the right, the waiting on the left.
    """

    def __init__(self, *, profile: FrameProfile, address: int, seed: int = 0) -> None:
        super().__init__(profile=profile, address=address, seed=seed)
        self.faults: Faults = Faults()
        self.ticket = ""
        self.waiting = ""

    def press(self, keys: bytes, *, now_s: float) -> None:
        """Press keys: `0C` calls, `06 0F` is 6 and confirm. Raises ValueError for none."""
        if not keys:
            raise ValueError("no key was pressed")
        self._push(PAD_FUNC, keys, now_s=now_s)

    def power_up(self) -> None:
        """Forget what was under way and shown, as a pad does that gets its power from the line."""
        super().power_up()
        self.ticket = self.waiting = ""

    @property
    def _can_hear(self) -> bool:
        return not (self.faults.silent or self.faults.deaf)

    def _do(self, command: Command, *, now_s: float) -> None:
        match command.name:
            case "beep":
                self.beeps += 1
            case "ticket":
                self.ticket, self.waiting = _digits(command), ""
            case "waiting":
                self.ticket, self.waiting = "", _digits(command)

    def _repeat_key(self, now_s: float) -> None:
        if self._keys and now_s >= self._next_copy_at_s:
            self._say_key(now_s)
            self._next_copy_at_s = now_s + self._profile.ack.timeout_s
            if self._copies == MOST_COPIES:
                self._next_key(now_s)


def _digits(command: Command) -> str:
    places = ("hundreds", "tens", "ones")[:DIGITS]
    values = [command.values[place] for place in places]
    return "".join("" if value == BLANK else str(value % 10) for value in values)
