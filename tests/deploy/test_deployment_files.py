"""The files a hall copies are ones the programs can read."""

import json
import os
import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from kiosk.agent.devices import make_devices
from kiosk.agent.doctor.looking import known_devices
from kiosk.agent.journal import Journal
from kiosk.agent.making import Surroundings
from kiosk.agent.server_client import ServerClient
from kiosk.agent.settings import read_station_file
from kiosk.agent.window_link import WindowLink
from server.settings import read_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
STATIONS = sorted((DEPLOY / "stations").glob("*.toml"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
RULE = re.compile(r'^([A-Z]+(\{[^}]+\})?(==|!=|=|\+=|:=)"[^"]*"(, )?)+$')


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read(path)
    return parser


@pytest.mark.parametrize("path", STATIONS, ids=lambda path: path.name)
def test_every_station_file_can_be_read_and_its_devices_made(path, tmp_path):
    text = path.read_text().replace("/var/lib/budayang", str(tmp_path))
    copy = tmp_path / path.name
    copy.write_text(text)
    kind = path.stem.partition("-")[0]
    (tmp_path / kind).mkdir()
    file = read_station_file(copy)
    journal = Journal(tmp_path / "journal.sqlite3")
    server = ServerClient(file.station.server, token="")
    around = Surroundings(
        journal=journal,
        tell=lambda: None,
        zone_id=lambda: None,
        state_dir=tmp_path,
        window=lambda number: WindowLink(server, window=number),
    )

    devices = make_devices(file, around)

    server.close()
    journal.close()
    assert file.station.kind == kind
    assert not file.is_paired
    assert len(devices.runners()) >= 1


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_starts_something_that_is_there(path):
    service = unit(path)["Service"]

    words = service["ExecStart"].split()
    inside = [word.replace("/opt/budayang", str(ROOT)) for word in words if "/opt" in word]
    assert inside
    assert all(Path(each).exists() for each in inside if ".venv" not in each)
    assert service["Restart"] == "always"
    module = words[words.index("-m") + 1] if "-m" in words else "server"
    assert (ROOT / module.replace(".", "/") / "__main__.py").exists()


def test_the_screens_script_can_be_run():
    assert os.access(DEPLOY / "chromium" / "screen.sh", os.X_OK)


def test_the_browsers_policies_let_only_our_own_pages_in():
    policies = json.loads((DEPLOY / "chromium" / "policies.json").read_text())

    assert policies["URLBlocklist"] == ["*"]
    assert all(re.fullmatch(r"[\d.]+:\d+", each) for each in policies["URLAllowlist"])


def test_every_udev_rule_is_one():
    lines = (DEPLOY / "udev" / "70-budayang.rules").read_text().splitlines()

    rules = [line for line in lines if line and not line.startswith("#")]
    assert len(rules) >= 6
    assert [line for line in rules if not RULE.match(line)] == []


def test_serial_adapters_the_doctor_knows_are_kept_awake():
    rules = (DEPLOY / "udev" / "70-budayang.rules").read_text()
    adapters = {usb_id[:4] for usb_id, name in known_devices().items() if "串口" in name}

    assert {vendor for vendor in adapters if f'"{vendor}"' not in rules} == set()


def test_the_servers_environment_lacks_nothing_but_the_secret():
    lines = (DEPLOY / "server.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert given["BUDAYANG_SECRET_KEY"] == ""

    settings = read_settings({**given, "BUDAYANG_SECRET_KEY": "x" * 48})

    assert settings.host == "0.0.0.0"
    assert not settings.demonstration
