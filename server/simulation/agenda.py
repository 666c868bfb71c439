"""What happens next: a discrete-event loop that runs along the real clock, only faster."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Self

Action = Callable[[], None]


class Appointment:
    """Something due at a moment of the simulated day."""

    def __init__(self, due_s: float, order: int, action: Action) -> None:
        self.due_s = due_s
        self.action: Action | None = action  # None once it has begun or was called off
        self._order = order

    def __lt__(self, other: Appointment) -> bool:
        return (self.due_s, self._order) < (other.due_s, other._order)


class Agenda:
    """Runs actions when they are due, several at a time.

    The simulated clock is the real one times the speed. What is due while every worker is busy
    starts late, in order: `latest_s` says how late at worst.

    Args:
        begins_s: seconds since midnight at which the day starts, when entered as a context.
        speed: simulated seconds in a real one.
        workers: how many actions may run at once; each may wait for a server.
    """

    def __init__(self, *, begins_s: float, speed: float, workers: int) -> None:
        self.speed = speed
        self.latest_s = 0.0
        self.broken_by: BaseException | None = None
        self._begins_s = begins_s
        self._started_at = time.monotonic()
        self._due: list[Appointment] = []
        self._order = count()
        self._running = 0
        self._is_stopped = False
        self._change = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, name=f"simulation-{n}", daemon=True)
            for n in range(workers)
        ]

    def __enter__(self) -> Self:
        self._started_at = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def now_s(self) -> float:
        """The simulated moment, in seconds since midnight."""
        return self._begins_s + (time.monotonic() - self._started_at) * self.speed

    def at(self, due_s: float, action: Action) -> Appointment:
        """Run an action at a moment, or at once if that is past."""
        with self._change:
            appointment = Appointment(due_s, next(self._order), action)
            heapq.heappush(self._due, appointment)
            self._change.notify()
        return appointment

    def after(self, delay_s: float, action: Action, *, real_s: float = 0.0) -> Appointment:
        """Run an action after a simulated delay, and not before so many real seconds."""
        return self.at(self.now_s() + max(delay_s, real_s * self.speed), action)

    def call_off(self, appointment: Appointment) -> bool:
        """Take back what has not begun; False if it has, or was taken back already."""
        with self._change:
            was_open = appointment.action is not None
            appointment.action = None
            return was_open

    def wait(self, timeout_s: float) -> bool:
        """Wait until nothing is left to do, at most so many real seconds.

        Returns:
            whether the agenda is over: empty, or stopped by an action that broke.
        """
        with self._change:
            return self._change.wait_for(self._is_over, timeout_s)

    def stop(self) -> None:
        """Begin nothing any more, and wait for what runs."""
        with self._change:
            self._is_stopped = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def _is_over(self) -> bool:
        return self._is_stopped or not (self._due or self._running)

    def _work(self) -> None:
        while (action := self._next()) is not None:
            try:
                action()
            except BaseException as error:
                self._break(error)
            finally:
                self._end()

    def _next(self) -> Action | None:
        """Wait for the next action; None when there will be none."""
        with self._change:
            while not self._is_stopped:
                while self._due and self._due[0].action is None:
                    heapq.heappop(self._due)
                    self._change.notify_all()
                if not self._due:
                    self._change.wait()
                    continue
                late_s = self.now_s() - self._due[0].due_s
                if late_s < 0:
                    self._change.wait(-late_s / self.speed)
                    continue
                return self._begin(late_s)
        return None

    def _begin(self, late_s: float) -> Action | None:
        appointment = heapq.heappop(self._due)
        action, appointment.action = appointment.action, None
        self.latest_s = max(self.latest_s, late_s)
        self._running += 1
        return action

    def _end(self) -> None:
        with self._change:
            self._running -= 1
            self._change.notify_all()

    def _break(self, error: BaseException) -> None:
        with self._change:
            self.broken_by = self.broken_by or error
            self._is_stopped = True
