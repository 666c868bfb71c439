"""python -m server run | init | seed | add-account | add-station | simulate-day | appointments"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from server.settings import Settings, SettingsError, read_settings
from server.simulation.commands import bench, simulate_day, simulate_platform

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.adapters.appointments_command import HallOfFiles


@click.group(help="Budayang 不打烊: the server of one or many halls.")
def main() -> None:
    """The commands; each imports only what it needs, so that the server starts quickly."""


@main.command(help="Serve the halls of the database.")
def run() -> None:
    """Start serving."""
    from server.serving import StartRefused, serve

    try:
        serve(_settings())
    except StartRefused as refused:
        _stop(str(refused))


@main.command(help="Create the tables, or bring them to this release.")
def init() -> None:
    """Migrate."""
    from server.store.engine import Unusable, demand_reachable
    from server.store.migrate import upgrade

    url = _settings().database_url
    try:
        demand_reachable(url)
    except Unusable as error:
        _stop(str(error))
    upgrade(url)


@main.command(help="Add a hall from its folder; a hall that is there already stays as it is.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--any-hour", is_flag=True, help="Give numbers outside the opening hours too.")
def seed(folder: Path, any_hour: bool) -> None:
    """Load a hall's files."""
    from server.domain.clock import SystemClock
    from server.sample.findings import SampleError
    from server.sample.read import read_hall
    from server.services.seeding import seed_hall
    from server.store.holidays import unknown_years

    try:
        file = read_hall(folder)
    except SampleError as error:
        _stop(str(error))
    policy = {"issue_outside_hours": True} if any_hour else {}
    with _database() as conn:
        hall_id = seed_hall(conn, file, now=SystemClock().now(), policy=policy)
    click.echo(f"{file.name}: " + ("already there" if hall_id is None else f"hall {hall_id}"))
    for line in unknown_years(file.calendar.holidays, today=SystemClock().now().date()):
        click.echo(line, err=True)


@main.command("add-account", help="Add a person who may sign in; asks for the password.")
@click.argument("login")
@click.option("--hall", "code", help="Code of the person's hall; none for the county's own people.")
@click.option(
    "--role",
    type=click.Choice(["admin", "office", "department", "reception", "clerk"]),
    required=True,
)
@click.option("--name", required=True)
@click.option("--staff-no", required=True)
@click.option("--agency", help="Of a department: the 实施主体 of its items, as they name it.")
@click.password_option(envvar="NEW_PASSWORD")
def add_account(
    login: str,
    code: str | None,
    role: str,
    name: str,
    staff_no: str,
    agency: str | None,
    password: str,
) -> None:
    """Enrol a person."""
    from server.domain.access import Role
    from server.services import enrolment

    with _database() as conn:
        enrolment.add_account(
            conn,
            hall_id=None if code is None else enrolment.hall_by_code(conn, code),
            login=login,
            name=name,
            staff_no=staff_no,
            role=Role(role),
            password_hash=enrolment.new_password(password),
            agency=agency,
        )


@main.command("add-station", help="Add a station, or renew its token; prints the token once.")
@click.argument("code")
@click.option("--hall", "hall_code", required=True, help="Code of its hall.")
@click.option("--kind", type=click.Choice(["kiosk", "window", "hall"]), required=True)
@click.option("--window", help="Number of its window, for a window's station.")
@click.option("--keypad-of", "keypads_at", multiple=True, help="A window whose keypad hangs here.")
def add_station(
    code: str, hall_code: str, kind: str, window: str | None, keypads_at: tuple[str, ...]
) -> None:
    """Enrol a station."""
    from server.services import enrolment, stations

    token = stations.new_token()
    with _database() as conn:
        hall_id = enrolment.hall_by_code(conn, hall_code)
        enrolment.put_station(
            conn,
            hall_id=hall_id,
            code=code,
            kind=kind,
            token=token,
            window=window,
            keypads_at=keypads_at,
        )
    click.echo(token)


