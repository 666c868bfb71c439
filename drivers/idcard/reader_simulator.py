"""A simulated ID-card reader on a real pseudo-terminal, run by one thread."""

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from drivers.idcard.simulated_card import SimulatedCard
from drivers.idcard.simulated_reader import Faults, LogLine, SimulatedReader
from drivers.transports.pseudo_terminal import PseudoTerminal

_TICK_S = 0.01


class ReaderSimulator:
    """A reader to open like a serial port. Every method may come from any thread.

    Args:
        link: a symbolic link kept on the present port.
        read_s: how long reading a card takes.
        seed: of the noise, so that a test can be repeated.
    """

    def __init__(self, *, link: Path | None = None, read_s: float = 0.0, seed: int = 0) -> None:
        self._reader = SimulatedReader(read_s=read_s, seed=seed)
        self._port = PseudoTerminal(link=link)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reader-simulator", daemon=True)

    def start(self) -> None:
        """Plug in and come to life. A stopped simulator is not started again: make another."""
        self._port.plug()
        self._thread.start()

    def stop(self) -> None:
        """End the thread, close the port and remove the link."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._port.unplug()

    @property
    def path(self) -> str | None:
        """The port to open, or None while unplugged."""
        return self._port.path

    @property
    def is_plugged(self) -> bool:
        return self._port.path is not None

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
        with self._lock:
            return list(self._reader.log)

    def lay(self, card: SimulatedCard) -> None:
        """Lay a card on, in place of whatever lies there."""
        with self._lock:
            self._reader.lay(card)

    def take_away(self) -> None:
        """Take the card away."""
        with self._lock:
            self._reader.take_away()

    def set_faults(self, faults: Faults) -> None:
        """Set all fault switches at once; Faults() is a sound reader."""
        with self._lock:
            self._reader.faults = faults

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open loses it."""
        with self._lock:
            self._port.unplug()
            self._reader.power_up()

    def plug(self) -> None:
        """Plug in again: a new port, the same link."""
        with self._lock:
            self._port.plug()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            chunk = self._port.read(_TICK_S)
            with self._lock:
                now_s = time.monotonic()
                self._reader.hear(chunk, now_s=now_s)
                for payload in self._reader.speak(now_s=now_s):
                    self._port.write(payload)
