"""What the programs of simulated devices do: run until asked to end, and say where they are."""

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Protocol

from drivers.simulator_page import SimulatorPage


class Running(Protocol):
    """A simulated device, to be entered as a context."""

    @property
    def path(self) -> str | None: ...
    def __enter__(self) -> object: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...


def until_asked() -> threading.Event:
    """Return an event that SIGINT or SIGTERM sets. Only the main thread may ask for it."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def run(simulator: Running, page: Callable[[int], SimulatorPage], *, web_port: int | None) -> int:
    """Run a device until SIGINT or SIGTERM; print the port to open and the page, if any.

    Args:
        simulator: the device, not yet started.
        page: makes the device's page, given its port.
        web_port: of the page; 0 takes any free one, None serves none.

    Returns:
        the program's exit code.
    """
    stopping = until_asked()
    with ExitStack() as running:
        running.enter_context(simulator)
        print(f"port {simulator.path}", flush=True)
        if web_port is not None:
            print(f"page {running.enter_context(page(web_port)).url}", flush=True)
        stopping.wait()
    return 0
