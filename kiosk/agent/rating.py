"""Ratings: a job from the server lights the keypad, the first key is the answer, once."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import ValidationError

from drivers.evaluator.keymap import KeyMap, level_for
from drivers.evaluator.question import Answer, Cancelled, NoReply, Press, Pressed
from drivers.transports.errors import TransportError
from drivers.transports.transport import Transport
from kiosk.agent.clock import Clock, to_wire, utc_now
from kiosk.agent.journal import Journal
from kiosk.agent.stray_presses import StrayPresses
from kiosk.agent.supervisor import DeviceDown
from kiosk.agent.trial import Person, Trial
from kiosk.agent.wire import Job, Json, Outcome, RatingAsk

logger = logging.getLogger(__name__)

_LISTEN_S = 0.05  # how long a new job may have to wait for the thread


class Keypad(Protocol):
    """What the station asks of a keypad's driver; only cancel() may come from another thread."""

    @property
    def is_online(self) -> bool: ...
    @property
    def confirms(self) -> bool: ...
    def arm(self, on_answer: Callable[[Pressed], None] = ...) -> None: ...
    def wait(self, timeout_s: float) -> Answer: ...
    def cancel(self) -> None: ...
    def listen(self, timeout_s: float) -> None: ...


@dataclass(slots=True)
class _Question:
    """A job on its way: it is withdrawn from another thread."""

    job: Job
    ask: RatingAsk
    withdrawn_at_s: float | None = None  # monotonic

    def counts(self, pressed_at_s: float) -> bool:
        """Whether a key of that moment is an answer: given before the question was withdrawn.

        The news that it was given may come a little after that, while the key is confirmed.
        """
        return self.withdrawn_at_s is None or pressed_at_s <= self.withdrawn_at_s


