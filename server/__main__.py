"""python -m server run | init | seed | simulate-day"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from server.settings import Settings, SettingsError, read_settings


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
    from server.store.migrate import upgrade

    upgrade(_settings().database_url)


@main.command(help="Add a hall from its folder; a hall that is there already stays as it is.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--any-hour", is_flag=True, help="Give numbers outside the opening hours too.")
def seed(folder: Path, any_hour: bool) -> None:
    """Load a hall's files."""
    from server.domain.clock import SystemClock
    from server.sample.findings import SampleError
    from server.sample.read import read_hall
    from server.services.seeding import seed_hall
    from server.store.engine import open_engine, transaction

    try:
        file = read_hall(folder)
    except SampleError as error:
        _stop(str(error))
    policy = {"issue_outside_hours": True} if any_hour else {}
    engine = open_engine(_settings().database_url, writes=True)
    with transaction(engine) as conn:
        hall_id = seed_hall(conn, file, now=SystemClock().now(), policy=policy)
    engine.dispose()
    click.echo(f"{file.name}: " + ("already there" if hall_id is None else f"hall {hall_id}"))


@main.command("seed-demonstration", help="Add sample people and stations; demonstrations only.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--window", "windows", multiple=True, help="A window that has a station.")
def seed_demonstration(folder: Path, windows: tuple[str, ...]) -> None:
    """Write one token file a station into FOLDER, and print who may sign in."""
    from server.services import demonstration
    from server.store.engine import open_engine, transaction

    settings = _settings()
    if not settings.demonstration:
        _stop("sample people belong to demonstrations: set BUDAYANG_DEMONSTRATION=1")
    engine = open_engine(settings.database_url, writes=True)
    with transaction(engine) as conn:
        demonstration.seed(conn, folder, windows=windows)
    engine.dispose()


def _settings() -> Settings:
    try:
        return read_settings(os.environ)
    except SettingsError as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


if __name__ == "__main__":
    main(prog_name="python -m server")
