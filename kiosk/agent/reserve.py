"""Giving numbers while the server is away: from leased ones, by the rules last told."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime

from pydantic import ValidationError

from kiosk.agent import reserve_rules as rules
from kiosk.agent.hall_clock import HallClock
from kiosk.agent.issuing import NotIssued
from kiosk.agent.presence import Presence
from kiosk.agent.reserve_book import Number, ReserveBook, Used
from kiosk.agent.reserve_document import Booked, Day, Hours, QueueDay, ReserveDocument
from kiosk.agent.reserve_rules import AWAY, Shut
from kiosk.agent.reserve_ticket import Wish, look_up, make_ticket
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

# By its beginning a telephone's page knows that the server may not have heard of the ticket yet.
TOKEN_PREFIX = "kiosk-"
TOKEN_BYTES = 12  # 96 bits: nobody guesses a neighbour's ticket


class Reserve:
    """What this kiosk can do by itself. Usable from any thread.

    Args:
        catalogue: returns the hall's catalogue as last fetched, or None.
    """

    def __init__(
        self,
        book: ReserveBook,
        *,
        clock: HallClock,
        presence: Presence,
        catalogue: Callable[[], Json | None],
    ) -> None:
        self._book = book
        self._clock = clock
        self._presence = presence
        self._catalogue = catalogue
        self._document = _read(book.document())

    def keep(self, document: Json) -> None:
        """Know from now on what the server has just told."""
        read = _read(document)
        if read is None:
            return
        self._book.keep(document, told_at=read.now)
        self._document = read
        self._clock.hear(read.now)

    def is_away(self) -> bool:
        """Return True if the server is known not to answer."""
        return self._presence.is_away

    def missed(self) -> None:
        """The server did not answer."""
        self._presence.missed()

    def drawn(self, request_id: str) -> Json | None:
        """Return the ticket that this kiosk gave for a press by itself, or None."""
        number = self._book.number(request_id)
        return None if number is None else number.ticket

    def draw(self, request_id: str, *, wanted: Json) -> Json:
        """Give a number and return its ticket; it is on disk then.

        Args:
            wanted: `queue_id`, `item_id` or `package_id`; or `code`, of an appointment.

        Raises:
            NotIssued: by the rules no number is given now; `server_away` where only the server
                can give one.
        """
        number = self._book.give(request_id, lambda used: self._choose(request_id, wanted, used))
        logger.info("gave %s without the server", number.ticket["number"])
        return number.ticket

    def state(self) -> Json | None:
        """Return what the page may offer: hours, and each queue with why it gives nothing."""
        document, now = self._document, self._clock.now()
        day = document.day_at(now) if document else None
        if document is None or day is None or self._catalogue() is None:
            return None
        with self._book.looking() as used:
            return {
                "open": rules.opening(document, day, now=now),
                "queues": {
                    str(queue.queue_id): _on_page(self._why_shut(document, day, queue, now, used))
                    for queue in day.queues
                },
            }

    def _choose(self, request_id: str, wanted: Json, used: Used) -> Number:
        now = max(self._clock.now(), used.last_at() or self._clock.now())
        document, catalogue = self._document, self._catalogue()
        day = document.day_at(now) if document else None
        if document is None or day is None or catalogue is None:
            raise _refusal(AWAY)
        booked = _booked(document, day, wanted, now=now, used=used)
        wish = look_up(catalogue, wanted if booked is None else {"queue_id": booked.queue_id})
        queue = day.queue(wish.queue["queue_id"]) if wish else None
        if wish is None or queue is None:
            raise _refusal(AWAY)
        self._demand_open(document, day, queue, wish, booked, now, used)
        lease_id, serial = _next(queue, used)
        token = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        ticket = make_ticket(
            wish,
            catalogue["hall"],
            number=queue.write(serial),
            day=day.day,
            joined_at=now,
            token=token,
            url=document.url + token,
            warning=rules.warning(day, queue, now=now),
            booked=booked,
            is_late=booked is not None and rules.is_late(booked, now=now),
        )
        return Number(
            request_id=request_id,
            lease_id=lease_id,
            serial=serial,
            queue_id=queue.queue_id,
            joined_at=now,
            wanted=wanted if booked is None else {},
            ticket=ticket,
            appointment_id=None if booked is None else booked.appointment_id,
        )

    def _demand_open(
        self,
        document: ReserveDocument,
        day: Day,
        queue: QueueDay,
        wish: Wish,
        booked: Booked | None,
        now: datetime,
        used: Used,
    ) -> None:
        if not wish.windows:
            raise _refusal(Shut("no_window_serves", {}))
        if booked is not None and not rules.is_late(booked, now=now):
            shut = rules.why_closed(queue)  # its number was promised when it was booked
        else:
            shut = self._why_shut(document, day, queue, now, used)
        if shut is not None:
            raise _refusal(shut)

    def _why_shut(
        self, document: ReserveDocument, day: Day, queue: QueueDay, now: datetime, used: Used
    ) -> Shut | None:
        def given(hours: Hours) -> int:
            return used.count(queue.queue_id, hours)

        shut = rules.why_shut(document, day, queue, now=now, given=given)
        if shut is None and not any(not used.is_given(*number) for number in queue.numbers()):
            return AWAY
        return shut


def _booked(
    document: ReserveDocument, today: Day, wanted: Json, *, now: datetime, used: Used
) -> Booked | None:
    """The appointment that checks in; None where none is spoken of."""
    if wanted.keys() & {"queue_id", "item_id", "package_id"}:
        return None
    # A code that is not known may have been booked since: only the server can tell.
    found = rules.find_booked(document, str(wanted.get("code", "")))
    if found is None:
        raise _refusal(AWAY)
    day, booked = found
    number = used.number_of(booked.appointment_id)
    shut = rules.why_not_checked_in(day, today, booked, now=now, number=number)
    if shut is not None:
        raise _refusal(shut)
    return booked


def _next(queue: QueueDay, used: Used) -> tuple[int, int]:
    for lease_id, serial in queue.numbers():
        if not used.is_given(lease_id, serial):
            return lease_id, serial
    raise _refusal(AWAY)


def _refusal(shut: Shut) -> NotIssued:
    status = 503 if shut is AWAY else 409
    return NotIssued(shut.code, status=status, detail="The server is away.", **shut.fields)


def _on_page(shut: Shut | None) -> Json:
    if shut is None:
        return {"now": True, "reason": None, "opens_at": None}
    return {"now": False, "reason": shut.code, "opens_at": shut.fields.get("opens_at")}


def _read(document: Json | None) -> ReserveDocument | None:
    if document is None:
        return None
    try:
        return ReserveDocument.model_validate(document)
    except ValidationError:
        logger.exception("what the server told of the reserve cannot be read")
        return None
