"""The simulated reader's page: cards to lay on and take away, its cable, its faults, the bytes.

POST /card        {"card": "resident"}; null takes it away
POST /switches    any of {"plugged", "silent", "noise", "wrong_checksum", "extra_aa", "slow_s",
                  "says"}; says is a status code, 0 for what is true
"""

from dataclasses import asdict, replace
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from drivers.idcard.protocol import Status
from drivers.idcard.reader_simulator import ReaderSimulator
from drivers.idcard.simulated_card import example_cards
from drivers.idcard.words import status_words
from drivers.simulator_page import SimulatorPage
from drivers.simulator_switches import Switches

_CARDS = example_cards()


class _Laying(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    card: str | None

    @field_validator("card")
    @classmethod
    def _is_known(cls, card: str | None) -> str | None:
        if card is not None and card not in _CARDS:
            raise ValueError(f"no such card; there are {', '.join(_CARDS)}")
        return card


class _Switches(Switches):
    noise: bool | None = None
    wrong_checksum: bool | None = None
    extra_aa: bool | None = None
    says: Annotated[int, Field(ge=0, le=255)] | None = None


def reader_page(simulator: ReaderSimulator, *, port: int = 0) -> SimulatorPage:
    """Return the page of a reader, to be entered as a context. Port 0 takes any free one."""
    return SimulatorPage(
        page=files("drivers.idcard").joinpath("simulator_page.html").read_bytes(),
        state=lambda: _state(simulator),
        actions={
            "card": lambda body: _lay(simulator, _Laying.model_validate_json(body)),
            "switches": lambda body: _turn(simulator, _Switches.model_validate_json(body)),
        },
        port=port,
    )


def _lay(simulator: ReaderSimulator, laying: _Laying) -> None:
    if laying.card is None:
        simulator.take_away()
    else:
        simulator.lay(_CARDS[laying.card])


def _turn(simulator: ReaderSimulator, switches: _Switches) -> None:
    changes = switches.faults
    if "says" in changes:
        changes["says"] = changes["says"] or None
    simulator.set_faults(replace(simulator.faults, **changes))
    switches.move_cable(simulator)


def _state(simulator: ReaderSimulator) -> dict[str, Any]:
    return {
        "path": simulator.path,
        "plugged": simulator.is_plugged,
        "card": simulator.card.code if simulator.card else None,
        "was_read": simulator.was_read,
        "cards": [{"code": card.code, "zh": card.zh, "en": card.en} for card in _CARDS.values()],
        "statuses": [{"code": code, **asdict(status_words(code))} for code in Status],
        "faults": asdict(simulator.faults),
        "log": [
            {"at_s": line.at_s, "sender": line.sender.name.lower(), "hex": line.shown}
            for line in simulator.log
        ],
    }
