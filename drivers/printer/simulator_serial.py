"""The simulated printer's serial port: a pseudo-terminal that behaves like a socket."""

from pathlib import Path

from drivers.transports.pseudo_terminal import PseudoTerminal

_LOOK_S = 0.02  # how long a reader may sleep before it sees that the line was shut


class SerialEnd:
    """The printer's end of a serial line, plugged in from the start.

    Whoever opens and closes the other end goes unnoticed, as on a real line; only a pulled cable
    ends it.
    """

    def __init__(self, link: Path) -> None:
        self._port = PseudoTerminal(link=link)
        self._port.plug()
        self._shut = False

    def recv(self, most: int, /) -> bytes:
        """Return what has arrived; b"" once the line was shut."""
        del most  # a terminal hands out what it has
        while not self._shut:
            if heard := self._port.read(_LOOK_S):
                return heard
        return b""

    def sendall(self, data: bytes, /) -> None:
        """Answer."""
        self._port.write(data)

    def shutdown(self, how: int, /) -> None:
        """Pull the cable."""
        del how
        self._shut = True
        self._port.unplug()

    def close(self) -> None:
        """Pull the cable."""
        self._port.unplug()
