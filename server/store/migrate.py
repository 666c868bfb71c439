"""Brings a database to the tables this release needs. Forward only."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

HEAD = "0001"

_SCRIPTS = Path(__file__).with_name("migrations")


class WrongVersion(Exception):
    """The database is not at this release's version; the message says what to do."""


def upgrade(url: str) -> None:
    """Create or migrate the tables. Running it again changes nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    # A percent sign in a password would be read as an interpolation.
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, "head")


def check_version(engine: Engine) -> None:
    """Make sure the tables are those of this release.

    Raises:
        WrongVersion: empty, older or newer.
    """
    if not inspect(engine).has_table("alembic_version"):
        raise WrongVersion("the database is empty: run `python -m server init`")
    with engine.connect() as conn, conn.begin():
        version = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if version != HEAD:
        raise WrongVersion(
            f"the database is at version {version}, this release needs {HEAD}: "
            "run `python -m server init`"
        )
