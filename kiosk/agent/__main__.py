"""Run a station: python -m kiosk.agent --station FILE"""

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

from kiosk.agent.devices import WrongDevice
from kiosk.agent.settings import StationFile, read_station_file, token_is_open_to_others
from kiosk.agent.settings_errors import StationFileError
from kiosk.agent.station import Station

logger = logging.getLogger("kiosk.agent")

OK, CANNOT_START, WRONG_FILE = 0, 1, 2


class CannotStart(Exception):
    """The station cannot run here; the message says why in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a station until SIGTERM or SIGINT.

    Returns:
        0 after a clean end, 1 if it could not start here, 2 if the station file is wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m kiosk.agent", description=__doc__)
    parser.add_argument("--station", type=Path, required=True, help="the station file (TOML)")
    parser.add_argument("--verbose", action="store_true", help="log what is of use in a search")
    asked = parser.parse_args(arguments)
    _log_to_stderr(verbose=asked.verbose)
    try:
        _run(read_station_file(asked.station))
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


def _run(file: StationFile) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if token_is_open_to_others(file):
        logger.warning("%s can be read by others: chmod 600", file.station.token_file)
    with _state_dir(file.station.state_dir):
        station = _made(file)
        station.start()
        logger.info("%s station on port %s", file.station.kind, station.local.port)
        stop.wait()
        station.stop()
        logger.info("ended")


def _made(file: StationFile) -> Station:
    local = file.local
    try:
        return Station(file)
    except OSError as error:
        raise CannotStart(
            f"{local.host}:{local.port}：端口不能使用 / cannot be listened on: {error.strerror}"
        ) from None
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
