"""查询码: what a citizen types to read the answer to what they wrote.

A code is made of a key of the hall and a random salt in the row, so that it can be shown again to
whoever repeats the very request that made it, and stands in no table. Ten characters of 32: fifty
bits, which nobody guesses five times in five minutes. With another secret key of the server old
codes open nothing any more.
"""

from __future__ import annotations

import hashlib
import hmac
import re

LENGTH = 10
# No 0, 1, I and O, which people mix up.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_FILLING = re.compile(r"[\s-]")


def query_code(secret: str, *, hall_id: int, salt: str) -> str:
    """The code that belongs to a salt, in two groups: `ABCDE-23456`."""
    key = hmac.digest(secret.encode(), f"budayang.feedback.{hall_id}".encode(), "sha256")
    digest = hmac.new(key, salt.encode(), hashlib.sha256).digest()
    code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def is_same_code(said: str, code: str) -> bool:
    """Whether somebody gave this code; case, hyphens and spaces do not matter."""
    return hmac.compare_digest(_plain(said), _plain(code))


def _plain(code: str) -> bytes:
    return _FILLING.sub("", code).upper().encode()
