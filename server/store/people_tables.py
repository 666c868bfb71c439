"""The tables of people who work in halls."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from server.store.schema import hall_column as _hall
from server.store.schema import id_column as _id
from server.store.schema import metadata

accounts = Table(
    "account",
    metadata,
    _id(),
    Column("hall_id", ForeignKey("hall.id")),  # empty: the county, all halls
    Column("login", String(60), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("staff_no", String(20), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("is_demonstration", Boolean, nullable=False),
    # Raised to end every session and token of the account at once.
    Column("session_epoch", Integer, nullable=False, server_default="0"),
    # 实施主体 for whose items somebody of a department answers; empty: any.
    Column("agency", String(100)),
)

authorisations = Table(
    "authorisation",
    metadata,
    _id(),
    _hall(),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("letter_no", String(40), nullable=False),  # number of the letter, 授权书编号
)
Index("ix_authorisation_account", authorisations.c.account_id)
