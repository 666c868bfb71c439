import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest
import serial
from PIL import Image

from drivers.printer.encoder import encode
from drivers.printer.profile import load_profiles, own_profiles
from drivers.printer.simulator import DOTS, PrinterSimulator
from drivers.printer.simulator_web import serve

SLIP = b"\x1b@\x1c&" + "一二三\n".encode("gb18030") + b"\x1dV\x42\x18"


def line_to(simulator):
    return socket.create_connection((simulator.host, simulator.port), timeout=2)


def ask(line, question, length=1):
    line.sendall(question)
    return line.recv(length)


@pytest.mark.parametrize(
    ("switches", "answers"),
    [
        ({}, "12 12 12 12"),
        ({"paper": "near_end"}, "12 12 12 1e"),
        ({"paper": "out"}, "1a 32 12 7e"),
        ({"cover_open": True}, "1a 16 12 12"),
        ({"cutter_error": True}, "1a 52 1a 12"),
        ({"error": "recoverable"}, "1a 52 16 12"),
        ({"error": "unrecoverable"}, "1a 52 32 12"),
        ({"error": "overheated"}, "1a 52 52 12"),
        ({"garbage": True}, "fe 00 9b fe 00 9b fe 00 9b fe 00 9b"),
        ({"offline": True}, "1a 12 12 12"),
    ],
)
def test_it_answers_truthfully(simulator, switches, answers):
    simulator.switch(**switches)
    with closing(line_to(simulator)) as line:
        length = len(answers.split()) // 4
        heard = [ask(line, bytes((0x10, 0x04, n)), length) for n in (1, 2, 3, 4)]

    assert b"".join(heard).hex(" ") == answers


def test_a_question_in_two_pieces_is_answered_once(simulator):
    with closing(line_to(simulator)) as line:
        line.sendall(b"\x10\x04")
        assert ask(line, b"\x01\x10\x04\x04", 2)[:1] == b"\x12"


def test_it_tells_changes_unasked_when_asked_to(simulator):
    with closing(line_to(simulator)) as line:
        assert ask(line, b"\x1da\x0f", 4) == b"\x10\x00\x00\x00"

        simulator.switch(cover_open=True)

        assert line.recv(4) == b"\x38\x00\x00\x00"


def test_each_cut_ends_a_slip(simulator):
    with closing(line_to(simulator)) as line:
        line.sendall(SLIP + SLIP)
        slips = simulator.wait_for_slips(2)

    assert [(slip.number, slip.lines, slip.complete) for slip in slips] == [
        (1, ("一二三",), True),
        (2, ("一二三",), True),
    ]


def test_a_slip_tells_when_its_own_first_byte_arrived(simulator):
    with closing(line_to(simulator)) as line:
        line.sendall(SLIP)
        simulator.wait_for_slips(1)
        ask(line, b"\x10\x04\x01")
        between = time.monotonic()
        line.sendall(SLIP)
        first, second = simulator.wait_for_slips(2)

    assert first.first_byte_monotonic < between < second.first_byte_monotonic
    assert first.first_byte_at <= second.first_byte_at <= second.finished_at


def test_a_slip_without_a_cut_is_kept_as_incomplete(simulator):
    with closing(line_to(simulator)) as line:
        line.sendall(SLIP[:-4])

    (slip,) = simulator.wait_for_slips(1)
    assert (slip.lines, slip.complete) == (("一二三",), False)


def test_faults_are_on_the_slip(simulator):
    with closing(line_to(simulator)) as line:
        line.sendall(b"\x1bt" + SLIP)
        (slip,) = simulator.wait_for_slips(1)

    assert [fault.what for fault in slip.faults] == ["unknown command 1B 74"]


def test_what_is_sent_while_the_paper_is_out_is_printed_after_the_change(simulator):
    simulator.switch(paper="out")
    with closing(line_to(simulator)) as line:
        line.sendall(SLIP)
        assert ask(line, b"\x10\x04\x04") == b"\x7e"
        assert simulator.slips == ()

        simulator.switch(paper="ok")

        assert simulator.wait_for_slips(1)[0].lines == ("一二三",)


