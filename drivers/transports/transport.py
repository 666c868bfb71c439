"""A line that carries bytes to a device and back. It knows no frames and starts no thread."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Transport(ABC):
    """One line to one device or bus.

    One thread at a time reads. close() may come from any thread and ends a blocked read within
    its timeout. A line that failed is closed; whoever supervises the device opens it again.
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """Where the line goes, for the log: `/dev/ttyUSB0`, `tcp://10.0.0.7:4001`."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """True from open() until close() or the first failure."""

    @abstractmethod
    def open(self) -> None:
        """Open the line; nothing is sent, and bytes from before are forgotten.

        Raises:
            NotConnected: there is no such port, or nobody answers there.
            PortBusy: another program holds the port.
        """

    @abstractmethod
    def close(self) -> None:
        """Close the line. Closing a closed line is fine."""

    @abstractmethod
    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, waiting up to timeout_s for the first byte.

        Frames come in any chopping: half of one, or three at once. b"" means silence.

        Raises:
            NotConnected: the line is not open.
            LinkLost: the line went away; it is closed now.
        """

    @abstractmethod
    def write(self, payload: bytes) -> None:
        """Send all of payload.

        Raises:
            NotConnected: the line is not open.
            LinkLost: the line went away; it is closed now.
            WriteTimedOut: the line took nothing in time; some bytes may have gone out.
        """

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
