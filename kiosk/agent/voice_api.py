"""The page that says any call: `/voice` at a station with a loudspeaker. It needs no server."""

from pathlib import Path
from typing import Annotated, Literal

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from werkzeug.exceptions import NotFound

from kiosk.agent.local_app import Pages, serve_file
from kiosk.agent.voice_trials import NotSaid, VoiceTrials, Wish

_FILES = {"voice.js", "voice.css", "texts.zh.json", "texts.en.json"}
_STATUS = {"not_ready": 202, "no_voice": 503, "unsayable": 422}


class TrialRequest(BaseModel):
    """Body of `POST /api/voice/try`. aloud: through the loudspeaker as well."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: Literal["call", "ahead", "passed"] = "call"
    number: Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,2}[0-9]{1,6}$")]
    window: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
    zone_id: Annotated[int, Field(strict=True)] | None = None
    language: Literal["zh", "en"] = "zh"
    voice: Literal["natural", "pack", "espeak"] | None = None
    aloud: Annotated[bool, Field(strict=True)] = False

    @property
    def wish(self) -> Wish:
        """What it asks for, in the station's terms."""
        return Wish(
            about=self.about,
            number=self.number,
            window=self.window,
            zone_id=self.zone_id,
            language=self.language,
            by=self.voice,
        )


def voice_api(trials: VoiceTrials, *, pages: Pages, with_kit: bool) -> Blueprint:
    """Return the page's routes.

    Args:
        with_kit: also serve what all pages share, where no other page does.
    """
    bp = Blueprint("voice", __name__)
    folder: Path = pages.web / "voice"

    @bp.get("/voice")
    def page() -> ResponseReturnValue:
        return serve_file(folder, "voice.html")

    @bp.get("/voice/<name>")
    def file(name: str) -> ResponseReturnValue:
        if name not in _FILES:
            raise NotFound
        return serve_file(folder, name)

    @bp.get("/api/voice")
    def state() -> ResponseReturnValue:
        return jsonify(trials.state())

    @bp.post("/api/voice/try")
    def say() -> ResponseReturnValue:
        asked = TrialRequest.model_validate(request.get_json())
        try:
            return jsonify(trials.say(asked.wish, aloud=asked.aloud))
        except NotSaid as error:
            body = {"code": error.code, "detail": error.why, "text": error.text}
            return jsonify(body), _STATUS[error.code]

    @bp.get("/api/voice/sounds/<int:n>.wav")
    def sound(n: int) -> ResponseReturnValue:
        wav = trials.sound(n)
        if wav is None:
            raise NotFound
        return Response(wav, mimetype="audio/wav")

    if with_kit:
        bp.add_url_rule("/kit/<path:name>", view_func=lambda name: serve_file(pages.kit, name))
    return bp
