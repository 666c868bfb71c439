"""The tables of what displays show beside calls. The files themselves lie in the media folder."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from server.store.schema import hall_column, id_column, metadata

slides = Table(
    "slide",
    metadata,
    id_column(),
    hall_column(),
    Column("position", Integer, nullable=False),
    Column("title", String(100), nullable=False),
    Column("medium", String(80), nullable=False),  # the file's name, made of its content
    Column("size", Integer, nullable=False),  # bytes
    Column("duration_s", Integer),  # empty: a video to its end
    Column("fit", String(10), nullable=False),
    Column("first_on", Date),
    Column("last_on", Date),  # included
    Column("weekdays", JSON, nullable=False),  # 1 is Monday; none: every day
    Column("from_time", String(5)),
    Column("until_time", String(5)),
    Column("is_on", Boolean, nullable=False),
)
Index("ix_slide_order", slides.c.hall_id, slides.c.position)

layouts = Table(
    "layout",
    metadata,
    id_column(),
    hall_column(),
    Column("name", String(32), nullable=False),  # as in a display's address
    Column("title", String(60), nullable=False),
    Column("definition", JSON, nullable=False),
    UniqueConstraint("hall_id", "name"),
)
