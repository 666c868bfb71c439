"""Simulated keypads on one real pseudo-terminal: a line, or a bus of many."""

from collections.abc import Iterable
from pathlib import Path

from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.simulated_pad import SimulatedPad
from drivers.port_simulator import PortSimulator
from drivers.transports.pseudo_terminal import PseudoTerminal


class LineSimulator(PortSimulator):
    """Keypads with addresses on one line. Every method may come from any thread.

    Args:
        addresses: 1 to 255, each once.
        link: a symbolic link kept on the present port.
        seed: of the noise, so that a test can be repeated.

    Attributes:
        pads: by address; touch them with `lock` held.
        overlaps: how often the host spoke while a pad had still to answer it. On wires both frames
            would have been lost.
    """

    def __init__(
        self,
        profile: FrameProfile,
        *,
        addresses: Iterable[int],
        link: Path | None = None,
        seed: int = 0,
    ) -> None:
        self.pads = {
            address: SimulatedPad(profile=profile, address=address, seed=seed + place)
            for place, address in enumerate(addresses)
        }
        self.overlaps = 0
        port = PseudoTerminal(link=link)
        super().__init__(*self.pads.values(), port=port, name="keypad-simulator")

    def _notice(self, chunk: bytes) -> None:
        if chunk and any(pad.has_to_speak for pad in self.pads.values()):
            self.overlaps += 1
