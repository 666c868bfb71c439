"""Rows are read by position, so their fields must be their tables' columns, in order."""

from dataclasses import fields

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from server.store import (
    alert_rows,
    alert_tables,
    case_rows,
    case_tables,
    feedback_rows,
    feedback_tables,
    forwarding_rows,
    forwarding_tables,
    hall_rows,
    hall_tables,
    help_rows,
    help_tables,
    item_rows,
    item_tables,
    notice_rows,
    notice_tables,
    people_rows,
    people_tables,
    signage_rows,
    signage_tables,
    station_rows,
    station_tables,
    ticket_rows,
    ticket_tables,
)
from server.store.engine import open_engine
from server.store.every_table import metadata
from server.store.hall_rows import HallPolicy, HallRow
from server.store.migrate import HEAD, WrongVersion, check_version, upgrade

ROWS = [
    (hall_rows.HallRow, hall_tables.halls),
    (hall_rows.ZoneRow, hall_tables.zones),
    (hall_rows.QueueRow, hall_tables.queues),
    (hall_rows.WindowRow, hall_tables.windows),
    (people_rows.AccountRow, people_tables.accounts),
    (signage_rows.SlideRow, signage_tables.slides),
    (signage_rows.LayoutRow, signage_tables.layouts),
    (station_rows.StationRow, station_tables.stations),
    (station_rows.PairingRow, station_tables.pairings),
    (ticket_rows.AppointmentRow, ticket_tables.appointments),
    (station_rows.LeaseRow, station_tables.leases),
    (ticket_rows.TicketRow, ticket_tables.tickets),
    (ticket_rows.VisitRow, ticket_tables.visits),
    (station_rows.JobRow, station_tables.jobs),
    (alert_rows.AlertRow, alert_tables.alerts),
    (case_rows.CaseRow, case_tables.cases),
    (item_rows.ItemVersionRow, item_tables.item_versions),
    (notice_rows.NoticeRow, notice_tables.notices),
    (notice_rows.NoticeMaterialRow, notice_tables.notice_materials),
    (notice_rows.NoticePrintRow, notice_tables.notice_prints),
    (forwarding_rows.ForwardRow, forwarding_tables.forwards),
    (feedback_rows.FeedbackRow, feedback_tables.feedback),
    (feedback_rows.FeedbackStepRow, feedback_tables.feedback_steps),
    (feedback_rows.AttachmentRow, feedback_tables.attachments),
    (help_rows.HelpRow, help_tables.help_requests),
    (help_rows.HelpStepRow, help_tables.help_steps),
]
UNLIKE = {"policy_json": "policy"}  # the property of that name is the policy with its defaults


@pytest.mark.parametrize(("row", "table"), ROWS, ids=[row.__name__ for row, _ in ROWS])
def test_a_rows_fields_are_its_tables_columns_in_order(row, table):
    named = [UNLIKE.get(field.name, field.name) for field in fields(row)]

    assert named == [column.name for column in table.columns]


def test_every_row_class_is_in_that_list():
    modules = (
        alert_rows,
        case_rows,
        feedback_rows,
        forwarding_rows,
        help_rows,
        item_rows,
        notice_rows,
        hall_rows,
        people_rows,
        signage_rows,
        station_rows,
        ticket_rows,
    )
    defined = {name for module in modules for name in vars(module) if name.endswith("Row")}

    assert defined == {row.__name__ for row, _ in ROWS}


def test_every_row_that_belongs_to_a_hall_says_so():
    without = {
        *("hall", "account", "queue_day", "window_queue", "package_item", "ticket_item"),
        "keypad_window",
        "notice_material",
    }

    halls_own = [t for t in metadata.sorted_tables if t.name not in without]
    assert all(not table.c.hall_id.nullable for table in halls_own)


def test_the_migrations_lead_to_the_tables(any_url):
    engine = create_engine(any_url)
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
        version = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    engine.dispose()

    assert differences == []
    assert version == HEAD


def test_migrating_again_changes_nothing(any_url):
    upgrade(any_url)

    engine = open_engine(any_url, writes=False)
    check_version(engine)
    engine.dispose()


def test_an_empty_database_says_what_to_do(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}", writes=False)

    with pytest.raises(WrongVersion, match="init"):
        check_version(engine)
    engine.dispose()


def test_a_database_of_another_release_is_refused(sqlite_url):
    engine = open_engine(sqlite_url, writes=True)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(WrongVersion, match="9999"):
        check_version(engine)
    engine.dispose()


def test_a_hall_that_set_nothing_has_the_defaults(hall):
    assert hall.row().policy == HallPolicy()


def test_a_hall_changes_only_what_it_set(hall):
    hall.set_policy(patience_s=900)

    assert hall.row().policy == HallPolicy(patience_s=900)


def test_a_halls_calendar_is_that_of_its_file(hall, clock):
    hours = hall.row().opening_hours()

    assert [hours.is_open(clock.set(f"2026-11-24 {t}")) for t in ("08:29", "08:30", "12:00")] == [
        False,
        True,
        False,
    ]


def test_a_row_cannot_be_changed_in_place(hall):
    row = hall.row()

    with pytest.raises(AttributeError):
        row.name = "别的"
    assert isinstance(row, HallRow)
