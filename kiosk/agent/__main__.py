"""Run a station: python -m kiosk.agent --station FILE

What works here, and what to do about the rest: python -m kiosk.agent doctor [--station FILE]
"""

import argparse
import fcntl
import logging
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.agent.local_server import LocalServer
from kiosk.agent.making import WrongDevice
from kiosk.agent.pairing import Pairing
from kiosk.agent.pairing_page import create_pairing_app
from kiosk.agent.settings import StationFile, read_station_file, token_is_open_to_others
from kiosk.agent.settings_errors import StationFileError
from kiosk.agent.station import PAGES, Station

logger = logging.getLogger("kiosk.agent")

OK, CANNOT_START, WRONG_FILE = 0, 1, 2
_LAST_LOOK_S = 1.5  # the page asks once a second, and is to see that it worked


class CannotStart(Exception):
    """The station cannot run here; the message says why in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a station until SIGTERM or SIGINT.

    Returns:
        0 after a clean end, 1 if it could not start here, 2 if the station file is wrong.
    """
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["doctor"]:
        from kiosk.agent.doctor.command import main as doctor  # no station that starts needs it

        return doctor(words[1:])
    parser = argparse.ArgumentParser(prog="python -m kiosk.agent", description=__doc__)
    parser.add_argument("--station", type=Path, required=True, help="the station file (TOML)")
    parser.add_argument("--verbose", action="store_true", help="log what is of use in a search")
    asked = parser.parse_args(words)
    _log_to_stderr(verbose=asked.verbose)
    try:
        _run(asked.station)
    except StationFileError as error:
        print(error, file=sys.stderr)
        return WRONG_FILE
    except WrongDevice as error:
        print(f"{asked.station}: {error}", file=sys.stderr)
        return WRONG_FILE
    except CannotStart as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    return OK


def _run(path: Path) -> None:
    file = read_station_file(path)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if token_is_open_to_others(file):
        logger.warning("%s can be read by others: chmod 600", file.station.token_file)
    with _state_dir(file.station.state_dir):
        if not file.is_paired:
            if not _pair(file, stop):
                return
            file = read_station_file(path)
        station = _made(file)
        station.start()
        logger.info("%s station on port %s", file.station.kind, station.local.port)
        stop.wait()
        station.stop()
        logger.info("ended")


def _pair(file: StationFile, stop: threading.Event) -> bool:
    """Show a code until the office has entered it; False if the program is to end first."""
    local = file.local
    pairing = Pairing(file)
    names = frozenset({"127.0.0.1", "localhost", "::1", local.host, *local.names})
    app = create_pairing_app(pairing, names=names, pages=PAGES)
    try:
        server = LocalServer(app, host=local.host, port=local.port)
    except OSError as error:
        raise _port_taken(file, error) from None
    logger.info("not a station yet: the code is shown on port %s", server.port)
    server.start()
    pairing.start()
    while not (stop.is_set() or pairing.done.wait(0.2)):
        pass
    if pairing.done.is_set():
        stop.wait(_LAST_LOOK_S)
    pairing.stop(timeout_s=1)
    server.stop(timeout_s=1)
    return pairing.done.is_set() and not stop.is_set()


def _port_taken(file: StationFile, error: OSError) -> CannotStart:
    where = f"{file.local.host}:{file.local.port}"
    return CannotStart(f"{where}：端口不能使用 / cannot be listened on: {error.strerror}")


def _made(file: StationFile) -> Station:
    try:
        return Station(file)
    except OSError as error:
        raise _port_taken(file, error) from None
    except sqlite3.Error as error:
        raise CannotStart(
            f"{file.station.state_dir}：站点日志打不开 / the journal cannot be opened: {error}"
        ) from None


@contextmanager
def _state_dir(path: Path) -> Iterator[None]:
    """Hold the state folder for this program alone: two would each do every job."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / "lock").open("w")
    except OSError as error:
        raise CannotStart(f"{path}：不能写入 / cannot be written: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"{path}：已有一个终端程序在用 / another agent uses this folder"
            ) from None
        yield


def _log_to_stderr(*, verbose: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,  # python-escpos has set logging up for everybody when it was imported
    )
    # Their debug lines carry whole requests, with the station's token in them.
    for library in ("urllib3", "engineio", "socketio", "waitress", "websocket"):
        logging.getLogger(library).setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
