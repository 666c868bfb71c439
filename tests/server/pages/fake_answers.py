"""What a hall in memory answers: the JSON the pages read."""

from datetime import UTC, datetime
from typing import Any

from tests.server.pages.fake_hall import CLERKS, QUEUES, WINDOWS, FakeHall, Refusal, Ticket, iso

HALL = {
    "hall_id": 1,
    "code": "county",
    "name": "试点县政务服务中心",
    "name_en": "Pilot County Centre",
}
ZONE = {"zone_id": 1, "name": "综合服务区", "name_en": "General area", "place": "一楼东侧"}
PLACES = [{"window_id": n, "number": number, "place": "一楼东侧"} for n, number in WINDOWS.items()]
NEXT = 10
FIRST_ITEM = 11  # of a ticket; see fake_desk.ITEMS
UTC_OFFSET_S = 8 * 3600


def desk(hall: FakeHall, window_id: int) -> dict[str, Any]:
    with hall.lock:
        return {
            "window": _window(hall, window_id),
            "current": _current(hall, window_id),
            "waiting": _waiting(hall),
            "suspended": [
                {**_short(t), "kind": t.kind, "code": t.code, "since": iso(t.since), "here": True}
                for t in hall.tickets.values()
                if t.state == "suspended"
            ],
            "passed": [
                {**_short(t), "since": iso(t.since)}
                for t in hall.tickets.values()
                if t.state == "passed"
            ],
            "rating": hall.seats[window_id].rating,
            "queues": [{"queue_id": n, "name": queue["name"]} for n, queue in QUEUES.items()],
            "windows": [
                {"window_id": n, "number": number, "state": hall.seats[n].state}
                for n, number in WINDOWS.items()
            ],
            "zones": _zones(hall, window_id),
            "seq": hall.seq,
            "now": iso(datetime.now(UTC)),
        }


def _zones(hall: FakeHall, window_id: int) -> list[dict[str, Any]]:
    """Where the present ticket may be sent beside its own zone."""
    if _current(hall, window_id) is None:
        return []
    zone = {"zone_id": 2, "name": "不动产专区", "name_en": "Property zone"}
    return [{**zone, "queue_id": 2, "queue": QUEUES[2]["name"]}]


def _window(hall: FakeHall, window_id: int) -> dict[str, Any]:
    seat = hall.seats[window_id]
    clerk = None
    if seat.clerk_id:
        staff_no = f"{seat.clerk_id:04d}"
        clerk = {"account_id": seat.clerk_id, "name": CLERKS[seat.clerk_id], "staff_no": staff_no}
    return {
        "window_id": window_id,
        "hall_id": 1,
        "number": WINDOWS[window_id],
        "place": "一楼东侧",
        "state": seat.state,
        "state_since": iso(seat.since),
        "clerk": clerk,
        "pause": seat.pause,
        "station": "online",
    }


NO_TIMES = {"started_at": None, "finished_at": None}


def _current(hall: FakeHall, window_id: int) -> dict[str, Any] | None:
    try:
        ticket = hall.current(window_id)
    except Refusal:
        return None
    queue = QUEUES[ticket.queue_id]
    return {
        "ticket": {
            **_short(ticket),
            "queue": queue["name"],
            "queue_en": queue["name_en"],
            "priority": 0,
            "items": [
                {"item_id": n, "name": name, **ticket.times.get(n, NO_TIMES)}
                for n, name in enumerate(ticket.items, start=FIRST_ITEM)
            ],
            "other_items": [{"item_id": 90, "name": "社会保障卡挂失"}],
        },
        "state": ticket.state,
        "visit_id": ticket.ticket_id,
        "called_at": iso(ticket.called_at),
        "last_called_at": iso(ticket.last_called_at),
        "calls": ticket.calls,
        "started_at": iso(ticket.started_at),
        "why": {
            "rule": "longest_wait",
            "zh": "等候最久，已等 12 分钟",
            "en": "Longest wait: 12 min",
        },
        "announced": ticket.announced,
    }


def _waiting(hall: FakeHall) -> dict[str, Any]:
    waiting = hall.waiting()
    return {
        "total": len(waiting),
        "not_authorised": hall.not_authorised,
        "longest_since": iso(min((t.joined_at for t in waiting), default=None)),
        "queues": [
            {
                **queue,
                "rank": 1,
                "waiting": sum(t.queue_id == n for t in waiting),
                "not_authorised": 0,
            }
            for n, queue in QUEUES.items()
        ],
        "next": [
            {
                **_short(t),
                "priority": 2 if t.priority_class != "normal" else 0,
                "appointment": t.appointment,
                "wait": _wait(hall, ahead),
            }
            for ahead, t in enumerate(waiting[:NEXT])
        ],
    }


