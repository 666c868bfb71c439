"""Tells the server what the journal holds for it, again and again until it has answered."""

import logging
import random
import threading
from datetime import timedelta

from kiosk.agent.background import Background
from kiosk.agent.journal import Journal, Report
from kiosk.agent.server_client import ServerAway, ServerClient, ServerRefused

logger = logging.getLogger(__name__)

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 15.0
KEPT = timedelta(days=3)


class Reporter(Background):
    """A thread that empties the journal's reports."""

    def __init__(
        self,
        journal: Journal,
        server: ServerClient,
        *,
        first_delay_s: float = FIRST_DELAY_S,
    ) -> None:
        super().__init__("reporter")
        self._journal = journal
        self._server = server
        self._first_delay_s = first_delay_s
        self._delay_s = first_delay_s
        self._wakened = threading.Event()
        self._hurried = threading.Event()

    def wake(self) -> None:
        """There is something to tell. A back-off that is under way is kept to."""
        self._wakened.set()

    def hurry(self) -> None:
        """The server is back: try at once."""
        self._hurried.set()
        self._wakened.set()

    def _interrupt(self) -> None:
        self.hurry()

    def _round(self) -> None:
        self._wakened.clear()
        self._hurried.clear()
        if self._stopping.is_set():
            return  # stopped just before the events were cleared
        if self._tell_all():
            self._delay_s = self._first_delay_s
            self._journal.forget(older_than=KEPT)
            self._wakened.wait()
        else:
            # Not woken early by new reports: they would hammer a server that is away.
            self._hurried.wait(self._delay_s * random.uniform(0.75, 1.25))
            self._delay_s = min(self._delay_s * 2, LONGEST_DELAY_S)

    def _tell_all(self) -> bool:
        """Send what is pending; True when nothing is left."""
        try:
            while pending := self._journal.pending_reports():
                heard = [self._tell(report) for report in pending]
                if not all(heard):
                    return False
        except ServerAway:
            return False
        return True

    def _tell(self, report: Report) -> bool:
        if self._stopping.is_set():
            return False
        try:
            self._server.post(report.path, report.body, idempotency_key=report.idempotency_key)
        except ServerRefused as refusal:
            if not refusal.is_final:
                return False
            logger.warning("the server refused the report %s: %s", report.about, refusal)
            self._journal.settle(report.report_id, verdict=refusal.code)
            return True
        self._journal.settle(report.report_id, verdict="accepted")
        return True
