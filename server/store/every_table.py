"""Every table there is, in one metadata: for migrations, and for whoever must miss none."""

from __future__ import annotations

from server.store import (
    alert_tables,
    case_tables,
    event_tables,
    feedback_tables,
    forwarding_tables,
    hall_tables,
    help_tables,
    item_tables,
    notice_tables,
    people_tables,
    signage_tables,
    station_tables,
    ticket_tables,
    visitor_tables,
)
from server.store.schema import metadata

# Importing a module adds its tables to the metadata.
TABLE_MODULES = (
    alert_tables,
    case_tables,
    event_tables,
    feedback_tables,
    forwarding_tables,
    hall_tables,
    help_tables,
    item_tables,
    notice_tables,
    people_tables,
    signage_tables,
    station_tables,
    ticket_tables,
    visitor_tables,
)

__all__ = ["TABLE_MODULES", "metadata"]