@main.command("seed-demonstration", help="Add sample people and stations; demonstrations only.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--window", "windows", multiple=True, help="A window that has a station.")
def seed_demonstration(folder: Path, windows: tuple[str, ...]) -> None:
    """Write one token file a station into FOLDER, and print who may sign in."""
    from server.services import demonstration

    if not _settings().demonstration:
        _stop("sample people belong to demonstrations: set BUDAYANG_DEMONSTRATION=1")
    with _database() as conn:
        demonstration.seed(conn, folder, at_windows=windows)


@main.command("seal-contacts", help="Seal citizens' telephones anew, under the newest key.")
def seal_contacts() -> None:
    """Afterwards the older keys of BUDAYANG_CONTACT_KEYS can go."""
    from server.sealing import CannotOpen, Sealer
    from server.services.sealing_anew import seal_contacts_anew

    sealer = Sealer(_settings().sealing_secrets)
    with _database() as conn:
        try:
            count = seal_contacts_anew(conn, sealer.seal_anew)
        except CannotOpen:
            _stop("a telephone is sealed under a key that is not in BUDAYANG_CONTACT_KEYS")
    click.echo(f"{count} telephones")


@main.group("appointments", help="Exchange appointments with other systems through files.")
def appointments() -> None:
    """The files' form is told in `server/adapters/appointments_file.py`."""


@appointments.command("import", help="Take over what was booked elsewhere; again changes nothing.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--hall", "code", required=True, help="Code of the hall.")
def import_appointments(file: Path, code: str) -> None:
    """Import; the exit code says whether any row was refused."""
    from server.adapters.appointments_command import import_file

    with _hall_of_files(code) as hall:
        report = import_file(hall, file)
    for row, refusal, detail in report.refused:
        click.echo(f"{file.name} row {row}: {refusal}: {detail}", err=True)
    click.echo(
        f"{report.booked} booked, {report.changed} changed, {report.cancelled} cancelled, "
        f"{report.unchanged} unchanged, {len(report.refused)} refused"
    )
    sys.exit(1 if report.refused else 0)


@appointments.command("export", help="Write how appointments stand; names nobody.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--hall", "code", required=True, help="Code of the hall.")
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; all without one."
)
def export_appointments(file: Path, code: str, first: datetime | None) -> None:
    """Export."""
    from server.adapters.appointments_command import export_file

    with _hall_of_files(code) as hall:
        count = export_file(hall, file, first=first.date() if first else None)
    click.echo(f"{count} appointments")


@contextmanager
def _hall_of_files(code: str) -> Iterator[HallOfFiles]:
    """A hall to exchange files with; a refusal is one line and exit code 2."""
    from server.adapters.appointments_command import open_hall
    from server.adapters.appointments_file import NotAFile
    from server.domain.errors import DomainError

    try:
        with open_hall(_settings(), code) as hall:
            yield hall
    except DomainError as refused:
        _stop(refused.detail)
    except (OSError, NotAFile) as error:
        _stop(str(error))


@contextmanager
def _database() -> Iterator[Connection]:
    """One transaction on the configured database; a refusal is one line and exit code 2."""
    from server.domain.errors import DomainError
    from server.store.engine import Unusable, demand_reachable, open_engine, transaction
    from server.store.migrate import WrongVersion, check_version

    url = _settings().database_url
    try:
        demand_reachable(url)
    except Unusable as error:
        _stop(str(error))
    engine = open_engine(url, writes=True)
    try:
        check_version(engine)
        with transaction(engine) as conn:
            yield conn
    except WrongVersion as wrong:
        _stop(str(wrong))
    except DomainError as refused:
        _stop(refused.detail)
    finally:
        engine.dispose()


def _settings() -> Settings:
    try:
        return read_settings(os.environ)
    except SettingsError as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


for command in (simulate_day, simulate_platform, bench):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="python -m server")
