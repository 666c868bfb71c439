"""A ticket as the server would have sent it, made of what the kiosk knows. Pure.

What only the server can know, such as who waits before it, is unknown, not guessed.
"""

from dataclasses import dataclass
from datetime import datetime

from kiosk.agent.clock import to_wire
from kiosk.agent.reserve_document import Booked
from kiosk.agent.wire import Json


@dataclass(frozen=True, slots=True)
class Wish:
    """What was pressed, looked up in the catalogue."""

    queue: Json
    zone: Json
    windows: list[Json]
    items: list[Json]


def look_up(catalogue: Json, wanted: Json) -> Wish | None:
    """Return what a press asks for, or None if the catalogue has no such thing.

    Args:
        wanted: `queue_id`, `item_id` or `package_id`.
    """
    hall, every = catalogue["hall"], catalogue["items"]
    items: list[Json] = []
    queue_id = wanted.get("queue_id")
    if "item_id" in wanted:
        items = [item for item in every if item["item_id"] == wanted["item_id"]]
        queue_id = items[0]["queue_id"] if items else None
    if "package_id" in wanted:
        package = _one(hall["packages"], "package_id", wanted["package_id"])
        members = package.get("items", [])
        items = [item for n in members for item in every if item["item_id"] == n]
        queue_id = package.get("queue_id")
    queue = _one(hall["queues"], "queue_id", queue_id)
    if not queue:
        return None
    windows = [window for window in hall["windows"] if queue_id in window["queues"]]
    return Wish(queue, _one(hall["zones"], "zone_id", queue["zone_id"]), windows, items)


def make_ticket(
    wish: Wish,
    hall: Json,
    *,
    number: str,
    day: str,
    joined_at: datetime,
    token: str,
    url: str,
    warning: str | None,
    booked: Booked | None,
    is_late: bool,
) -> Json:
    """Return the ticket, for the slip and the page."""
    at = to_wire(joined_at)
    return {
        "ticket_id": None,
        "hall_id": hall["hall_id"],
        "hall": _names(hall),
        "day": day,
        "number": number,
        "queue_id": wish.queue["queue_id"],
        "queue": {"code": wish.queue["code"], **_names(wish.queue)},
        "zone": {"zone_id": wish.zone["zone_id"], **_names(wish.zone), "place": wish.zone["place"]},
        "state": "waiting",
        "items": [
            {"item_id": item["item_id"], **_names(item), "bring": item.get("bring", "")}
            for item in wish.items
        ],
        "joined_at": at,
        "issued_at": at,
        "heard": _heard(hall),
        "ahead": None,
        "wait": None,
        "windows": [
            {key: window[key] for key in ("window_id", "number", "place")}
            for window in wish.windows
        ],
        "slip": "pending",
        "reprints": 0,
        "warning": warning,
        "appointment": None if booked is None else _appointment(booked, is_late=is_late),
        "offline": True,
        "token": token,
        "url": url,
        "window": None,
        "calls": 0,
    }


def _appointment(booked: Booked, *, is_late: bool) -> Json:
    return {
        "appointment_id": booked.appointment_id,
        "starts_at": to_wire(booked.starts_at),
        "ends_at": to_wire(booked.ends_at),
        "arrival": "late" if is_late else "on_time",
    }


def _heard(hall: Json) -> str:
    """How the hall's citizens learn that their turn has come, as it was when last heard of."""
    stages = hall.get("stages", {})
    if not stages.get("consoles", True):
        return "by_voice"
    return "on_displays" if stages.get("displays", True) else "at_window"


def _names(thing: Json) -> Json:
    return {"name": thing["name"], "name_en": thing.get("name_en", "")}


def _one(things: list[Json], key: str, value: object) -> Json:
    return next((thing for thing in things if thing[key] == value), {})
