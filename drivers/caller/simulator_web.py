"""The simulated caller pad's page: its keys, its display, its cable, its faults, its bytes.

POST /press       {"keys": [6, 15]}
POST /rate        {"value": 3}, where a keypad hangs on the same wires
POST /switches    any of {"plugged", "silent", "deaf", "noise", "wrong_checksum",
                  "slow_s"}
"""

from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from drivers.caller.caller_simulator import CallerSimulator
from drivers.simulator_page import Action, SimulatorPage
from drivers.simulator_switches import Switches

Byte = Annotated[int, Field(ge=0, le=255)]


class _Press(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    keys: Annotated[list[Byte], Field(min_length=1, max_length=3)]


class _Rate(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    value: Byte


class _Switches(Switches):
    deaf: bool | None = None
    noise: bool | None = None
    wrong_checksum: bool | None = None


def caller_page(simulator: CallerSimulator, *, port: int = 0) -> SimulatorPage:
    """Return the page of a simulated pad, to be entered as a context."""
    html = files("drivers.caller").joinpath("simulator_page.html").read_bytes()
    actions: Mapping[str, Action] = {
        "press": lambda body: simulator.press(bytes(_Press.model_validate_json(body).keys)),
        "rate": lambda body: simulator.rate(_Rate.model_validate_json(body).value),
        "switches": lambda body: _turn(simulator, _Switches.model_validate_json(body)),
    }
    return SimulatorPage(page=html, state=lambda: _state(simulator), actions=actions, port=port)


def _turn(simulator: CallerSimulator, switches: _Switches) -> None:
    simulator.turn(**switches.faults)
    switches.move_cable(simulator)


def _state(simulator: CallerSimulator) -> dict[str, Any]:
    return {
        "address": simulator.address,
        "path": simulator.path,
        "plugged": simulator.is_plugged,
        "ticket": simulator.ticket,
        "waiting": simulator.waiting,
        "beeps": simulator.beeps,
        "unanswered": simulator.unanswered,
        "has_keypad": simulator.has_keypad,
        "armed": simulator.armed,
        "faults": asdict(simulator.faults),
        "log": [line.as_json() for line in simulator.log],
    }
