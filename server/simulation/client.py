"""The simulation's way to a server: its public REST API and nothing else."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

import requests

Json = dict[str, Any]

PATIENCE_S = 30.0  # a server that restarts is back by then
_FAULTS_BORNE = 3
_TIMEOUT_S = (5.0, 30.0)  # to connect, to answer


class Refused(Exception):
    """The server said no; `code` is why."""

    def __init__(self, code: str, body: Mapping[str, Any]) -> None:
        super().__init__(f"{code}: {body.get('detail', '')}")
        self.code = code


class Fault(Exception):
    """The server answered 5xx, and did so again with the same request id."""


class ServerAway(Exception):
    """Nobody answers at the server's address."""


class Traffic:
    """What was sent and how it was answered; any thread may count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.requests = 0
        self.retries = 0
        self.refusals: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()

    def count(self, *, answer: str, is_retry: bool) -> None:
        """Note a request and its answer: "ok", a refusal's code, or a fault's status."""
        with self._lock:
            self.requests += 1
            self.retries += is_retry
            if answer.startswith("5") or answer == "no answer":
                self.faults[answer] += 1
            elif answer != "ok":
                self.refusals[answer] += 1


class Client:
    """Asks a server, for nobody at first, or for one signed-in person or station.

    Commands carry a request id of their own; when no answer comes, the same id is sent again, so
    that the command happens once. Any thread may ask: each has a connection of its own.

    Args:
        server: such as `http://127.0.0.1:8000`.
        patience_s: how long to go on asking where nobody answers.
    """

    def __init__(self, server: str, *, patience_s: float = PATIENCE_S) -> None:
        self._base = f"{server.rstrip('/')}/api/v1"
        self._token: str | None = None
        self._patience_s = patience_s
        self._sessions = _Sessions()
        self.traffic = Traffic()

    def signed(self, token: str) -> Client:
        """The same connections and counts, for somebody who is signed in."""
        other = copy(self)
        other._token = token
        return other

    def get(self, path: str) -> Json:
        """Read.

        Raises:
            Refused, Fault, ServerAway.
        """
        return self._insist(lambda session: session.get(self._base + path, **self._options()))

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, key: str = "") -> Json:
        """Give a command, once.

        Args:
            key: the request id; by default a new one.

        Raises:
            Refused, Fault, ServerAway.
        """
        options = self._options(key or uuid.uuid4().hex)
        return self._insist(
            lambda session: session.post(self._base + path, json=dict(body or {}), **options)
        )

    def close(self) -> None:
        """Hang up, for everybody who shares the connections."""
        self._sessions.close()

    def _options(self, key: str | None = None) -> Json:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if key is not None:
            headers["Idempotency-Key"] = key
        return {"headers": headers, "timeout": _TIMEOUT_S}

    def _insist(self, ask: Callable[[requests.Session], requests.Response]) -> Json:
        begun, pause_s, faults, is_retry = time.monotonic(), 0.05, 0, False
        while True:
            response = self._try(ask, is_retry=is_retry)
            if response is not None and response.status_code < 500:
                return _content(response)
            faults += response is not None
            if faults >= _FAULTS_BORNE:
                assert response is not None
                raise Fault(f"{response.status_code} {response.url}: {response.text[:300]}")
            if time.monotonic() - begun >= self._patience_s:
                raise ServerAway(f"no answer from {self._base}")
            time.sleep(pause_s)
            pause_s, is_retry = min(pause_s * 2, 2.0), True

    def _try(
        self, ask: Callable[[requests.Session], requests.Response], *, is_retry: bool
    ) -> requests.Response | None:
        try:
            response = ask(self._sessions.own())
        except (requests.ConnectionError, requests.Timeout):
            self.traffic.count(answer="no answer", is_retry=is_retry)
            return None
        self.traffic.count(answer=_answer(response), is_retry=is_retry)
        return response


class _Sessions:
    """One kept-alive session a thread: a session is not made for several."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._all: list[requests.Session] = []
        self._lock = threading.Lock()

    def own(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False  # no proxy between a hall and its own server
            with self._lock:
                self._all.append(session)
        return session

    def close(self) -> None:
        with self._lock:
            for session in self._all:
                session.close()


def _answer(response: requests.Response) -> str:
    if response.status_code >= 500:
        return str(response.status_code)
    return "ok" if response.ok else _code(response)


def _content(response: requests.Response) -> Json:
    body: Json = response.json() if response.content else {}
    if not response.ok:
        raise Refused(_code(response), body)
    return body


def _code(response: requests.Response) -> str:
    try:
        return str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return str(response.status_code)
