"""Which keypads and pads hang on which line, and a line for each where several share one."""

from collections import Counter
from collections.abc import Callable, Iterable

from drivers.caller.shared import Part, SharedAddress
from drivers.evaluator.bus import KeypadBus
from drivers.evaluator.profile import FrameProfile
from drivers.transports.paced import PacedLine
from drivers.transports.transport import Transport
from drivers.transports.urls import line_for

NewLine = Callable[[], Transport]


class FramedLines:
    """Makes the lines of a station's keypads and caller pads.

    One device alone has the port. Several addresses on one port are a bus; a pad and a keypad of
    one address share that address.

    Args:
        uses: port and address of every keypad and pad.
    """

    def __init__(self, uses: Iterable[tuple[str, int]]) -> None:
        self._devices = Counter(uses)
        self._buses: dict[str, KeypadBus] = {}
        self._shared: dict[tuple[str, int], SharedAddress] = {}

    def keypad(self, port: str, *, address: int, profile: FrameProfile) -> NewLine:
        """Return what makes the unopened line of a keypad."""
        return self._line(port, address, profile, Part.KEYPAD)

    def pad(self, port: str, *, address: int, profile: FrameProfile) -> NewLine:
        """Return what makes the unopened line of a caller pad."""
        return self._line(port, address, profile, Part.PAD)

    def _line(self, port: str, address: int, profile: FrameProfile, part: Part) -> NewLine:
        new_line = self._address(port, address, profile)
        if self._devices[port, address] < 2:
            return new_line
        both = self._shared.setdefault((port, address), SharedAddress(new_line, profile=profile))
        return lambda: both.part(part)

    def _address(self, port: str, address: int, profile: FrameProfile) -> NewLine:
        def whole() -> Transport:
            line = line_for(port, baud=profile.baud)
            return PacedLine(line, pause_s=profile.inter_frame_s, baud=profile.baud)

        if sum(1 for used, _ in self._devices if used == port) < 2:
            return whole
        bus = self._buses.setdefault(port, KeypadBus(whole, profile=profile))
        return lambda: bus.branch(address)
