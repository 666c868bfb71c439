"""The keypads of a station: each question goes to the keypad of its window."""

from collections.abc import Sequence

from kiosk.agent.rating import RatingDesk
from kiosk.agent.wire import Job


class RatingDesks:
    """Hands jobs `rating.ask` to the desk of their window. Usable from any thread.

    Args:
        desks: each with a window of its own, or a single one for whatever is asked here.
    """

    def __init__(self, desks: Sequence[RatingDesk]) -> None:
        self._desks = tuple(desks)

    def take(self, job: Job) -> bool:
        """Take a job; False if no keypad here is that window's."""
        for desk in self._desks:
            if desk.window in (None, job.body.get("window")):
                desk.take(job)
                return True
        return False

    def withdraw(self, job_id: str) -> None:
        """Forget a job, whichever desk has it."""
        for desk in self._desks:
            desk.withdraw(job_id)
