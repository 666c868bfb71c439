"""Published holidays, kept as data beside the code: one file a country."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from server.domain.calendar import Holidays

FOLDER = Path(__file__).resolve().parent.parent / "data"


def known_sets() -> list[str]:
    """The names a hall may choose from, such as "cn"."""
    return sorted(file.stem.removeprefix("holidays-") for file in FOLDER.glob("holidays-*.toml"))


@cache
def read_holidays(name: str) -> Holidays:
    """The days of one set.

    Raises:
        LookupError: there is no set of this name.
    """
    if name not in known_sets():
        raise LookupError(f"no holidays of the name {name!r}; there are {known_sets()}")
    written = tomllib.loads((FOLDER / f"holidays-{name}.toml").read_text("utf-8"))
    return holidays_from(written)


def unknown_years(name: str | None, *, today: date) -> list[str]:
    """One line for each near year whose days off were not published; None keeps no days."""
    if name is None:
        return []
    return [
        f"{year} 年放假安排尚未收录：暂按星期计算，请在公布后补充，或先写入 closed_days、open_days"
        f" / the holidays of {year} are not known yet: weekdays alone decide until they are added"
        for year in read_holidays(name).unknown_years(today=today)
    ]


def holidays_from(written: dict[str, Any]) -> Holidays:
    """Holidays as one of the files writes them."""
    closed: dict[date, str] = {}
    worked: dict[date, str] = {}
    for year in written["years"]:
        for holiday in year["holidays"]:
            days = (holiday["to"] - holiday["from"]).days + 1
            closed |= {holiday["from"] + timedelta(days=n): holiday["name"] for n in range(days)}
            worked |= dict.fromkeys(holiday["worked"], holiday["name"])
    return Holidays(closed, worked, frozenset(year["year"] for year in written["years"]))
