"""How those come who have an appointment: some early, some late, some never."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Comings:
    """What earlier days say of the appointments of a queue; seconds after the slot's begin.

    Attributes:
        booked: how many there were.
        on_time_s: when those came who came on time, in order; below 0 is before the slot.
    """

    booked: int
    on_time_s: tuple[float, ...]

    def comes_s(self, since_s: float, u: float) -> float | None:
        """When somebody comes on time who is not here at `since_s`; None if they do not.

        Whoever is not here yet is one of those who come later or of those who never do: the
        later it is, the more likely one of the latter.

        Args:
            u: their luck, from 0 up to but not including 1.
        """
        gone = bisect_right(self.on_time_s, since_s)
        place = gone + int(u * (self.booked - gone))
        return self.on_time_s[place] if place < len(self.on_time_s) else None
