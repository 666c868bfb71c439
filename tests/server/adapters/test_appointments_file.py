"""Appointments out of files and into files: nothing twice, nothing lost, nobody named."""

import csv
import json
from datetime import date

import pytest
from click.testing import CliRunner

from server.__main__ import main
from server.adapters.appointments_command import export_file, import_file, open_hall
from server.adapters.appointments_file import NotAFile
from server.domain.errors import NotFound
from server.settings import Settings
from tests.server.booking import Bookings

SECRET = "a secret of thirty-two characters"
TELEPHONE = "13800001234"
HEAD = "external_id,queue,starts_at,code,person,state\n"


@pytest.fixture
def bookings(hall):
    """Appointments in queue A, whose code is cards."""
    return Bookings(hall)


@pytest.fixture
def files(bookings, hall_url, clock):
    settings = Settings(database_url=hall_url, secret_key=SECRET)
    with open_hall(settings, "small", clock=clock) as opened:
        yield opened


@pytest.fixture
def put(tmp_path):
    """Write a file: `put("a.csv", "text")`."""

    def write(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


def counts(report):
    return report.booked, report.changed, report.cancelled, report.unchanged, len(report.refused)


TWO_ROWS = HEAD + (
    f"J-1,cards,2026-11-24 09:20,JSB00001,{TELEPHONE},\nJ-2,cards,2026-11-24T01:40:00Z,,,booked\n"
)


def test_a_table_becomes_appointments_whose_codes_check_in(bookings, files, put, hall):
    assert counts(import_file(files, put("a.csv", TWO_ROWS))) == (2, 0, 0, 0, 0)

    first, second = bookings.of_day()
    assert (first["external_id"], first["code"], first["source"]) == ("J-1", "JSB00001", "import")
    assert first["person"] == "138****1234"
    assert (second["starts_at"], len(second["code"])) == ("2026-11-24T01:40:00.000Z", 8)
    assert bookings.check_in(first["appointment_id"]) == "A001"


def test_imported_again_nothing_changes(bookings, files, put):
    file = put("a.csv", TWO_ROWS)
    import_file(files, file)
    before = bookings.of_day()

    assert counts(import_file(files, file)) == (0, 0, 0, 2, 0)

    assert bookings.of_day() == before


def test_a_row_told_anew_moves_or_cancels_its_appointment(bookings, files, put):
    import_file(files, put("a.csv", TWO_ROWS))
    anew = HEAD + "J-1,cards,2026-11-24 09:40,,,\nJ-2,cards,2026-11-24 09:40,,,cancelled\n"

    assert counts(import_file(files, put("b.csv", anew))) == (0, 1, 1, 0, 0)

    assert [(a["external_id"], a["starts_at"][11:16], a["state"]) for a in bookings.of_day()] == [
        ("J-1", "01:40", "booked"),
        ("J-2", "01:40", "cancelled"),
    ]


def test_what_was_used_or_cancelled_here_stays_as_it_is(bookings, files, put):
    import_file(files, put("a.csv", TWO_ROWS))
    used, cancelled = (a["appointment_id"] for a in bookings.of_day())
    bookings.check_in(used)
    bookings.cancel(cancelled)

    gone = TWO_ROWS.replace("1234,", "1234,cancelled")
    assert counts(import_file(files, put("b.csv", gone))) == (0, 0, 0, 2, 0)

    assert [bookings.state(a) for a in (used, cancelled)] == ["checked_in", "cancelled"]


def test_refused_rows_are_named_and_leave_the_others(bookings, files, put):
    rows = HEAD + (
        "J-1,cards,2026-11-24 09:20,,,\n"
        "J-2,nothing,2026-11-24 09:20,,,\n"
        "J-3,cards,2026-11-24 09:21,,,\n"
        "J-4,cards,some day,,,\n"
        f"J-5,cards,2026-11-24 09:20,,{TELEPHONE}9,\n"
        ",cards,2026-11-24 09:20,,,\n"
        "J-7,cards,2026-11-24 09:20,,,\n"
        "J-8,cards,2026-11-24 09:20,,,\n"
    )

    report = import_file(files, put("a.csv", rows))

    assert [(row, code) for row, code, _ in report.refused] == [
        (2, "invalid"),
        (3, "slot_not_offered"),
        (4, "invalid"),
        (5, "invalid"),
        (6, "invalid"),
        (8, "slot_full"),
    ]
    assert report.booked == 2
    assert TELEPHONE not in str(report.refused)
    assert report.refused[2][2].startswith("starts_at: ")


@pytest.mark.parametrize("mask", ["张三", "13800001234"])
def test_a_mask_that_masks_nothing_is_refused(bookings, files, put, mask):
    row = {"external_id": "J-1", "queue": "cards", "starts_at": "2026-11-24 09:20"}
    told = [{**row, "person_mask": mask, "person_hash": "0" * 64}]

    report = import_file(files, put("a.json", json.dumps(told)))

    assert [(n, code) for n, code, _ in report.refused] == [(1, "invalid")]
    assert mask not in str(report.refused)
    assert bookings.of_day() == []


@pytest.mark.parametrize("name", ["told.csv", "told.json"])
def test_an_export_tells_states_and_can_be_imported(bookings, files, put, tmp_path, name):
    import_file(files, put("a.csv", TWO_ROWS))
    bookings.check_in(bookings.of_day()[0]["appointment_id"])
    file = tmp_path / name

    assert export_file(files, file, first=None) == 2

    rows = (
        json.loads(file.read_text())
        if name.endswith("json")
        else list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    )
    assert [(r["external_id"], r["starts_at"], r["state"], r["number"]) for r in rows] == [
        ("J-1", "2026-11-24T09:20+08:00", "checked_in", "A001"),
        ("J-2", "2026-11-24T09:40+08:00", "booked", rows[1]["number"]),
    ]
    assert TELEPHONE not in file.read_text()
    assert counts(import_file(files, file)) == (0, 0, 0, 2, 0)


def test_an_export_comes_back_into_an_empty_hall(
    bookings, files, put, tmp_path, other_hall, hall_url, clock
):
    import_file(files, put("a.csv", TWO_ROWS))
    export_file(files, tmp_path / "told.csv", first=None)
    elsewhere = Bookings(other_hall)
    settings = Settings(database_url=hall_url, secret_key=SECRET)

    with open_hall(settings, "other", clock=clock) as other:
        assert counts(import_file(other, tmp_path / "told.csv")) == (2, 0, 0, 0, 0)

    same = ("external_id", "code", "starts_at", "person", "state")
    assert [[a[k] for k in same] for a in elsewhere.of_day()] == [
        [a[k] for k in same] for a in bookings.of_day()
    ]


def test_an_export_may_begin_at_a_day(bookings, files, tmp_path):
    bookings.book("09:20")
    bookings.book("09:20", day="2026-11-25")
    file = tmp_path / "told.json"

    assert export_file(files, file, first=date(2026, 11, 24)) == 2
    assert export_file(files, file, first=date(2026, 11, 25)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.csv", "name,when\n"), ("a.csv", ""), ("a.json", "{}"), ("a.json", "[")],
)
def test_what_is_no_such_file_is_refused_whole(files, put, name, text):
    with pytest.raises(NotAFile):
        import_file(files, put(name, text))


def test_a_file_saved_by_a_spreadsheet_is_read(bookings, files, put):
    file = put("a.csv", TWO_ROWS.replace("\n", "\r\n"), encoding="utf-8-sig")

    assert import_file(files, file).booked == 2


def test_a_hall_nobody_knows_is_refused(hall_url, clock):
    settings = Settings(database_url=hall_url, secret_key=SECRET)

    with pytest.raises(NotFound), open_hall(settings, "nowhere", clock=clock):
        pass


def test_the_command_says_what_it_did_and_which_rows_it_refused(bookings, hall_url, put, tmp_path):
    environment = {"BUDAYANG_DATABASE_URL": hall_url, "BUDAYANG_SECRET_KEY": SECRET}
    file = put("a.csv", HEAD + "J-1,nothing,2026-11-24 09:20,,,\n")

    def run(*words):
        return CliRunner(env=environment).invoke(main, ["appointments", *map(str, words)])

    imported = run("import", file, "--hall", "small")
    assert imported.exit_code == 1
    assert "a.csv row 1: invalid: no queue 'nothing' in this hall" in imported.output
    assert "0 booked, 0 changed, 0 cancelled, 0 unchanged, 1 refused" in imported.output
    exported = run("export", tmp_path / "told.csv", "--hall", "small")
    assert (exported.exit_code, exported.output) == (0, "0 appointments\n")
    assert run("import", file, "--hall", "nowhere").exit_code == 2
