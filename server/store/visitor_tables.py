"""The table of visitors without a number, counted by hand at the reception desk."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from server.store.schema import metadata

visitor_counts = Table(
    "visitor_count",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("visitors", Integer, nullable=False),
)
