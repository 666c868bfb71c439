"""The tables of 一次性告知书. What a notice says never changes; prints are only ever added."""

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
    Text,
    UniqueConstraint,
)

from server.store.schema import hall_column, id_column, metadata
from server.store.types import Instant

notices = Table(
    "notice",
    metadata,
    id_column(),
    hall_column(),
    Column("day", Date, nullable=False),
    Column("serial", Integer, nullable=False),  # within its hall and day, from 1
    Column("number", String(60), nullable=False),
    Column("token", String(40), nullable=False, unique=True),  # what its QR code bears
    Column("kind", String(20), nullable=False),
    Column("ticket_id", ForeignKey("ticket.id"), nullable=False),
    Column("visit_id", ForeignKey("visit.id"), nullable=False),
    Column("window_id", ForeignKey("service_window.id"), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    # As the guide had it that day: a paper that was handed out stays what it was.
    Column("item_name", String(200), nullable=False),
    Column("item_code", String(40), nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("statutory_limit", JSON, nullable=False),
    Column("promised_limit", JSON, nullable=False),
    Column("agent_mask", String(10)),  # who came for somebody else; erased with the other masks
    Column("how", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("promise", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("windows", JSON, nullable=False),  # the numbers of those to come back to
    # The visit was suspended with it: how, and the code that the citizen comes back by.
    Column("suspend_kind", String(20)),
    Column("suspend_code", String(8)),
    UniqueConstraint("hall_id", "day", "serial"),
)
Index("ix_notice_due", notices.c.hall_id, notices.c.kind, notices.c.due_at)
Index("ix_notice_item", notices.c.hall_id, notices.c.item_code, notices.c.day)
Index("ix_notice_ticket", notices.c.ticket_id)

notice_materials = Table(
    "notice_material",
    metadata,
    Column("notice_id", ForeignKey("notice.id"), primary_key=True),
    Column("position", Integer, primary_key=True),  # in the guide, from 1
    Column("name", Text, nullable=False),
    Column("form", String(20), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("has_sample", Boolean),  # empty: the guide does not say
    Column("fault", String(10), nullable=False),
    Column("words", Text, nullable=False),
    Column("handed_in_at", Instant),
    Column("handed_in_to", ForeignKey("account.id")),
)

notice_prints = Table(
    "notice_print",
    metadata,
    id_column(),
    hall_column(),
    Column("notice_id", ForeignKey("notice.id"), nullable=False),
    Column("how", String(10), nullable=False),  # "slip" or "page"
    Column("is_reprint", Boolean, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("station_id", ForeignKey("station.id")),
    Column("job_id", String(36), unique=True),
    # What is known of each sheet: "asked", then "printed", "failed" or "unknown".
    Column("slips", JSON, nullable=False),
    Column("reason", String(40)),
)
Index("ix_notice_print", notice_prints.c.notice_id)
