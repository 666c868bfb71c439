"""The server's REST interface, as the agent uses it: kept-alive connections, short time-outs."""

import json
from dataclasses import dataclass
from typing import Any

import urllib3

from kiosk.agent.wire import Json

API = "/api/v1"
CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 5.0


class ServerError(Exception):
    """A request that did not get what it asked for.

    ServerError
    ├── ServerAway      nobody answered, or not as the server does
    └── ServerRefused   the server answered, and said no
    """


class ServerAway(ServerError):
    """Nobody answered in time. Whether the request was carried out is not known."""


class ServerRefused(ServerError):
    """The server said no.

    code is the machine-readable reason; body the whole answer, with the fields of that reason.
    """

    def __init__(self, *, status: int, body: Json) -> None:
        self.status = status
        self.code = str(body.get("code", "internal"))
        self.body = body
        super().__init__(f"{status} {self.code}")

    @property
    def is_final(self) -> bool:
        """False where the same request may do better later."""
        return self.status < 500 and self.status not in (401, 403, 408, 425, 429)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with its entity tag. document is None when the known one is still good."""

    document: Json | None
    etag: str | None


class ServerClient:
    """Usable from any thread. Every method raises ServerAway and ServerRefused."""

    def __init__(self, server: str, *, token: str, read_timeout_s: float = READ_TIMEOUT_S) -> None:
        self._base = server + API
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._pool = urllib3.PoolManager(
            maxsize=8,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_TIMEOUT_S, read=read_timeout_s),
        )

    def get(self, path: str) -> Json:
        """Return the JSON object at path, below /api/v1."""
        return self._document(self._send("GET", path, headers={}, body=None))

    def get_if_changed(self, path: str, *, etag: str | None) -> Fetched:
        """Return the JSON object at path, unless it still has this entity tag."""
        headers = {} if etag is None else {"If-None-Match": etag}
        answer = self._send("GET", path, headers=headers, body=None)
        if answer.status == 304:
            return Fetched(None, etag)
        return Fetched(self._document(answer), answer.headers.get("ETag"))

    def post(self, path: str, body: Json, *, idempotency_key: str) -> Json:
        """Carry out a command once, however often it is sent under the same key."""
        headers = {"Idempotency-Key": idempotency_key, "Content-Type": "application/json"}
        payload = json.dumps(body, ensure_ascii=False).encode()
        return self._document(self._send("POST", path, headers=headers, body=payload))

    def close(self) -> None:
        self._pool.clear()

    def _send(
        self, method: str, path: str, *, headers: dict[str, str], body: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        url = self._base + path
        every = {**self._headers, **headers}
        try:
            try:
                return self._pool.request(method, url, headers=every, body=body)
            except urllib3.exceptions.ProtocolError:
                # The server may close a kept connection just as we use it. All we send is safe
                # to repeat, so try once on a fresh one before calling the server away.
                return self._pool.request(method, url, headers=every, body=body)
        except urllib3.exceptions.HTTPError as error:
            raise ServerAway(type(error).__name__) from error

    def _document(self, answer: urllib3.BaseHTTPResponse) -> Json:
        if answer.status in (502, 503, 504):
            raise ServerAway(f"the gateway says {answer.status}")
        document = _parsed(answer)
        if answer.status >= 400:
            raise ServerRefused(status=answer.status, body=document)
        return document


def _parsed(answer: urllib3.BaseHTTPResponse) -> Json:
    try:
        document: Any = json.loads(answer.data)
    except ValueError:
        document = None
    if isinstance(document, dict):
        return document
    if answer.status >= 400:
        return {"code": "internal", "detail": f"HTTP {answer.status} without a reason"}
    raise ServerAway("the answer is not the server's")
