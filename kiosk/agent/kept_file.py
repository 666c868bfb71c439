"""A JSON object kept on disk: always a whole one, the old or the new."""

import json
import os
from pathlib import Path

from kiosk.agent.wire import Json


def read_kept(path: Path) -> Json | None:
    """Return the object kept at path, or None if there is none or it is damaged."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def keep(path: Path, document: Json) -> None:
    """Replace what is kept at path. Raises OSError."""
    unfinished = path.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
