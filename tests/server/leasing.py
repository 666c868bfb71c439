"""Kiosks of the small hall that cannot always reach the server."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

from server.domain.numbering import write_number
from server.reports.reserve import reserve
from server.services import handing_up, leasing
from server.services.enrolment import put_station
from server.services.handing_up import GivenOffline
from server.services.stations import by_token
from server.store.unit_of_work import UnitOfWork
from tests.server.acting import SmallHall

_ids = count(1)


class Kiosk:
    """A kiosk as far as its numbers go; `forget` is a new computer in the old one's place."""

    def __init__(self, hall: SmallHall, code: str = "kiosk-1") -> None:
        self.hall = hall
        self.code = code
        self.station_id = self._enrol()
        self.forget()

    def forget(self) -> None:
        """Lose everything that was remembered, and what was given with it."""
        self.holder = f"{next(_ids):032x}"
        self.document: dict[str, Any] = {"days": []}
        self.given: list[GivenOffline] = []
        self.used: set[tuple[int, int]] = set()

    def renew(self) -> None:
        result = self.hall.run(
            leasing.take_leases,
            station_id=self.station_id,
            holder=self.holder,
            actor=f"station:{self.station_id}",
        )
        with self.hall.database.read() as conn:
            self.document = reserve(
                conn,
                self.hall.hall_id,
                station_id=self.station_id,
                holder=self.holder,
                days=[date.fromisoformat(day) for day in result["days"]],
                secret="a secret of the tests",
                now=self.hall.clock.now(),
            )

    def days(self) -> list[str]:
        return [day["day"] for day in self.document["days"]]

    def queue(self, prefix: str = "A", day: str = "2026-11-24") -> dict[str, Any]:
        """What it knows of a queue's day."""
        (found,) = [d for d in self.document["days"] if d["day"] == day]
        return next(q for q in found["queues"] if q["prefix"] == prefix)

    def held(self, prefix: str = "A", day: str = "2026-11-24") -> list[int]:
        """The numbers it holds and has not given, in the order it would give them."""
        leases = self.queue(prefix, day)["leases"] if day in self.days() else []
        every = [
            (lease["lease_id"], n)
            for lease in leases
            for n in range(lease["first"], lease["last"] + 1)
        ]
        return [serial for lease, serial in every if (lease, serial) not in self.used]

    def give(
        self,
        prefix: str = "A",
        *,
        day: str = "2026-11-24",
        at: datetime | None = None,
        **more: Any,
    ) -> str:
        """Give the next number without asking; returns it as written."""
        queue, serial = self.queue(prefix, day), self.held(prefix, day)[0]
        (lease_id,) = [
            lease["lease_id"]
            for lease in queue["leases"]
            if lease["first"] <= serial <= lease["last"]
        ]
        n = next(_ids)
        number = write_number(queue["prefix"], serial, digits=queue["digits"])
        ticket = {
            "request_id": f"press-{n}",
            "lease_id": lease_id,
            "serial": serial,
            "number": number,
            "token": f"token-of-the-tests-{n}",
            "joined_at": at or self.hall.clock.now(),
            "slip": "printed",
        }
        self.used.add((lease_id, serial))
        self.given.append(GivenOffline(**{**ticket, **more}))
        return number

    def hand_up(self, *, again: bool = False) -> list[str | None]:
        """Say what was given; returns why each was refused, or None. `again` forgets nothing."""
        result = self.hall.run(
            handing_up.hand_up,
            station_id=self.station_id,
            given=self.given,
            actor=f"station:{self.station_id}",
        )
        if not again:
            self.given = []
        return [each["refused"] for each in result["tickets"]]

    def change_last(self, **values: Any) -> None:
        """Let the last number given be another than it was."""
        self.given[-1] = replace(self.given[-1], **values)

    def _enrol(self) -> int:
        token = f"st_{self.hall.hall_id}_{self.code}"

        def add(uow: UnitOfWork) -> int:
            hall_id = self.hall.hall_id
            put_station(uow.conn, hall_id=hall_id, code=self.code, kind="kiosk", token=token)
            return by_token(uow.conn, token).id

        return self.hall.database.write(self.hall.hall_id, add, actor="office")
