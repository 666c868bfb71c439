"""What happens next: a discrete-event loop that runs along the real clock, only faster."""

from __future__ import annotations

import heapq
import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count
from types import TracebackType
from typing import Self

Action = Callable[[], None]

# While an action takes longer than this on the simulated clock, the clock waits for it. Or a
# request of a twentieth of a second would be minutes, and everybody's wait the machine's fault.
HOLD_S = 45.0
_TICK_REAL_S = 0.004


class Appointment:
    """Something due at a moment of the simulated day."""

    def __init__(self, due_s: float, order: int, action: Action) -> None:
        self.due_s = due_s
        self.action: Action | None = action  # None once it has begun or was called off
        self._order = order

    def __lt__(self, other: Appointment) -> bool:
        return (self.due_s, self._order) < (other.due_s, other._order)


class Clock:
    """A clock that runs faster than the real one, and may be held back.

    Not for several threads at once: whoever shares it sees to that.
    """

    def __init__(self, *, begins_s: float, speed: float) -> None:
        self._speed = speed
        # Real and simulated moments at which it was held; between them it runs freely.
        self._marks = [(time.time(), begins_s)]

    def now_s(self, *, no_later_than_s: float) -> float:
        """The simulated moment. It never goes back behind one at which it was held."""
        real = time.time()
        now_s = self._runs_on(self._marks[-1], real)
        if now_s > no_later_than_s:
            now_s = max(no_later_than_s, self._marks[-1][1])
            self._marks.append((real, now_s))
        return now_s

    def simulated(self, at: datetime) -> float:
        """The simulated moment of a real one that is past."""
        real = at.timestamp()
        place = max(bisect_right(self._marks, (real, float("inf"))), 1)
        free_s = self._runs_on(self._marks[place - 1], real)
        return min(free_s, self._marks[place][1]) if place < len(self._marks) else free_s

    def _runs_on(self, mark: tuple[float, float], real: float) -> float:
        return mark[1] + (real - mark[0]) * self._speed


class Agenda:
    """Runs actions when they are due, several at a time.

    The simulated clock is the real one times the speed, but it waits for actions that are
    late: where the machine is too slow for the speed, the day takes longer and stays true.

    Args:
        begins_s: seconds since midnight at which the day starts, when entered as a context.
        speed: simulated seconds in a real one, at most.
        workers: how many actions may run at once; each may wait for a server.
    """

    def __init__(self, *, begins_s: float, speed: float, workers: int) -> None:
        self.speed = speed
        self.broken_by: BaseException | None = None
        self._begins_s = begins_s
        self._clock = Clock(begins_s=begins_s, speed=speed)
        self._due: list[Appointment] = []
        self._running: set[Appointment] = set()
        self._order = count()
        self._is_stopped = False
        self._change = threading.Condition(threading.RLock())
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="simulation")
        self._dispatcher = threading.Thread(target=self._dispatch, name="simulation", daemon=True)

    def __enter__(self) -> Self:
        self._clock = Clock(begins_s=self._begins_s, speed=self.speed)
        self._dispatcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Begin nothing any more, and wait for what runs."""
        self._stop()
        self._dispatcher.join()
        self._pool.shutdown(cancel_futures=True)

    def now_s(self) -> float:
        """The simulated moment, in seconds since midnight."""
        with self._change:
            oldest_s = min((a.due_s for a in self._running), default=float("inf"))
            return self._clock.now_s(no_later_than_s=oldest_s + HOLD_S)

    def simulated(self, at: datetime) -> float:
        """The simulated moment of a real one that is past, such as a server's time stamp."""
        with self._change:
            return self._clock.simulated(at)

    def at(self, due_s: float, action: Action) -> Appointment:
        """Run an action at a moment, or at once if that is past."""
        with self._change:
            appointment = Appointment(due_s, next(self._order), action)
            heapq.heappush(self._due, appointment)
            if self._due[0] is appointment:
                self._change.notify_all()
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

    def _is_over(self) -> bool:
        return self._is_stopped or not (self._due or self._running)

    def _stop(self) -> None:
        with self._change:
            self._is_stopped = True
            self._change.notify_all()

    def _dispatch(self) -> None:
        with self._change:
            while not self._is_stopped:
                self._drop_called_off()
                if not self._due:
                    self._change.wait()
                    continue
                early_s = self._due[0].due_s - self.now_s()
                if early_s > 0:
                    self._change.wait(max(early_s / self.speed, _TICK_REAL_S))
                else:
                    self._begin(heapq.heappop(self._due))

    def _drop_called_off(self) -> None:
        while self._due and self._due[0].action is None:
            heapq.heappop(self._due)
            self._change.notify_all()

    def _begin(self, appointment: Appointment) -> None:
        action, appointment.action = appointment.action, None
        if action is not None:
            self._running.add(appointment)
            self._pool.submit(self._run, appointment, action)

    def _run(self, appointment: Appointment, action: Action) -> None:
        try:
            action()
        except BaseException as error:
            self.broken_by = self.broken_by or error
            self._stop()
        finally:
            with self._change:
                self.now_s()  # up to here the clock waited for this action
                self._running.remove(appointment)
                self._change.notify_all()
