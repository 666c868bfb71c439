"""The outbox of a hall's events, and the requests that were carried out."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
)

from server.store.schema import metadata
from server.store.types import Instant

events = Table(
    "event",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Column("body", JSON, nullable=False),
    # Who did it: never on the wire.
    Column("actor", String(40), nullable=False),
)

requests = Table(
    "request",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("request_id", String(64), primary_key=True),
    Column("command", String(40), nullable=False),
    Column("actor", String(40), nullable=False),
    Column("result", JSON, nullable=False),
    Column("at", Instant, nullable=False),
)
