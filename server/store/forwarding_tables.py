"""Ratings on their way to platforms: what becomes of each, and how far each platform has read."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from server.store.schema import hall_column, id_column, metadata
from server.store.types import Instant

forwards = Table(
    "rating_forward",
    metadata,
    id_column(),
    hall_column(),
    Column("rating_id", ForeignKey("rating.id"), nullable=False),
    Column("platform", String(40), nullable=False),
    # The same at every attempt: by it the platform knows what it has.
    Column("key", String(80), nullable=False),
    Column("state", String(16), nullable=False),
    Column("stays", String(20)),  # why it is not for this platform
    Column("attempts", Integer, nullable=False),  # since it was last sent by hand
    Column("resent", Integer, nullable=False),  # by hand, so often
    # When it was first ready to go; nothing changes it, so that a file of the day is the same
    # file at every attempt. Empty while its reason is missing.
    Column("ready_at", Instant),
    Column("next_at", Instant),  # when to try (again); empty: not to be sent
    Column("error", String(400)),  # what the last attempt met
    Column("state_since", Instant, nullable=False),
    UniqueConstraint("platform", "rating_id"),
    UniqueConstraint("platform", "key"),
)
Index(
    "ix_forward_due",
    forwards.c.platform,
    forwards.c.next_at,
    sqlite_where=text("next_at IS NOT NULL"),
    postgresql_where=text("next_at IS NOT NULL"),
)
Index(
    "ix_forward_without_reason",
    forwards.c.hall_id,
    forwards.c.rating_id,
    sqlite_where=text("state = 'reason_missing'"),
    postgresql_where=text("state = 'reason_missing'"),
)
Index("ix_forward_state", forwards.c.hall_id, forwards.c.state)

# Up to which of its ratings a hall has been looked through for a platform. Ids of ratings are given
# under the hall's lock, so that within a hall none below the cursor is committed later.
cursors = Table(
    "forwarding_cursor",
    metadata,
    Column("hall_id", ForeignKey("hall.id"), primary_key=True),
    Column("platform", String(40), primary_key=True),
    Column("rating_id", Integer, nullable=False),
)
