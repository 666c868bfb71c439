"""Becoming a station: the computer makes itself a token, shows a code, waits to be accepted.

Only a hash of the token is sent before the office has accepted, so that nobody can collect it.
"""

import hashlib
import logging
import os
import secrets
import socket
import threading
import uuid
from pathlib import Path

from kiosk.agent.background import Background
from kiosk.agent.clock import Clock, from_wire, utc_now
from kiosk.agent.server_client import ServerAway, ServerClient, ServerRefused
from kiosk.agent.settings import StationFile
from kiosk.agent.wire import Json

logger = logging.getLogger(__name__)

ASK_EVERY_S = 2.0
_TOKEN_BYTES = 32
_MOST_HOST_CHARS = 60


class Pairing(Background):
    """Asks the server until this computer is a station. Usable from any thread.

    Args:
        file: a station file whose token_file does not exist yet.
    """

    def __init__(
        self,
        file: StationFile,
        *,
        ask_every_s: float = ASK_EVERY_S,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__("pairing")
        self._file = file
        self._ask_every_s = ask_every_s
        self._clock = clock
        self._made = file.station.state_dir / "new-token"
        token = _own_token(self._made)
        self._token_hash = hashlib.sha256(token.encode()).hexdigest()
        self._server = ServerClient(file.station.server, token=token)
        self._code: Json | None = None
        self._problem: str | None = None
        self.done = threading.Event()

    def state(self) -> Json:
        """Return what the pairing page shows; problem is a reason of its texts, or None."""
        code = self._code
        return {
            "code": None if code is None else code["code"],
            "expires_at": None if code is None else code["expires_at"],
            "problem": self._problem,
            "host": _host(),
            "server": self._file.station.server,
            "paired": self.done.is_set(),
        }

    def _interrupt(self) -> None:
        """Nothing to end but the pause, which stop() ends."""

    def _round(self) -> None:
        if self.done.is_set():
            self._stopping.wait()
            return
        self._problem = self._ask()
        if not self.done.is_set():
            self._stopping.wait(self._ask_every_s)

    def _ask(self) -> str | None:
        """Ask once; return what stands in the way, or None."""
        try:
            if self._is_accepted():
                self._keep_token()
                self.done.set()
                return None
            if self._code is None or from_wire(self._code["expires_at"]) <= self._clock():
                self._code = self._new_code()
                logger.info("pairing code %s: enter it at the office's page", self._code["code"])
        except ServerAway:
            return "server_away"
        except ServerRefused as refusal:
            self._code = None
            return refusal.code
        except _WhichHall as unclear:
            return unclear.code
        return None

    def _is_accepted(self) -> bool:
        try:
            self._server.get("/stations/me")
        except ServerRefused as refusal:
            if refusal.status == 401:
                return False
            raise
        return True

    def _new_code(self) -> Json:
        body = {
            "kind": self._file.station.kind,
            "host": _host(),
            "token_hash": self._token_hash,
        }
        path = f"/halls/{self._hall_id()}/pairings"
        return self._server.post(path, body, idempotency_key=uuid.uuid4().hex)

    def _hall_id(self) -> int:
        halls = self._server.get("/halls")["halls"]
        wanted = self._file.station.hall
        mine = [hall for hall in halls if wanted in (None, hall["code"])]
        if len(mine) != 1:
            raise _WhichHall("which_hall" if wanted is None and mine else "no_such_hall")
        return int(mine[0]["hall_id"])

    def _keep_token(self) -> None:
        token_file = self._file.station.token_file
        assert token_file is not None, "a station that pairs names the file for its token"
        _write_privately(token_file, self._made.read_text("utf-8"))
        self._made.unlink()
        logger.info("paired: the token is in %s", token_file)


class _WhichHall(Exception):
    """The server has several halls, or not the one the station file names."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _own_token(path: Path) -> str:
    """Return the token this computer made for itself; the same one after a restart."""
    try:
        token = path.read_text("utf-8").strip()
    except FileNotFoundError:
        token = ""
    if not token:
        token = f"st_{secrets.token_urlsafe(_TOKEN_BYTES)}"
        _write_privately(path, token)
    return token


def _write_privately(path: Path, text: str) -> None:
    """Write a file that only this account can read: whole and on disk, or not at all."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _host() -> str:
    return socket.gethostname()[:_MOST_HOST_CHARS] or "?"
