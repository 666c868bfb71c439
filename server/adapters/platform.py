"""What a platform is to whoever forwards ratings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from server.domain.forwarding import OutgoingRating, Recipient, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt came to.

    Attributes:
        error: what was met, for the office to read; None if all was well. Never a secret, never
            what a citizen wrote.
    """

    verdict: Verdict
    error: str | None = None


class Platform(Protocol):
    """Where ratings go."""

    @property
    def recipient(self) -> Recipient:
        """What it takes."""
        ...

    def deliver(self, rating: OutgoingRating) -> Outcome:
        """Hand a rating over once; whatever goes wrong is an outcome, never an exception."""
        ...
