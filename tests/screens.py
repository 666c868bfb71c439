"""What every screen looked like when its test was over: kept as pictures, if asked.

`SCREENS=var/screens make test` writes `var/screens/<test file>/<test>-<page>.png`.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error

MOST_LETTERS = 110  # of a file's name


def wanted_folder() -> Path | None:
    """Where pictures go; None: nobody asked for any."""
    named = os.environ.get("SCREENS")
    return Path(named) if named else None


def keep_screens(browser: Browser, folder: Path, *, file: str, test: str) -> list[Path]:
    """Take a picture of each page that is open; returns the files."""
    into = folder / file
    into.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", test).strip("-")[:MOST_LETTERS]
    pages = [page for context in browser.contexts for page in context.pages]
    kept = []
    for number, page in enumerate(pages, start=1):
        picture = into / f"{name}-{number}.png"
        with suppress(Error):  # a page that has ended, or was stopped on purpose, has no look
            page.screenshot(path=picture, timeout=5_000)
            kept.append(picture)
    return kept
