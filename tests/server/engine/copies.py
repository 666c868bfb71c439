"""A hall ready to begin, as often as it is wanted: one database a day of the random ones."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, make_url, text

_names = count(1)


class Copies(Protocol):
    """Copies of one database."""

    def new(self) -> str:
        """The URL of a copy that nobody else uses."""

    def drop(self, url: str) -> None:
        """Throw a copy away that nobody uses any more."""


class SqliteCopies:
    """Copies of a file, beside it."""

    def __init__(self, template: Path) -> None:
        self._template = template

    def new(self) -> str:
        name = self._template.with_name(f"copy-{next(_names)}.db")
        return f"sqlite:///{shutil.copy(self._template, name)}"

    def drop(self, url: str) -> None:
        file = str(make_url(url).database)
        for part in ("", "-wal", "-shm"):
            Path(file + part).unlink(missing_ok=True)


class PostgresCopies:
    """Copies of a database, on its own server. Nobody may be connected to the template."""

    def __init__(self, template: str) -> None:
        self._template = make_url(template)

    def new(self) -> str:
        name = f"{self._template.database}_copy_{next(_names)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {self._template.database}")
        return self._template.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._execute(f"DROP DATABASE {make_url(url).database}")

    def _execute(self, statement: str) -> None:
        engine = create_engine(self._template.set(database="tables"), isolation_level="AUTOCOMMIT")
        with engine.connect() as conn:
            conn.execute(text(statement))
        engine.dispose()
