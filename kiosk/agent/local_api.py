"""What a browser on this machine may ask the agent: the kiosk's page, its state, a ticket."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from flask import Blueprint, Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from werkzeug.exceptions import NotFound

from kiosk.agent.booking import Booking, booking_api
from kiosk.agent.clock import to_wire
from kiosk.agent.guidance import GuidanceVoice
from kiosk.agent.guidance_api import guidance_api, read_sentences
from kiosk.agent.help_api import HelpDesk, help_api
from kiosk.agent.issuing import Issued, Issuing, NotIssued
from kiosk.agent.local_app import Pages, error_answer, files, local_app
from kiosk.agent.loudspeaker import HeardClip, SimulatedSink
from kiosk.agent.nearby import NOTHING_NEARBY, Nearby, Word, nearby_api
from kiosk.agent.paper import PaperCounter
from kiosk.agent.paper_api import paper_api
from kiosk.agent.papers import Papers
from kiosk.agent.papers_api import papers_api
from kiosk.agent.persons import CardPerson
from kiosk.agent.voice_api import voice_api
from kiosk.agent.voice_trials import VoiceTrials
from kiosk.agent.wire import Json

RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class TicketRequest(BaseModel):
    """Body of `POST /api/tickets`: one press. The page makes one request_id a press."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: RequestId
    queue_id: Annotated[int, Field(strict=True)] | None = None
    item_id: Annotated[int, Field(strict=True)] | None = None
    package_id: Annotated[int, Field(strict=True)] | None = None
    person: Annotated[SecretStr | None, Field(max_length=128)] = None
    card: Word | None = None

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        if len(self.wanted) != 1:
            raise ValueError("give exactly one of queue_id, item_id, package_id")
        if self.person is not None and self.card is not None:
            raise ValueError("give either person or card")
        return self

    @property
    def wanted(self) -> Json:
        return self.model_dump(exclude={"request_id", "person", "card"}, exclude_none=True)


class ReprintRequest(BaseModel):
    """Body of `POST /api/reprint`: one press, one more slip of a ticket."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: RequestId
    ticket_id: Annotated[int, Field(strict=True)]


class CheckInRequest(BaseModel):
    """Body of `POST /api/check-in`: a code as typed or as scanned, or who comes.

    card: the handle of a card; person: a telephone or identity number as typed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: RequestId
    code: Code | None = None
    card: Word | None = None
    person: Annotated[SecretStr | None, Field(max_length=128)] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(each is not None for each in (self.code, self.card, self.person)) != 1:
            raise ValueError("give exactly one of code, card, person")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalServices:
    """What the local interface stands on.

    state returns the document of `/api/state`; catalogue that of `/api/catalogue`, or None
    before there is one. names are the host names under which a browser may come. is_locked says
    whether the office has locked the station.
    """

    kind: Literal["kiosk", "window", "hall"]
    names: frozenset[str]
    state: Callable[[], Json]
    catalogue: Callable[[], Json | None]
    issuing: Issuing
    is_locked: Callable[[], bool]
    speech: SimulatedSink | None
    paper: PaperCounter | None = None
    papers: Papers | None = None
    nearby: Nearby = NOTHING_NEARBY
    help: HelpDesk | None = None
    booking: Booking | None = None
    guidance: GuidanceVoice | None = None
    voice: VoiceTrials | None = None


