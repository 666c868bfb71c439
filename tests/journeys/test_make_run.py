"""What `make run` does: start, say where everything is, end cleanly, go on where it was."""

import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.hall import PASSWORD, PATIENCE_S, Hall, call, free_ports
from tools.programs import ROOT
from tools.whole_hall import Ports

READY = "Ctrl-C"


def test_a_demonstration_ends_without_a_trace_and_goes_on_where_it_was(tmp_path: Path) -> None:
    ports = free_ports()

    with demonstration(ports, tmp_path) as (process, said):
        for port in (ports.kiosk, ports.hall, *pages_of_devices(ports)):
            assert f"http://127.0.0.1:{port}" in said
        assert f"http://127.0.0.1:{ports.server}/console" in said
        assert PASSWORD in said
        first = take_number(ports)
        programs = family(process.pid)
        assert len(programs) > len(ports.all()) - 2

        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        assert [pid for pid in programs if is_running(pid)] == []

    with demonstration(ports, tmp_path) as (process, _):
        second = take_number(ports)
        assert second["number"] == f"{first['number'][0]}{int(first['number'][1:]) + 1:03d}"
        assert second["ahead"] == first["ahead"] + 1

        other = run("tools.demonstration", "--port", str(ports.server), "--data", str(tmp_path))
        assert other.returncode == 1
        assert [str(ports.server) in line for line in lines(other)] == [True]


def test_a_real_hall_s_server_refuses_a_database_of_the_demonstration(hall: Hall) -> None:
    demonstration = hall.programs.programs.environment
    real = {k: v for k, v in demonstration.items() if k != "BUDAYANG_DEMONSTRATION"}

    refused = run("server", "run", environment=real | {"BUDAYANG_PORT": str(free_ports().server)})

    assert refused.returncode == 2
    assert len(lines(refused)) == 1
    assert "sample people or stations" in lines(refused)[0]


def pages_of_devices(ports: Ports) -> list[int]:
    """Where one can see and press the simulated devices."""
    keypads = [ports.keypad_page(0), ports.keypad_page(1)]
    at_kiosk = [ports.printer_page, ports.reader_page, ports.scanner_page]
    return [*at_kiosk, *keypads, ports.pad_page, ports.signs_page]


@contextmanager
def demonstration(ports: Ports, data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demonstration that is ready, and what it said until then."""
    command = [sys.executable, "-m", "tools.demonstration"]
    process = subprocess.Popen(
        [*command, "--port", str(ports.server), "--data", str(data)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    try:
        while READY not in said:
            line = process.stdout.readline()
            assert line, f"it ended: {said}"
            said += line
        yield process, said
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        process.stdout.close()


def run(
    module: str, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program of ours to its end."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What a program said, without empty lines."""
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]


def take_number(ports: Ports) -> dict[str, object]:
    """Take a number at the kiosk's station."""
    wish = {"request_id": uuid.uuid4().hex, "queue_id": 1}
    return dict(call("POST", f"http://127.0.0.1:{ports.kiosk}/api/tickets", wish)["ticket"])


def family(pid: int) -> list[int]:
    """A process's children, and theirs."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [member for child in children for member in (int(child), *family(int(child)))]


def is_running(pid: int) -> bool:
    """Whether a process still does anything; an ended one may wait for its parent to notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
