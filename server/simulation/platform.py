"""A platform to try forwarding with: it checks signatures, takes each evaluation once, and fails.

    python -m server simulate-platform --secret ... --port 9600

    POST /evaluate    what an HTTP platform is sent (server/adapters/platform_http.py)
    GET  /taken       {"taken": [records], "requests": n, "fault": ...}
    POST /faults      {"fault": "none" | one of Fault}: from now on

An evaluation is the same when its number and ordinal are; a second one is answered with
评价数据不可重复. What was taken lives in memory, and in a file if there is one, so that a platform
that is restarted still knows it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from server.adapters.platform_dialect import Dialect
from server.adapters.platform_http import Signing, sign

_LARGEST = 1_000_000  # bytes of a request
_LOOK_EVERY_S = 0.05  # for the end


class Fault(StrEnum):
    """What the platform does wrong."""

    NONE = "none"
    ERROR = "error"  # 500, nothing taken
    LOSE_ANSWER = "lose_answer"  # takes it and hangs up without a word
    HANG_UP = "hang_up"  # takes nothing and hangs up
    SLOW = "slow"  # answers after a while
    REJECT = "reject"  # will not have it
    DUPLICATE = "duplicate"  # says of everything that it has it


class PlatformMemory:
    """What a platform has taken, and how it answers."""

    def __init__(
        self,
        *,
        dialect: Dialect,
        secret: str,
        signing: Signing = "hmac-sha256",
        file: Path | None = None,
        slow_s: float = 2.0,
    ) -> None:
        self.fault = Fault.NONE
        # Chooses the fault of each request, by its count from 1; for tests that mix them.
        self.choose_fault: Callable[[int], Fault] = lambda _: self.fault
        self.requests = 0
        self.slow_s = slow_s
        self._dialect = dialect
        self._secret = secret
        self._signing: Signing = signing
        self._file = file
        self._lock = threading.Lock()
        self._taken: dict[tuple[str, str], dict[str, str]] = {}
        if file is not None and file.exists():
            for line in file.read_text("utf-8").splitlines():
                self._keep(json.loads(line))

    def taken(self) -> list[dict[str, str]]:
        """The records it has, in the order they came."""
        with self._lock:
            return list(self._taken.values())

    def next_fault(self) -> Fault:
        """Count a request, and say what goes wrong with it."""
        with self._lock:
            self.requests += 1
            return self.choose_fault(self.requests)

    def take(self, envelope: Any, fault: Fault) -> tuple[int, dict[str, Any]]:
        """Take an evaluation or not; returns status and body of the answer."""
        if fault is Fault.ERROR:
            return 500, {}
        try:
            head = envelope["txnBodyCom"]
            params, record = head["params"], head["params"]["evaluate"][0]
            name = (record[self._dialect.number], record["assessNumber"])
            signed = sign(
                params,
                time=head["time"],
                app_mark=head["appMark"],
                secret=self._secret,
                signing=self._signing,
            )
        except (KeyError, TypeError, IndexError):
            return 400, self._says("0", "报文格式不对")
        if head["sign"] != signed:
            return 401, self._says("0", "签名不对")
        if fault is Fault.REJECT:
            return 200, self._says("0", "事项编码不存在")
        with self._lock:
            if fault is Fault.DUPLICATE or name in self._taken:
                return 200, self._says("0", self._dialect.duplicate[0])
            self._keep(record)
            if self._file is not None:
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
        return 200, self._says("1", "成功")

    def _keep(self, record: dict[str, str]) -> None:
        self._taken[record[self._dialect.number], record["assessNumber"]] = record

    def _says(self, code: str, text: str) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for keys, value in ((self._dialect.answer_code, code), (self._dialect.answer_text, text)):
            inner = body
            for key in keys[:-1]:
                inner = inner.setdefault(key, {})
            inner[keys[-1]] = value
        return body


class SimulatedPlatform:
    """The platform as a program: listens until it is closed."""

    def __init__(self, memory: PlatformMemory, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Bind; port 0 takes any that is free."""
        self.memory = memory

        class Handler(_Handler):
            platform = memory

        self._host = host
        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_LOOK_EVERY_S,), daemon=True
        )

    @property
    def url(self) -> str:
        """Where evaluations go."""
        return f"http://{self._host}:{self._server.server_port}/evaluate"

    def start(self) -> None:
        """Serve in the background."""
        self._thread.start()

    def serve(self) -> None:
        """Serve until interrupted."""
        self._server.serve_forever()

    def close(self) -> None:
        """Stop listening."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    platform: PlatformMemory
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """What was taken."""
        memory = self.platform
        body = {"taken": memory.taken(), "requests": memory.requests, "fault": memory.fault}
        self._answer(200, body)

    def do_POST(self) -> None:
        """An evaluation, or a fault to switch on."""
        length = int(self.headers.get("Content-Length", 0))
        if length > _LARGEST:
            self.close_connection = True
            return self._answer(413, {})
        try:
            body = json.loads(self.rfile.read(length))
        except ValueError:
            return self._answer(400, {})
        if self.path == "/faults":
            return self._switch(body)
        return self._evaluate(body)

    def _switch(self, body: Any) -> None:
        try:
            self.platform.fault = Fault(body["fault"])
        except (KeyError, TypeError, ValueError):
            return self._answer(422, {"faults": list(Fault)})
        return self._answer(200, {"fault": self.platform.fault})

    def _evaluate(self, body: Any) -> None:
        fault = self.platform.next_fault()
        if fault is Fault.HANG_UP:
            self.close_connection = True
            return
        status, answer = self.platform.take(body, fault)
        if fault is Fault.LOSE_ANSWER:
            self.close_connection = True
            return
        if fault is Fault.SLOW:
            time.sleep(self.platform.slow_s)
        self._answer(status, answer)

    def _answer(self, status: int, body: Any) -> None:
        text = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what was taken can be asked for."""
