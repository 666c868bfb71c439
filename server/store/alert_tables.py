"""The table of alerts: each once, whatever happens to the server meanwhile."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from server.store.schema import hall_column, id_column, metadata
from server.store.types import Instant

alerts = Table(
    "alert",
    metadata,
    id_column(),
    hall_column(),
    Column("about", String(10), nullable=False),
    Column("about_id", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    # The end of the term that it is about: with a later end it is told of anew.
    Column("due_at", Instant, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("seen_by", ForeignKey("account.id")),
    UniqueConstraint("about", "about_id", "kind", "due_at"),
)
Index("ix_alert_hall", alerts.c.hall_id, alerts.c.seen_at)
