"""A reserve as the server tells it, and a catalogue to go with it: one day, three queues."""

import copy
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # in Beijing
KEY = "5e" * 32

CATALOGUE = {
    "hall": {
        "hall_id": 1,
        "name": "某县政务服务中心",
        "name_en": "County Service Centre",
        "time_zone": "Asia/Shanghai",
        "zones": [{"zone_id": 1, "name": "民生服务", "name_en": "Daily life", "place": "A区"}],
        "queues": [
            {
                "queue_id": 1,
                "zone_id": 1,
                "code": "social",
                "name": "社会保障",
                "name_en": "Social",
            },
            {"queue_id": 2, "zone_id": 1, "code": "homes", "name": "不动产", "name_en": "Homes"},
            {"queue_id": 3, "zone_id": 1, "code": "staff", "name": "人工", "name_en": "By staff"},
        ],
        "windows": [
            {"window_id": 1, "number": "1", "zone_id": 1, "place": "一楼", "queues": [1, 2]},
        ],
        "packages": [{"package_id": 1, "queue_id": 2, "items": [2, 1]}],
    },
    "items": [
        {"item_id": 1, "queue_id": 1, "name": "社保卡", "name_en": "Card", "bring": "身份证"},
        {"item_id": 2, "queue_id": 2, "name": "过户", "name_en": "Transfer", "bring": ""},
    ],
}


def wire(instant):
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hours(opens, closes, **more):
    """Hours after nine in Beijing: `hours(-0.5, 3)` is 08:30 to 12:00."""
    at = [wire(NINE + timedelta(hours=h)) for h in (opens, closes)]
    return {"opens_at": at[0], "closes_at": at[1], **more}


def queue(queue_id, prefix, *, leases=((1, 3),), sessions=None, **more):
    """A queue of the day; each lease is first and last serial, its id is its first serial."""
    return {
        "queue_id": queue_id,
        "prefix": prefix,
        "digits": 3,
        "open": True,
        "closed_reason": None,
        "left": None,
        "warn_from": None,
        "sessions": sessions or [hours(-0.5, 3, left=None), hours(4.5, 8.5, left=None)],
        "leases": [{"lease_id": a, "first": a, "last": b} for a, b in leases],
        **more,
    }


def mark(code):
    return hmac.new(bytes.fromhex(KEY), code.encode(), hashlib.sha256).hexdigest()


def booked(code, *, starts_in_min, late="queue", appointment_id=7, queue_id=1):
    starts = NINE + timedelta(minutes=starts_in_min)
    return {
        "mark": mark(code),
        "appointment_id": appointment_id,
        "queue_id": queue_id,
        "starts_at": wire(starts),
        "ends_at": wire(starts + timedelta(minutes=20)),
        "from_at": wire(starts - timedelta(minutes=30)),
        "late_after": wire(starts + timedelta(minutes=15)),
        "late": late,
    }


def document(*queues, days=1, appointments=(), any_hour=False, now=NINE):
    """Days from today on, each with these queues; appointments are today's."""
    queues = queues or (
        queue(1, "A", leases=[(970, 972)]),
        queue(2, "B", leases=[(980, 989)]),
    )
    begins = NINE - timedelta(hours=5)

    def day(n):
        moved = copy.deepcopy(list(queues))
        for each in moved:
            for session in each["sessions"]:
                for end in ("opens_at", "closes_at"):
                    at = datetime.fromisoformat(session[end]) + timedelta(days=n)
                    session[end] = wire(at.astimezone(UTC))
        return {
            "day": (NINE + timedelta(days=n)).date().isoformat(),
            "begins_at": wire(begins + timedelta(days=n)),
            "ends_at": wire(begins + timedelta(days=n + 1)),
            "sessions": [hours(-0.5 + 24 * n, 3 + 24 * n), hours(4.5 + 24 * n, 8.5 + 24 * n)],
            "queues": moved,
            "code_key": KEY,
            "appointments": list(appointments) if n == 0 else [],
        }

    return {
        "now": wire(now),
        "url": "http://10.0.0.2:8000/t/",
        "any_hour": any_hour,
        "days": [day(n) for n in range(days)],
    }


def round_the_clock(*, around):
    """A document for tests by the machine's own clock: a day around an instant, open throughout."""
    told = document(any_hour=True)
    (day,) = told["days"]
    day["begins_at"] = wire(around - timedelta(hours=12))
    day["ends_at"] = wire(around + timedelta(hours=12))
    return told


class SetClock:
    """The hall's time, as a test sets it."""

    def __init__(self, at=NINE):
        self.at = at

    def now(self):
        return self.at

    def hear(self, instant):
        self.at = instant

    def forward(self, **duration):
        self.at += timedelta(**duration)