@pytest.mark.parametrize(
    ("fails_with", "answers"),
    [
        ("near_end", "12 12 12 1e"),
        ("cover_open", "1a 16 12 12"),
        ("cutter_error", "1a 52 1a 12"),
        ("offline", "1a 12 12 12"),
        ("recoverable", "1a 52 16 12"),
        ("unrecoverable", "1a 52 32 12"),
        ("overheated", "1a 52 52 12"),
    ],
)
def test_anything_may_happen_in_the_middle_of_a_slip(simulator, fails_with, answers):
    simulator.switch(fails_after_bytes=5, fails_with=fails_with)
    with closing(line_to(simulator)) as line:
        line.sendall(SLIP)
        simulator.wait_until(lambda: simulator.switches.fails_after_bytes is None)
        heard = [ask(line, bytes((0x10, 0x04, n))) for n in (1, 2, 3, 4)]

        assert b"".join(heard).hex(" ") == answers
        if fails_with != "near_end":
            assert simulator.slips == ()
            simulator.switch(cover_open=False, cutter_error=False, offline=False, error="none")
        assert simulator.wait_for_slips(1)[0].lines == ("一二三",)


@pytest.fixture
def serial_simulator(tmp_path):
    with PrinterSimulator(serial_link=tmp_path / "slip-printer") as running:
        yield running, tmp_path / "slip-printer"


def test_a_serial_line_carries_slips_and_answers_like_a_socket(serial_simulator):
    simulator, port = serial_simulator
    with serial.Serial(str(port), timeout=5) as line:
        line.write(b"\x10\x04\x04" + SLIP + b"\x1dr\x01")

        assert line.read(2) == b"\x12\x00"
        assert simulator.wait_for_slips(1)[0].lines == ("一二三",)


def test_a_serial_line_outlives_those_who_open_and_close_it(serial_simulator):
    simulator, port = serial_simulator
    for half in (SLIP[:7], SLIP[7:]):
        with serial.Serial(str(port), timeout=5) as line:
            line.write(half)
            line.flush()

    assert simulator.wait_for_slips(1)[0].lines == ("一二三",)


def test_a_pulled_serial_cable_is_gone_and_comes_back_under_its_name(serial_simulator):
    simulator, port = serial_simulator
    simulator.switch(unplugged=True)
    simulator.wait_until(lambda: not port.is_symlink())

    simulator.switch(unplugged=False)
    simulator.wait_until(port.is_symlink)

    with serial.Serial(str(port), timeout=5) as line:
        line.write(b"\x10\x04\x01")
        assert line.read(1) == b"\x12"


def test_a_line_that_hangs_up_in_a_slip_comes_back_as_a_new_port(serial_simulator):
    simulator, port = serial_simulator
    first = os.readlink(port)
    simulator.switch(drop_after_bytes=5)
    with serial.Serial(str(port), timeout=5) as line:
        line.write(SLIP)
        simulator.wait_until(lambda: port.is_symlink() and os.readlink(port) != first)
    with serial.Serial(str(port), timeout=5) as line:
        line.write(b"\x10\x04\x01")
        assert line.read(1) == b"\x12"


def test_an_unplugged_printer_refuses_and_comes_back_on_the_same_port(simulator):
    simulator.switch(unplugged=True)
    with pytest.raises(ConnectionRefusedError):
        line_to(simulator)

    simulator.switch(unplugged=False)

    with closing(line_to(simulator)) as line:
        assert ask(line, b"\x10\x04\x01") == b"\x12"


@pytest.mark.parametrize(
    "changes", [{"paper": "none"}, {"no_such": True}, {"bytes_per_s": 0}, {"paper": "out", "x": 1}]
)
def test_switches_that_do_not_exist_change_nothing(simulator, changes):
    before = simulator.switches

    with pytest.raises(ValueError, match="validation error"):
        simulator.switch(**changes)
    assert simulator.switches == before


def test_slips_are_kept_as_text_and_picture(tmp_path, ticket, face):
    printing = PrinterSimulator(folder=tmp_path, face=face)
    with printing as simulator, closing(line_to(simulator)) as line:
        line.sendall(encode(ticket, own_profiles()["escpos-80"]).data)
        (slip,) = simulator.wait_for_slips(1)

    text = (tmp_path / "slip-0001.txt").read_text(encoding="utf-8")
    assert text.splitlines() == list(slip.lines)
    with Image.open(tmp_path / "slip-0001.png") as picture:
        assert picture.width == 576 + 64
        assert abs(picture.height - slip.length_mm * 8) < 40


