"""Asking whoever stands at the station to press a key, hold a code up, or listen."""

from collections.abc import Callable

from kiosk.agent.doctor.words import Words
from kiosk.agent.trial import Favour


class AtTheStation:
    """The person at the station, if there is one.

    Args:
        patience_s: how long to wait for a favour; None: nobody can do any.
        listens: somebody hears the loudspeaker all the same.
        say: shows what is asked for.
    """

    def __init__(
        self,
        *,
        patience_s: float | None,
        listens: bool,
        say: Callable[[str], None],
        words: Words,
    ) -> None:
        self._patience_s = patience_s
        self._listens = listens
        self._say = say
        self._words = words

    @property
    def patience_s(self) -> float:
        return self._patience_s or 0.0

    def lends(self, favour: Favour) -> bool:
        """Say what is wanted, if somebody is there to do it."""
        if self._patience_s is None and not (self._listens and favour == "listen"):
            return False
        self._say(self._words.of("favour", favour, {"seconds": round(self.patience_s)}))
        return True
