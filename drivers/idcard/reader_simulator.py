"""A simulated ID-card reader on a real pseudo-terminal."""

from pathlib import Path

from drivers.idcard.simulated_card import SimulatedCard
from drivers.idcard.simulated_reader import Faults, LogLine, SimulatedReader
from drivers.port_simulator import PortSimulator
from drivers.transports.pseudo_terminal import PseudoTerminal


class ReaderSimulator(PortSimulator):
    """A reader to open like a serial port. Every method may come from any thread.

    Args:
        link: a symbolic link kept on the present port.
        read_s: how long reading a card takes.
        seed: of the noise, so that a test can be repeated.
    """

    def __init__(self, *, link: Path | None = None, read_s: float = 0.0, seed: int = 0) -> None:
        self._reader = SimulatedReader(read_s=read_s, seed=seed)
        port = PseudoTerminal(link=link)
        super().__init__(self._reader, port=port, name="reader-simulator")

    @property
    def card(self) -> SimulatedCard | None:
        """The card that lies on the reader."""
        return self._reader.card

    @property
    def was_read(self) -> bool:
        """True from a good read until the card is taken away."""
        return self._reader.was_read

    @property
    def faults(self) -> Faults:
        return self._reader.faults

    @property
    def log(self) -> list[LogLine]:
        """What passed both ways, oldest first; without the content of cards."""
        with self.lock:
            return list(self._reader.log)

    def lay(self, card: SimulatedCard) -> None:
        """Lay a card on, in place of whatever lies there."""
        with self.lock:
            self._reader.lay(card)

    def take_away(self) -> None:
        """Take the card away."""
        with self.lock:
            self._reader.take_away()

    def set_faults(self, faults: Faults) -> None:
        """Set all fault switches at once; Faults() is a sound reader."""
        with self.lock:
            self._reader.faults = faults
