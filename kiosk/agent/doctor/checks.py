"""What a station needs, one check after another."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import urllib3

from drivers.idcard.device import NoReply
from drivers.transports.errors import TransportError
from kiosk.agent.clock import Clock, utc_now
from kiosk.agent.loudspeaker import NoSound
from kiosk.agent.server_client import API, ServerAway, ServerClient, ServerRefused
from kiosk.agent.settings import StationFile, token_is_open_to_others
from kiosk.agent.supervisor import DeviceDown, Runner
from kiosk.agent.trial import Person, State, Trial

LEAST_FREE_MB = 200
MOST_APART_S = 10
_TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes:
        check: its name, a table of the texts.
        values: what is filled into its text; `reason` is a code where a device is not well.
    """

    check: str
    state: State
    values: dict[str, object] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return self.state == "well"

    @property
    def is_ill(self) -> bool:
        return self.state == "ill"


def check_station(file: StationFile, *, clock: Clock = utc_now) -> Iterator[Finding]:
    """Check all but the devices: folder, token, server, clock."""
    yield _state_dir(file.station.state_dir)
    if not file.is_paired:
        yield Finding("pairing", "ill")
    elif file.station.token_file is not None:
        state: State = "ill" if token_is_open_to_others(file) else "well"
        yield Finding("token", state, {"path": file.station.token_file})
    yield from _server(file, clock)


def check_device(runner: Runner, person: Person) -> Finding:
    """Reach a device, use it once, and let go of it again."""
    try:
        runner.open()
        trial = runner.try_out(person)
    except DeviceDown as down:
        trial = _not_reached(down)
    except TransportError as error:
        trial = Trial("ill", "not_connected", where=str(error))
    finally:
        runner.close()
    where = f" ({trial.where})" if trial.where else ""
    return Finding(
        "device",
        trial.state,
        {"name": runner.name, "reason": trial.reason, "where": where},
    )


def _not_reached(down: DeviceDown) -> Trial:
    """Return why a device was not reached, as a code where there is one."""
    match down.__cause__:
        case TransportError():
            return Trial("ill", "not_connected", where=str(down))
        case NoReply():
            return Trial("ill", "no_answer", where=str(down))
        case NoSound():
            return Trial("ill", "no_sound", where=str(down))
        case _:
            return Trial("ill", str(down))


def _state_dir(path: Path) -> Finding:
    probe = path / ".doctor"
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
        free_mb = shutil.disk_usage(path).free // 1_000_000
    except OSError as error:
        return Finding("state_dir", "ill", {"reason": f"{path}: {error.strerror}"})
    if free_mb < LEAST_FREE_MB:
        return Finding("state_dir", "ill", {"reason": f"{free_mb} MB"})
    return Finding("state_dir", "well", {"free_mb": free_mb})


def _server(file: StationFile, clock: Clock) -> Iterator[Finding]:
    began_s = time.monotonic()
    try:
        answer = urllib3.request(
            "GET", f"{file.station.server}{API}/halls", retries=False, timeout=_TIMEOUT_S
        )
    except urllib3.exceptions.HTTPError as error:
        yield Finding("server", "ill", {"reason": type(error).__name__})
        return
    took_ms = round((time.monotonic() - began_s) * 1000)
    if answer.status != 200:
        yield Finding("server", "ill", {"reason": f"HTTP {answer.status}"})
        return
    yield Finding("server", "well", {"ms": took_ms})
    yield from _clock(answer.headers.get("Date"), clock)
    if file.is_paired:
        yield _identity(file)


def _clock(said: str | None, clock: Clock) -> Iterator[Finding]:
    server = _date(said)
    if server is not None:  # a server in between may leave it out: then nothing is known
        apart_s = abs(round((clock() - server).total_seconds()))
        state: State = "well" if apart_s <= MOST_APART_S else "ill"
        yield Finding("clock", state, {"seconds": apart_s})


def _date(said: str | None) -> datetime | None:
    try:
        return None if said is None else parsedate_to_datetime(said)
    except ValueError:
        return None


def _identity(file: StationFile) -> Finding:
    client = ServerClient(file.station.server, token=file.token, read_timeout_s=_TIMEOUT_S)
    try:
        me = client.get("/stations/me")
    except (ServerAway, ServerRefused) as error:
        return Finding("identity", "ill", {"reason": str(error)})
    finally:
        client.close()
    return Finding("identity", "well", {"code": me["code"]})
