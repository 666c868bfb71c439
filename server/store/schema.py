"""What all tables share: one metadata, their naming, an id, a hall."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[int]:
    """The table's own id, given by the database."""
    return Column("id", Integer, primary_key=True)


def hall_column() -> Column[int]:
    """The hall a row belongs to."""
    return Column("hall_id", ForeignKey("hall.id"), nullable=False)
