"""The media folder: pictures and videos of displays, one folder a hall.

A file is named by its content, so that it never changes under its name: displays may keep it for
as long as they like, and sending it twice keeps it once.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.domain.errors import InvalidInput, NotFound
from server.domain.media import LARGEST_VIDEO_BYTES, MediumKind, medium_kind

_PIECE = 1 << 16
_NAME = re.compile(r"[0-9a-f]{32}\.(?:jpg|png|mp4|webm)")
_KEPT_UNUSED_S = 24 * 3600.0  # somebody may still be filling in the form that goes with it


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or video in the folder; `size` in bytes."""

    name: str
    kind: MediumKind
    size: int


class MediaFiles:
    """The files of all halls."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, hall_id: int, content: IO[bytes]) -> Medium:
        """Take in a file of a kind that displays show.

        Raises:
            InvalidInput: see `medium_kind`; nothing is kept.
        """
        folder = self._of(hall_id)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
            try:
                digest, size = _copy(content, file)
                kind = medium_kind(file)
                file.flush()
                name = f"{digest}.{kind}"
                Path(file.name).chmod(0o644)
                Path(file.name).replace(folder / name)  # whole or not at all
            except BaseException:
                Path(file.name).unlink()
                raise
        return Medium(name, kind, size)

    def find(self, hall_id: int, name: str) -> Medium:
        """A file by its name.

        Raises:
            NotFound: there is none.
        """
        file = self._of(hall_id) / name
        if _NAME.fullmatch(name) is None or not file.is_file():
            raise NotFound(f"no medium {name}", what="medium")
        return Medium(name, MediumKind(file.suffix[1:]), file.stat().st_size)

    def folder(self, hall_id: int) -> Path:
        """Where a hall's files lie."""
        return self._of(hall_id)

    def forget_others(self, hall_id: int, used: Collection[str]) -> None:
        """Delete what nothing names any more; what came lately may still be named."""
        now = time.time()
        for file in self._of(hall_id).glob("*"):
            with suppress(FileNotFoundError):  # somebody else forgets at the same time
                if file.name not in used and now - file.stat().st_mtime > _KEPT_UNUSED_S:
                    file.unlink()

    def _of(self, hall_id: int) -> Path:
        return self._folder / str(hall_id)


def _copy(content: IO[bytes], file: IO[bytes]) -> tuple[str, int]:
    """The name and length of what was copied.

    Raises:
        InvalidInput: longer than anything that is kept.
    """
    digest, size = hashlib.sha256(), 0
    while piece := content.read(_PIECE):
        size += len(piece)
        if size > LARGEST_VIDEO_BYTES:
            raise InvalidInput(
                "the file is too large",
                what="medium",
                reason="too_large",
                largest_bytes=LARGEST_VIDEO_BYTES,
            )
        digest.update(piece)
        file.write(piece)
    return digest.hexdigest()[:32], size
