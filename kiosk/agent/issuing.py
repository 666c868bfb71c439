"""One press at the kiosk becomes one ticket and one slip, whatever is pressed or sent twice."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from drivers.printer.document import Document
from kiosk.agent.journal import Issue, Journal
from kiosk.agent.persons import CardPerson
from kiosk.agent.printing import Readiness, SlipResult
from kiosk.agent.server_client import ServerAway, ServerRefused
from kiosk.agent.wire import Json, SlipState

logger = logging.getLogger(__name__)


class Server(Protocol):
    def post(self, path: str, body: Json, *, idempotency_key: str) -> Json: ...


class Printer(Protocol):
    def readiness(self) -> Readiness: ...
    def print(self, slip: Document, *, number: str | None = None) -> SlipResult: ...


class Alone(Protocol):
    """What gives numbers while the server is away."""

    def is_away(self) -> bool:
        """Return True if the server is known not to answer: asking it would only take time."""

    def missed(self) -> None:
        """The server did not answer."""

    def drawn(self, request_id: str) -> Json | None:
        """Return the ticket that was given for this press without the server, or None."""

    def draw(self, request_id: str, *, wanted: Json) -> Json:
        """Give a number and return its ticket. Raises NotIssued, `server_away` if it cannot."""


class NotIssued(Exception):
    """No ticket was drawn as far as this station knows.

    code is for the screen to translate; fields hold what the server said beside it.
    """

    def __init__(self, code: str, *, status: int, detail: str, **fields: object) -> None:
        super().__init__(detail)
        self.code = code
        self.status = status
        self.body: Json = {**fields, "code": code, "detail": detail}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A ticket, and what is known of its slip. The ticket keeps its place whatever the slip did."""

    ticket: Json
    slip: SlipState
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What one press asks of the server.

    wanted is what the journal remembers of it; body may hold more than may be remembered.
    """

    wanted: Json
    path: str
    body: Json = field(repr=False)


class Issuing:
    """Draws tickets at the server and prints their slips. Usable from any thread.

    Args:
        hall_id: returns this station's hall, or None while it is not known.
        compose: makes the slip of a ticket.
        tell: called when there is a new report in the journal.
        alone: gives numbers while the server is away; without it nobody does.
    """

    def __init__(
        self,
        *,
        server: Server,
        printer: Printer | None,
        journal: Journal,
        hall_id: Callable[[], int | None],
        compose: Callable[[Json], Document],
        tell: Callable[[], None],
        alone: Alone | None = None,
    ) -> None:
        self._server = server
        self._printer = printer
        self._journal = journal
        self._hall_id = hall_id
        self._compose = compose
        self._tell = tell
        self._alone = alone
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[Issued]] = {}

    def issue(
        self, request_id: str, *, wanted: Json, person: str | CardPerson | None = None
    ) -> Issued:
        """Draw the ticket of one press, print its slip and say what became of both.

        The same request_id again, at the same time or later, gives the same answer.

        Args:
            wanted: `queue_id`, `item_id` or `package_id`, as the server takes it.
            person: a telephone or identity number, or whose card was read. It goes to the
                server and nowhere else: neither the journal nor a log ever holds it.

        Raises:
            NotIssued: the printer is known not to print, the server is away or says no.
        """
        who = said(person)
        order = _Order(wanted=wanted, path="/tickets", body={**wanted, "channel": "kiosk", **who})
        return self._once(request_id, order)

    def reprint(self, request_id: str, *, ticket_id: int) -> Issued:
        """补打: print a ticket's slip once more; the server counts it, the slip says so.

        Raises:
            NotIssued: as for `issue`; or the ticket's life is over.
        """
        path = f"/tickets/{ticket_id}/reprint"
        return self._once(request_id, _Order(wanted={"reprint": ticket_id}, path=path, body={}))

    def check_in(self, request_id: str, *, code: str) -> Issued:
        """签到: draw the one ticket of an appointment and print its slip.

        Args:
            code: as typed, or as the QR code holds it.

        Raises:
            NotIssued: as for `issue`; or the appointment is early, over, used or unknown.
        """
        wanted = {"code": code}
        return self._once(
            request_id, _Order(wanted=wanted, path="/appointments/check-in", body=wanted)
        )

    def check_in_person(self, request_id: str, *, person: str | CardPerson) -> Issued:
        """签到 without a code: today's appointment of whose card was read or number was typed.

        Raises:
            NotIssued: as for `check_in`; or the person has none today.
        """
        path = "/appointments/check-in"
        # The journal is a file: it is to remember that somebody was named, not who.
        by = "number" if isinstance(person, str) else "card"
        order = _Order(wanted={"check_in": by}, path=path, body=said(person))
        return self._once(request_id, order)

    def _once(self, request_id: str, order: _Order) -> Issued:
        with self._lock:
            answer = self._under_way.get(request_id)
            is_first = answer is None
            if answer is None:
                answer = self._under_way[request_id] = Future()
        if is_first:
            self._answer(answer, request_id, order)
        return answer.result()

    def _answer(self, answer: Future[Issued], request_id: str, order: _Order) -> None:
        try:
            answer.set_result(self._issue(request_id, order))
        except BaseException as error:
            answer.set_exception(error)
        finally:
            with self._lock:
                del self._under_way[request_id]

    def _issue(self, request_id: str, order: _Order) -> Issued:
        known = self._journal.issue(request_id)
        if known is not None:
            return _as_before(known, order.wanted)
        printer = self._ready_printer()
        ticket = self._draw(request_id, order)
        # Committed before the first byte goes out: should the program die now, a repeated press
        # finds the slip unknown, and no second one is printed.
        self._journal.begin_slip(request_id, wanted=order.wanted, ticket=ticket)
        result = self._print(printer, ticket)
        self._journal.end_slip(request_id, slip=result.state, reason=result.reason)
        self._tell()
        return Issued(ticket=ticket, slip=result.state, reason=result.reason)

    def _ready_printer(self) -> Printer:
        if self._printer is None:
            raise _printer_not_ready("no_printer")
        ready = self._printer.readiness()
        if ready.can_print == "no":
            raise _printer_not_ready(ready.reason)
        return self._printer

    def _draw(self, request_id: str, order: _Order) -> Json:
        if self._alone is None:
            return self._ask(request_id, order)
        given = self._alone.drawn(request_id)
        if given is not None:
            return given  # whatever the server says by now: one press, one number
        if self._alone.is_away():
            try:
                return self._alone.draw(request_id, wanted=order.wanted)
            except NotIssued as refusal:
                if refusal.code != _AWAY:
                    raise
        try:
            return self._ask(request_id, order)
        except NotIssued as refusal:
            if refusal.code != _AWAY:
                raise
        # Perhaps the server has given a number and only its answer was lost. Nobody has seen
        # that one; the server takes it back when it hears of this one, given for the same press.
        return self._alone.draw(request_id, wanted=order.wanted)

    def _ask(self, request_id: str, order: _Order) -> Json:
        hall_id = self._hall_id()
        if hall_id is None:
            raise server_away()
        path = f"/halls/{hall_id}{order.path}"
        try:
            return self._server.post(path, order.body, idempotency_key=request_id)
        except ServerAway:
            if self._alone is not None:
                self._alone.missed()
            raise server_away() from None
        except ServerRefused as refusal:
            raise refused(refusal) from None

    def _print(self, printer: Printer, ticket: Json) -> SlipResult:
        try:
            return printer.print(self._compose(ticket), number=ticket.get("number"))
        except ValueError:
            logger.exception("the slip of ticket %s cannot be made", ticket.get("ticket_id"))
            return SlipResult(state="failed", reason="not_printable")


_OURS = ("code", "detail", "status")
_AWAY = "server_away"


def said(person: str | CardPerson | None) -> Json:
    """Return how a request to the server says who it is; empty for nobody in particular."""
    if person is None:
        return {}
    return {"person": person} if isinstance(person, str) else person.said()


def refused(refusal: ServerRefused) -> NotIssued:
    """Return what the server's refusal is to the page."""
    fields = {key: value for key, value in refusal.body.items() if key not in _OURS}
    detail = str(refusal.body.get("detail", ""))
    return NotIssued(refusal.code, status=refusal.status, detail=detail, **fields)


def _as_before(known: Issue, wanted: Json) -> Issued:
    if known.wanted != wanted:
        raise NotIssued(
            "idempotency_key_reused", status=409, detail="This request asked for something else."
        )
    return Issued(ticket=known.ticket, slip=known.slip or "unknown", reason=known.reason)


def server_away() -> NotIssued:
    """Return what silence of the server is to the page."""
    return NotIssued(_AWAY, status=503, detail="The server does not answer.")


def _printer_not_ready(reason: str | None) -> NotIssued:
    return NotIssued(
        "printer_not_ready", status=503, detail="The printer cannot print.", reason=reason
    )
