"""Ratings as files of a day, for platforms that fetch them or have them carried over.

In the folder there is, for each local day, `ratings-2026-11-24.json` (a list of records) and the
same as `.csv` (UTF-8 with the mark that spreadsheets need). Each is replaced whole: whoever reads
sees the file before or after, never half of one. The JSON file is the memory of what is in it, so
that a rating that comes twice, because the program died between the file and the database, is in
it once. A record stays in the file of the day on which it was first ready to go.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from datetime import date
from pathlib import Path

from server.adapters.platform import Outcome
from server.adapters.platform_dialect import FIELDS, Dialect, Record
from server.domain.forwarding import OutgoingRating, Recipient, Verdict

# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FilePlatform:
    """A folder with two files a day."""

    def __init__(self, recipient: Recipient, *, dialect: Dialect, folder: Path) -> None:
        self.recipient = recipient
        self._dialect = dialect
        self._folder = folder

    def deliver(self, rating: OutgoingRating) -> Outcome:
        """Put a rating into the files of its day, unless it is there."""
        record = self._dialect.record(rating)
        try:
            is_new = self._put(rating.day, record)
        except (OSError, ValueError) as error:
            return Outcome(Verdict.RETRY, f"{type(error).__name__}: {error}")
        return Outcome(Verdict.OK if is_new else Verdict.DUPLICATE_OK)

    def _put(self, day: date, record: Record) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"ratings-{day.isoformat()}.json"
        records = _read(file)
        number = self._dialect.number
        is_new = all(known.get(number) != record[number] for known in records)
        if is_new:
            records.append(record)
            _replace(file, json.dumps(records, ensure_ascii=False, indent=1) + "\n")
        # Made anew from the other in any case: the program may have died between the two.
        _replace(file.with_suffix(".csv"), self._table(records))
        return is_new

    def _table(self, records: list[Record]) -> str:
        text = io.StringIO(newline="")
        table = csv.DictWriter(text, [self._dialect.number, *FIELDS], restval="")
        table.writeheader()
        for record in records:
            table.writerow({field: _cell(value) for field, value in record.items()})
        return "\ufeff" + text.getvalue()


def _read(file: Path) -> list[Record]:
    """What is in a file; one that is not ours to read stays as it is, and that is an error."""
    if not file.exists():
        return []
    records = json.loads(file.read_text("utf-8"))
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        raise ValueError(f"{file.name} is not a list of ratings")
    return records


def _replace(file: Path, text: str) -> None:
    """Replace a file in one step, on the disk before it is there."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as temporary:
            temporary.write(text)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(name).chmod(0o640)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
