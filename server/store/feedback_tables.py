"""The tables of complaints, suggestions and praise; rows of steps are only ever added."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from server.store.schema import hall_column, id_column, metadata
from server.store.types import Instant

feedback = Table(
    "feedback",
    metadata,
    id_column(),
    hall_column(),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),  # of its hall and day, without gaps
    Column("kind", String(20), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("zone_id", ForeignKey("zone.id")),  # which part of the hall it is about, if it says
    Column("text", Text, nullable=False),
    # The telephone for questions and the answer, sealed, and its mask; erased some time after the
    # end. Empty: anonymous, or erased.
    Column("contact_mask", String(20)),
    Column("contact_sealed", Text),
    Column("code_salt", String(32), nullable=False),  # of the query code
    Column("state", String(20), nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("assigned_id", ForeignKey("account.id")),  # who has to act; empty: the office
    Column("answer", Text),
    Column("answered_at", Instant),
    UniqueConstraint("hall_id", "day", "number"),
)
Index("ix_feedback_state", feedback.c.hall_id, feedback.c.state, feedback.c.due_at)

feedback_steps = Table(
    "feedback_step",
    metadata,
    id_column(),
    hall_column(),
    Column("feedback_id", ForeignKey("feedback.id"), nullable=False),
    Column("number", Integer, nullable=False),  # within its feedback, from 1
    Column("step", String(20), nullable=False),
    Column("state", String(20), nullable=False),  # after the step
    Column("at", Instant, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("to_id", ForeignKey("account.id")),  # to whom it was handed over
    Column("note", Text),
    UniqueConstraint("feedback_id", "number"),
)

attachments = Table(
    "feedback_attachment",
    metadata,
    id_column(),
    hall_column(),
    Column("feedback_id", ForeignKey("feedback.id"), nullable=False),
    Column("number", Integer, nullable=False),  # within its feedback, from 1
    Column("kind", String(10), nullable=False),  # by its content
    Column("size", Integer, nullable=False),  # bytes
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("feedback_id", "number"),
)
