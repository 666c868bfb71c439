"""The tables of items in all their versions; rows of steps are only ever added.

What the hall offers now stands in `item` (hall_tables), under an id that all versions share: a
ticket, a package or a letter of authorisation belongs to the item and not to one of its versions.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from server.store.schema import hall_column, id_column, metadata
from server.store.types import Instant

item_versions = Table(
    "item_version",
    metadata,
    id_column(),
    hall_column(),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("version", Integer, nullable=False),  # within its item, from 1
    Column("state", String(20), nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("content", JSON, nullable=False),  # all that its writers say, as they said it
    Column("valid_from", Date),  # both included; empty: as soon as published, without end
    Column("valid_to", Date),
    Column("approved_by", ForeignKey("account.id")),
    UniqueConstraint("item_id", "version"),
)
Index("ix_item_version_state", item_versions.c.hall_id, item_versions.c.state)

item_steps = Table(
    "item_step",
    metadata,
    id_column(),
    hall_column(),
    Column("version_id", ForeignKey("item_version.id"), nullable=False),
    Column("number", Integer, nullable=False),  # within its version, from 1
    Column("step", String(20), nullable=False),
    Column("state", String(20), nullable=False),  # after the step
    Column("at", Instant, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("note", Text),
    UniqueConstraint("version_id", "number"),
)
