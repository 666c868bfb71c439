"""Hands up what was given while the server was away, and renews what is held for the next time."""

import hashlib
import logging
import threading
import uuid
from datetime import datetime, timedelta

from kiosk.agent.background import Background
from kiosk.agent.clock import to_wire
from kiosk.agent.hall_clock import HallClock
from kiosk.agent.journal import Journal
from kiosk.agent.presence import Presence
from kiosk.agent.reserve import Reserve
from kiosk.agent.reserve_book import Number, ReserveBook
from kiosk.agent.server_client import ServerAway, ServerClient, ServerRefused
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

EVERY_S = 30.0  # quotas and appointments are as old as this at most when the server goes
RETRY_S = 5.0
AT_ONCE = 50
# A slip takes a few seconds; of a number whose slip was never begun nobody will hear any more.
NEVER_BEGUN = timedelta(seconds=60)


class ReserveKeeper(Background):
    """A thread that meets the server every every_s, and tries every retry_s while it is away."""

    def __init__(
        self,
        reserve: Reserve,
        book: ReserveBook,
        *,
        server: ServerClient,
        journal: Journal,
        presence: Presence,
        clock: HallClock,
        every_s: float = EVERY_S,
        retry_s: float = RETRY_S,
    ) -> None:
        super().__init__("reserve")
        self._reserve = reserve
        self._book = book
        self._server = server
        self._journal = journal
        self._presence = presence
        self._clock = clock
        self._every_s = every_s
        self._retry_s = retry_s
        self._refusal: str | None = None
        self._wakened = threading.Event()
        self._hurried = threading.Event()

    def wake(self) -> None:
        """There is something to hand up. While the server is away the next try is soon enough."""
        self._wakened.set()

    def hurry(self) -> None:
        """The server is back, or the hall has changed: meet it at once."""
        self._hurried.set()
        self._wakened.set()

    def meet(self) -> bool:
        """Hand up and renew now; False if the server did not answer."""
        try:
            self._hand_up()
            self._renew()
            self._note_refusal(None)
        except ServerAway:
            self._presence.missed()
            return False
        except ServerRefused as refusal:
            self._note_refusal(str(refusal))
        self._presence.heard()
        return True

    def _note_refusal(self, refusal: str | None) -> None:
        if refusal is not None and refusal != self._refusal:
            logger.warning("the server does not let this station hold numbers: %s", refusal)
        self._refusal = refusal

    def _interrupt(self) -> None:
        self.hurry()

    def _round(self) -> None:
        self._wakened.clear()
        self._hurried.clear()
        if self._stopping.is_set():
            return  # stopped just before the events were cleared
        if self.meet():
            self._wakened.wait(self._every_s)
        else:
            self._hurried.wait(self._retry_s)

    def _renew(self) -> None:
        document = self._server.post(
            "/stations/me/leases",
            {"holder": self._book.holder},
            idempotency_key=uuid.uuid4().hex,
        )
        self._reserve.keep(document)
        self._book.forget(before=self._clock.now())

    def _hand_up(self) -> None:
        while ready := self._ready():
            tickets = [body for _, body in ready]
            # The same tickets again are the same request: what became of it is asked, not redone.
            key = hashlib.sha256(repr(tickets).encode()).hexdigest()[:32]
            answer = self._server.post(
                "/stations/me/tickets", {"tickets": tickets}, idempotency_key=key
            )
            for each in answer["tickets"]:
                self._settle(each)

    def _settle(self, each: Json) -> None:
        verdict = each["refused"] or "accepted"
        if each["refused"]:
            logger.error("the server refused the number of %s: %s", each["request_id"], verdict)
        self._book.settle(each["request_id"], verdict=verdict, at=self._clock.now())

    def _ready(self) -> list[tuple[Number, Json]]:
        """What can be handed up: in the order given, up to the first whose slip is in print."""
        ready = []
        now = self._clock.now()
        for number in self._book.to_hand_up(limit=AT_ONCE):
            body = self._body(number, now)
            if body is None:
                break
            ready.append((number, body))
        return ready

    def _body(self, number: Number, now: datetime) -> Json | None:
        issue = self._journal.issue(number.request_id)
        if issue is None and now - number.joined_at < NEVER_BEGUN:
            return None
        if issue is not None and issue.slip is None:
            return None
        slip, reason = ("unknown", "interrupted") if issue is None else (issue.slip, issue.reason)
        return {
            "request_id": number.request_id,
            "lease_id": number.lease_id,
            "serial": number.serial,
            "number": number.ticket["number"],
            "token": number.ticket["token"],
            "joined_at": to_wire(number.joined_at),
            "slip": slip,
            "slip_reason": reason,
            **{
                key: number.wanted[key] for key in ("item_id", "package_id") if key in number.wanted
            },
            "appointment_id": number.appointment_id,
        }
