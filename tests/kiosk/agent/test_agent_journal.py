from datetime import timedelta

import pytest

from kiosk.agent.clock import utc_now
from kiosk.agent.journal import Journal
from kiosk.agent.wire import Job


@pytest.fixture
def job(rating_job):
    return Job.model_validate(rating_job())


def test_a_job_is_taken_once(journal, job):
    assert journal.take(job)
    assert not journal.take(job)


def test_a_job_with_a_result_is_never_taken_again(runs, job):
    first = runs()
    first.take(job)
    first.finish(job.job_id, outcome="timed_out", body={})

    assert not runs().take(job)


def test_a_job_without_a_result_may_be_taken_by_the_next_run(runs, job):
    runs().take(job)

    assert runs().take(job)


def test_a_job_has_one_result(journal, job):
    journal.take(job)

    assert journal.finish(job.job_id, outcome="done", body={"value": 3})
    assert not journal.finish(job.job_id, outcome="timed_out", body={})
    assert [r.body["outcome"] for r in journal.pending_reports()] == ["done"]


def test_what_the_server_has_not_heard_survives_the_end_of_the_program(runs):
    before = runs()
    before.report(about="alarm:1", path="/stations/me/alarms", body={"kind": "stray_press"})
    kept = before.pending_reports()

    assert runs().pending_reports() == kept


def test_reports_are_told_in_the_order_they_were_made(journal):
    for n in range(5):
        journal.report(about=f"alarm:{n}", path="/stations/me/alarms", body={"n": n})

    assert [r.body["n"] for r in journal.pending_reports()] == [0, 1, 2, 3, 4]


def test_one_thing_is_reported_once_even_after_the_server_heard_it(journal):
    assert journal.report(about="call:1:1", path="/p", body={})
    journal.settle(journal.pending_reports()[0].report_id, verdict="accepted")

    assert not journal.report(about="call:1:1", path="/p", body={})
    assert journal.pending_reports() == []
    assert journal.has_report("call:1:1")


def test_only_what_is_settled_is_forgotten(tmp_path):
    now = utc_now()
    journal = Journal(tmp_path / "j", clock=lambda: now)
    for about in ("told", "untold"):
        journal.report(about=about, path="/p", body={})
    journal.settle(journal.pending_reports()[0].report_id, verdict="accepted")
    now += timedelta(days=4)

    journal.forget(older_than=timedelta(days=3))

    assert (journal.has_report("told"), journal.has_report("untold")) == (False, True)
    journal.close()
