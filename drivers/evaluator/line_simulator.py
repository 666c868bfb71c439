"""Simulated keypads on one real pseudo-terminal, run by one thread: a line, or a bus of many."""

import threading
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from drivers.evaluator.profile import FrameProfile
from drivers.evaluator.simulated_pad import SimulatedPad
from drivers.transports.pseudo_terminal import PseudoTerminal

_TICK_S = 0.01


class LineSimulator:
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
        self.lock = threading.Lock()
        self.overlaps = 0
        self._port = PseudoTerminal(link=link)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keypad-simulator", daemon=True)

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

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open loses it, all lamps go out."""
        with self.lock:
            self._port.unplug()
            for pad in self.pads.values():
                pad.power_up()

    def plug(self) -> None:
        """Plug in again: a new port, the same link."""
        with self.lock:
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
            with self.lock:
                now_s = time.monotonic()
                if chunk and any(pad.has_to_speak for pad in self.pads.values()):
                    self.overlaps += 1
                for pad in self.pads.values():
                    pad.hear(chunk, now_s=now_s)
                    for payload in pad.speak(now_s=now_s):
                        self._port.write(payload)
