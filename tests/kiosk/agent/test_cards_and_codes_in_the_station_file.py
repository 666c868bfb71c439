"""What a station file may say of card readers and scanners, and what comes of it."""

from pathlib import Path

import pytest

from kiosk.agent.local_api import LocalServices, create_local_app
from kiosk.agent.local_app import Pages
from kiosk.agent.nearby import Nearby
from kiosk.agent.settings import read_station_file
from kiosk.agent.settings_errors import StationFileError

STATION = """
[station]
server = "http://127.0.0.1:8000"
token = "st_secret"
state_dir = "state"
kind = "kiosk"
[local]
port = 8001
"""
READER = '[[device]]\nkind = "idcard"\nname = "cards"\nport = "/dev/ttyUSB0"\n'
SCANNER = '[[device]]\nkind = "scanner"\nname = "codes"\nport = "evdev:/dev/input/by-path/x"\n'


@pytest.fixture
def read(tmp_path):
    def make(devices):
        path = tmp_path / "station.toml"
        path.write_text(STATION + devices)
        return read_station_file(path).device

    return make


def test_a_reader_and_a_scanner_need_a_port_and_no_more(read):
    reader, scanner = read(READER + SCANNER)

    assert (reader.port, reader.baud) == ("/dev/ttyUSB0", 115200)
    assert (scanner.port, scanner.baud, scanner.prefix) == ("evdev:/dev/input/by-path/x", 9600, "")


def test_speeds_and_a_prefix_are_as_the_device_was_set(read):
    reader, scanner = read(READER + "baud = 9600\n" + SCANNER + 'baud = 19200\nprefix = ">"\n')

    assert (reader.baud, scanner.baud, scanner.prefix) == (9600, 19200, ">")


@pytest.mark.parametrize(
    ("devices", "names"),
    [
        (READER + "baud = 4800\n", "baud"),
        (READER.replace("port", "path"), "port"),
        (SCANNER + 'baud = "fast"\n', "baud"),
        (SCANNER + f'prefix = "{">" * 17}"\n', "prefix"),
        (READER + READER.replace('"cards"', '"more-cards"'), "idcard"),
        (SCANNER + SCANNER.replace('"codes"', '"more-codes"'), "scanner"),
    ],
    ids=["reader's speed", "no port", "scanner's speed", "long prefix", "two readers", "two"],
)
def test_what_cannot_be_is_refused_by_its_key(read, devices, names):
    with pytest.raises(StationFileError, match=names):
        read(devices)


class NoCards:
    is_ready = True

    def wait(self, stay, *, timeout_s):
        raise AssertionError("a locked station reads no card")

    def person(self, handle):
        return None

    def forget(self):
        raise AssertionError("a locked station was told to forget")


def test_a_locked_station_reads_no_card():
    services = LocalServices(
        kind="kiosk",
        names=frozenset({"localhost"}),
        state=dict,
        catalogue=lambda: None,
        issuing=None,
        is_locked=lambda: True,
        speech=None,
        nearby=Nearby(cards=NoCards()),
    )
    client = create_local_app(services, pages=Pages(web=Path(), kit=Path())).test_client()

    answer = client.post("/api/card", json={"stay": "stay-0001"})

    assert (answer.status_code, answer.json["code"]) == (503, "station_locked")
