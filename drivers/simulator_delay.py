"""What a slow simulated device does a while after it should have."""

import threading
from collections.abc import Callable


class Later:
    """Does things late, each once. Usable from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._timers: list[threading.Timer] = []

    def do(self, deed: Callable[[], None], *, after_s: float) -> None:
        """Do something after so many seconds; at once, and in this thread, for 0."""
        if after_s <= 0:
            deed()
            return
        timer = threading.Timer(after_s, deed)
        timer.daemon = True
        with self._lock:
            self._timers = [each for each in self._timers if each.is_alive()]
            self._timers.append(timer)
            timer.start()

    def forget(self) -> None:
        """Do nothing of what was to come, as a device that has lost its power."""
        with self._lock:
            for timer in self._timers:
                timer.cancel()
            self._timers.clear()
