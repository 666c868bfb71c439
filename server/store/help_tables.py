"""The tables of requests for help; rows of steps are only ever added."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from server.store.schema import hall_column, id_column, metadata
from server.store.types import Instant

help_requests = Table(
    "help_request",
    metadata,
    id_column(),
    hall_column(),
    Column("kind", String(20), nullable=False),
    # Where the citizen stands: at a kiosk, or somewhere with the telephone page of a ticket.
    Column("station_id", ForeignKey("station.id")),
    Column("ticket_id", ForeignKey("ticket.id")),
    Column("state", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("helper_id", ForeignKey("account.id")),
    Column("taken_at", Instant),
    Column("ended_at", Instant),
    Column("has_helped", Boolean),  # what the citizen says; empty: nothing yet
)
Index("ix_help_state", help_requests.c.hall_id, help_requests.c.state)
Index("ix_help_ticket", help_requests.c.ticket_id)

help_steps = Table(
    "help_step",
    metadata,
    id_column(),
    hall_column(),
    Column("help_id", ForeignKey("help_request.id"), nullable=False),
    Column("number", Integer, nullable=False),  # within its request, from 1
    Column("step", String(20), nullable=False),
    Column("state", String(20), nullable=False),  # after the step
    Column("at", Instant, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("note", Text),
)
Index("ix_help_step", help_steps.c.help_id)
