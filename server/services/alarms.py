"""What a person should look at."""

from __future__ import annotations

from typing import Any

from server.domain.events import AlarmRaised
from server.store.station_tables import alarms
from server.store.unit_of_work import UnitOfWork


def raise_alarm(
    uow: UnitOfWork,
    *,
    kind: str,
    station_id: int | None,
    window_id: int | None,
    device: str | None,
    detail: dict[str, Any],
) -> dict[str, Any]:
    """Keep an alarm and tell the hall's stream that there is one; details stay here."""
    alarm_id = uow.insert(
        alarms,
        hall_id=uow.hall.id,
        kind=kind,
        station_id=station_id,
        window_id=window_id,
        device=device,
        detail=detail,
        raised_at=uow.now,
    )
    uow.record(
        AlarmRaised(alarm_id=alarm_id, alarm=kind, station_id=station_id, window_id=window_id)
    )
    return {"alarm_id": alarm_id}
