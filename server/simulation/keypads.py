"""Ratings, by the keypad of a window's own station and by no other way."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any, Protocol

import requests

from server.domain.clock import to_wire
from server.domain.rating import Level
from server.simulation.agenda import Agenda
from server.simulation.client import Client, Fault, Json, Refused

_ARMED_WITHIN_S = 2.0  # real: a station takes its job and sets its keypad meanwhile
_LOOK_EVERY_S = 0.02
_TIMEOUT_S = 5.0
_REACTION_S = (3.0, 10.0)
_STATION = "simulate-day"


class Keypad(Protocol):
    """Where the citizens of one window press a key."""

    def answer(self, visit_id: int, level: Level | None) -> None:
        """Wait until the citizen has pressed, or has walked away without (level None)."""
        ...


class PressedKeypad:
    """A simulated keypad on a real station's line, pressed by its web page.

    Args:
        url: the keypad's page, such as `http://127.0.0.1:8012`.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def answer(self, visit_id: int, level: Level | None) -> None:
        """Press the key of this level once the keypad asks; some keypads lack some levels."""
        if level is None:
            return
        try:
            key = self._key(level)
            if key is not None:
                requests.post(
                    f"{self._url}/press", json={"value": key}, timeout=_TIMEOUT_S
                ).raise_for_status()
        except requests.RequestException:
            return  # unplugged or gone: no key, no rating

    def _key(self, level: Level) -> int | None:
        deadline = time.monotonic() + _ARMED_WITHIN_S
        while time.monotonic() < deadline:
            state = requests.get(f"{self._url}/state.json", timeout=_TIMEOUT_S).json()
            if state["armed"]:
                keys = {str(key["level"]).lower(): int(key["value"]) for key in state["keys"]}
                return keys.get(level)
            time.sleep(_LOOK_EVERY_S)
        return None


class StationKeypad:
    """Takes part as the window's station: fetches its jobs and answers them as a keypad would.

    The times it reports are the real ones. At high speeds they lie so close together that the
    server flags the ratings as fast.

    Args:
        client: signed with the station's token.
    """

    def __init__(self, client: Client, agenda: Agenda, rng: Random) -> None:
        self._client = client
        self._agenda = agenda
        self._rng = rng

    def answer(self, visit_id: int, level: Level | None) -> None:
        """Answer the job of this visit, if the server has one for the station."""
        job = self._job(visit_id)
        if job is None:
            return
        if level is None:
            self._agenda.after(job["body"]["timeout_s"], lambda: self._time_out(visit_id))
            return
        armed_at = datetime.now(UTC)
        time.sleep(self._rng.uniform(*_REACTION_S) / self._agenda.speed)
        body: dict[str, Any] = {
            "level": level,
            "value": 5 - list(Level).index(level),  # a keypad whose best key is 5
            "armed_at": to_wire(armed_at),
            "pressed_at": to_wire(datetime.now(UTC)),
            "device": _STATION,
        }
        self._report(job["job_id"], "done", body)

    def _job(self, visit_id: int) -> Json | None:
        jobs: list[Json] = self._client.get("/stations/me/jobs")["jobs"]
        return next((job for job in jobs if job["body"].get("visit_id") == visit_id), None)

    def _time_out(self, visit_id: int) -> None:
        with suppress(Refused, Fault):  # counted; the job's deadline ends it in any case
            job = self._job(visit_id)
            if job is not None:  # not withdrawn by the next call
                self._report(job["job_id"], "timed_out", {})

    def _report(self, job_id: str, outcome: str, body: dict[str, Any]) -> None:
        answer = {"outcome": outcome, "body": body, "at": to_wire(datetime.now(UTC))}
        self._client.post(f"/stations/me/jobs/{job_id}/result", answer)