def _wait(hall: FakeHall, ahead: int) -> dict[str, int] | None:
    """Four to six minutes a person, where anything is known of it."""
    if not hall.knows_waits:
        return None
    return {"low_s": 30 + 240 * ahead, "high_s": 30 + 360 * ahead, "p90_s": 60 + 420 * ahead}


def _short(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket_id": ticket.ticket_id,
        "number": ticket.number,
        "queue_id": ticket.queue_id,
        "joined_at": iso(ticket.joined_at),
    }


def phone_view(hall: FakeHall, ticket: Ticket) -> dict[str, Any]:
    waiting = hall.waiting()
    counted = hall.stages["consoles"]
    heard = "on_displays" if hall.stages["displays"] else "at_window" if counted else "by_voice"
    at = [place for place in PLACES if place["window_id"] == ticket.window_id]
    return {
        "number": ticket.number,
        "state": ticket.state,
        "hall": {
            **{key: HALL[key] for key in ("hall_id", "name", "name_en")},
            "utc_offset_s": UTC_OFFSET_S,
        },
        "queue": {key: QUEUES[ticket.queue_id][key] for key in ("name", "name_en")},
        "zone": ZONE,
        "heard": heard,
        "ahead": waiting.index(ticket) if counted and ticket in waiting else None,
        "wait": _wait(hall, waiting.index(ticket)) if counted and ticket in waiting else None,
        "windows": PLACES[1:3],
        "window": at[0] if at else None,
        "issued_at": iso(ticket.joined_at),
        "day": hall.day,
        "appointment": ticket.appointment,
        "warning": ticket.warning,
        "bring_back_after": 3,
        "may_return": ticket.state == "passed" and not ticket.returned,
        "rating": own_rating(ticket),
        "seq": hall.seq,
        "now": iso(datetime.now(UTC)),
    }


def own_rating(ticket: Ticket) -> dict[str, Any]:
    given = ticket.ratings
    first = given[0] if given else None
    state = "none" if ticket.state != "done" else ("open", "rated", "rated_again")[len(given)]
    bare = first is not None and not first["labels"] and not first["words"]
    return {
        "state": state,
        "level": first and first["level"],
        "reason_missing": bare and "dissatisfied" in first["level"],
    }


def queue(hall: FakeHall, queue_id: int) -> dict[str, Any]:
    reason = hall.closed.get(queue_id)
    gives = {"now": True, "reason": None, "opens_at": None, "slots": []}
    closed = {**gives, "now": False, "reason": "queue_closed"}
    return {
        **QUEUES[queue_id],
        "zone_id": 1,
        "open": reason is None,
        "closed_reason": reason,
        "identification": hall.identification[queue_id],
        "appointments": queue_id == 2,
        "windows": list(WINDOWS),
        "wait": _wait(hall, sum(t.queue_id == queue_id for t in hall.waiting())),
        "issuing": hall.cut_off.get(queue_id, gives) if reason is None else closed,
    }


def config(hall: FakeHall) -> dict[str, Any]:
    return {
        **HALL,
        "time_zone": "Asia/Shanghai",
        "packages": [],
        "stages": hall.stages,
        "desk": hall.desk_options,
        "zones": [{**ZONE, "code": "general"}],
        "queues": [queue(hall, queue_id) for queue_id in QUEUES],
        "windows": [{**place, "zone_id": 1, "queues": [1, 2]} for place in PLACES],
    }


def board(hall: FakeHall) -> dict[str, Any]:
    return {
        "hall_id": 1,
        "day": hall.day,
        "seq": hall.seq,
        "waiting": {str(n): sum(t.queue_id == n for t in hall.waiting()) for n in QUEUES},
        "calls": [],
        "passed": [
            {"ticket_id": t.ticket_id, "number": t.number, "queue_id": t.queue_id, "zone_id": 1}
            for t in hall.tickets.values()
            if t.state == "passed"
        ],
        "windows": {
            str(n): {"window": number, "zone_id": 1, "state": hall.seats[n].state}
            for n, number in WINDOWS.items()
        },
        "queues": {str(n): {"open": True} for n in QUEUES},
    }
