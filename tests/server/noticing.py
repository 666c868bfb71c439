"""Notices as tests make them: a clerk at a desk of the small hall, and a printer for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from server.domain.lifecycle import SuspendKind
from server.domain.notices import Fault, NoticeKind, Told, ToldMaterial
from server.reports.notices import notice_view
from server.services import answering_jobs, notices
from server.services.enrolment import put_station
from server.services.stations import by_token, note_health
from server.store import station_tables
from server.store.station_rows import JobRow
from server.store.unit_of_work import UnitOfWork
from tests.server.acting import Desk, SmallHall

URL = "http://hall.test"
CORRECTION = Told(
    kind=NoticeKind.CORRECTION,
    materials=(ToldMaterial(1, Fault.WRONG, "复印件不清"),),
    how="带原件来",
)
DEFERRAL = Told(kind=NoticeKind.DEFERRAL, materials=(ToldMaterial(1, Fault.MISSING),), due_days=5)


def give(
    desk: Desk,
    told: Told = CORRECTION,
    *,
    item: str = "CARD1",
    suspend: str | None = None,
    slips: bool = False,
    agent: str | None = None,
) -> dict[str, Any]:
    """Make a notice for the ticket at this desk; how staff see it."""
    made = desk.hall.run(
        notices.make_notice,
        actor=f"account:{desk.account_id}",
        window_id=desk.window_id,
        account_id=desk.account_id,
        item_id=desk.hall.items[item],
        told=told,
        agent=agent,
        suspend_kind=None if suspend is None else SuspendKind(suspend),
        with_slips=slips,
        public_url=URL,
    )
    return view(desk.hall, made["notice_id"])


def view(hall: SmallHall, notice_id: int) -> dict[str, Any]:
    with hall.database.read() as conn:
        return notice_view(conn, hall.hall_id, notice_id, public_url=URL)


class StationWithPrinter:
    """A kiosk, or a window's computer, that says how its printer is."""

    def __init__(
        self, hall: SmallHall, *, window: str | None = None, zone: str | None = None
    ) -> None:
        self.hall = hall
        kind = "kiosk" if window is None else "window"
        code = f"{kind}-{window or zone}"
        token = f"st_{hall.hall_id}_{code}"

        def add(uow: UnitOfWork) -> int:
            put_station(
                uow.conn, hall_id=hall.hall_id, code=code, kind=kind, token=token, window=window
            )
            station_id = by_token(uow.conn, token).id
            if zone is not None:
                uow.update(station_tables.stations, station_id, zone_id=hall.zones[zone])
            return station_id

        self.station_id = hall.database.write(hall.hall_id, add, actor="office")
        self.say("yes")

    def say(self, can_print: str) -> None:
        """Tell the server how the printer is."""
        devices = {"printer": {"state": "ready", "can_print": can_print}}
        self.hall.run(note_health, station_id=self.station_id, devices=devices)

    def revoke(self) -> None:
        this = station_tables.stations.c.id == self.station_id
        self.hall.set_up(
            update(station_tables.stations).where(this).values(revoked_at=self.hall.clock.now())
        )

    def jobs(self) -> list[JobRow]:
        query = select(station_tables.jobs).where(
            station_tables.jobs.c.station_id == self.station_id
        )
        with self.hall.database.read() as conn:
            return [
                JobRow(*row)
                for row in conn.execute(query.order_by(station_tables.jobs.c.created_at))
            ]

    def answer(self, outcome: str, **body: Any) -> None:
        """Say what became of the latest job."""
        self.hall.run(
            answering_jobs.take_result,
            actor=f"station:{self.station_id}",
            job_id=self.jobs()[-1].id,
            station_id=self.station_id,
            outcome=outcome,
            body=body,
        )
