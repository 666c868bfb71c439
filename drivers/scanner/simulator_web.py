"""The simulated scanner's page: a code to hold before it, its cable, its settings and faults.

POST /scan        {"text": "BDY:12345678"}
POST /switches    any of {"plugged", "end", "aim", "garbage", "overlong", "silent",
                  "slow_s"}
"""

from dataclasses import asdict, replace
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from drivers.scanner.scanner_simulator import ScannerSimulator
from drivers.simulator_page import SimulatorPage
from drivers.simulator_switches import Switches


class _Code(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class _Switches(Switches):
    end: Literal["cr", "lf", "crlf", "none"] | None = None
    aim: bool | None = None
    garbage: bool | None = None
    overlong: bool | None = None


def scanner_page(simulator: ScannerSimulator, *, port: int = 0) -> SimulatorPage:
    """Return the page of a scanner, to be entered as a context. Port 0 takes any free one."""
    return SimulatorPage(
        page=files("drivers.scanner").joinpath("simulator_page.html").read_bytes(),
        state=lambda: _state(simulator),
        actions={
            "scan": lambda body: simulator.scan(_Code.model_validate_json(body).text),
            "switches": lambda body: _turn(simulator, _Switches.model_validate_json(body)),
        },
        port=port,
    )


def _turn(simulator: ScannerSimulator, switches: _Switches) -> None:
    simulator.faults = replace(simulator.faults, **switches.faults)
    switches.move_cable(simulator)


def _state(simulator: ScannerSimulator) -> dict[str, Any]:
    return {
        "path": simulator.path,
        "plugged": simulator.is_plugged,
        "scans": simulator.scans,
        "faults": asdict(simulator.faults),
    }
