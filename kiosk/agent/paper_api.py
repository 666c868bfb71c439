"""Paper at the station's local interface: how much was used, and "a new roll is in".

GET  /api/paper          {slips, mm, since, entered, low}
POST /api/paper/refill   by whoever put the new roll in; answers how it is then

Staff may enter a roll while the station is locked: that is when they look after it.
"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from kiosk.agent.paper import PaperCounter


def paper_api(paper: PaperCounter) -> Blueprint:
    """Return the routes for one printer's paper."""
    bp = Blueprint("paper", __name__, url_prefix="/api/paper")

    @bp.get("")
    def used() -> ResponseReturnValue:
        return jsonify(paper.as_json())

    @bp.post("/refill")
    def refill() -> ResponseReturnValue:
        paper.refill("staff")
        return jsonify(paper.as_json())

    return bp
