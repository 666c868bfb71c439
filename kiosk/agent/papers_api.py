"""What the kiosk's page may print beside tickets."""

from typing import Annotated

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kiosk.agent.papers import Papers


class PaperRequest(BaseModel):
    """Body of `POST /api/print-materials` and `/api/print-guide`: one press, one paper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    item_id: Annotated[int, Field(strict=True)]


def papers_api(papers: Papers) -> Blueprint:
    """Return the routes of a station that prints lists of materials and guides."""
    bp = Blueprint("papers", __name__, url_prefix="/api")

    @bp.post("/print-materials")
    def print_materials() -> ResponseReturnValue:
        asked = PaperRequest.model_validate(request.get_json())
        result = papers.print_materials(asked.request_id, item_id=asked.item_id)
        return jsonify(slip=result.state, reason=result.reason)

    @bp.post("/print-guide")
    def print_guide() -> ResponseReturnValue:
        asked = PaperRequest.model_validate(request.get_json())
        result = papers.print_guide(asked.request_id, item_id=asked.item_id)
        return jsonify(slip=result.state, reason=result.reason)

    return bp
