"""Simulated LED signs on a real pseudo-terminal or TCP port."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.port_simulator import Port, PortSimulator
from drivers.sign.network_port import NetworkPort
from drivers.sign.simulated_signs import Arrived, Faults, SimulatedSigns
from drivers.simulated_voice import LogLine
from drivers.transports.pseudo_terminal import PseudoTerminal


class SignSimulator(PortSimulator):
    """All signs of one line, to open like a serial port or over TCP. Callable from any thread.

    Args:
        make: "strip", "bx5", "plain" or "modbus".
        addresses: of the signs on the line.
        link: a symbolic link kept on the present port.
        tcp_port: listen there instead of being a serial port; 0 for any free one.
        seed: of the noise, so that a test can be repeated.
    """

    def __init__(
        self,
        *,
        make: str,
        addresses: Sequence[int],
        link: Path | None = None,
        tcp_port: int | None = None,
        seed: int = 0,
    ) -> None:
        self.make = make
        self._signs = SimulatedSigns(make=make, addresses=addresses, seed=seed)
        port: Port = PseudoTerminal(link=link) if tcp_port is None else NetworkPort(port=tcp_port)
        super().__init__(self._signs, port=port, name="sign-simulator")

    @property
    def texts(self) -> dict[str, str]:
        """What each sign shows, without the spaces around it."""
        with self.lock:
            return {sign: text.strip() for sign, text in self._signs.texts.items()}

    @property
    def history(self) -> list[Arrived]:
        """The last texts that arrived, oldest first."""
        with self.lock:
            return list(self._signs.history)

    @property
    def faults(self) -> Faults:
        return self._signs.faults

    @property
    def log(self) -> list[LogLine]:
        """The last bytes both ways, oldest first."""
        with self.lock:
            return list(self._signs.log)

    def turn(self, **faults: Any) -> None:
        """Change these fault switches."""
        with self.lock:
            self._signs.faults = replace(self._signs.faults, **faults)

    def power_cut(self) -> None:
        """The signs lose power for a moment: they come back dark, and the line stays."""
        with self.lock:
            self._signs.power_up()

    def _lose_cable(self) -> None:
        """Show on what they show: signs have power of their own."""
