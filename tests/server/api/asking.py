"""People and stations who ask the REST API, in the same process or over the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from server.domain.access import Role
from server.services import accounts
from server.services.enrolment import add_account, put_station
from server.store.people_tables import accounts as table
from server.store.unit_of_work import UnitOfWork
from server.tokens import Tokens
from tests.server.acting import SmallHall

KEY = "Idempotency-Key"
PASSWORD = "correct horse battery"
# Real, but quick to check: the server reads the cost of a hash from the hash.
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is None when it was empty or no JSON."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a refusal."""
        return self.status, self.body["code"]


Wire = Callable[[str, str, dict[str, Any]], Answer]


def in_process(app: Flask) -> Wire:
    """Ask without a network."""
    client = app.test_client(use_cookies=False)

    def ask(method: str, path: str, options: dict[str, Any]) -> Answer:
        answer = client.open(path, method=method, **options)
        return Answer(answer.status_code, answer.get_json(silent=True), answer.headers)

    return ask


def over_http(address: str) -> Wire:
    """Ask over the network, each time on a connection of its own."""

    def ask(method: str, path: str, options: dict[str, Any]) -> Answer:
        answer = requests.request(method, address + path, timeout=10, **options)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        return Answer(answer.status_code, answer.json() if is_json else None, answer.headers)

    return ask


class Caller:
    """Somebody with a token, or nobody in particular."""

    def __init__(self, wire: Wire, hall: SmallHall, token: str | None = None) -> None:
        self._wire = wire
        self._hall = hall
        self.token = token

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, headers, {})

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Answer:
        """Post JSON; `{}` when there is nothing to say."""
        return self._ask("POST", path, {} if key is None else {KEY: key}, {"json": body or {}})

    def send(self, method: str, path: str, data: str, content_type: str) -> Answer:
        """Send a body as it stands."""
        return self._ask(method, path, {"Content-Type": content_type}, {"data": data.encode()})

    def send_bytes(self, path: str, content: bytes) -> Answer:
        """Send a file as it is."""
        headers = {"Content-Type": "application/octet-stream"}
        return self._ask("POST", path, headers, {"data": content})

    def issue(self, prefix: str = "A", *, key: str | None = None) -> Answer:
        """Draw a number."""
        return self.post(self.hall("/tickets"), {"queue_id": self._hall.queues[prefix]}, key=key)

    def at(self, window: str, step: str, *, key: str | None = None, **body: Any) -> Answer:
        """Take a step at a window."""
        return self.post(self.window(window, step), body, key=key)

    def about(self, number: str, step: str, **body: Any) -> Answer:
        """Take a step of a ticket that no window takes."""
        return self.post(self.hall(f"/tickets/{self._hall.ticket(number).id}/{step}"), body)

    def hall(self, path: str = "") -> str:
        """A path below this hall."""
        return f"/halls/{self._hall.hall_id}{path}"

    def window(self, window: str, step: str) -> str:
        """A path below a window of this hall."""
        return self.hall(f"/windows/{self._hall.windows[window]}/{step}")

    def _ask(self, method: str, path: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        if self.token is not None:
            headers = {**headers, "Authorization": f"Bearer {self.token}"}
        return self._wire(method, f"/api/v1{path}", {**body, "headers": headers})


class People:
    """Everybody who may want something of a hall's server."""

    def __init__(self, wire: Wire, hall: SmallHall, tokens: Tokens) -> None:
        self._wire = wire
        self._hall = hall
        self._tokens = tokens

    def stranger(self) -> Caller:
        """Somebody without a token."""
        return self.bearer(None)

    def bearer(self, token: str | None) -> Caller:
        """Whoever holds this token."""
        return Caller(self._wire, self._hall, token)

    def clerk(self, number: int = 1) -> Caller:
        """A clerk of the hall."""
        return self.holder_of(self._hall.clerks[number - 1])

    def staff(self, role: str) -> Caller:
        """Somebody of another role, enrolled now."""
        return self.holder_of(self.enrol(role))

    def enrol(self, role: str) -> int:
        """Enrol a person with the role's name as login and PASSWORD; returns the account's id."""

        def add(uow: UnitOfWork) -> int:
            add_account(
                uow.conn,
                hall_id=self._hall.hall_id,
                login=role,
                name=f"人员{role}",
                staff_no="900",
                role=Role(role),
                password_hash=QUICK_HASH,
            )
            return int(
                uow.conn.execute(select(table.c.id).where(table.c.login == role)).scalar_one()
            )

        return self._hall.database.write(self._hall.hall_id, add, actor="office")

    def station(self, kind: str, *, window: str | None = None, code: str | None = None) -> Caller:
        """A station of the hall, enrolled now."""
        code = code or (kind if window is None else f"{kind}-{window}")
        token = f"st_{self._hall.hall_id}_{code}"
        self._hall.database.write(
            self._hall.hall_id,
            lambda uow: put_station(
                uow.conn,
                hall_id=self._hall.hall_id,
                code=code,
                kind=kind,
                token=token,
                window=window,
            ),
            actor="office",
        )
        return self.bearer(token)

    def holder_of(self, account_id: int) -> Caller:
        """Whoever signed in with this account."""
        with self._hall.database.read() as conn:
            account = accounts.by_id(conn, account_id)
        assert account
        return self.bearer(self._tokens.make(account)[0])
