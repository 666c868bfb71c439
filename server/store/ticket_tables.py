"""The tables of appointments, tickets, visits and ratings. Rows of a day are never deleted."""

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
    false,
    text,
)

from server.store.schema import hall_column as _hall
from server.store.schema import id_column as _id
from server.store.schema import metadata
from server.store.types import Instant

appointments = Table(
    "appointment",
    metadata,
    _id(),
    _hall(),
    Column("queue_id", ForeignKey("queue.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("arrival", String(10)),  # how its citizen came, once checked in
    Column("code", String(40), nullable=False),
    Column("source", String(10), nullable=False),
    Column("external_id", String(80)),  # the name it has where it was booked
    Column("person_hash", String(64)),
    Column("person_mask", String(30)),
    Column("booked_at", Instant, nullable=False),
    UniqueConstraint("hall_id", "code"),
    UniqueConstraint("hall_id", "external_id"),
)
Index("ix_appointment_slot", appointments.c.queue_id, appointments.c.starts_at)
Index(
    "ix_appointment_booked",
    appointments.c.hall_id,
    appointments.c.starts_at,
    sqlite_where=text("state = 'booked'"),
    postgresql_where=text("state = 'booked'"),
)

tickets = Table(
    "ticket",
    metadata,
    _id(),
    _hall(),
    Column("day", Date, nullable=False),
    Column("queue_id", ForeignKey("queue.id"), nullable=False),
    # The queue that gave the number: a transfer changes queue_id, never the number.
    Column("issued_queue_id", ForeignKey("queue.id"), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("number", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("priority_class", String(12), nullable=False),
    Column("priority_reason", String(200)),
    Column("priority_approver", String(60)),
    Column("channel", String(10), nullable=False),
    Column("station_id", ForeignKey("station.id")),
    Column("token", String(40), nullable=False, unique=True),
    Column("joined_at", Instant, nullable=False),  # first arrival; nothing changes it
    Column("order_at", Instant, nullable=False),  # its place in the queue's order
    Column("ahead_at_issue", Integer),  # empty: given while nobody could count them
    # The wait it was told when issued: what 20, 80 and 90 in a hundred do not exceed. Empty:
    # nothing was known.
    Column("quoted_at", Instant),
    Column("quote_low_s", Integer),
    Column("quote_high_s", Integer),
    Column("quote_p90_s", Integer),
    Column("warning", String(20)),  # what its slip said beside the number
    # Who drew it: a keyed hash that finds the same person again, and what staff may see of it.
    Column("person_hash", String(64)),
    Column("person_mask", String(30)),
    Column("kept_from", Date),  # the day it was drawn, if it was kept overnight
    Column("appointment_id", ForeignKey("appointment.id")),
    Column("lease_id", ForeignKey("lease.id")),  # given by a kiosk while the server was away
    Column("target_window_id", ForeignKey("service_window.id")),
    Column("visit_id", Integer),  # the latest visit
    Column("slip", String(10), nullable=False),
    Column("slip_reason", String(40)),
    Column("reprints", Integer, nullable=False, server_default="0"),
    # Queues still to come after this one (联合审批), in order.
    Column("route", JSON, nullable=False),
    Column("self_returns", Integer, nullable=False),  # put back by the citizen, so often
    Column("suspend_kind", String(20)),
    Column("suspend_code", String(8)),
    Column("suspend_window_id", ForeignKey("service_window.id")),
    Column("state_since", Instant, nullable=False),
    UniqueConstraint("issued_queue_id", "day", "serial"),
)
# Of all states: SQLite does not see that one state is among those of a partial index, and would
# read every ticket there ever was. With what a queue is ordered by, so that counting who waits, or
# who waits before somebody, reads no tickets at all.
Index(
    "ix_ticket_state",
    tickets.c.hall_id,
    tickets.c.state,
    tickets.c.queue_id,
    tickets.c.target_window_id,
    tickets.c.priority,
    tickets.c.order_at,
)

Index(
    "ix_ticket_person",
    tickets.c.hall_id,
    tickets.c.person_hash,
    sqlite_where=text("person_hash IS NOT NULL"),
    postgresql_where=text("person_hash IS NOT NULL"),
)

Index(
    "ix_ticket_lease",
    tickets.c.lease_id,
    sqlite_where=text("lease_id IS NOT NULL"),
    postgresql_where=text("lease_id IS NOT NULL"),
)

# One ticket an appointment, whoever checks it in where; a void one may be followed by another.
Index(
    "ix_ticket_appointment",
    tickets.c.appointment_id,
    unique=True,
    sqlite_where=text("appointment_id IS NOT NULL AND state <> 'void'"),
    postgresql_where=text("appointment_id IS NOT NULL AND state <> 'void'"),
)

# What happened to an appointment, step by step; rows are only ever added.
appointment_steps = Table(
    "appointment_step",
    metadata,
    _id(),
    _hall(),
    Column("appointment_id", ForeignKey("appointment.id"), nullable=False),
    Column("step", String(10), nullable=False),
    Column("state", String(10), nullable=False),  # after the step
    Column("starts_at", Instant, nullable=False),  # after the step
    Column("ticket_id", ForeignKey("ticket.id")),
    Column("at", Instant, nullable=False),
    Column("actor", String(40), nullable=False),
)
Index("ix_appointment_step", appointment_steps.c.appointment_id)

ticket_items = Table(
    "ticket_item",
    metadata,
    Column("ticket_id", ForeignKey("ticket.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    # The visit in which it was really handled, and when; empty while it was not.
    Column("visit_id", ForeignKey("visit.id")),
    Column("started_at", Instant),
    Column("finished_at", Instant),
)
Index("ix_ticket_item_visit", ticket_items.c.visit_id)

visits = Table(
    "visit",
    metadata,
    _id(),
    _hall(),
    Column("ticket_id", ForeignKey("ticket.id"), nullable=False),
    Column("queue_id", ForeignKey("queue.id"), nullable=False),
    Column("window_id", ForeignKey("service_window.id"), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("called_at", Instant, nullable=False),  # the first call; a recall keeps it
    Column("last_called_at", Instant, nullable=False),
    Column("calls", Integer, nullable=False),  # 0: resumed or admitted, never called
    Column("announced_calls", Integer, nullable=False),
    Column("why", JSON),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("ended_by", String(10)),
    Column("outcome", String(20)),
    Column("note", Text),
    Column("case_number", String(50)),  # 办件编号; empty: there is none, or unknown
    Column("rating_state", String(12)),
    # The latest call that a loudspeaker says it has not spoken, and the reason it gave.
    Column("unspoken_calls", Integer),
    Column("unspoken_why", String(20)),
)
Index("ix_visit_ticket", visits.c.ticket_id)
Index("ix_visit_window", visits.c.window_id, visits.c.id)
Index(
    "ix_visit_open",
    visits.c.window_id,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

ratings = Table(
    "rating",
    metadata,
    _id(),
    _hall(),
    Column("visit_id", ForeignKey("visit.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),  # 1 first rating, 2 追评
    Column("level", String(20), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("station_id", ForeignKey("station.id")),
    Column("device", String(40)),
    Column("raw_value", Integer),
    Column("armed_at", Instant),  # when the keypad or page asked; empty: nothing was asked
    Column("pressed_at", Instant),  # when the citizen gave it; empty: nobody knows
    Column("stored_at", Instant, nullable=False),
    Column("flags", JSON, nullable=False),
    # Why: codes of the national labels, and the citizen's own words. A bad rating without either
    # lacks its reason; none is ever made up.
    Column("labels", JSON, nullable=False, server_default="[]"),
    Column("words", Text),
    Column("is_default", Boolean, nullable=False, server_default=false()),  # by a rule, by nobody
    Column("entered_by", ForeignKey("account.id")),  # who typed in a paper form
    # How and when the reason came, if later than the rating.
    Column("reason_channel", String(10)),
    Column("reason_at", Instant),
    UniqueConstraint("visit_id", "ordinal"),
)
Index("ix_rating_hall", ratings.c.hall_id, ratings.c.id)
