"""What every simulated device has: a cable to pull, and a life between two points in time."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Simulator(ABC):
    """A simulated device. It is plugged in, and lives, while entered as a context."""

    @property
    @abstractmethod
    def is_plugged(self) -> bool:
        """True while the cable is in."""

    @abstractmethod
    def plug(self) -> None:
        """Plug in; nothing happens if it is plugged in already."""

    @abstractmethod
    def unplug(self) -> None:
        """Pull the cable; nothing happens if it is pulled already."""

    def start(self) -> None:
        """Plug in and come to life."""
        self.plug()

    def stop(self) -> None:
        """Pull the cable and end."""
        self.unplug()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
