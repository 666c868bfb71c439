"""The pages of simulated keypads: keys, lamp, cable, faults, and the bytes in hex.

POST /press       {"value": 3}
POST /switches    any of {"plugged", "silent", "noise", "wrong_checksum", "unknown_key", "slow_s"};
                  a keypad that types has all of them but "wrong_checksum"
"""

from dataclasses import asdict, replace
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from drivers.evaluator.keymap import KeyMap
from drivers.evaluator.keypad_simulator import KeypadSimulator
from drivers.evaluator.typing_simulator import TypingKeypadSimulator
from drivers.simulator_page import SimulatorPage
from drivers.simulator_switches import Switches


class _Press(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    value: Annotated[int, Field(ge=0, le=255)]


class _TypingSwitches(Switches):
    unknown_key: bool | None = None
    noise: bool | None = None


class _Switches(_TypingSwitches):
    wrong_checksum: bool | None = None


def keypad_page(simulator: KeypadSimulator, *, keymap: KeyMap, port: int = 0) -> SimulatorPage:
    """Return the page of a keypad on a serial line, to be entered as a context."""
    return SimulatorPage(
        page=_html(),
        state=lambda: _state(simulator, keymap),
        actions={
            "press": lambda body: simulator.press(_Press.model_validate_json(body).value),
            "switches": lambda body: _turn(simulator, _Switches.model_validate_json(body)),
        },
        port=port,
    )


def typing_page(
    simulator: TypingKeypadSimulator, *, keymap: KeyMap, port: int = 0
) -> SimulatorPage:
    """Return the page of a USB keypad that types, to be entered as a context."""
    return SimulatorPage(
        page=_html(),
        state=lambda: _typing_state(simulator, keymap),
        actions={
            "press": lambda body: simulator.press_key(_Press.model_validate_json(body).value),
            "switches": lambda body: _turn_typing(
                simulator, _TypingSwitches.model_validate_json(body)
            ),
        },
        port=port,
    )


def _html() -> bytes:
    return files("drivers.evaluator").joinpath("simulator_page.html").read_bytes()


def _turn(simulator: KeypadSimulator, switches: _Switches) -> None:
    simulator.set_faults(replace(simulator.faults, **switches.faults))
    switches.move_cable(simulator)


def _turn_typing(simulator: TypingKeypadSimulator, switches: _TypingSwitches) -> None:
    simulator.faults = replace(simulator.faults, **switches.faults)
    switches.move_cable(simulator)


def _state(simulator: KeypadSimulator, keymap: KeyMap) -> dict[str, Any]:
    return {
        "address": simulator.address,
        "path": simulator.path,
        "plugged": simulator.is_plugged,
        "armed": simulator.armed,
        "unanswered": simulator.unanswered,
        "stars": simulator.stars,
        "beeps": simulator.beeps,
        "keys": _keys(keymap),
        "faults": asdict(simulator.faults),
        "log": [line.as_json() for line in simulator.log],
    }


def _typing_state(simulator: TypingKeypadSimulator, keymap: KeyMap) -> dict[str, Any]:
    """It has no lamp, no address and hears nothing: what is not there is null."""
    return {
        "address": None,
        "path": str(simulator.path) if simulator.is_plugged else None,
        "plugged": simulator.is_plugged,
        "armed": None,
        "keys": _keys(keymap),
        "faults": asdict(simulator.faults),
        "log": [line.as_json() for line in simulator.log],
    }


def _keys(keymap: KeyMap) -> list[dict[str, Any]]:
    return [{"value": value, "level": level} for value, level in keymap.keys.items()]
