"""领办代办 and help for who stands at this kiosk, and where complaints are written.

POST /api/help                  asks for somebody; one that has asked already gets that request
GET  /api/help/<id>             how far it is, and who comes
POST /api/help/<id>/withdraw    nobody need come any more
GET  /api/feedback-address      the page for complaints, for a telephone to scan
"""

from collections.abc import Callable
from typing import Annotated, Literal

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, StringConstraints

from kiosk.agent.asking import Asking, Server
from kiosk.agent.wire import Json

RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class HelpRequest(BaseModel):
    """Body of `POST /api/help`: one press."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: RequestId
    kind: Literal["at_kiosk", "guide", "act_for"]


class WithdrawRequest(BaseModel):
    """Body of `POST /api/help/<id>/withdraw`: one press."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: RequestId


class HelpDesk:
    """Asks the hall's staff through the server; without it nobody would hear.

    hall_id returns this station's hall, or None while it is not known. Every method raises
    NotIssued when the server is away or says no.
    """

    def __init__(self, server: Server, *, hall_id: Callable[[], int | None]) -> None:
        self._ask = Asking(server, hall_id=hall_id)

    def ask(self, kind: str, *, request_id: str) -> Json:
        """Return the request, new or still running."""
        return self._post("/help", {"kind": kind}, request_id)

    def look(self, help_id: int) -> Json:
        """Return how far a request is."""
        return self._get(f"/help/{help_id}")

    def withdraw(self, help_id: int, *, request_id: str) -> Json:
        """End a request that is not needed any more."""
        return self._post(f"/help/{help_id}/withdraw", {}, request_id)

    def feedback_address(self) -> Json:
        """Return `{"url": ...}` of the page for complaints."""
        return self._get("/feedback/address")

    def _get(self, path: str) -> Json:
        return self._ask.get(self._ask.in_hall(path))

    def _post(self, path: str, body: Json, request_id: str) -> Json:
        return self._ask.post(self._ask.in_hall(path), body, request_id=request_id)


def help_api(desk: HelpDesk) -> Blueprint:
    """Return the routes; the app answers NotIssued as a refusal."""
    bp = Blueprint("help", __name__, url_prefix="/api")

    @bp.post("/help")
    def ask() -> ResponseReturnValue:
        asked = HelpRequest.model_validate(request.get_json())
        return jsonify(desk.ask(asked.kind, request_id=asked.request_id)), 201

    @bp.get("/help/<int:help_id>")
    def look(help_id: int) -> ResponseReturnValue:
        return jsonify(desk.look(help_id))

    @bp.post("/help/<int:help_id>/withdraw")
    def withdraw(help_id: int) -> ResponseReturnValue:
        asked = WithdrawRequest.model_validate(request.get_json())
        return jsonify(desk.withdraw(help_id, request_id=asked.request_id))

    @bp.get("/feedback-address")
    def feedback_address() -> ResponseReturnValue:
        return jsonify(desk.feedback_address())

    return bp