class RatingDesk:
    """One keypad and the ratings asked on it, one at a time. The supervisor runs it.

    Args:
        new_line: makes an unopened line to the keypad.
        new_keypad: makes the keypad's driver on an open line; it is given what takes strays.
        window: the number of the window where the keypad stands; None: it is the only one here.
        tell: called when there is a new report in the journal.
    """

    def __init__(
        self,
        name: str,
        *,
        new_line: Callable[[], Transport],
        new_keypad: Callable[[Transport, Callable[[Press], None]], Keypad],
        keymap: KeyMap,
        journal: Journal,
        tell: Callable[[], None],
        window: str | None = None,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.window = window
        self._name = name
        self._new_line = new_line
        self._new_keypad = new_keypad
        self._keymap = keymap
        self._journal = journal
        self._tell = tell
        self._clock = clock
        self._monotonic = monotonic
        self._strays = StrayPresses(name, window=window, journal=journal, tell=tell, clock=clock)
        self._lock = threading.Lock()
        self._waiting: deque[_Question] = deque()
        self._current: _Question | None = None
        self._line: Transport | None = None
        self._keypad: Keypad | None = None
        self._was_tried = False
        self._is_mute = False

    @property
    def name(self) -> str:
        return self._name

    def health(self) -> Json:
        """Return the keypad's part of the station's health."""
        keypad = self._keypad
        return {"answers": not self._is_mute and (keypad is None or keypad.is_online)}

    def take(self, job: Job) -> None:
        """Take a job `rating.ask`; one that was taken before is left as it is."""
        try:
            ask = RatingAsk.model_validate(job.body)
        except ValidationError:
            self._finish(job, "failed", {"error": "unreadable"})
            return
        if not self._journal.take(job):
            self._tell()  # it may have a result that the server has not heard
            return
        with self._lock:
            is_lost = self._was_tried and self._keypad is None
            if not is_lost:
                self._waiting.append(_Question(job, ask))
        if is_lost:
            self._finish(job, "failed", {"error": "not_connected"})

    def withdraw(self, job_id: str) -> None:
        """Forget a job: no key pressed from now on counts for it."""
        with self._lock:
            keypad, current = self._keypad, self._current
            asked = [*self._waiting, *([current] if current else [])]
            for question in asked:
                if question.job.job_id == job_id:
                    question.withdrawn_at_s = self._monotonic()
            if keypad and current and current.withdrawn_at_s is not None:
                keypad.cancel()

    def open(self) -> None:
        line = self._new_line()
        self._line = line
        try:
            line.open()
        except TransportError as error:
            self._lose()
            raise DeviceDown(str(error)) from error
        with self._lock:
            self._was_tried = True
            self._keypad = self._new_keypad(line, self._strays.take)

    def run(self, stop: threading.Event) -> None:
        assert self._keypad is not None, "the supervisor opens before it runs"
        try:
            while not stop.is_set():
                question = self._next()
                if question is None:
                    self._keypad.listen(_LISTEN_S)
                else:
                    self._ask(self._keypad, question, stop)
        except TransportError as error:
            self._lose()
            raise DeviceDown(str(error)) from error

    def try_out(self, person: Person) -> Trial:
        """Light the keypad and withdraw at once; one that confirms nothing needs a key pressed."""
        assert self._keypad is not None, "it was opened before"
        try:
            self._keypad.arm()
        except NoReply:
            return Trial("ill", "no_answer")
        if self._keypad.confirms:
            self._keypad.cancel()
            self._keypad.wait(0)
            return Trial("well")
        if not person.lends("press_keypad"):
            return Trial("unsure", "confirms_nothing")
        answer = self._keypad.wait(person.patience_s)
        return Trial("well") if isinstance(answer, Pressed) else Trial("ill", "no_key")

    def interrupt(self) -> None:
        with self._lock:
            if self._keypad is not None:
                self._keypad.cancel()

    def close(self) -> None:
        with self._lock:
            self._keypad = None
        if self._line is not None:
            self._line.close()

    def _next(self) -> _Question | None:
        with self._lock:
            self._current = self._waiting.popleft() if self._waiting else None
            return self._current

    def _lose(self) -> None:
        """The keypad is gone, and with it everything that was asked or waited to be asked."""
        with self._lock:
            self._was_tried = True
            self._keypad = None
            lost = [*([self._current] if self._current else []), *self._waiting]
            self._current = None
            self._waiting.clear()
        for question in lost:
            self._finish(question.job, "failed", {"error": "not_connected"})

    def _ask(self, keypad: Keypad, question: _Question, stop: threading.Event) -> None:
        job = question.job
        left_s = (job.deadline_at - self._clock()).total_seconds()
        if question.withdrawn_at_s is not None or left_s <= 0:
            return self._drop(question)
        try:
            keypad.arm(lambda pressed: self._keep(question, pressed))
        except NoReply:
            return self._mute(job)
        self._is_mute = False
        # While the keypad was being lit, cancel() came before there was anything to cancel.
        if question.withdrawn_at_s is not None or stop.is_set():
            keypad.cancel()
        answer = keypad.wait(min(question.ask.timeout_s, left_s))
        return self._settle(question, answer, cut_short=left_s < question.ask.timeout_s)

    def _keep(self, question: _Question, pressed: Pressed) -> None:
        """Write an answer down before the keypad is told that it has arrived.

        A keypad that has been told repeats no key: a program that dies in between would lose it.
        """
        if question.counts(pressed.pressed_at_s):
            self._finish(question.job, *self._rating(pressed))

    def _settle(self, question: _Question, answer: Answer, *, cut_short: bool) -> None:
        job = question.job
        with self._lock:
            self._current = None
        if isinstance(answer, Pressed) and question.counts(answer.pressed_at_s):
            return  # kept already
        if question.withdrawn_at_s is not None:
            self._drop(question)
        elif isinstance(answer, Cancelled):
            # The program ends. The job stays without a result, so that the next run may ask again
            # if the server still wants it.
            logger.info("rating job %s is left for the next run", job.job_id)
        elif cut_short:
            self._drop(question)
        else:
            self._finish(job, "timed_out", {})

    def _rating(self, pressed: Pressed) -> tuple[Outcome, Json]:
        level = level_for(self._keymap, pressed.value)
        if level is None:
            logger.warning("keypad %s: no meaning for key value %s", self._name, pressed.value)
            return "failed", {"error": "unknown_key", "value": pressed.value}
        return "done", {
            "value": pressed.value,
            "level": level.value.lower(),
            "armed_at": to_wire(self._wall(pressed.armed_at_s)),
            "pressed_at": to_wire(self._wall(pressed.pressed_at_s)),
        }

    def _wall(self, instant_s: float) -> datetime:
        """Return when, by the wall clock, the monotonic clock showed instant_s."""
        return self._clock() - timedelta(seconds=self._monotonic() - instant_s)

    def _mute(self, job: Job) -> None:
        if not self._is_mute:
            logger.warning("keypad %s does not confirm that it asks", self._name)
        self._is_mute = True
        self._finish(job, "failed", {"error": "no_reply"})

    def _drop(self, question: _Question) -> None:
        reason = "past_deadline" if question.withdrawn_at_s is None else "withdrawn"
        self._finish(question.job, "dropped", {"reason": reason})

    def _finish(self, job: Job, outcome: Outcome, body: Json) -> None:
        if outcome in ("done", "failed"):
            body = {**body, "device": self._name}
        self._journal.finish(job.job_id, outcome=outcome, body=body)
        self._tell()
