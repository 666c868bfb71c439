"""The whole program as a process: started, used, killed, ended."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import urllib3

TOKEN = "st_of_the_tests"
PRESS = {"request_id": "press-0001", "queue_id": 1}
# What hangs would hold it for five seconds and longer; the two it takes at most are generous here.
ENDS_WITHIN_S = 4.5
SECOND = {"request_id": "press-0002"}

pytestmark = pytest.mark.slow


class Program:
    """One station file and the runs of its program."""

    def __init__(self, folder, server, *, devices=""):
        self._folder = folder
        self._server = server
        self.process = None
        (folder / "token").write_text(TOKEN)
        (folder / "token").chmod(0o600)
        self.write(devices=devices)

    def write(self, *, port=0, devices=""):
        self.file = self._folder / "station.toml"
        self.file.write_text(
            f'[station]\nserver = "{self._server.url}"\ntoken_file = "token"\n'
            f'state_dir = "state"\nkind = "kiosk"\n[local]\nport = {port}\n{devices}'
        )

    def start(self):
        """Start it and wait until it has said on which port it listens."""
        self.process = subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True)
        self.log = []
        giving_up = threading.Timer(30, self.process.kill)
        giving_up.start()
        for line in self.process.stderr:
            self.log.append(line)
            if "station on port" in line:
                self.url = f"http://127.0.0.1:{line.split()[-1]}"
                giving_up.cancel()
                return
        raise AssertionError("".join(self.log))

    def run(self):
        """Run it to its end; for runs that cannot start."""
        return subprocess.run(
            self._command, capture_output=True, text=True, timeout=30, check=False
        )

    def end(self, number=signal.SIGTERM):
        """Send a signal; return the exit code and how long the end took, in seconds."""
        began_s = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(timeout=10)
        self.log += self.process.stderr.readlines()
        self.process.stderr.close()
        self.process = None
        return code, time.monotonic() - began_s

    def call(self, method, path, **options):
        return urllib3.request(method, self.url + path, retries=False, timeout=5, **options)

    @property
    def _command(self):
        return [sys.executable, "-m", "kiosk.agent", "--station", str(self.file)]


@pytest.fixture
def program(tmp_path, server):
    program = Program(tmp_path, server)
    yield program
    if program.process is not None:
        program.end(signal.SIGKILL)


def slip_printer(printer):
    return (
        f'[[device]]\nkind = "printer"\nname = "slip"\naddress = "tcp://127.0.0.1:{printer.port}"\n'
    )


def keypad_at(keypad):
    return f'[[device]]\nkind = "evaluator"\nname = "keypad"\nport = "{keypad.path}"\n'


def test_a_kiosk_prints_tells_the_server_and_ends_in_two_seconds(
    program, printer, server, eventually
):
    program.write(devices=slip_printer(printer))
    program.start()
    eventually(lambda: program.call("GET", "/api/state").json()["printer"]["can_print"] == "yes")
    eventually(lambda: program.call("GET", "/api/state").json()["open"] is not None)
    eventually(server.is_linked)

    state = program.call("GET", "/api/state").json()
    answer = program.call("POST", "/api/tickets", json=PRESS)

    assert state["station"] == {"code": "k1", "kind": "kiosk"}
    assert (state["server"], state["board"]["waiting"]) == ("online", {"1": 0})
    assert (answer.status, answer.json()["slip"]) == (201, "printed")
    assert len(printer.slips) == 1
    eventually(lambda: server.told_about("/slip") == [{"state": "printed", "reason": None}])
    eventually(lambda: "slip" in (server.told_about("health") or [{"devices": {}}])[-1]["devices"])
    code, took_s = program.end()
    assert code == 0
    assert took_s < ENDS_WITHIN_S
    assert TOKEN not in "".join(program.log)


def test_it_ends_in_two_seconds_while_a_citizen_is_asked_and_the_server_hangs(
    program, keypad, server, rating_job, eventually
):
    program.write(devices=keypad_at(keypad))
    program.start()
    eventually(server.is_linked)
    server.give(rating_job(timeout_s=60, deadline_in_s=60))
    eventually(lambda: keypad.armed)
    server.stop()

    code, took_s = program.end(signal.SIGINT)
    server.start()

    assert code == 0
    assert took_s < ENDS_WITHIN_S


def test_a_rating_journaled_before_a_kill_reaches_the_server_once_after_it(
    program, keypad, server, rating_job, eventually
):
    program.write(devices=keypad_at(keypad))
    server.refuse["/result"] = 500
    program.start()
    eventually(server.is_linked)
    server.give(rating_job())
    eventually(lambda: keypad.armed)
    keypad.press(3)
    eventually(lambda: keypad.unanswered == 0 and not keypad.armed)
    program.end(signal.SIGKILL)  # what the keypad has heard to have arrived is written down
    server.refuse.clear()

    program.start()
    eventually(lambda: server.told_about("/result"))
    program.end()  # and has handed up all that it has

    results = server.told_about("/result")
    assert [(r["outcome"], r["body"]["level"]) for r in results] == [("done", "very_satisfied")]
    assert not keypad.armed


def patient_printer(printer, folder):
    """A printer that is waited for until the test has killed who waits."""
    (folder / "kinds.toml").write_text(
        '[patient]\ntitle = "x"\ndots = 576\ncolumns = 48\n'
        "answer_timeout_s = 15\nprint_timeout_s = 600\n"
    )
    return slip_printer(printer) + 'profile = "patient"\nprofiles = "kinds.toml"\n'


def when_ready(program, eventually):
    """Wait until the printer answers, and the server has said who the station is."""

    def is_ready():
        state = program.call("GET", "/api/state").json()
        return state["printer"]["can_print"] == "yes" and state["station"]["code"] is not None

    eventually(is_ready, within_s=30)


def test_killed_between_printing_and_knowing_it_the_slip_is_unknown_and_not_printed_again(
    program, printer, server, tmp_path, eventually
):
    program.write(devices=patient_printer(printer, tmp_path))
    program.start()
    when_ready(program, eventually)
    printer.switch(silent_after_bytes=60)
    press = threading.Thread(target=hopeless_press, args=(program,))
    press.start()
    printer.wait_for_slips(1)
    program.end(signal.SIGKILL)
    press.join()
    assert server.told_about("/slip") == []

    printer.switch(silent=False)
    program.start()
    eventually(lambda: server.told_about("/slip") and server.told_about("/alarms"), within_s=30)
    when_ready(program, eventually)
    again = program.call("POST", "/api/tickets", json=PRESS).json()
    second = program.call("POST", "/api/reprint", json={**SECOND, "ticket_id": 1}).json()

    assert server.told_about("/slip")[0] == {"state": "unknown", "reason": "interrupted"}
    assert [(a["kind"], a["detail"]) for a in told_once(server, "/alarms")] == [
        ("slip_unknown", {"ticket_id": 1, "number": "A001", "reason": "interrupted"})
    ]
    assert (again["ticket"]["number"], again["slip"]) == ("A001", "unknown")
    assert (second["ticket"]["number"], second["slip"]) == ("A001", "printed")
    assert ["补打" in "\n".join(slip.lines) for slip in printer.slips] == [False, True]
    assert len(server.tickets) == 1


def test_killed_between_knowing_it_and_reporting_the_slip_is_reported_once_and_not_printed_again(
    program, printer, server, eventually
):
    program.write(devices=slip_printer(printer))
    server.refuse["/slip"] = 500
    program.start()
    when_ready(program, eventually)
    assert program.call("POST", "/api/tickets", json=PRESS).json()["slip"] == "printed"
    program.end(signal.SIGKILL)
    server.refuse.clear()

    program.start()
    eventually(lambda: server.told_about("/slip"), within_s=30)
    when_ready(program, eventually)
    again = program.call("POST", "/api/tickets", json=PRESS).json()

    assert (again["ticket"]["number"], again["slip"]) == ("A001", "printed")
    assert told_once(server, "/slip") == [{"state": "printed", "reason": None}]
    assert len(printer.slips) == 1
    assert len(server.tickets) == 1


def told_once(server, ending):
    """What the server was told; a report that a slow answer made the station repeat counts once."""
    told = {key: body for path, body, key in list(server.told) if path.endswith(ending)}
    return list(told.values())


def hopeless_press(program):
    with contextlib.suppress(urllib3.exceptions.HTTPError):
        urllib3.request("POST", program.url + "/api/tickets", json=PRESS, retries=False, timeout=60)


def test_a_catalogue_fetched_once_is_there_while_the_server_is_away(program, server, eventually):
    program.start()
    eventually(lambda: program.call("GET", "/api/catalogue").status == 200)
    program.end()
    server.stop()

    program.start()
    catalogue = program.call("GET", "/api/catalogue")
    state = program.call("GET", "/api/state").json()
    server.start()

    assert catalogue.json() == {"hall": {"time_zone": "Asia/Shanghai"}, "items": []}
    assert (state["server"], state["board"], state["open"]) == ("away", None, None)
    assert state["station"]["code"] == "k1"


def test_a_taken_port_is_said_in_one_line(program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        program.write(port=taken.getsockname()[1])
        ended = program.run()

    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "端口不能使用" in ended.stderr


def test_a_second_program_does_not_use_the_same_folder(program):
    program.start()

    ended = program.run()

    assert ended.returncode == 1
    assert "已有一个终端程序在用" in ended.stderr


@pytest.mark.parametrize(
    ("devices", "words"),
    [
        ('[[device]]\nkind = "printer"\nname = "p"\n', "device[1].address：缺少此项"),
        (
            '[[device]]\nkind = "printer"\nname = "p"\naddress = "lpt1"\n',
            "device[1].address：请写 tcp://主机:端口",
        ),
        (
            '[[device]]\nkind = "evaluator"\nname = "k"\nport = "/dev/x"\nkeymap = "no"\n',
            "device[1].keymap：不能使用",
        ),
    ],
)
def test_a_wrong_file_is_said_in_one_line(program, devices, words):
    program.write(devices=devices)

    ended = program.run()

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert words in ended.stderr


def test_a_token_others_can_read_is_warned_about(program, tmp_path):
    os.chmod(tmp_path / "token", 0o644)

    program.start()

    assert any("chmod 600" in line for line in program.log)
