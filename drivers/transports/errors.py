"""What can go wrong with a line, whatever the line is made of.

TransportError
├── NotConnected    not open: never opened, closed by us, or it could not be opened
│   └── PortBusy    another program holds the port
├── LinkLost        was open and went away: cable pulled, converter rebooted, peer gone
└── WriteTimedOut   still there, but took no bytes within the write timeout
"""


class TransportError(Exception):
    """The line cannot do what was asked. Close it and open it afresh."""


class NotConnected(TransportError):
    """The line is not open."""


class PortBusy(NotConnected):
    """The port exists, but another program holds it."""


class LinkLost(TransportError):
    """The line was open and went away."""


class WriteTimedOut(TransportError):
    """The far end, or the driver below us, takes no more bytes."""
