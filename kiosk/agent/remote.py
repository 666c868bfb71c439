"""What the office tells a station from afar: lock, unlock, words on the screen, a fresh page."""

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.agent.clock import Clock, to_wire, utc_now
from kiosk.agent.journal import Journal
from kiosk.agent.kept_file import keep, read_kept
from kiosk.agent.printing import SlipResult
from kiosk.agent.wire import Job, Json, Outcome

logger = logging.getLogger(__name__)

LOCK, UNLOCK, SHOW = "station.lock", "station.unlock", "station.show"
RESTART_PAGE, SELF_TEST = "page.restart", "printer.self_test"
KINDS = frozenset({LOCK, UNLOCK, SHOW, RESTART_PAGE, SELF_TEST})


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    zh: str = ""
    en: str = ""


class _Shown(_Words):
    shown_s: float = Field(default=60, gt=0, le=3600)


@dataclass(frozen=True, slots=True)
class _Message:
    words: _Words
    until: datetime


class Remote:
    """Carries out messages from afar. Usable from any thread.

    A lock outlives the program: it ends by an unlock, not by a power cut.

    Args:
        self_test: prints the self-test slip; None at a station without a printer.
        tell: called when there is a new report in the journal.
    """

    def __init__(
        self,
        path: Path,
        *,
        journal: Journal,
        tell: Callable[[], None],
        self_test: Callable[[], SlipResult] | None,
        clock: Clock = utc_now,
    ) -> None:
        self._path = path
        self._journal = journal
        self._tell = tell
        self._self_test = self_test
        self._clock = clock
        self._lock = threading.Lock()
        self._locked = _kept(path)
        self._message: _Message | None = None
        self._page = uuid.uuid4().hex  # another one tells the page to load itself anew

    @property
    def is_locked(self) -> bool:
        """True while the office has locked the station: it issues nothing."""
        return self._locked is not None

    def state(self) -> Json:
        """Return what the page shows of it: `locked`, `message` and `page`."""
        with self._lock:
            locked, message, page = self._locked, self._message, self._page
        if message is not None and message.until <= self._clock():
            message = None
        return {
            "locked": None if locked is None else locked.model_dump(),
            "message": None
            if message is None
            else {**message.words.model_dump(exclude={"shown_s"}), "until": to_wire(message.until)},
            "page": page,
        }

    def take(self, job: Job) -> None:
        """Carry out a job of one of KINDS, once."""
        if not self._journal.take(job):
            self._tell()  # it may have a result that the server has not heard
            return
        if job.deadline_at <= self._clock():
            self._finish(job, "dropped", {})
            return
        try:
            self._carry_out(job)
        except ValidationError:
            self._finish(job, "failed", {"error": "unreadable"})
        except OSError:
            logger.exception("what the office said cannot be kept in %s", self._path)
            self._finish(job, "failed", {"error": "disk"})

    def _carry_out(self, job: Job) -> None:
        if job.kind == LOCK:
            self._set_lock(_Words.model_validate(job.body))
        elif job.kind == UNLOCK:
            self._set_lock(None)
        elif job.kind == SHOW:
            self._show(_Shown.model_validate(job.body))
        elif job.kind == RESTART_PAGE:
            with self._lock:
                self._page = uuid.uuid4().hex
        else:
            # A slip takes seconds, and this thread hears the hall's events.
            threading.Thread(target=self._print, args=(job,), name="self-test").start()
            return
        self._finish(job, "done", {})

    def _set_lock(self, words: _Words | None) -> None:
        with self._lock:
            keep(self._path, {"locked": None if words is None else words.model_dump()})
            self._locked = words
        logger.info("the office has %s this station", "unlocked" if words is None else "locked")

    def _show(self, shown: _Shown) -> None:
        until = self._clock() + timedelta(seconds=shown.shown_s)
        with self._lock:
            self._message = _Message(shown, until)

    def _print(self, job: Job) -> None:
        if self._self_test is None:
            self._finish(job, "failed", {"error": "no_printer"})
            return
        try:
            result = self._self_test()
        except Exception:
            # A thread of its own: an unknown fault would leave the job without an answer.
            logger.exception("the self-test slip could not be printed")
            self._finish(job, "failed", {"error": "internal"})
            return
        if result.state == "printed":
            self._finish(job, "done", {})
        else:
            self._finish(job, "failed", {"error": (result.reason or result.state)[:20]})

    def _finish(self, job: Job, outcome: Outcome, body: Json) -> None:
        self._journal.finish(job.job_id, outcome=outcome, body=body)
        self._tell()


def _kept(path: Path) -> _Words | None:
    document = read_kept(path) or {}
    try:
        locked = document.get("locked")
        return None if locked is None else _Words.model_validate(locked)
    except ValidationError:
        return None
