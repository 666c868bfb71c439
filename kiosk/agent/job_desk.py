"""Hands each job of the server to the part of the station that does it."""

from collections.abc import Callable
from typing import Protocol

from kiosk.agent.journal import Journal
from kiosk.agent.papers import NOTICE
from kiosk.agent.remote import KINDS
from kiosk.agent.wire import Job


class Rating(Protocol):
    def take(self, job: Job) -> bool: ...
    def withdraw(self, job_id: str) -> None: ...


class Taking(Protocol):
    def take(self, job: Job) -> None: ...


class JobDesk:
    """A job that nobody here can do is answered at once: failed, and why."""

    def __init__(
        self,
        journal: Journal,
        *,
        rating: Rating,
        remote: Taking,
        papers: Taking,
        tell: Callable[[], None],
    ) -> None:
        self._journal = journal
        self._rating = rating
        self._remote = remote
        self._papers = papers
        self._tell = tell

    def take(self, job: Job) -> None:
        """Give a job to who does it; one that was taken before is left as it is."""
        if job.kind == "rating.ask" and self._rating.take(job):
            return
        if job.kind in KINDS:
            self._remote.take(job)
            return
        if job.kind == NOTICE:
            self._papers.take(job)
            return
        error = "not_connected" if job.kind == "rating.ask" else "unknown_kind"
        self._journal.finish(job.job_id, outcome="failed", body={"error": error})
        self._tell()

    def withdraw(self, job_id: str) -> None:
        """End a question that needs no answer any more."""
        self._rating.withdraw(job_id)
