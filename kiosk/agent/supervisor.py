"""Keeps devices running: one thread a device, opened again after every failure."""

import logging
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from kiosk.agent.clock import Clock, to_wire, utc_now
from kiosk.agent.trial import Person, Trial
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 10.0
_GOOD_RUN_S = 5.0


class DeviceDown(Exception):
    """The device cannot be reached now. The message is a short reason for the log."""


class Runner(Protocol):
    """The work of one device. All but interrupt() is called from one thread."""

    @property
    def name(self) -> str:
        """The device's name in the station file."""

    def open(self) -> None:
        """Reach the device. Raises DeviceDown."""

    def run(self, stop: threading.Event) -> None:
        """Work until stop is set. Raises DeviceDown when the device is lost."""

    def try_out(self, person: Person) -> Trial:
        """Really use the device once, in place of run(). Raises TransportError when it is lost."""

    def close(self) -> None:
        """Let go of the device; called after every open that was tried."""

    def interrupt(self) -> None:
        """End what run() is waiting for; stop has been set. Called from any thread."""

    def health(self) -> Json:
        """Return what this kind of device says about itself beside up and down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """How a device is. reason is empty while it is up."""

    state: Literal["starting", "up", "down", "stopped"]
    since: datetime
    reason: str = ""


class Supervised:
    """One device under supervision."""

    def __init__(
        self, runner: Runner, *, clock: Clock = utc_now, first_delay_s: float = FIRST_DELAY_S
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._first_delay_s = first_delay_s
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._keep_running, name=f"device-{runner.name}", daemon=True
        )
        self._state = DeviceState(state="starting", since=clock())

    @property
    def name(self) -> str:
        return self._runner.name

    @property
    def state(self) -> DeviceState:
        return self._state

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Tell the device to end its work; returns at once."""
        self._stop.set()
        self._runner.interrupt()

    def health(self) -> Json:
        """Return the device's part of the station's health."""
        state = self._state
        return {
            "state": state.state,
            "since": to_wire(state.since),
            "down_reason": state.reason or None,
            **self._runner.health(),
        }

    def join(self, timeout_s: float) -> bool:
        """Wait until the device has ended; False if it has not in time."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _keep_running(self) -> None:
        delays = self._delays()
        while not self._stop.is_set():
            began = self._clock()
            try:
                self._run_once()
            except DeviceDown as error:
                self._went_down(str(error))
            except Exception as error:
                self._went_down(type(error).__name__, bug=error)
            if (self._clock() - began).total_seconds() > _GOOD_RUN_S:
                delays = self._delays()
            self._stop.wait(next(delays))
        self._state = DeviceState(state="stopped", since=self._clock())

    def _run_once(self) -> None:
        try:
            self._runner.open()
            self._came_up()
            self._runner.run(self._stop)
        finally:
            self._runner.close()

    def _came_up(self) -> None:
        if self._state.state == "down":
            logger.info("device %s is back", self.name)
        self._state = DeviceState(state="up", since=self._clock())

    def _went_down(self, reason: str, *, bug: Exception | None = None) -> None:
        # A device that stays away fails again at every attempt: only the first is news.
        if self._state.state != "down":
            logger.warning("device %s is down: %s", self.name, reason, exc_info=bug)
            self._state = DeviceState(state="down", since=self._clock(), reason=reason)

    def _delays(self) -> Iterator[float]:
        delay = self._first_delay_s
        while True:
            yield delay * random.uniform(0.75, 1.25)
            delay = min(delay * 2, LONGEST_DELAY_S)
