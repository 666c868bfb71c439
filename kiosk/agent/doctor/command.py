"""python -m kiosk.agent doctor [--station FILE] [--ask [SECONDS]] [--print]

Says what is plugged into this computer and, of a station file, what works, what does not, what
cannot be known, and what to do. Every device is used once: keypads light up, signs show 8s. With
--ask it asks for a key, a code, an ear where a device cannot answer by itself. With --print it
prints a self-test slip and a daily check sheet.
"""

from __future__ import annotations

import argparse
import fcntl
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from kiosk.agent.check_slips import Checked, check_sheet, read_check_texts, self_test_slip
from kiosk.agent.clock import utc_now
from kiosk.agent.devices import Devices, make_devices
from kiosk.agent.doctor.checks import Finding, check_device, check_station
from kiosk.agent.doctor.favours import AtTheStation
from kiosk.agent.doctor.looking import (
    Found,
    UsbUnseen,
    keyboards,
    known_devices,
    printer_files,
    serial_ports,
    unspoken_devices,
    usb_printers,
    usb_unspoken,
)
from kiosk.agent.doctor.words import Words
from kiosk.agent.journal import Journal
from kiosk.agent.making import Surroundings, WrongDevice
from kiosk.agent.server_client import ServerClient
from kiosk.agent.settings import StationFile, read_station_file
from kiosk.agent.settings_errors import StationFileError
from kiosk.agent.window_link import WindowLink

WELL, ILL, WRONG_FILE = 0, 1, 2
ASK_S = 10.0
_MARKS = {"well": "[green]✓[/]", "ill": "[red]✗[/]", "unsure": "[yellow]–[/]"}


def main(arguments: Sequence[str], *, console: Console | None = None) -> int:
    """Run the doctor.

    Returns:
        0 if nothing is ill, 1 if something is, 2 if the station file is wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m kiosk.agent doctor", description=__doc__)
    parser.add_argument("--station", type=Path, help="the station file (TOML)")
    parser.add_argument("--print", action="store_true", dest="prints", help="print test slips")
    parser.add_argument(
        "--ask",
        type=float,
        nargs="?",
        const=ASK_S,
        metavar="SECONDS",
        help=f"ask for a key, a code, an ear; wait so long for each ({ASK_S:.0f})",
    )
    asked = parser.parse_args(arguments)
    doctor = Doctor(console or Console(highlight=False), Words(), ask_s=asked.ask)
    if asked.station is None:
        doctor.look_around()
        return WELL
    try:
        file = read_station_file(asked.station)
    except StationFileError as error:
        doctor.say_wrong(str(error))
        return WRONG_FILE
    doctor.look_around()
    return doctor.examine(file, path=asked.station, prints=asked.prints)


class Doctor:
    """Looks, examines, and says what it finds as it finds it."""

    def __init__(self, console: Console, words: Words, *, ask_s: float | None = None) -> None:
        self._console = console
        self._words = words
        self._ask_s = ask_s
        self._ill = 0

    def look_around(self) -> None:
        """Say what is plugged into this computer."""
        self._title("found")
        names = known_devices()
        found = [*serial_ports(names), *printer_files(), *keyboards()]
        try:
            found += [*usb_printers(names), *usb_unspoken(unspoken_devices())]
        except UsbUnseen:
            self._console.print(f"  [yellow]?[/] {self._words.of('found', 'usb_unseen')}")
        for each in found:
            self.say_found(each)
        if not found:
            self._console.print(f"  {self._words.of('found', 'nothing')}")

    def examine(self, file: StationFile, *, path: Path, prints: bool) -> int:
        """Check a station and its devices, one by one."""
        self._title("checks")
        self._say(Finding("station_file", "well"))
        for finding in check_station(file):
            self._say(finding)
        if _is_running(file.station.state_dir):
            self._say(Finding("running", "ill"))
            return ILL
        try:
            self._examine_devices(file, prints=prints)
        except WrongDevice as error:
            self.say_wrong(f"{path}: {error}")
            return WRONG_FILE
        return ILL if self._ill else WELL

    def say_wrong(self, message: str) -> None:
        """Say what is wrong with the station file."""
        self._console.print(f"  [red]✗[/] {message}", soft_wrap=True)

    def say_found(self, found: Found) -> None:
        """Say what is plugged in, and what cannot be done with it."""
        what = f"  {found.what}" if found.what else ""
        self._console.print(f"  • {found.write}{what}", soft_wrap=True)
        if found.kind == "unspoken":
            self._console.print(f"    → {self._words.of('found', 'unspoken')}", soft_wrap=True)

    def _examine_devices(self, file: StationFile, *, prints: bool) -> None:
        # A journal and folder of its own: what a station remembers is not touched by a check.
        with tempfile.TemporaryDirectory() as folder:
            journal = Journal(Path(folder) / "journal.sqlite3")
            token = file.token if file.is_paired else ""
            server = ServerClient(file.station.server, token=token)
            try:
                around = Surroundings(
                    journal=journal,
                    tell=lambda: None,
                    zone_id=lambda: None,
                    state_dir=Path(folder),
                    window=lambda number: WindowLink(server, window=number),
                )
                devices = make_devices(file, around)
                findings = list(self._each_device(devices, listens=prints))
                if prints:
                    self._print(devices, findings, station=file.station.kind)
            finally:
                server.close()
                journal.close()

    def _each_device(self, devices: Devices, *, listens: bool) -> Iterator[Finding]:
        person = AtTheStation(
            patience_s=self._ask_s, listens=listens, say=self._beg, words=self._words
        )
        for runner in devices.runners():
            finding = check_device(runner, person)
            self._say(finding)
            yield finding

    def _print(self, devices: Devices, findings: Sequence[Finding], *, station: str) -> None:
        if devices.printer is None:
            self._console.print(f"  [yellow]–[/] {self._words.of('print', 'none')}")
            return
        texts, at = read_check_texts(), utc_now().astimezone()
        slips = (
            self_test_slip(station=station, printer=devices.printer.name, at=at, texts=texts),
            check_sheet(
                station=station,
                at=at,
                devices=[self._checked(finding) for finding in findings],
                texts=texts,
            ),
        )
        for slip in slips:
            result = devices.printer.print(slip)
            if result.state != "printed":
                self._ill += 1
                said = self._words.of("print", "failed", {"reason": result.reason})
                self._console.print(f"  [red]✗[/] {said}")
                return
        self._console.print(f"  [green]✓[/] {self._words.of('print', 'done')}")

    def _checked(self, finding: Finding) -> Checked:
        to_do = self._words.to_do(finding).partition(" / ")[0]
        return Checked(name=str(finding.values["name"]), state=finding.state, reason=to_do)

    def _say(self, finding: Finding) -> None:
        self._console.print(
            f"  {_MARKS[finding.state]} {self._words.said(finding)}", soft_wrap=True
        )
        to_do = self._words.to_do(finding)
        if to_do:
            self._console.print(f"    → {to_do}", soft_wrap=True)
        self._ill += finding.is_ill

    def _beg(self, said: str) -> None:
        self._console.print(f"  [cyan]?[/] {said}", soft_wrap=True)

    def _title(self, key: str) -> None:
        self._console.print(f"[bold]{self._words.of(key, 'title')}[/]")


def _is_running(state_dir: Path) -> bool:
    """Whether a station's program holds this folder, and so the devices."""
    try:
        with (state_dir / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
