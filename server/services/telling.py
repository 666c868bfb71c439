"""Writing an alert down, in the transaction that it belongs to."""

from __future__ import annotations

from datetime import datetime

from server.domain.alerts import About, AlertKind
from server.store.alert_tables import alerts
from server.store.unit_of_work import UnitOfWork


def tell(
    uow: UnitOfWork, *, about: About, about_id: int, kind: AlertKind, due_at: datetime
) -> None:
    """Raise an alert. The table refuses a second one of the same kind and term."""
    uow.insert(
        alerts,
        hall_id=uow.hall.id,
        about=about,
        about_id=about_id,
        kind=kind,
        due_at=due_at,
        raised_at=uow.now,
    )
