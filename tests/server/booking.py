"""The small hall with appointments in its queue A, and citizens who book and come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from server.domain.persons import Person
from server.reports.appointments import appointment_view, appointments_of_day, free_slots
from server.services import appointments, checking_in
from tests.server.acting import BEIJING, SmallHall

# Weekday mornings in three slots of twenty minutes with two places each.
MORNINGS = {
    "weekdays": [1, 2, 3, 4, 5],
    "opens": "09:00",
    "closes": "10:00",
    "minutes": 20,
    "capacity": 2,
}


def beijing(time: str, *, day: str = "2026-11-24") -> datetime:
    """A time of day in the hall: `beijing("09:20")`."""
    return datetime.fromisoformat(f"{day} {time}").replace(tzinfo=BEIJING)


def person(name: str) -> Person:
    """Somebody, as far as a hall knows."""
    return Person(hash=name.ljust(64, "0"), mask=f"{name}****0000")


class Bookings:
    """Appointments of the small hall; they are named by their ids."""

    def __init__(self, hall: SmallHall, **rules: Any) -> None:
        self.hall = hall
        self.set_rules("A", **rules)

    def set_rules(self, prefix: str, **rules: Any) -> None:
        """Take appointments in a queue; without more, by `MORNINGS`."""
        issuing = rules.pop("issuing", {})
        written = {"ranges": [MORNINGS], **rules}
        self.hall.set_queue(prefix, policy={"appointments": written, "issuing": issuing})

    def book(
        self, time: str = "09:20", *, day: str = "2026-11-24", prefix: str = "A", **more: Any
    ) -> int:
        """Book at the desk; returns the appointment's id."""
        result = self.hall.run(
            appointments.book,
            queue_id=self.hall.queues[prefix],
            starts_at=beijing(time, day=day),
            **{"source": "desk", **more},
        )
        return int(result["appointment_id"])

    def change(self, appointment: int, time: str, *, day: str = "2026-11-24") -> None:
        self.hall.run(
            appointments.change, appointment_id=appointment, starts_at=beijing(time, day=day)
        )

    def cancel(self, appointment: int) -> None:
        self.hall.run(appointments.cancel, appointment_id=appointment)

    def check_in(self, appointment: int, *, channel: str = "kiosk", **more: Any) -> str:
        """Check in with the appointment's code; returns the number given."""
        code = self.view(appointment)["code"]
        result = self.hall.run(checking_in.check_in, code=code, channel=channel, **more)
        return self.hall.number_of(result["ticket_id"])

    def undo(self, appointment: int) -> None:
        self.hall.run(checking_in.undo_check_in, appointment_id=appointment)

    def sweep(self) -> int:
        """Note who did not come; returns how many."""
        return int(self.hall.run(appointments.mark_no_shows, actor="system")["missed"])

    def view(self, appointment: int) -> dict[str, Any]:
        with self.hall.database.read() as conn:
            return appointment_view(conn, self.hall.hall_id, appointment)

    def state(self, appointment: int) -> str:
        return str(self.view(appointment)["state"])

    def steps(self, appointment: int) -> list[tuple[str, str, str | None]]:
        """(step, state after it, number it was about) of all that happened."""
        return [(s["step"], s["state"], s["number"]) for s in self.view(appointment)["history"]]

    def of_day(self, day: str | None = None) -> list[dict[str, Any]]:
        when = None if day is None else date.fromisoformat(day)
        with self.hall.database.read() as conn:
            view = appointments_of_day(conn, self.hall.hall_id, day=when, now=self.hall.clock.now())
        return list(view["appointments"])

    def free(
        self, prefix: str = "A", *, first: str | None = None, days: int = 1
    ) -> list[tuple[str, int]]:
        """(local start, free places) of the slots on offer."""
        when = None if first is None else date.fromisoformat(first)
        with self.hall.database.read() as conn:
            view = free_slots(
                conn,
                self.hall.hall_id,
                self.hall.queues[prefix],
                first=when,
                days=days,
                now=self.hall.clock.now(),
            )
        return [
            (
                datetime.fromisoformat(s["starts_at"]).astimezone(BEIJING).strftime("%m-%d %H:%M"),
                s["free"],
            )
            for s in view["slots"]
        ]
