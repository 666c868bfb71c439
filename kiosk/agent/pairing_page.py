"""The page of a computer that is not a station yet: its code, large."""

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue

from kiosk.agent.local_app import Pages, files, local_app
from kiosk.agent.pairing import Pairing


def create_pairing_app(pairing: Pairing, *, names: frozenset[str], pages: Pages) -> Flask:
    """Return the WSGI application to serve until the computer is paired.

    Args:
        names: the host names under which a browser may come.
    """
    app = local_app(names)
    bp = Blueprint("pairing", __name__, url_prefix="/api")

    @bp.get("/pairing")
    def state() -> ResponseReturnValue:
        return jsonify(pairing.state())

    app.register_blueprint(bp)
    app.register_blueprint(files(pages, index="pairing.html"))
    return app
