"""The statistics of ratings; figures and definitions: `server/domain/satisfaction.py`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from server.domain.rating import BAD_LEVELS
from server.domain.rating_causes import Owner, cause_of, owner_of
from server.domain.satisfaction import Satisfaction, Share, counting, satisfaction
from server.reports.board import hall_row
from server.reports.case_figures import CaseFigures, case_figures
from server.reports.rated_visits import RatedVisit, followed_up, rated_visits
from server.store.hall_rows import HallRow
from server.store.hall_tables import items, queues, windows, zones
from server.store.people_tables import accounts
from server.store.rating_labels import national_labels


class By(StrEnum):
    """By what visits are put together."""

    WINDOW = "window"
    ZONE = "zone"
    PERSON = "person"
    ITEM = "item"
    QUEUE = "queue"
    DAY = "day"


def rating_statistics(
    conn: Connection, hall_id: int, *, first: date, last: date, by: By, now: datetime
) -> dict[str, Any]:
    """The figures of the business days from `first` to `last`, in all and put together.

    A visit that handled several items counts with each of them, and once in all.

    Raises:
        NotFound: no such hall.
    """
    hall = hall_row(conn, hall_id)
    found = rated_visits(conn, hall, first=first, last=last)
    cases = case_figures(
        followed_up(conn, hall, first=first, last=last),
        hours=hall.opening_hours(),
        terms=hall.case_terms,
        now=now,
    )
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "by": by,
        "total": figures(satisfaction(visit.rated for visit in found)),
        "groups": _groups(conn, hall, found, by),
        "causes": _causes(found),
        "follow_up": _follow_up(cases),
    }


def figures(of: Satisfaction) -> dict[str, Any]:
    """Figures as the wire has them: every share with its two counts."""
    return {
        "services": of.services,
        "active": of.active,
        "levels": {str(level): count for level, count in of.levels.items()},
        "excluded": of.excluded,
        "defaults": of.defaults,
        "further": of.further,
        "participation": _share(of.participation),
        "satisfaction": _share(of.satisfaction),
        "bad": _share(of.bad),
        "delighted": _share(of.delighted),
        "average": of.average,
    }


def _share(share: Share) -> dict[str, Any]:
    return {"part": share.part, "of": share.of, "percent": share.percent}


_KEYS: dict[By, Callable[[RatedVisit], Iterable[Any]]] = {
    By.WINDOW: lambda visit: [visit.window_id],
    By.ZONE: lambda visit: [visit.zone_id],
    By.PERSON: lambda visit: [visit.account_id],
    By.ITEM: lambda visit: visit.items or [None],
    By.QUEUE: lambda visit: [visit.queue_id],
    By.DAY: lambda visit: [visit.day.isoformat()],
}


def _groups(
    conn: Connection, hall: HallRow, found: Sequence[RatedVisit], by: By
) -> list[dict[str, Any]]:
    """One row a window, person … that served anybody; what is not known comes last."""
    together: dict[Any, list[RatedVisit]] = defaultdict(list)
    for visit in found:
        for key in _KEYS[by](visit):
            together[key].append(visit)
    names = _names(conn, hall.id, by)
    # In the order of the hall's own lists, which are the names'; days and strangers by themselves.
    order = {key: place for place, key in enumerate(names)}
    keys = sorted(together, key=lambda k: (k is None, order.get(k, len(order)), str(k)))
    return [
        {
            "key": None if key is None else str(key),
            "name": names.get(key, (None if key is None else str(key), None))[0],
            "name_en": names.get(key, (None, None))[1],
            **figures(satisfaction(visit.rated for visit in together[key])),
        }
        for key in keys
    ]


def _names(conn: Connection, hall_id: int, by: By) -> dict[Any, tuple[str | None, str | None]]:
    """Key -> its names in both languages (None: as the first), in the order of a hall's lists."""
    if by is By.WINDOW:
        query = select(windows.c.id, windows.c.number, windows.c.number)
        query = query.where(windows.c.hall_id == hall_id).order_by(windows.c.position)
    elif by is By.ZONE:
        query = select(zones.c.id, zones.c.name, zones.c.name_en)
        query = query.where(zones.c.hall_id == hall_id).order_by(zones.c.position)
    elif by is By.QUEUE:
        query = select(queues.c.id, queues.c.name, queues.c.name_en)
        query = query.where(queues.c.hall_id == hall_id).order_by(queues.c.position)
    elif by is By.ITEM:
        query = select(items.c.code, items.c.name, items.c.name_en)
        query = query.where(items.c.hall_id == hall_id).order_by(items.c.code, items.c.version)
    elif by is By.PERSON:
        name = accounts.c.name + "（" + accounts.c.staff_no + "）"
        query = select(accounts.c.id, name, name).order_by(accounts.c.staff_no)
    else:
        return {}
    return {key: (zh, en) for key, zh, en in conn.execute(query)}


def _causes(found: Sequence[RatedVisit]) -> dict[str, Any]:
    """Whose the bad ratings that count are, and how often each label was chosen."""
    owners: Counter[Owner] = Counter()
    chosen: Counter[str] = Counter()
    for visit in found:
        counted = counting(visit.rated)
        if counted is None or counted.level not in BAD_LEVELS:
            continue
        (labels,) = [each.labels for each in visit.ratings if each.rated is counted]
        owners[owner_of(labels)] += 1
        chosen.update(set(labels))
    known = national_labels()
    return {
        "owners": {str(owner): owners[owner] for owner in Owner},
        "labels": [
            {
                "label": code,
                "text": getattr(known.read(code), "text", None),
                "cause": cause_of(code),
                "count": count,
            }
            for code, count in sorted(chosen.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
    }


def _follow_up(of: CaseFigures) -> dict[str, Any]:
    return {
        "cases": of.cases,
        "excluded": of.excluded,
        "verified": _share(of.verified),
        "answered": _share(of.answered),
        "in_time": _share(of.in_time),
        "called_back": _share(of.called_back),
    }
