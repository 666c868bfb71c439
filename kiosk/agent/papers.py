"""Papers beside tickets: notices that the server asks for, lists and guides at the kiosk."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Protocol

from pydantic import ValidationError

from drivers.printer.document import Document
from kiosk.agent.clock import Clock, utc_now
from kiosk.agent.guide_slip import guide_slip
from kiosk.agent.issuing import NotIssued, Printer
from kiosk.agent.journal import Journal
from kiosk.agent.materials_slip import materials_slip
from kiosk.agent.notice_slip import notice_slips
from kiosk.agent.notice_texts import NoticeTexts, read_notice_texts
from kiosk.agent.printing import SlipResult
from kiosk.agent.wire import Job, Json, NoticePrint, Outcome

logger = logging.getLogger(__name__)

NOTICE = "notice.print"
_MOST_REASON = 20  # characters that the server takes


class _Compose(Protocol):
    """Makes the paper about an item of the catalogue."""

    def __call__(self, item: Json, *, hall: Json, at: datetime, texts: NoticeTexts) -> Document: ...


class Papers:
    """Prints them, one after another, between the tickets. Usable from any thread.

    Args:
        printer: None at a station without one.
        catalogue: returns the hall's items, or None before they were ever fetched.
        time_zone: returns the hall's zone.
        tell: called when there is a new report in the journal.
    """

    def __init__(
        self,
        printer: Printer | None,
        *,
        journal: Journal,
        catalogue: Callable[[], Json | None],
        time_zone: Callable[[], tzinfo],
        tell: Callable[[], None],
        clock: Clock = utc_now,
    ) -> None:
        self._printer = printer
        self._journal = journal
        self._catalogue = catalogue
        self._time_zone = time_zone
        self._tell = tell
        self._clock = clock
        self._texts = read_notice_texts()
        self._one_press = threading.Lock()
        self._printed: dict[str, SlipResult] = {}

    def take(self, job: Job) -> None:
        """Print the copies of a notice, once; returns at once.

        A program that died in the middle of it prints both again: a second copy of a notice
        does no harm, and a citizen who goes away without one does.
        """
        if not self._journal.take(job):
            self._tell()  # it may have a result that the server has not heard
            return
        if job.deadline_at <= self._clock():
            self._finish(job, "dropped", {})
            return
        # Paper takes seconds, and this thread hears the hall's events.
        threading.Thread(target=self._print_notice, args=(job,), name="notice").start()

    def print_materials(self, request_id: str, *, item_id: int) -> SlipResult:
        """Print what to bring for an item; the same press again gives the same answer.

        Raises:
            NotIssued: no printer, or one that is known not to print; or no such item.
        """
        return self._print_once(request_id, materials_slip, item_id)

    def print_guide(self, request_id: str, *, item_id: int) -> SlipResult:
        """Print an item's whole guide; otherwise as `print_materials`."""
        return self._print_once(request_id, guide_slip, item_id)

    def _print_once(self, request_id: str, compose: _Compose, item_id: int) -> SlipResult:
        with self._one_press:
            known = self._printed.get(request_id)
            if known is not None:
                return known
            result = self._ready().print(self._about(item_id, compose))
            self._printed = {request_id: result}  # of a finger that trembles, the last is enough
            return result

    def _ready(self) -> Printer:
        ready = self._printer.readiness() if self._printer else None
        if self._printer is None or ready is None or ready.can_print == "no":
            raise NotIssued(
                "printer_not_ready",
                status=503,
                detail="The printer cannot print.",
                reason=ready.reason if ready else "no_printer",
            )
        return self._printer

    def _about(self, item_id: int, compose: _Compose) -> Document:
        document = self._catalogue() or {}
        for item in document.get("items", []):
            if item.get("item_id") == item_id:
                at = self._clock().astimezone(self._time_zone())
                return compose(item, hall=document["hall"], at=at, texts=self._texts)
        raise NotIssued("not_found", status=404, detail="No such item in the catalogue.")

    def _print_notice(self, job: Job) -> None:
        if self._printer is None:
            self._finish(job, "failed", {"error": "no_printer"})
            return
        try:
            asked = NoticePrint.model_validate(job.body)
            copies = notice_slips(
                asked.notice, is_reprint=asked.is_reprint, at=self._clock(), texts=self._texts
            )
            results = [self._printer.print(copy) for copy in copies]
        except ValidationError:
            self._finish(job, "failed", {"error": "unreadable"})
        except Exception:
            # A thread of its own: an unknown fault would leave the job without an answer for ever.
            logger.exception("a notice could not be printed")
            self._finish(job, "failed", {"error": "internal"})
        else:
            self._report(job, results)

    def _report(self, job: Job, results: list[SlipResult]) -> None:
        reasons = [result.reason for result in results if result.reason]
        failed = any(result.state == "failed" for result in results)
        body: Json = {"slips": [result.state for result in results]}
        if reasons:
            body["error"] = reasons[0][:_MOST_REASON]
        self._finish(job, "failed" if failed else "done", body)

    def _finish(self, job: Job, outcome: Outcome, body: Json) -> None:
        self._journal.finish(job.job_id, outcome=outcome, body=body)
        self._tell()
