"""What the reception desk asks of a hall in memory; every answer has the server's own shape."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from server.api.schemas import appointments as shapes
from server.api.schemas.staff import OwnAuthorisations
from server.api.schemas.tickets import TicketList
from tests.server.pages import fake_answers
from tests.server.pages.fake_hall import QUEUES, FakeHall, Refusal, Ticket, iso

ITEMS = {
    11: {"queue_id": 1, "name": "社会保障卡申领", "name_en": "Get a card", "initials": "shbzksl"},
    12: {"queue_id": 2, "name": "不动产查询", "name_en": "Look up a home", "initials": "bdccx"},
}
GUIDE = {
    "bring": "请带身份证原件",
    "materials": [
        {"name": name, "form": "原件", "copies": 1, "note": ""}
        for name in ("身份证", "户口簿", "照片", "申请表")
    ],
    "conditions": "本县居民",
    "procedure": ["提交材料", "领取"],
    "promised_limit": {"days": 0, "unit": "工作日", "note": ""},
    "fees": "不收费",
    "result": "社会保障卡",
}
HALL = "/api/v1/halls/1"
SLOT = timedelta(minutes=20)


def ticket(hall: FakeHall, ticket: Ticket) -> dict[str, Any]:
    view = fake_answers.phone_view(hall, ticket)
    for key in ("bring_back_after", "may_return", "rating", "seq", "now"):
        del view[key]
    queue = QUEUES[ticket.queue_id]
    return {
        **view,
        "ticket_id": ticket.ticket_id,
        "hall_id": 1,
        "hall": {key: fake_answers.HALL[key] for key in ("name", "name_en")},
        "queue_id": ticket.queue_id,
        "queue": {key: queue[key] for key in ("code", "name", "name_en")},
        "zone": {key: fake_answers.ZONE[key] for key in ("zone_id", "name", "name_en", "place")},
        "priority": 0,
        "items": [
            {"item_id": n, "name": name, "name_en": "", "bring": ""}
            for n, name in enumerate(ticket.items)
        ],
        "joined_at": iso(ticket.joined_at),
        "slip": "none",
        "reprints": 0,
        "offline": False,
        "kept_from": None,
        "token": ticket.token,
        "url": f"http://hall.test/t/{ticket.token}",
        "calls": ticket.calls,
    }


def book(hall: FakeHall, *, queue_id: int = 2, starts_at: datetime, **more: Any) -> dict[str, Any]:
    """An appointment of the hall; a test may book one beforehand."""
    appointment_id = len(hall.appointments) + 1
    booked = {
        "appointment_id": appointment_id,
        "hall_id": 1,
        "queue_id": queue_id,
        "queue": {key: QUEUES[queue_id][key] for key in ("code", "name", "name_en")},
        "day": hall.day,
        "starts_at": iso(starts_at),
        "ends_at": iso(starts_at + SLOT),
        "state": "booked",
        "arrival": None,
        "code": f"{70_000_000 + appointment_id}",
        "source": "desk",
        "external_id": None,
        "person": None,
        "booked_at": iso(datetime.now(UTC)),
        "ticket": None,
        "history": [],
        **more,
    }
    hall.appointments[appointment_id] = booked
    return booked


def slots(hall: FakeHall) -> list[dict[str, Any]]:
    """Three slots tomorrow; the first is taken by whoever booked it."""
    begin = datetime.now(UTC).replace(hour=1, minute=0, second=0, microsecond=0)
    begin += timedelta(days=1)
    taken = [a["starts_at"] for a in hall.appointments.values() if a["state"] == "booked"]
    return [
        {
            "starts_at": iso(at := begin + n * SLOT),
            "ends_at": iso(at + SLOT),
            "day": at.date().isoformat(),
            "capacity": 1,
            "free": 0 if iso(at) in taken else 1,
        }
        for n in range(3)
    ]


def add_api(app: Flask, hall: FakeHall) -> None:
    """The parts of `/api/v1` that only the desk uses."""
    _add_tickets(app, hall)
    _add_appointments(app, hall)

    @app.get(f"{HALL}/catalogue")
    def catalogue() -> ResponseReturnValue:
        items = [
            {**GUIDE, "item_id": n, "top": n == 11, "search": [], **item}
            for n, item in ITEMS.items()
        ]
        return jsonify(hall=fake_answers.config(hall), items=items)

    @app.get(f"{HALL}/accounts/me/authorisations")
    def own_letters() -> ResponseReturnValue:
        return jsonify(OwnAuthorisations.model_validate(hall.letters).model_dump())


def _add_tickets(app: Flask, hall: FakeHall) -> None:
    def answer(found: Ticket) -> ResponseReturnValue:
        shape = TicketList.model_validate({"tickets": [ticket(hall, found)]})
        return jsonify(shape.model_dump()["tickets"][0])

    @app.get(f"{HALL}/tickets")
    def find_tickets() -> ResponseReturnValue:
        wanted = request.args["number"]
        found = [ticket(hall, t) for t in hall.tickets.values() if t.number == wanted]
        return jsonify(TicketList.model_validate({"tickets": found}).model_dump())

    @app.post(f"{HALL}/tickets")
    def issue_ticket() -> ResponseReturnValue:
        body = request.get_json()
        _note(hall, "issue", body)
        item = ITEMS.get(body.get("item_id"))
        drawn = hall.issue(
            item["queue_id"] if item else body["queue_id"],
            items=[item["name"]] if item else [],
            priority_class=body["priority_class"],
        )
        return answer(drawn), 201

    @app.post(f"{HALL}/tickets/<int:ticket_id>/<step>")
    def step_of_ticket(ticket_id: int, step: str) -> ResponseReturnValue:
        found = hall.tickets[ticket_id]
        _note(hall, step, request.get_json())
        if step == "bring-back":
            hall.bring_back(ticket_id)
        elif step == "cancel":
            found.state = "cancelled"
            hall.tell("ticket.cancelled", found)
        return answer(found)


def _add_appointments(app: Flask, hall: FakeHall) -> None:
    base = f"{HALL}/appointments"

    def answer(appointment: dict[str, Any]) -> ResponseReturnValue:
        return jsonify(shapes.Appointment.model_validate(appointment).model_dump(mode="json"))

    @app.get(f"{HALL}/queues/<int:queue_id>/slots")
    def free_slots(queue_id: int) -> ResponseReturnValue:
        offer = {"queue_id": queue_id, "offered": True, "last_day": hall.day, "slots": slots(hall)}
        return jsonify(shapes.SlotList.model_validate(offer).model_dump())

    @app.get(base)
    def appointments_of_today() -> ResponseReturnValue:
        listed = {"day": hall.day, "appointments": list(hall.appointments.values())}
        return jsonify(shapes.AppointmentList.model_validate(listed).model_dump(mode="json"))

    @app.post(base)
    def book_slot() -> ResponseReturnValue:
        body = request.get_json()
        _note(hall, "book", body)
        starts_at = datetime.fromisoformat(body["starts_at"])
        mask = "138****1234" if body["person"] else None
        return answer(book(hall, queue_id=body["queue_id"], starts_at=starts_at, person=mask)), 201

    @app.post(f"{base}/check-in")
    def check_in() -> ResponseReturnValue:
        code = request.get_json()["code"].removeprefix("BDY:")
        _note(hall, "check-in", {"code": code})
        booked = next((a for a in hall.appointments.values() if a["code"] == code), None)
        if booked is None:
            raise Refusal(404, "not_found", what="appointment")
        if booked["ticket"]:
            number = booked["ticket"]["number"]
            raise Refusal(409, "appointment_used", number=number, starts_at=booked["starts_at"])
        mark = {key: booked[key] for key in ("appointment_id", "starts_at", "ends_at")}
        drawn = hall.issue(booked["queue_id"], appointment={**mark, "arrival": "on_time"})
        own = {"ticket_id": drawn.ticket_id, "number": drawn.number, "state": "waiting"}
        booked.update(state="checked_in", arrival="on_time", ticket=own)
        shape = TicketList.model_validate({"tickets": [ticket(hall, drawn)]})
        return jsonify(shape.model_dump()["tickets"][0]), 201

    @app.post(f"{base}/<int:appointment_id>/<step>")
    def step_of_appointment(appointment_id: int, step: str) -> ResponseReturnValue:
        booked = hall.appointments[appointment_id]
        body = request.get_json()
        _note(hall, step, body)
        if step == "change":
            starts_at = datetime.fromisoformat(body["starts_at"])
            booked.update(starts_at=iso(starts_at), ends_at=iso(starts_at + SLOT))
        elif step == "cancel":
            booked["state"] = "cancelled"
        else:
            hall.tickets[booked["ticket"]["ticket_id"]].state = "void"
            booked.update(state="booked", arrival=None, ticket=None)
        return answer(booked)


def _note(hall: FakeHall, command: str, body: dict[str, Any]) -> None:
    """A command as it arrived, once a key; or the refusal that a test has put there."""
    key = request.headers["Idempotency-Key"]
    if command in hall.refusals:
        raise hall.refusals.pop(command)
    if key not in hall.done:
        hall.done.add(key)
        hall.sent.append((command, body))
