"""Builds and wires the server; the only module that sees all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from flask_socketio import SocketIO

from server.adapters.platforms import read_platforms
from server.api import (
    alerts,
    appointments,
    cases,
    feedback,
    halls,
    help,
    items,
    notices,
    persons,
    problems,
    queues,
    rating_statistics,
    ratings,
    reception,
    screens,
    session,
    signage,
    staff,
    stages,
    station_management,
    station_reserve,
    station_window,
    stations,
    tickets,
    waits,
    windows,
)
from server.api.answer import SECURITY_SCHEMES
from server.api.document import api_document
from server.api.health import bp as health_bp
from server.api.identity import csrf
from server.api.schemas.base import Problem
from server.domain.clock import Clock, SystemClock
from server.pages.signing_in import Account
from server.pages.web import blueprint as pages_blueprint
from server.public_files import guard, serve_files, serve_media
from server.push.broadcast import Broadcast
from server.push.display import DisplayNamespace
from server.push.forwarder import Forwarder
from server.push.relay import HEARTBEAT_S, Relay
from server.push.stations import StationNamespace
from server.push.sweep import Sweep
from server.reports.live_waits import LiveWaits
from server.sealing import Sealer
from server.services import accounts
from server.services.accounts import SignIn
from server.services.attempts import Attempts
from server.services.commands import Commands
from server.services.screens import Screens
from server.settings import Settings
from server.store.database import Database
from server.store.media_files import MediaFiles
from server.store.people_rows import AccountRow
from server.tokens import Tokens
from server.wiring import KEY, Wiring

API = (
    alerts,
    session,
    halls,
    queues,
    appointments,
    tickets,
    ratings,
    waits,
    windows,
    persons,
    stations,
    station_window,
    station_reserve,
    station_management,
    screens,
    signage,
    stages,
    reception,
    staff,
    cases,
    notices,
    items,
    feedback,
    help,
    rating_statistics,
)


@dataclass(frozen=True, slots=True)
class Server:
    """A built server: the app to serve, and the end of what runs beside it."""

    app: OpenAPI
    socketio: SocketIO
    wiring: Wiring
    relay: Relay
    forwarder: Forwarder

    def close(self) -> None:
        """Stop what runs beside the app and finish the database's commands."""
        self.forwarder.stop()
        self.relay.stop()
        self.wiring.database.close()


class SignedIn(UserMixin):  # type: ignore[misc]
    """An account as Flask-Login and the pages see it."""

    def __init__(self, row: AccountRow) -> None:
        self.row = row
        self.account_id = row.id
        self.name = row.name
        self.role = row.role
        self.hall_id = row.hall_id

    def get_id(self) -> str:
        """Account and epoch, so that raising the epoch ends the session."""
        return f"{self.row.id}.{self.row.session_epoch}"


def create_app(
    settings: Settings, *, clock: Clock | None = None, beat_every_s: float = HEARTBEAT_S
) -> Server:
    """Build the server. Relay and forwarder run from here on; `close` ends them.

    Raises:
        NotAForwardingFile: the file of platforms cannot be used.
    """
    clock = clock or SystemClock()
    platforms = read_platforms(settings, clock=clock)
    app = OpenAPI(
        "server",
        info=Info(title="Budayang 不打烊", version="1"),
        static_folder=None,
        security_schemes=SECURITY_SCHEMES,
        doc_ui=False,
        validation_error_model=Problem,
        validation_error_callback=problems.invalid_body,
        validate_response=True,
    )
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.url.startswith("https:"),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=1_000_000,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    socketio = SocketIO(app, async_mode="threading", cors_allowed_origins=None)
    database = Database(settings.database_url, clock=clock)
    station_namespace = StationNamespace(database, clock)
    commands = Commands(database)
    wiring = Wiring(
        settings=settings,
        clock=clock,
        database=database,
        commands=commands,
        sign_in=SignIn(database, clock),
        tokens=Tokens(settings.secret_key.get_secret_value(), clock),
        sealer=Sealer(settings.sealing_secrets),
        is_online=station_namespace.is_online,
        waits=LiveWaits(database, clock),
        looked_up=Attempts(clock, most=5, within=timedelta(minutes=5), what="wrong query codes"),
        written=Attempts(clock, most=60, within=timedelta(minutes=10), what="complaints at once"),
        screens=Screens(clock),
        media=MediaFiles(settings.media),
    )
    app.extensions[KEY] = wiring
    socketio.on_namespace(DisplayNamespace(database, clock, wiring.screens))
    socketio.on_namespace(station_namespace)
    broadcast = Broadcast(socketio, database, clock, direct=settings.direct_send)
    sweep = Sweep(database, commands, clock)
    relay = Relay(
        database,
        send=broadcast.send,
        every_beat=[broadcast.beat, lambda _: sweep.run()],
        every_round=station_namespace.hand_out,
        beat_every_s=beat_every_s,
    )
    database.after_commit(relay.wake)
    _serve(app, wiring)
    relay.start()
    forwarder = Forwarder(database, commands, clock, platforms=platforms)
    forwarder.start()
    return Server(app, socketio, wiring, relay, forwarder)


def _serve(app: OpenAPI, wiring: Wiring) -> None:
    for module in API:
        app.register_api(module.bp)
    app.register_blueprint(health_bp)
    app.register_blueprint(api_document(app))
    _sign_in(app, wiring)
    app.register_blueprint(
        pages_blueprint(
            sign_in=lambda login, word: SignedIn(wiring.sign_in(login, word)), account=_account
        )
    )
    serve_files(app)
    serve_media(app, wiring.media)
    problems.handle_problems(app)
    app.after_request(guard)


def _sign_in(app: Flask, wiring: Wiring) -> None:
    csrf.init_app(app)
    login = LoginManager(app)
    login.login_view = "pages.login"
    login.login_message = None

    @login.user_loader  # type: ignore[untyped-decorator]
    def load(session_id: str) -> SignedIn | None:
        account_id, _, epoch = session_id.partition(".")
        with wiring.database.read() as conn:
            row = accounts.by_id(conn, int(account_id))
        return SignedIn(row) if row and str(row.session_epoch) == epoch else None


def _account() -> Account | None:
    return current_user if current_user.is_authenticated else None
