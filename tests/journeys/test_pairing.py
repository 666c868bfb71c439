"""A new computer is unpacked: it shows a code, the office enters it, a citizen takes a number."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.hall import HALL_ID, Hall

FILE = """
[station]
server = "{server}"
token_file = "station.token"
state_dir = "state"
kind = "kiosk"
hall = "{hall}"
[local]
port = 0
"""


@pytest.fixture
def new_kiosk(hall: Hall, tmp_path: Path):
    """The address of a kiosk that nobody knows yet."""
    code = next(h["code"] for h in hall.get("/halls")["halls"] if h["hall_id"] == HALL_ID)
    (tmp_path / "station.toml").write_text(FILE.format(server=hall.server, hall=code))
    command = [sys.executable, "-m", "kiosk.agent", "--station", str(tmp_path / "station.toml")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        line = next(line for line in process.stderr if "the code is shown on port" in line)
        yield f"http://127.0.0.1:{line.split()[-1]}", tmp_path
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        assert process.wait(timeout=20) == 0


def test_a_code_on_the_screen_makes_a_computer_a_kiosk(
    hall: Hall, new_kiosk, open_page: OpenPage
) -> None:
    address, folder = new_kiosk
    page = open_page(address, width=1080, height=1920, touch=True)
    code = page.locator(".pairing-code")
    expect(code).to_be_visible()

    accepted = {"code": code.inner_text().replace(" ", ""), "station": "kiosk-new"}
    hall.post(f"/halls/{HALL_ID}/stations", accepted, login="office")

    expect(page.get_by_role("main")).to_contain_text("配对成功")
    stations = hall.get(f"/halls/{HALL_ID}/stations", login="office")["stations"]
    assert [s["kind"] for s in stations if s["code"] == "kiosk-new"] == ["kiosk"]
    assert (folder / "station.token").stat().st_mode & 0o777 == 0o600
