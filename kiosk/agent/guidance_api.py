"""GET /api/guidance.wav: a sentence of the touch page as sound, at stations that speak them."""

import json
from pathlib import Path
from typing import Annotated, Literal

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, StringConstraints

from kiosk.agent.guidance import GuidanceVoice, NoSentence, NoVoice, Sentence, Sentences
from kiosk.agent.local_app import error_answer

Key = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class GuidanceQuery(BaseModel):
    """What to say. There is no field for words: see Sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: Key
    language: Literal["zh", "en"]
    trouble: Key | None = None
    number: Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,2}[0-9]{1,6}$")] | None = None

    @property
    def sentence(self) -> Sentence:
        return Sentence(
            say=self.say, language=self.language, trouble=self.trouble, number=self.number
        )


def read_sentences(web: Path) -> Sentences:
    """Return the sentences of the touch page's own text files: what is read is what is said."""
    return Sentences(
        {
            "zh": json.loads((web / "texts.zh.json").read_text("utf-8")),
            "en": json.loads((web / "texts.en.json").read_text("utf-8")),
        }
    )


def guidance_api(voice: GuidanceVoice, sentences: Sentences) -> Blueprint:
    """Return the route; 404 for a sentence that is not on the page, 503 without a voice."""
    bp = Blueprint("guidance", __name__, url_prefix="/api")

    @bp.get("/guidance.wav")
    def sound() -> ResponseReturnValue:
        asked = GuidanceQuery.model_validate(request.args.to_dict()).sentence
        try:
            wav = voice.say(sentences.words(asked), language=asked.language)
        except NoSentence as error:
            return error_answer("not_found", str(error), status=404)
        except NoVoice as error:
            return error_answer("no_voice", str(error), status=503)
        return Response(wav, mimetype="audio/wav")

    return bp
