"""The station files of the demonstration: what a hall would write, with simulated devices."""

from __future__ import annotations

import json
import shutil
from pathlib import Path


def station_file(*, server: int, token: Path, kind: str, local_port: int, devices: str) -> str:
    """The file of a station; server and local_port are ports of this machine."""
    return _STATION.format(
        server=server,
        token=json.dumps(str(token)),
        kind=kind,
        local_port=local_port,
        devices=devices,
    )


def printer(port: int) -> str:
    """A slip printer on the network."""
    return _PRINTER.format(port=port)


def reader(line: Path) -> str:
    """An ID-card reader on a serial line."""
    return _READER.format(port=json.dumps(str(line)))


def scanner(line: Path) -> str:
    """A QR scanner on a serial line."""
    return _SCANNER.format(port=json.dumps(str(line)))


def guidance() -> str:
    """What the kiosk says in its care mode; nothing on a machine that cannot speak."""
    return _GUIDANCE if shutil.which("espeak-ng") else ""


def keypad(line: Path) -> str:
    """A satisfaction keypad on a serial line."""
    return _KEYPAD.format(port=json.dumps(str(line)))


def pad(line: Path) -> str:
    """A caller pad on a serial line; it transfers to the second window."""
    return _PAD.format(port=json.dumps(str(line)))


def signs(line: Path) -> str:
    """Strips over the first two windows and a combined screen of three rows, on one line."""
    return _SIGNS.format(port=json.dumps(str(line)))


def speaker(scale: float) -> str:
    """A simulated loudspeaker; scale: how long it takes, as a share of the sentence's length."""
    return _SPEAKER.format(scale=scale)


_STATION = """[station]
server = "http://127.0.0.1:{server}"
token_file = {token}
state_dir = "state"
kind = "{kind}"

[local]
host = "127.0.0.1"
port = {local_port}

[screen]
px_per_mm = 4.03
slot = "right-below"

{devices}"""

_PRINTER = """[[device]]
kind = "printer"
name = "slip"
address = "tcp://127.0.0.1:{port}"
"""

_READER = """[[device]]
kind = "idcard"
name = "cards"
port = {port}
"""

_SCANNER = """[[device]]
kind = "scanner"
name = "codes"
port = {port}
"""

_GUIDANCE = """[[device]]
kind = "guidance"
name = "guide"
"""

_KEYPAD = """[[device]]
kind = "evaluator"
name = "keypad"
port = {port}
profile = "ff68-keypad"
keymap = "five-key"
address = 1
"""

_PAD = """
[[device]]
kind = "caller"
name = "pad"
port = {port}
transfer_to_window = "2"
outcome = "accepted"
"""

_SIGNS = """
[[device]]
kind = "signs"
name = "signs"
port = {port}
protocol = "strip"

[[device.sign]]
window = "1"
at = {{ address = 1 }}
cells = 16

[[device.sign]]
window = "2"
at = {{ address = 2 }}
cells = 16

[[device.sign]]
rows = [{{ address = 21 }}, {{ address = 22 }}, {{ address = 23 }}]
cells = 16
"""

_SPEAKER = """[[device]]
kind = "speaker"
name = "hall"
sink = "simulated"
scale = {scale}
"""
