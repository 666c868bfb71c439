"""Ratings by HTTP, one a request, in the envelope of published clients of provincial platforms.

    POST url      C-Tenancy-Id: tenancy
    {"txnBodyCom": {"sign": ..., "time": ..., "appMark": ..., "params": {"evaluate": [record]}},
     "txnCommCom": {}}

What is signed is not published anywhere. Here it is `appMark`, `time` and the params as compact
JSON with sorted keys, one after another: HMAC-SHA256 with the secret as its key, or MD5 over the
text and the secret, each in lower-case hex.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from server.adapters.platform import Outcome
from server.adapters.platform_dialect import Dialect
from server.domain.clock import Clock
from server.domain.forwarding import OutgoingRating, Recipient, Verdict

Signing = Literal["hmac-sha256", "md5"]

# Only what is said of the rating itself refuses it. A wrong secret or address is ours to mend, and
# whatever else goes wrong is the platform's: in both cases the rating can go later as it is.
_ABOUT_THE_RATING = frozenset({400, 409, 413, 422})
_QUOTED = 200  # characters of an answer that the office sees


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How one platform is reached.

    Attributes:
        timeout_s: for the connection and for the answer, each.
    """

    url: str
    app_mark: str
    secret: str
    signing: Signing = "hmac-sha256"
    tenancy: str = ""
    timeout_s: float = 15.0


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


class HttpPlatform:
    """A platform behind an address."""

    def __init__(
        self,
        recipient: Recipient,
        *,
        dialect: Dialect,
        access: Access,
        clock: Clock,
        send: Callable[[Request, float], Answer] | None = None,
    ) -> None:
        """Set up.

        Args:
            send: sends a request within so many seconds; raises OSError, as requests' own are.
        """
        self.recipient = recipient
        self._dialect = dialect
        self._access = access
        self._clock = clock
        self._send = send or send_by_http

    def deliver(self, rating: OutgoingRating) -> Outcome:
        """Send a rating and judge the answer; without one nobody knows, so it is sent again."""
        request = self.to_platform(rating)
        try:
            answer = self._send(request, self._access.timeout_s)
        except OSError as error:
            return Outcome(Verdict.RETRY, type(error).__name__)
        return self.classify(answer)

    def to_platform(self, rating: OutgoingRating) -> Request:
        """The request that tells the platform of a rating."""
        access = self._access
        moment = self._clock.now().astimezone(ZoneInfo(rating.zone)).strftime(self._dialect.times)
        params = {"evaluate": [self._dialect.record(rating)]}
        signed = sign(
            params,
            time=moment,
            app_mark=access.app_mark,
            secret=access.secret,
            signing=access.signing,
        )
        head = {"sign": signed, "time": moment, "appMark": access.app_mark}
        envelope = {"txnBodyCom": {**head, "params": params}, "txnCommCom": {}}
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if access.tenancy:
            headers["C-Tenancy-Id"] = access.tenancy
        return Request(access.url, headers, json.dumps(envelope, ensure_ascii=False).encode())

    def classify(self, answer: Answer) -> Outcome:
        """What an answer comes to."""
        code, text = self._read(answer.body)
        said = f"HTTP {answer.status} {code or ''} {text}".strip()[:_QUOTED]
        if any(words in text for words in self._dialect.duplicate):
            return Outcome(Verdict.DUPLICATE_OK)
        if answer.status in _ABOUT_THE_RATING:
            return Outcome(Verdict.REJECT, said)
        if not 200 <= answer.status < 300 or code is None:
            return Outcome(Verdict.RETRY, said)
        return Outcome(Verdict.OK) if code in self._dialect.ok else Outcome(Verdict.REJECT, said)

    def _read(self, body: bytes) -> tuple[str | None, str]:
        try:
            return self._dialect.answer(json.loads(body))
        except ValueError:
            return None, ""


def sign(params: dict[str, Any], *, time: str, app_mark: str, secret: str, signing: Signing) -> str:
    """The signature of a request, as the module describes it."""
    inner = json.dumps(params, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text = (app_mark + time + inner).encode()
    if signing == "md5":
        return hashlib.md5(text + secret.encode(), usedforsecurity=False).hexdigest()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def send_by_http(request: Request, timeout_s: float) -> Answer:
    """Send a request for real. Raises requests.RequestException."""
    import requests  # here: most halls tell no platform over HTTP, and need not wait for it

    answer = requests.post(
        request.url,
        data=request.body,
        headers=request.headers,
        timeout=timeout_s,
        # An answer to a redirected POST says nothing of what became of the rating.
        allow_redirects=False,
    )
    return Answer(answer.status_code, answer.content)
