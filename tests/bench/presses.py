"""From a press at the kiosk to the first byte at the printer, in a whole running hall."""

from __future__ import annotations

import json
import random
import socket
import time
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.hall import HALL_ID
from tests.bench.wire import HttpClient, Unexpected
from tools.programs import CannotStart
from tools.whole_hall import Ports, WholeHall, demand_free

DLE_EOT_PRINTER = b"\x10\x04\x01"  # ESC/POS: real-time status of the printer, one byte back
PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Presses:
    """Seconds, one value a press.

    Attributes:
        first_byte_s: until the slip's first byte was at the printer.
        answered_s: until the screen had its answer, the slip printed and confirmed.
        exchange_s: one bare connection to the same printer and one status byte from it.
    """

    first_byte_s: list[float]
    answered_s: list[float]
    exchange_s: list[float]


def press_latency(data: Path, *, presses: int) -> Presses:
    """Start a whole hall, press at its kiosk again and again, and end the hall.

    Raises:
        CannotStart: a program of the hall does not come up.
        Unexpected: a press gave no printed slip.
    """
    ports = free_ports()
    hall = WholeHall(ports, data)
    try:
        hall.start()
        return _press(ports, presses)
    finally:
        hall.end()


def _press(ports: Ports, presses: int) -> Presses:
    kiosk = HttpClient(ports.kiosk)
    queues = [q["queue_id"] for q in _json(ports.server, f"/api/v1/halls/{HALL_ID}")["queues"]]
    pressed_at, answered_s, exchange_s = [], [], []
    for number in range(presses + 1):
        wanted = {"request_id": uuid.uuid4().hex, "queue_id": queues[number % len(queues)]}
        pressed_at.append(time.monotonic())
        answer = kiosk.post("/api/tickets", wanted)
        answered_s.append(time.monotonic() - pressed_at[-1])
        if answer["slip"] != "printed":
            raise Unexpected(f"the slip is {answer['slip']}: {answer['reason']}")
        time.sleep(PAUSE_S)
        exchange_s.append(_exchange(ports.printer))
        time.sleep(PAUSE_S)
    kiosk.close()
    slips = _json(ports.printer_page, "/slips.json")
    first_byte_s = [
        slip["first_byte_monotonic"] - at for slip, at in zip(slips, pressed_at, strict=True)
    ]
    # The first press loads fonts and opens connections: a kiosk does that once a day.
    return Presses(first_byte_s[1:], answered_s[1:], exchange_s[1:])


def _exchange(port: int) -> float:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as printer:
        printer.sendall(DLE_EOT_PRINTER)
        if len(printer.recv(16)) != 1:
            raise Unexpected("the printer gave no status byte")
        return time.monotonic() - began


def _json(port: int, path: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return json.loads(answer.read())


def free_ports() -> Ports:
    """A run of ports that are free now.

    Raises:
        CannotStart: none was found.
    """
    for _ in range(50):
        ports = Ports(random.randrange(20_000, 32_000))
        try:
            for port in ports.all():
                demand_free(port)
        except CannotStart:
            continue
        return ports
    raise CannotStart("no run of free ports")
