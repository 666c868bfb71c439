"""Appointments in a file: the twin of an interface to a booking platform.

A table with one appointment a row, as CSV (UTF-8, as spreadsheets save it) or as a JSON list of
objects with the same names:

    external_id   the appointment's name where it was booked; needed
    queue         the queue's code in this hall; needed
    starts_at     start of the slot, `2026-11-24 09:20` in the hall's time or ISO 8601; needed
    code          what the citizen checks in with; made here if empty
    person        a telephone or identity number; only its keyed hash and a mask are kept
    person_hash, person_mask   instead of `person`, as an export of this hall has them
    state         `cancelled` calls the appointment off; anything else leaves it

An export has `state`, `arrival` and `number` filled in and can be imported again.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from server.domain.appointment_exchange import BookedElsewhere, Told, Unreadable
from server.domain.appointments import Booking
from server.domain.errors import InvalidInput
from server.domain.persons import Person, identify

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Maybe = Annotated[str, StringConstraints(strip_whitespace=True)]
COLUMNS = [f.name for f in fields(Told)]


class NotAFile(Exception):
    """The file is neither a CSV table with its columns nor a JSON list; one line for people."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    external_id: Annotated[_Text, Field(max_length=80)]
    queue: _Text
    starts_at: datetime
    code: _Maybe = ""
    person: _Maybe = ""
    person_hash: Annotated[_Maybe, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    # A mask without a star would be a name or number in plain.
    person_mask: Annotated[_Maybe, Field(max_length=30, pattern=r"^$|\*")] = ""
    state: _Maybe = ""


class AppointmentFile:
    """One file, read or written whole.

    Args:
        zone: IANA time zone of the hall, for times that say none.
        key: the hall's own key for persons.
    """

    def __init__(self, path: Path, *, zone: str, key: bytes) -> None:
        self._path = path
        self._zone = ZoneInfo(zone)
        self._key = key

    def read(self) -> Iterator[BookedElsewhere | Unreadable]:
        """What the file tells, row by row; the values of a faulty row are not repeated.

        Raises:
            OSError, NotAFile: it cannot be read as a whole.
        """
        for number, written in enumerate(self._rows(), start=1):
            yield self._appointment(number, written)

    def write(self, told: Sequence[Told]) -> None:
        """Write the file anew. Raises OSError."""
        rows = [self._plain(one) for one in told]
        if self._is_json:
            text = json.dumps(rows, ensure_ascii=False, indent=1)
            self._path.write_text(text + "\n", encoding="utf-8")
            return
        # With the mark that spreadsheets need to know UTF-8 by.
        with self._path.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            table.writerows(rows)

    @property
    def _is_json(self) -> bool:
        return self._path.suffix.lower() == ".json"

    def _rows(self) -> list[Any]:
        try:
            text = self._path.read_text(encoding="utf-8-sig")
            if not self._is_json:
                return _table(text)
            rows = json.loads(text)
        except ValueError as error:
            raise NotAFile(f"{self._path.name}: {type(error).__name__}") from error
        if not isinstance(rows, list):
            raise NotAFile(f"{self._path.name}: a list of appointments is expected")
        return rows

    def _appointment(self, number: int, written: Any) -> BookedElsewhere | Unreadable:
        try:
            row = _Row.model_validate(_without_nulls(written))
            person = self._person(row)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return Unreadable(row=number, detail=f"{where}: {first['msg']}")
        except InvalidInput as error:
            return Unreadable(row=number, detail=f"person: {error.detail}")
        starts_at = row.starts_at
        return BookedElsewhere(
            row=number,
            external_id=row.external_id,
            queue=row.queue,
            starts_at=starts_at if starts_at.tzinfo else starts_at.replace(tzinfo=self._zone),
            code=row.code or None,
            person=person,
            is_cancelled=row.state == Booking.CANCELLED,
        )

    def _person(self, row: _Row) -> Person | None:
        if row.person:
            return identify(row.person, key=self._key)
        if row.person_hash and row.person_mask:
            return Person(hash=row.person_hash, mask=row.person_mask)
        return None

    def _plain(self, one: Told) -> dict[str, Any]:
        local = one.starts_at.astimezone(self._zone)
        return {**asdict(one), "starts_at": local.isoformat(timespec="minutes")}


def _table(text: str) -> list[Any]:
    table = csv.DictReader(text.splitlines())
    missing = {"external_id", "queue", "starts_at"} - set(table.fieldnames or ())
    if missing:
        raise NotAFile(f"columns are missing: {', '.join(sorted(missing))}")
    return list(table)


def _without_nulls(written: Any) -> Any:
    if not isinstance(written, dict):
        return written
    return {name: value for name, value in written.items() if value is not None}
