"""What the office tells a station: lock, unlock, words on the screen, a fresh page, a test slip."""

from contextlib import closing
from datetime import timedelta

import pytest

from kiosk.agent.clock import utc_now
from kiosk.agent.journal import Journal
from kiosk.agent.printing import SlipResult
from kiosk.agent.remote import Remote
from kiosk.agent.wire import Job

WORDS = {"zh": "正在维护", "en": "Under maintenance"}


def job(kind, body=None, *, job_id="job-1", in_s=60):
    now = utc_now()
    return Job(
        job_id=job_id,
        kind=kind,
        body=body or {},
        created_at=now,
        deadline_at=now + timedelta(seconds=in_s),
    )


@pytest.fixture
def make(tmp_path, runs):
    """A station's program, run after run."""

    def run(*, self_test=None, clock=utc_now):
        return Remote(
            tmp_path / "remote.json",
            journal=runs(),
            tell=lambda: None,
            self_test=self_test,
            clock=clock,
        )

    return run


@pytest.fixture
def outcomes(tmp_path):
    """What the server is to be told, in order."""

    def read():
        with closing(Journal(tmp_path / "journal.sqlite3")) as journal:
            return [(r.body["outcome"], r.body["body"]) for r in journal.pending_reports()]

    return read


def test_a_locked_station_says_why_until_it_is_unlocked(make):
    remote = make()

    remote.take(job("station.lock", WORDS))
    assert remote.is_locked
    assert remote.state()["locked"] == WORDS
    remote.take(job("station.unlock", job_id="job-2"))

    assert not remote.is_locked
    assert remote.state()["locked"] is None


def test_a_lock_outlives_the_program(make):
    make().take(job("station.lock", WORDS))

    assert make().state()["locked"] == WORDS


def test_a_lock_file_that_is_damaged_locks_nobody_out(make, tmp_path):
    (tmp_path / "remote.json").write_text('{"locked": "yes"}')

    assert not make().is_locked


def test_a_message_is_shown_for_its_time(make):
    later = timedelta()
    remote = make(clock=lambda: utc_now() + later)

    remote.take(job("station.show", {**WORDS, "shown_s": 30}))
    assert remote.state()["message"]["zh"] == WORDS["zh"]
    later = timedelta(seconds=31)

    assert remote.state()["message"] is None


def test_a_fresh_page_is_asked_for_by_another_mark(make):
    remote = make()
    before = remote.state()["page"]

    remote.take(job("page.restart"))

    assert remote.state()["page"] != before


def test_every_message_is_reported_once(make, outcomes):
    remote = make()

    for _ in range(2):
        remote.take(job("station.show", WORDS))

    assert outcomes() == [("done", {})]


def test_a_message_whose_time_is_past_is_dropped(make, outcomes):
    remote = make()

    remote.take(job("station.lock", WORDS, in_s=-1))

    assert not remote.is_locked
    assert outcomes() == [("dropped", {})]


@pytest.mark.parametrize(
    ("slip", "outcome"),
    [
        (SlipResult(state="printed", reason=None), ("done", {})),
        (SlipResult(state="failed", reason="paper_out"), ("failed", {"error": "paper_out"})),
        (SlipResult(state="unknown", reason="no_answer"), ("failed", {"error": "no_answer"})),
    ],
)
def test_a_test_slip_says_what_became_of_it(make, outcomes, eventually, slip, outcome):
    remote = make(self_test=lambda: slip)

    remote.take(job("printer.self_test"))

    eventually(lambda: outcomes() == [outcome])


def test_a_station_without_a_printer_prints_no_test_slip(make, outcomes, eventually):
    remote = make(self_test=None)

    remote.take(job("printer.self_test"))

    eventually(lambda: outcomes() == [("failed", {"error": "no_printer"})])


def test_a_message_that_cannot_be_read_is_refused(make, outcomes):
    remote = make()

    remote.take(job("station.show", {"zh": "请稍候", "shown_s": "long"}))

    assert outcomes() == [("failed", {"error": "unreadable"})]
