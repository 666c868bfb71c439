"""Simulated devices on one real port, run by one thread."""

import threading
import time
from typing import Protocol

from drivers.simulator import Simulator

_TICK_S = 0.01


class Device(Protocol):
    """A device's half of the conversation, as values; its caller brings the bytes and the time."""

    def hear(self, chunk: bytes, *, now_s: float) -> None: ...
    def speak(self, *, now_s: float) -> list[bytes]: ...
    def power_up(self) -> None: ...


class Port(Protocol):
    """The devices' end of a line, with a plug to pull."""

    @property
    def path(self) -> str | None: ...
    def plug(self) -> None: ...
    def unplug(self) -> None: ...
    def read(self, timeout_s: float) -> bytes: ...
    def write(self, payload: bytes) -> None: ...


class PortSimulator(Simulator):
    """Devices on a port to open. Every method may come from any thread.

    Args:
        devices: all that hang on the wires; each hears everything.
        port: unplugged.
        name: of the thread.

    Attributes:
        lock: held while the devices are run; touch them with it held.
    """

    def __init__(self, *devices: Device, port: Port, name: str) -> None:
        self.lock = threading.Lock()
        self._devices = devices
        self._port = port
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Plug in and come to life. A stopped simulator is not started again: make another."""
        self._port.plug()
        self._thread.start()

    def stop(self) -> None:
        """End the thread, close the port and remove the link."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._port.unplug()

    @property
    def path(self) -> str | None:
        """The port to open, or None while unplugged."""
        return self._port.path

    @property
    def is_plugged(self) -> bool:
        return self._port.path is not None

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open loses it."""
        with self.lock:
            self._port.unplug()
            self._lose_cable()

    def plug(self) -> None:
        """Plug in again: a new port, the same link."""
        with self.lock:
            self._port.plug()

    def _lose_cable(self) -> None:
        """Do what the devices do without their cable: it is their power too. The lock is held."""
        for device in self._devices:
            device.power_up()

    def _notice(self, chunk: bytes) -> None:
        """Look at what came from the host before the devices hear it. The lock is held."""

    def _run(self) -> None:
        while not self._stopping.is_set():
            chunk = self._port.read(_TICK_S)
            with self.lock:
                now_s = time.monotonic()
                self._notice(chunk)
                for device in self._devices:
                    device.hear(chunk, now_s=now_s)
                    for payload in device.speak(now_s=now_s):
                        self._port.write(payload)
