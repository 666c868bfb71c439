"""The tables of bad-rating cases; rows of steps are only ever added."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from server.store.schema import hall_column, id_column, metadata
from server.store.types import Instant

cases = Table(
    "bad_rating_case",
    metadata,
    id_column(),
    hall_column(),
    Column("rating_id", ForeignKey("rating.id"), nullable=False, unique=True),
    Column("visit_id", ForeignKey("visit.id"), nullable=False),
    Column("window_id", ForeignKey("service_window.id"), nullable=False),
    # Who is rated: never who verifies. Empty: nobody sat at the window, as far as is known.
    Column("rated_id", ForeignKey("account.id")),
    Column("is_anonymous", Boolean, nullable=False),  # nobody can be called back
    Column("state", String(20), nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("assigned_id", ForeignKey("account.id")),  # who has to act; empty: the office
    Column("is_complex", Boolean, nullable=False),
    Column("due_at", Instant),  # by when something has to happen; empty: nothing has
    Column("extended_to", Instant),
    Column("extension_reason", String(400)),
    # The telephone that a citizen left to be called back on; erased when the case has ended.
    Column("contact_mask", String(20)),
    Column("contact_sealed", Text),
)
# Of all states: a partial index needs the query to name the very states.
Index("ix_case_state", cases.c.hall_id, cases.c.state, cases.c.due_at)
Index("ix_case_opened", cases.c.hall_id, cases.c.opened_at)
Index(
    "ix_case_due",
    cases.c.due_at,
    sqlite_where=text("due_at IS NOT NULL"),
    postgresql_where=text("due_at IS NOT NULL"),
)

case_steps = Table(
    "case_step",
    metadata,
    id_column(),
    hall_column(),
    Column("case_id", ForeignKey("bad_rating_case.id"), nullable=False),
    Column("step", String(20), nullable=False),
    Column("state", String(20), nullable=False),  # after the step
    Column("at", Instant, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("kind", String(20)),  # of an appeal; whether a case is clear or complex
    Column("note", Text),  # what was found, done, said
    Column("number", Integer, nullable=False),  # within its case, from 1
)
Index("ix_case_step", case_steps.c.case_id)
