"""The doctor examines a station: what works, what does not, what to do."""

import fcntl
import io
import tomllib
from datetime import timedelta

import pytest
from rich.console import Console

from drivers.printer.status import Reason
from kiosk.agent.clock import utc_now
from kiosk.agent.doctor.checks import check_station
from kiosk.agent.doctor.command import main
from kiosk.agent.doctor.words import TEXTS, Words
from kiosk.agent.settings import read_station_file

TOKEN = "st_of_the_tests"
FILE = """
[station]
server = "{server}"
token_file = "token"
state_dir = "state"
kind = "kiosk"
[local]
port = 0
[[device]]
kind = "printer"
name = "slip"
address = "tcp://127.0.0.1:{printer}"
"""


@pytest.fixture
def station(tmp_path, server, printer):
    """A station file whose server and printer are there."""
    (tmp_path / "state").mkdir()
    token = tmp_path / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    path = tmp_path / "station.toml"
    path.write_text(FILE.format(server=server.url, printer=printer.port))
    return path


@pytest.fixture
def ask():
    """Runs the doctor; returns its exit code and all it said."""

    def run(*arguments):
        said = io.StringIO()
        code = main([str(each) for each in arguments], console=Console(file=said, width=200))
        return code, said.getvalue()

    return run


def findings(station):
    return {each.check: each for each in check_station(read_station_file(station))}


def test_a_station_in_order_is_well(ask, station):
    code, said = ask("--station", station)

    assert code == 0
    assert "✗" not in said
    for words in ("终端文件没有错", "连得上大厅系统", "本机是 k1", "slip：正常"):
        assert words in said


def test_without_a_station_file_it_only_looks_around(ask):
    code, said = ask()

    assert code == 0
    assert "本机接着什么" in said
    assert "检查结果" not in said


def test_a_wrong_station_file_is_said_by_its_key(ask, station):
    station.write_text(station.read_text().replace('kind = "kiosk"', 'kind = "boat"'))

    code, said = ask("--station", station)

    assert code == 2
    assert "station.kind" in said


def test_an_address_that_is_none_is_said_by_its_key(ask, station):
    station.write_text(station.read_text().replace("tcp://", "carrier-pigeon://"))

    code, said = ask("--station", station)

    assert code == 2
    assert "device[1].address" in said


def test_a_printer_without_paper_is_told_and_what_to_do(ask, station, printer):
    printer.switch(paper="out")

    code, said = ask("--station", station)

    assert code == 1
    assert "slip：paper_out" in said
    assert "请换纸" in said


def test_a_printer_that_is_away_is_told_and_what_to_do(ask, station, printer):
    station.write_text(station.read_text().replace(str(printer.port), "9"))

    code, said = ask("--station", station)

    assert code == 1
    assert "slip：not_connected" in said
    assert "请查电源和线" in said


def test_a_server_that_is_away_is_told_and_the_devices_are_still_tested(ask, station, server):
    station.write_text(station.read_text().replace(server.url, "http://127.0.0.1:9"))

    code, said = ask("--station", station)

    assert code == 1
    assert "连不上大厅系统" in said
    assert "slip：正常" in said


def test_a_token_the_server_does_not_know_is_told(ask, station):
    (station.parent / "token").write_text("st_another")

    code, said = ask("--station", station)

    assert code == 1
    assert "大厅系统不认这台终端" in said


def test_a_token_others_can_read_is_told_with_the_command_that_mends_it(ask, station):
    (station.parent / "token").chmod(0o644)

    code, said = ask("--station", station)

    assert code == 1
    assert f"chmod 600 {station.parent}/token" in said


def test_a_station_that_is_not_paired_is_told_how(ask, station):
    (station.parent / "token").unlink()

    code, said = ask("--station", station)

    assert code == 1
    assert "还没有配对" in said


@pytest.mark.parametrize(("ahead_s", "is_well"), [(0, True), (60, False), (-60, False)])
def test_a_clock_that_is_apart_is_told(station, ahead_s, is_well):
    checked = check_station(
        read_station_file(station), clock=lambda: utc_now() + timedelta(seconds=ahead_s)
    )

    assert [each.is_well for each in checked if each.check == "clock"] == [is_well]


def test_devices_of_a_running_station_are_left_alone(ask, station, printer):
    with (station.parent / "state" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        code, said = ask("--station", station)

    assert code == 1
    assert "终端程序正在运行" in said
    assert "slip" not in said


def test_test_slips_are_printed_and_say_what_the_devices_said(ask, station, printer, eventually):
    code, said = ask("--station", station, "--print")

    assert code == 0
    assert "已打印自检票和每日检查单" in said
    eventually(lambda: len(printer.slips) == 2)
    first, second = ("\n".join(slip.lines) for slip in printer.slips)
    assert "打印自检" in first
    assert "每日检查单" in second
    assert "正常" in second


def test_nothing_of_the_station_is_changed_by_an_examination(ask, station):
    ask("--station", station, "--print")

    assert list((station.parent / "state").iterdir()) == []


def test_the_state_folder_must_be_one(station):
    (station.parent / "state").rmdir()
    (station.parent / "state").write_text("a file")

    assert not findings(station)["state_dir"].is_well


def test_every_reason_of_a_printer_has_something_to_do():
    to_do = tomllib.loads(TEXTS.read_text("utf-8"))["device_do"]

    silent = {"ready", "unknown", "trusted"}
    assert {reason.value for reason in Reason} - silent - set(to_do) <= {
        "unrecoverable",
        "error",
        "offline",
        "link_lost",
        "stalled",
        "unconfirmed",
    }
    assert "关电再开" in to_do["other"]


def test_every_text_has_both_languages():
    words = tomllib.loads(TEXTS.read_text("utf-8"))
    texts = [
        text
        for part, table in words.items()
        for text in (
            [t for check in table.values() for t in check.values()]
            if part == "check"
            else table.values()
        )
    ]

    assert [text for text in texts if " / " not in text] == []
    assert Words().of("found", "title")
