"""A hall in which something happens all the time."""

from __future__ import annotations

import random
from typing import Any

from tests.server.api.asking import Answer, People

WINDOWS = {"1": 1, "2": 2, "4": 4}  # window -> its clerk


class BusyHall:
    """Citizens and clerks who do what comes to their minds."""

    def __init__(self, people: People, luck: random.Random) -> None:
        self.kiosk = people.station("kiosk")
        self.clerks = {window: people.clerk(n) for window, n in WINDOWS.items()}
        self.luck = luck

    def open(self) -> None:
        for window, clerk in self.clerks.items():
            assert clerk.at(window, "open").status == 200

    def go_on(self) -> None:
        """Take a step; a refusal is part of a hall's life."""
        answer = self._step()
        assert answer.status in (200, 201, 409), answer

    def _step(self) -> Answer:
        window = self.luck.choice(list(WINDOWS))
        steps: list[tuple[str, dict[str, Any]]] = [
            ("call-next", {}),
            ("call-next", {}),
            ("recall", {}),
            ("start", {}),
            ("pass", {}),
            ("return", {}),
            ("suspend", {"kind": "with_documents"}),
            ("finish", {"outcome": "accepted"}),
        ]
        if self.luck.random() < 0.3:
            return self.kiosk.issue(self.luck.choice("AB"))
        step, body = self.luck.choice(steps)
        return self.clerks[window].at(window, step, **body)
