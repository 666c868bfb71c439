"""预约 at the kiosk, at any hour: free slots, a place for whoever says who it is, a slip.

GET  /api/slots?queue_id=N    the queue's slots of the coming days
POST /api/book                one press: one appointment, one slip with its code
"""

import threading
from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated, Protocol

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from kiosk.agent.asking import Asking, Server
from kiosk.agent.booking_slip import booking_slip, read_booking_texts
from kiosk.agent.issuing import Printer
from kiosk.agent.printing import SlipResult
from kiosk.agent.wire import Json

DAYS = 14
_SHOWN = ("queue", "starts_at", "ends_at", "code")  # of whom it is, the page need know nothing

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,80}$")]


class Identity(Protocol):
    @property
    def hall_id(self) -> int | None: ...


class Catalogue(Protocol):
    @property
    def document(self) -> Json | None: ...
    @property
    def time_zone(self) -> tzinfo: ...


class SlotsQuery(BaseModel):
    """Query of `GET /api/slots`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    queue_id: Annotated[int, Field(ge=1)]


class BookRequest(BaseModel):
    """Body of `POST /api/book`. starts_at: of a slot, as it was told.

    person: a telephone or identity number as typed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: Word
    queue_id: Annotated[int, Field(strict=True)]
    starts_at: Annotated[str, StringConstraints(min_length=16, max_length=40)]
    person: Annotated[SecretStr, Field(max_length=128)]


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as the page may show it, and what became of its slip."""

    appointment: Json
    slip: SlipResult


class Booking:
    """Books through the server. Usable from any thread; raises NotIssued as Issuing does.

    Args:
        printer: None at a station without one; the code then stands on the screen alone.
    """

    def __init__(
        self,
        server: Server,
        printer: Printer | None,
        *,
        identity: Identity,
        catalogue: Catalogue,
    ) -> None:
        self._ask = Asking(server, hall_id=lambda: identity.hall_id)
        self._printer = printer
        self._catalogue = catalogue
        self._texts = read_booking_texts()
        self._one_press = threading.Lock()
        self._printed: dict[str, SlipResult] = {}

    def slots(self, queue_id: int) -> Json:
        """Return the slots of the next DAYS days, full ones included."""
        return self._ask.get(self._ask.in_hall(f"/queues/{queue_id}/slots?days={DAYS}"))

    def book(self, request_id: str, *, queue_id: int, starts_at: str, person: str) -> Booked:
        """Book a slot and print its code; the same press again gives the same answer."""
        body = {"queue_id": queue_id, "starts_at": starts_at, "person": person}
        path = self._ask.in_hall("/appointments")
        appointment = self._ask.post(path, body, request_id=request_id)
        shown = {key: appointment[key] for key in _SHOWN}
        return Booked(shown, self._slip(request_id, shown))

    def _slip(self, request_id: str, appointment: Json) -> SlipResult:
        with self._one_press:
            if request_id not in self._printed:
                # Of a finger that trembles, the last is enough.
                self._printed = {request_id: self._print(appointment)}
            return self._printed[request_id]

    def _print(self, appointment: Json) -> SlipResult:
        ready = self._printer.readiness() if self._printer else None
        if self._printer is None or ready is None or ready.can_print == "no":
            return SlipResult(state="failed", reason=ready.reason if ready else "no_printer")
        document = self._catalogue.document
        if document is None:
            return SlipResult(state="failed", reason="not_printable")
        slip = booking_slip(
            appointment,
            hall=document["hall"],
            zone=self._catalogue.time_zone,
            texts=self._texts,
        )
        return self._printer.print(slip)


def booking_api(booking: Booking) -> Blueprint:
    """Return the routes; the app answers NotIssued as a refusal."""
    bp = Blueprint("booking", __name__, url_prefix="/api")

    @bp.get("/slots")
    def slots() -> ResponseReturnValue:
        asked = SlotsQuery.model_validate(request.args.to_dict())
        return jsonify(booking.slots(asked.queue_id))

    @bp.post("/book")
    def book() -> ResponseReturnValue:
        asked = BookRequest.model_validate(request.get_json())
        booked = booking.book(
            asked.request_id,
            queue_id=asked.queue_id,
            starts_at=asked.starts_at,
            person=asked.person.get_secret_value(),
        )
        slip = booked.slip
        return jsonify(appointment=booked.appointment, slip=slip.state, reason=slip.reason), 201

    return bp
