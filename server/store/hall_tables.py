"""The tables of a hall as it is set up."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from server.store.schema import hall_column as _hall
from server.store.schema import id_column as _id
from server.store.schema import metadata
from server.store.types import Instant, SettingsJson

halls = Table(
    "hall",
    metadata,
    _id(),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("time_zone", String(60), nullable=False),
    Column("day_starts_at", String(5), nullable=False),
    Column("address", String(200), nullable=False),
    Column("supervision_phone", String(40), nullable=False),
    Column("enquiry_phone", String(40), nullable=False),
    Column("notices", JSON, nullable=False),
    Column("calendar", SettingsJson, nullable=False),
    Column("policy", SettingsJson, nullable=False),  # HallPolicy of settings an office may change
    # Raised under this row's lock, which makes it gapless and in commit order.
    Column("event_seq", Integer, nullable=False, server_default="0"),
    Column("open_day", Date),  # the business day that was last begun
    Column("voice", SettingsJson, nullable=False, server_default="{}"),  # how the hall speaks
)

zones = Table(
    "zone",
    metadata,
    _id(),
    _hall(),
    Column("code", String(40), nullable=False),
    Column("name", String(60), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("about", String(200), nullable=False),
    Column("about_en", String(300), nullable=False),
    Column("place", String(60), nullable=False),
    Column("position", Integer, nullable=False),
    # Where a ticket waits that is sent to the zone. No foreign key: queues refer to zones.
    Column("default_queue_id", Integer),
    Column("voice", SettingsJson, nullable=False, server_default="{}"),  # goes before the hall's
    UniqueConstraint("hall_id", "code"),
)

queues = Table(
    "queue",
    metadata,
    _id(),
    _hall(),
    Column("zone_id", ForeignKey("zone.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", String(60), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("prefix", String(3), nullable=False),
    Column("digits", Integer, nullable=False),
    Column("first_number", Integer, nullable=False),
    Column("daily_limit", Integer),
    Column("expected_service_s", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("closed_reason", String(200)),
    Column("on_kiosk", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("policy", SettingsJson, nullable=False),  # QueuePolicy of settings an office may change
    UniqueConstraint("hall_id", "code"),
    UniqueConstraint("hall_id", "prefix"),
)

queue_days = Table(
    "queue_day",
    metadata,
    Column("queue_id", ForeignKey("queue.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last_number", Integer, nullable=False),
)

windows = Table(
    "service_window",
    metadata,
    _id(),
    _hall(),
    Column("zone_id", ForeignKey("zone.id"), nullable=False),
    Column("number", String(10), nullable=False),
    Column("place", String(60), nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("pause_reason", String(200)),
    Column("pause_until", Instant),
    # 窗口负责人: who follows up bad ratings of this window; empty: the office.
    Column("responsible_id", ForeignKey("account.id")),
    UniqueConstraint("hall_id", "number"),
)

window_queues = Table(
    "window_queue",
    metadata,
    Column("window_id", ForeignKey("service_window.id"), primary_key=True),
    Column("queue_id", ForeignKey("queue.id"), primary_key=True),
    Column("rank", Integer, nullable=False),
    # Neither of the two: the queue is the window's own, not one it helps.
    Column("help_when_idle", Boolean, nullable=False),
    Column("help_after_s", Integer),
)

# Items as the hall offers them now; all their versions are in item_tables.
items = Table(
    "item",
    metadata,
    _id(),
    _hall(),
    Column("queue_id", ForeignKey("queue.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("version", Integer, nullable=False),  # that is in force; 0: none has been yet
    Column("published_at", Instant),  # when it came into force
    Column("retired_at", Instant),  # offered no more
    Column("name", String(200), nullable=False),
    Column("name_en", String(300), nullable=False),
    Column("guide", JSON, nullable=False),  # the guide's blocks, as published in this version
    Column("top", Boolean, nullable=False),
    UniqueConstraint("hall_id", "code"),
)

packages = Table(
    "package",
    metadata,
    _id(),
    _hall(),
    Column("queue_id", ForeignKey("queue.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("about", String(200), nullable=False),
    Column("about_en", String(300), nullable=False),
    Column("route", JSON, nullable=False),  # queues after the first, in order
    Column("search", JSON, nullable=False),
    Column("initials", String(200), nullable=False),
    UniqueConstraint("hall_id", "code"),
)

package_items = Table(
    "package_item",
    metadata,
    Column("package_id", ForeignKey("package.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", ForeignKey("item.id"), nullable=False),
)