def create_local_app(services: LocalServices, *, pages: Pages) -> Flask:
    """Return the WSGI application of one station."""
    app = local_app(services.names)
    app.register_error_handler(NotIssued, lambda error: (jsonify(error.body), error.status))
    app.register_error_handler(ValidationError, _invalid)
    printing = [] if services.papers is None else [papers_api(services.papers)]
    if services.booking is not None:
        printing.append(booking_api(services.booking))
    for bp in (_api(services), nearby_api(services.nearby), *printing):
        bp.before_request(lambda: _refuse_while_locked(services))
        app.register_blueprint(bp)
    if services.help is not None:
        app.register_blueprint(help_api(services.help))
    if services.guidance is not None:
        app.register_blueprint(guidance_api(services.guidance, read_sentences(pages.web)))
    if services.paper is not None:
        app.register_blueprint(paper_api(services.paper))
    if services.speech is not None:
        app.register_blueprint(_speech(services.speech))
    if services.voice is not None:
        with_kit = services.kind != "kiosk"
        app.register_blueprint(voice_api(services.voice, pages=pages, with_kit=with_kit))
    if services.kind == "kiosk":
        app.register_blueprint(files(pages))
    return app


def _refuse_while_locked(services: LocalServices) -> None:
    if request.method == "POST" and services.is_locked():
        raise NotIssued("station_locked", status=503, detail="The office locked this station.")


def _api(services: LocalServices) -> Blueprint:
    bp = Blueprint("api", __name__, url_prefix="/api")

    @bp.get("/state")
    def state() -> ResponseReturnValue:
        return jsonify(services.state())

    @bp.get("/catalogue")
    def catalogue() -> ResponseReturnValue:
        document = services.catalogue()
        if document is None:
            return error_answer("no_catalogue", "The catalogue was never fetched.", status=503)
        return jsonify(document)

    @bp.post("/tickets")
    def tickets() -> ResponseReturnValue:
        asked = TicketRequest.model_validate(request.get_json())
        issued = services.issuing.issue(
            asked.request_id, wanted=asked.wanted, person=_person(services, asked)
        )
        return _ticket(issued), 201

    @bp.post("/reprint")
    def reprint() -> ResponseReturnValue:
        asked = ReprintRequest.model_validate(request.get_json())
        issued = services.issuing.reprint(asked.request_id, ticket_id=asked.ticket_id)
        return _ticket(issued), 201

    @bp.post("/check-in")
    def check_in() -> ResponseReturnValue:
        asked = CheckInRequest.model_validate(request.get_json())
        return _ticket(_checked_in(services, asked)), 201

    return bp


def _person(
    services: LocalServices, asked: TicketRequest | CheckInRequest
) -> str | CardPerson | None:
    if asked.card is not None:
        return services.nearby.person(asked.card)
    return None if asked.person is None else asked.person.get_secret_value()


def _checked_in(services: LocalServices, asked: CheckInRequest) -> Issued:
    if asked.code is not None:
        return services.issuing.check_in(asked.request_id, code=asked.code)
    person = _person(services, asked)
    assert person is not None, "the form demands one of them"
    return services.issuing.check_in_person(asked.request_id, person=person)


def _invalid(error: ValidationError) -> ResponseReturnValue:
    """Say what is wrong, and never repeat what was given: it may be somebody's number."""
    first = error.errors(include_url=False, include_input=False)[0]
    return error_answer("invalid", str(first["msg"]), status=422)


def _ticket(issued: Issued) -> Response:
    return jsonify(ticket=issued.ticket, slip=issued.slip, reason=issued.reason)


def _speech(sink: SimulatedSink) -> Blueprint:
    bp = Blueprint("speech", __name__)

    @bp.after_request
    def open_to_pages_of_the_hall(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    @bp.get("/speech.json")
    def speech() -> ResponseReturnValue:
        clips = sink.after(request.args.get("after", default=0, type=int))
        return jsonify(clips=[_clip(clip) for clip in clips], last=sink.last)

    @bp.get("/speech/<int:n>.wav")
    def sound(n: int) -> ResponseReturnValue:
        clip = sink.clip(n)
        if clip is None:
            raise NotFound
        return Response(clip.wav, mimetype="audio/wav")

    return bp


def _clip(clip: HeardClip) -> Json:
    return {
        "n": clip.n,
        "text": clip.text,
        "language": clip.language,
        "url": f"/speech/{clip.n}.wav",
        "duration_s": round(clip.duration_s, 3),
        "at": to_wire(clip.at),
    }
