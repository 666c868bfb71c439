"""A server with the real pages and a hall in memory behind them, on a free port."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from flask_socketio import SocketIO, emit, join_room
from flask_wtf.csrf import CSRFProtect
from werkzeug.serving import make_server

from server.pages.web import blueprint
from server.reports.ratings import labels_to_choose
from tests.server.pages import fake_answers, fake_desk
from tests.server.pages.fake_hall import CLERKS, ROLES, Asked, FakeHall, Refusal, Ticket

KIT = Path(__file__).parents[3] / "display" / "kit"
HEARTBEAT_S = 1.0
POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss: http://127.0.0.1:* ; img-src 'self' data:; "
    "media-src 'self' blob: http://127.0.0.1:*; style-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Staff(UserMixin):
    """Somebody who may sign in with the login `<role><id>` and the password `right`."""

    hall_id = 1

    def __init__(self, account_id: int) -> None:
        self.account_id = account_id
        self.name = CLERKS[account_id]
        self.role = ROLES.get(account_id, "clerk")

    def get_id(self) -> str:
        return str(self.account_id)


def sign_in(login: str, password: str) -> Staff:
    if password != "right":
        raise Refusal(401, "unauthenticated")
    return Staff(int(login.lstrip("abcdefghijklmnopqrstuvwxyz")))


def signed_in() -> Staff | None:
    return current_user if current_user.is_authenticated else None


def create_app(hall: FakeHall) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.update(SECRET_KEY="for tests only", TESTING=True)
    manager = LoginManager(app)
    manager.login_view = "pages.login"
    manager.user_loader(lambda account_id: Staff(int(account_id)))
    CSRFProtect(app)
    app.register_blueprint(blueprint(sign_in=sign_in, account=signed_in))
    app.register_error_handler(Refusal, lambda refusal: (jsonify(refusal.body), refusal.status))

    @app.after_request
    def protect(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.get("/kit/<path:name>")
    def kit(name: str) -> ResponseReturnValue:
        return send_from_directory(KIT, name)

    add_api(app, hall)
    fake_desk.add_api(app, hall)
    return app


def add_api(app: Flask, hall: FakeHall) -> None:
    """The parts of `/api/v1` that the pages use."""

    @app.get("/api/v1/halls")
    def halls() -> ResponseReturnValue:
        return jsonify(halls=[fake_answers.HALL])

    @app.get("/api/v1/halls/1")
    def config() -> ResponseReturnValue:
        return jsonify(fake_answers.config(hall))

    @app.get("/api/v1/halls/1/board")
    def board() -> ResponseReturnValue:
        return jsonify(fake_answers.board(hall))

    @app.get("/api/v1/halls/1/windows/<int:window_id>/desk")
    def desk(window_id: int) -> ResponseReturnValue:
        return jsonify(fake_answers.desk(hall, window_id))

    @app.post("/api/v1/halls/1/windows/<int:window_id>/<command>")
    def command(window_id: int, command: str) -> ResponseReturnValue:
        time.sleep(hall.answer_after_s)
        body = request.get_json(silent=True) or {}
        asked = Asked(window_id, command, body, request.headers["Idempotency-Key"])
        hall.command(asked, current_user.account_id)
        return jsonify(fake_answers.desk(hall, window_id))

    @app.post("/api/v1/halls/1/queues/<int:queue_id>/<command>")
    def turn(queue_id: int, command: str) -> ResponseReturnValue:
        if command == "close":
            hall.closed[queue_id] = request.get_json()["reason"]
        else:
            del hall.closed[queue_id]
        return jsonify(fake_answers.queue(hall, queue_id))

    @app.post("/api/v1/halls/1/stages")
    def stages() -> ResponseReturnValue:
        asked = request.get_json()
        taken = [str(n) for n, seat in hall.seats.items() if seat.state != "closed"]
        if taken and not asked["consoles"]:
            raise Refusal(409, "windows_open", windows=taken)
        hall.called_out = asked.pop("called_out")
        hall.stages = asked
        return jsonify(hall.stages)

    @app.route("/api/v1/halls/1/visitors", methods=["GET", "POST"])
    def visitors() -> ResponseReturnValue:
        if request.method == "POST":
            hall.visitors += -1 if request.get_json()["undo"] else 1
        return jsonify(visitors=hall.visitors)

    @app.post("/api/v1/halls/1/desk-options")
    def desk_options() -> ResponseReturnValue:
        hall.desk_options = request.get_json()
        return jsonify(hall.desk_options)

    def holder(token: str) -> Ticket:
        for ticket in hall.tickets.values():
            if ticket.token == token:
                return ticket
        raise Refusal(404, "not_found")

    @app.get("/api/v1/tickets/<token>")
    def phone_view(token: str) -> ResponseReturnValue:
        return jsonify(fake_answers.phone_view(hall, holder(token)))

    @app.post("/api/v1/tickets/<token>/cancel")
    def cancel(token: str) -> ResponseReturnValue:
        ticket = holder(token)
        if ticket.state != "waiting":
            raise Refusal(409, "wrong_state", state=ticket.state, trigger="cancel")
        ticket.state = "cancelled"
        return jsonify(fake_answers.phone_view(hall, ticket))

    @app.post("/api/v1/tickets/<token>/rating")
    def rate(token: str) -> ResponseReturnValue:
        ticket, given = holder(token), request.get_json()
        if len(ticket.ratings) != int(given["again"]):
            raise Refusal(409, "already_rated", ordinal=1 + given["again"])
        ticket.ratings.append(given)
        return jsonify(rating_id=1)

    @app.post("/api/v1/tickets/<token>/rating-reason")
    def explain(token: str) -> ResponseReturnValue:
        holder(token).ratings[0].update(request.get_json())
        return jsonify(rating_id=1)

    @app.get("/api/v1/halls/1/rating-labels")
    def rating_labels() -> ResponseReturnValue:
        return jsonify(levels=labels_to_choose(date(2026, 11, 24)))

    @app.post("/api/v1/tickets/<token>/return")
    def put_back(token: str) -> ResponseReturnValue:
        ticket = holder(token)
        if ticket.state != "passed" or ticket.returned:
            raise Refusal(409, "return_refused", reason="used")
        ticket.returned = True
        hall.bring_back(ticket.ticket_id)
        return jsonify(fake_answers.phone_view(hall, ticket))


def add_display(app: Flask, hall: FakeHall, stopping: threading.Event) -> None:
    """The public stream: a snapshot at connect, events as they come, a heartbeat."""
    sockets = SocketIO(app, async_mode="threading")

    @sockets.on("connect", namespace="/display")
    def connect(auth: dict[str, Any]) -> None:
        join_room("hall")
        emit("snapshot", {"board": fake_answers.board(hall)})

    @sockets.on("sync", namespace="/display")
    def sync(asked: dict[str, Any]) -> None:
        emit("snapshot", {"board": fake_answers.board(hall)})

    def publish(event: dict[str, Any]) -> None:
        sockets.emit("event", event, namespace="/display", to="hall")

    def beat() -> None:
        while not stopping.wait(HEARTBEAT_S):
            heartbeat = {"seq": hall.seq, "day": hall.day, "at": f"{hall.day}T00:00:00.000Z"}
            sockets.emit("heartbeat", heartbeat, namespace="/display", to="hall")

    hall.publish = publish
    threading.Thread(target=beat, daemon=True).start()


@contextmanager
def serve(hall: FakeHall) -> Iterator[str]:
    """Serve the pages over this hall; yields the address, ends the server afterwards."""
    stopping = threading.Event()
    app = create_app(hall)
    add_display(app, hall, stopping)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
