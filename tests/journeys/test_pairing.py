"""A new computer is unpacked: it shows a code, the office enters it, a citizen takes a number."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OpenPage
from tests.journeys.hall import HALL_ID, Hall, eventually

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


@pytest.fixture
def office(hall: Hall, open_page: OpenPage) -> Page:
    """The office's page of stations."""
    page = open_page(f"{hall.server}/stations", **people.OFFICE)
    people.sign_in(page, "office")
    expect(page.locator("[data-station=kiosk-1]")).to_be_visible()
    return page


def test_a_code_on_the_screen_makes_a_computer_a_kiosk(
    hall: Hall, new_kiosk, office: Page, open_page: OpenPage
) -> None:
    address, folder = new_kiosk
    page = open_page(address, width=1080, height=1920, touch=True)
    code = page.locator(".pairing-code")
    expect(code).to_be_visible()

    office.get_by_label("配对码").fill("000 000")
    office.get_by_label("终端名称").fill("kiosk-new")
    office.get_by_role("button", name="配对", exact=True).click()
    expect(office.get_by_role("alert").first).to_contain_text("没有电脑显示这个配对码")
    office.get_by_label("配对码").fill(code.inner_text())
    office.get_by_role("button", name="配对", exact=True).click()

    expect(office.locator("[data-station=kiosk-new]")).to_contain_text("取号机")
    expect(page.get_by_role("main")).to_contain_text("配对成功")
    token_file = folder / "station.token"
    eventually(token_file.exists)
    assert token_file.stat().st_mode & 0o777 == 0o600
    expect(office.locator("[data-station=kiosk-new] .on")).to_contain_text("在线")


def test_the_office_locks_a_kiosk_and_prints_a_test_from_afar(
    hall: Hall, office: Page, open_page: OpenPage
) -> None:
    kiosk = open_page(hall.kiosk, width=1080, height=1920, touch=True)
    row = office.locator("[data-station=kiosk-1]")
    expect(row.locator(".on")).to_be_visible()
    slips = len(hall.slips())

    faults = Axe().run(office).response["violations"]
    assert [fault["id"] for fault in faults] == []
    row.get_by_role("button", name="打印自检").click()
    eventually(lambda: len(hall.slips()) == slips + 1)
    assert "打印自检" in hall.slips()[-1]["lines"]
    row.get_by_role("button", name="锁定", exact=True).click()
    office.get_by_role("dialog").get_by_label("屏幕上显示的话").fill("设备检修")
    office.get_by_role("dialog").get_by_role("button", name="锁定").click()
    expect(kiosk.get_by_role("heading", name="本机暂停服务")).to_be_visible()
    expect(kiosk.get_by_role("main")).to_contain_text("设备检修")

    row.get_by_role("button", name="解锁").click()
    expect(kiosk.get_by_role("heading", name="您要办什么？")).to_be_visible()
