"""Trying a device out: what came of it, and who may be asked for a favour meanwhile."""

from dataclasses import dataclass
from typing import Literal, Protocol

# unsure: the device cannot say it, or nobody was there to try it.
State = Literal["well", "ill", "unsure"]
Favour = Literal["press_keypad", "press_pad", "scan", "listen"]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a device out.

    Attributes:
        reason: a code for why it is not known to be well; empty when it is.
        where: which part of the device, if it has several.
    """

    state: State
    reason: str = ""
    where: str = ""


class Person(Protocol):
    """Whoever stands at the station while its devices are tried."""

    @property
    def patience_s(self) -> float:
        """How long to wait for what was asked for."""

    def lends(self, favour: Favour) -> bool:
        """Ask for a favour; False if nobody is there for it."""
