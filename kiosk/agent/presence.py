"""Whether the server answers, by the last word anybody at this station had of it."""


class Presence:
    """Usable from any thread: one flag, set by whoever has asked last."""

    def __init__(self) -> None:
        self._away = False

    @property
    def is_away(self) -> bool:
        """True from a question without an answer until the next answer."""
        return self._away

    def heard(self) -> None:
        """The server has said something."""
        self._away = False

    def missed(self) -> None:
        """The server did not answer in time."""
        self._away = True
