"""What the staff should look at: journaled here, told to the server until it has answered."""

import uuid
from collections.abc import Callable

from kiosk.agent.clock import Clock, to_wire, utc_now
from kiosk.agent.journal import Journal
from kiosk.agent.wire import Json


class Alarms:
    """Raises alarms at the server. Usable from any thread.

    Args:
        tell: called when there is a new report in the journal.
    """

    def __init__(
        self, journal: Journal, *, tell: Callable[[], None], clock: Clock = utc_now
    ) -> None:
        self._journal = journal
        self._tell = tell
        self._clock = clock

    def sound(self, kind: str, *, device: str, detail: Json) -> None:
        """Raise an alarm. detail is for staff's eyes, and holds nothing personal."""
        self._journal.report(
            about=f"alarm:{uuid.uuid4().hex}",
            path="/stations/me/alarms",
            body={
                "kind": kind,
                "device": device,
                "detail": detail,
                "at": to_wire(self._clock()),
            },
        )
        self._tell()