def test_the_number_on_the_picture_is_ink_across_the_paper(ticket, face):
    with PrinterSimulator(face=face) as simulator, closing(line_to(simulator)) as line:
        line.sendall(encode(ticket, own_profiles()["escpos-80"]).data)
        (slip,) = simulator.wait_for_slips(1)

    picture = Image.open(io.BytesIO(slip.png(face)))
    left, _, right, _ = picture.crop((0, 100, 640, 260)).point(lambda v: 255 - v).getbbox()
    assert right - left > 360


def test_without_a_font_a_picture_is_still_drawn(simulator, ticket):
    with closing(line_to(simulator)) as line:
        line.sendall(encode(ticket, own_profiles()["escpos-80"]).data)
        (slip,) = simulator.wait_for_slips(1)

    assert Image.open(io.BytesIO(slip.png(None))).width == 640


def fetch(address, body=None):
    request = urllib.request.Request(address, data=body and json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.headers["Content-Type"], answer.read()


def test_the_page_shows_slips_and_turns_switches(simulator, ticket):
    with closing(line_to(simulator)) as line, serve(simulator) as page:
        line.sendall(encode(ticket, own_profiles()["escpos-80"]).data)
        simulator.wait_for_slips(1)
        (slip,) = json.loads(fetch(page + "slips.json")[1])
        kind, picture = fetch(page + "slips/1.png")
        switches = json.loads(fetch(page + "switches", {"paper": "out"})[1])

        assert (slip["lines"][1], slip["complete"], slip["faults"]) == ("A007", True, [])
        assert slip["qr"] == ["https://hall.example/t/8Kf3xQ2mZp"]
        assert (kind, picture[:4]) == ("image/png", b"\x89PNG")
        assert (switches["paper"], simulator.switches.paper) == ("out", "out")
        assert "打印机模拟器" in fetch(page)[1].decode()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("switches", {"paper": "none"}, 400),
        ("switches", ["paper"], 400),
        ("slips/9.png", None, 404),
        ("nothing", {"x": 1}, 404),
    ],
)
def test_the_page_refuses_what_it_does_not_know(simulator, path, body, status):
    with serve(simulator) as page, pytest.raises(urllib.error.HTTPError) as refused:
        fetch(page + path, body)
    refused.value.close()

    assert refused.value.code == status


def test_the_program_says_where_it_listens(tmp_path):
    command = [sys.executable, "-m", "drivers.printer.simulator", "--port", "0", "--web-port", "0"]
    with subprocess.Popen([*command, "--dir", tmp_path], stdout=subprocess.PIPE, text=True) as run:
        printer, page = run.stdout.readline().split()[1], run.stdout.readline().split()[1]
        host, port = printer.split(":")
        with socket.create_connection((host, int(port)), timeout=2) as line:
            line.sendall(SLIP + b"\x1dr\x01")
            line.recv(1)
        slips = json.loads(fetch(page + "slips.json")[1])
        run.terminate()

    assert [slip["lines"] for slip in slips] == [["一二三"]]
    assert (tmp_path / "slip-0001.txt").read_text(encoding="utf-8") == "一二三\n"


def test_every_profile_of_ours_is_for_paper_the_simulator_has():
    assert {profile.dots for profile in own_profiles().values()} == set(DOTS.values())


@pytest.mark.parametrize(
    "toml",
    [
        '[x]\ntitle="x"\ndots=570\ncolumns=48',
        '[x]\ntitle="x"\ndots=576\ncolumns=48\nqr="maybe"',
        '[x]\ntitle="x"\ndots=576\ncolumns=48\nunknown=1',
        "[x]\ndots=576",
        "not toml",
    ],
)
def test_a_profile_file_with_a_mistake_is_refused(tmp_path, toml):
    path = tmp_path / "profiles.toml"
    path.write_text(toml, encoding="utf-8")

    with pytest.raises(ValueError, match=r"."):
        load_profiles(path)
