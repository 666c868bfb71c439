"""Files of a day: whole, and each rating in them once."""

import csv
import json
from datetime import date

import pytest

from server.adapters.platform_dialect import known_dialects
from server.adapters.platform_file import FilePlatform
from server.domain.forwarding import Recipient, Verdict
from tests.server.rated import outgoing

RECIPIENT = Recipient(
    name="files", halls=None, channels=frozenset({"keypad"}), takes_defaults=False
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "ratings"


@pytest.fixture
def platform(folder):
    return FilePlatform(RECIPIENT, dialect=known_dialects()["national"], folder=folder)


def in_json(folder, day="2026-11-24"):
    records = json.loads((folder / f"ratings-{day}.json").read_text("utf-8"))
    return [record["evaluateNo"] for record in records]


def in_csv(folder, day="2026-11-24"):
    with (folder / f"ratings-{day}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_both_files_of_the_day_have_the_rating(platform, folder):
    assert platform.deliver(outgoing()).verdict is Verdict.OK

    (record,) = json.loads((folder / "ratings-2026-11-24.json").read_text("utf-8"))
    (row,) = in_csv(folder)
    assert {name: value for name, value in row.items() if value} == record


def test_a_rating_that_comes_twice_is_in_them_once(platform, folder):
    verdicts = [platform.deliver(outgoing()).verdict for _ in range(2)]

    assert verdicts == [Verdict.OK, Verdict.DUPLICATE_OK]
    assert in_json(folder) == [row["evaluateNo"] for row in in_csv(folder)] == ["small-17-1"]


def test_each_day_has_files_of_its_own(platform, folder):
    platform.deliver(outgoing())
    platform.deliver(outgoing(key="small-18-1", day=date(2026, 11, 25)))

    assert in_json(folder) == ["small-17-1"]
    assert in_json(folder, "2026-11-25") == ["small-18-1"]


def test_a_program_that_died_between_the_two_files_mends_the_second(platform, folder):
    platform.deliver(outgoing())
    (folder / "ratings-2026-11-24.csv").unlink()

    platform.deliver(outgoing())

    assert [row["evaluateNo"] for row in in_csv(folder)] == ["small-17-1"]


def test_nothing_is_left_beside_the_files(platform, folder):
    for n in range(3):
        platform.deliver(outgoing(key=f"small-{n}-1"))

    assert sorted(file.name for file in folder.iterdir()) == [
        "ratings-2026-11-24.csv",
        "ratings-2026-11-24.json",
    ]


def test_a_file_that_somebody_broke_is_kept_and_the_rating_comes_again(platform, folder):
    folder.mkdir()
    file = folder / "ratings-2026-11-24.json"
    file.write_text("[{", "utf-8")

    outcome = platform.deliver(outgoing())

    assert outcome.verdict is Verdict.RETRY
    assert file.read_text("utf-8") == "[{"


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path):
    (tmp_path / "ratings").write_text("in the way")
    platform = FilePlatform(
        RECIPIENT, dialect=known_dialects()["national"], folder=tmp_path / "ratings"
    )

    assert platform.deliver(outgoing()).verdict is Verdict.RETRY


def test_words_that_a_spreadsheet_would_compute_are_only_shown(platform, folder):
    platform.deliver(outgoing(words="=1+1"))

    assert in_csv(folder)[0]["writingEvaluation"] == "'=1+1"
    records = json.loads((folder / "ratings-2026-11-24.json").read_text("utf-8"))
    assert records[0]["writingEvaluation"] == "=1+1"
