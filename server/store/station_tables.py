"""The tables of stations, of what they are asked to do, and of what they hold."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from server.store.schema import hall_column as _hall
from server.store.schema import id_column as _id
from server.store.schema import metadata
from server.store.types import Instant

stations = Table(
    "station",
    metadata,
    _id(),
    _hall(),
    Column("code", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("zone_id", ForeignKey("zone.id")),
    Column("window_id", ForeignKey("service_window.id")),
    Column("speaks", Boolean, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("is_demonstration", Boolean, nullable=False),
    Column("revoked_at", Instant),
    Column("seen_at", Instant),
    Column("health", JSON),
    UniqueConstraint("hall_id", "code"),
)

# A window whose keypad hangs on a station that does not stand there: a shared line to a hall PC.
keypad_windows = Table(
    "keypad_window",
    metadata,
    Column("window_id", ForeignKey("service_window.id"), primary_key=True),
    Column("station_id", ForeignKey("station.id"), nullable=False),
)

# A computer that asks to become a station: it shows the code, the office enters it.
pairings = Table(
    "pairing",
    metadata,
    _id(),
    _hall(),
    Column("code", String(6), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("host", String(60), nullable=False),  # what the computer calls itself
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("station_id", ForeignKey("station.id")),  # what became of it
)
Index("ix_pairing_code", pairings.c.hall_id, pairings.c.code)

# Numbers that a kiosk holds for when the server cannot be reached; rows are only ever added.
leases = Table(
    "lease",
    metadata,
    _id(),
    _hall(),
    Column("queue_id", ForeignKey("queue.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("station_id", ForeignKey("station.id"), nullable=False),
    # The kiosk's own name for its memory: one that was lost takes its numbers with it.
    Column("holder", String(36), nullable=False),
    Column("first_serial", Integer, nullable=False),
    Column("last_serial", Integer, nullable=False),
    Column("taken_at", Instant, nullable=False),
    UniqueConstraint("queue_id", "day", "last_serial"),
)
Index("ix_lease_station", leases.c.station_id, leases.c.day)

jobs = Table(
    "job",
    metadata,
    Column("id", String(36), primary_key=True),
    _hall(),
    Column("station_id", ForeignKey("station.id"), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("body", JSON, nullable=False),
    Column("visit_id", ForeignKey("visit.id")),
    Column("created_at", Instant, nullable=False),
    Column("deadline_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),  # pending done failed timed_out dropped withdrawn
    Column("result", JSON),
    Column("ended_at", Instant),
)
Index(
    "ix_job_pending",
    jobs.c.station_id,
    sqlite_where=text("state = 'pending'"),
    postgresql_where=text("state = 'pending'"),
)

alarms = Table(
    "alarm",
    metadata,
    _id(),
    _hall(),
    Column("kind", String(30), nullable=False),
    Column("station_id", ForeignKey("station.id")),
    Column("window_id", ForeignKey("service_window.id")),
    Column("device", String(40)),
    Column("detail", JSON, nullable=False),
    Column("raised_at", Instant, nullable=False),
)
Index("ix_alarm_hall", alarms.c.hall_id, alarms.c.raised_at)
