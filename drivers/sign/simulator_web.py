"""The page of simulated signs: what they show, their cable, their faults, and the bytes in hex.

POST /switches    any of {"plugged", "silent", "mute", "refuses", "noise", "wrong_checksum",
                  "slow_s"}
POST /power-cut   {}
"""

from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from drivers.sign.sign_simulator import SignSimulator
from drivers.simulator_page import Action, SimulatorPage
from drivers.simulator_switches import Switches


class _Switches(Switches):
    mute: bool | None = None
    refuses: bool | None = None
    noise: bool | None = None
    wrong_checksum: bool | None = None


def sign_page(simulator: SignSimulator, *, port: int = 0) -> SimulatorPage:
    """Return the page of simulated signs, to be entered as a context."""
    html = files("drivers.sign").joinpath("simulator_page.html").read_bytes()
    actions: Mapping[str, Action] = {
        "switches": lambda body: _turn(simulator, _Switches.model_validate_json(body)),
        "power-cut": lambda body: simulator.power_cut(),
    }
    return SimulatorPage(page=html, state=lambda: _state(simulator), actions=actions, port=port)


def _turn(simulator: SignSimulator, switches: _Switches) -> None:
    simulator.turn(**switches.faults)
    switches.move_cable(simulator)


def _state(simulator: SignSimulator) -> dict[str, Any]:
    return {
        "make": simulator.make,
        "path": simulator.path,
        "plugged": simulator.is_plugged,
        "texts": simulator.texts,
        "faults": asdict(simulator.faults),
        "log": [line.as_json() for line in simulator.log],
    }
