"""Each job goes to who does it; one that nobody here can do is answered at once."""

import pytest

from kiosk.agent.job_desk import JobDesk
from kiosk.agent.wire import Job


class Part:
    """A part of a station that remembers its jobs."""

    def __init__(self, *, takes=True):
        self.taken = []
        self.withdrawn = []
        self._takes = takes

    def take(self, job):
        if self._takes:
            self.taken.append(job.job_id)
        return self._takes

    def withdraw(self, job_id):
        self.withdrawn.append(job_id)


def job(kind):
    return Job(
        job_id=f"job-{kind}",
        kind=kind,
        body={},
        created_at="2026-11-24T01:00:00.000Z",
        deadline_at="2026-11-24T01:01:00.000Z",
    )


@pytest.fixture
def parts():
    return {"rating": Part(), "remote": Part(), "papers": Part()}


def desk(journal, parts):
    return JobDesk(journal, **parts, tell=lambda: None)


@pytest.mark.parametrize(
    ("kind", "part"),
    [("rating.ask", "rating"), ("station.lock", "remote"), ("notice.print", "papers")],
)
def test_a_job_goes_to_the_part_that_does_it(journal, parts, kind, part):
    desk(journal, parts).take(job(kind))

    assert {name: each.taken for name, each in parts.items() if each.taken} == {
        part: [f"job-{kind}"]
    }
    assert journal.pending_reports() == []


@pytest.mark.parametrize(
    ("kind", "error"), [("rating.ask", "not_connected"), ("coffee.make", "unknown_kind")]
)
def test_a_job_that_nobody_here_can_do_fails_and_says_why(journal, parts, kind, error):
    parts["rating"] = Part(takes=False)

    desk(journal, parts).take(job(kind))

    (report,) = journal.pending_reports()
    assert report.path == f"/stations/me/jobs/job-{kind}/result"
    assert (report.body["outcome"], report.body["body"]) == ("failed", {"error": error})


def test_a_question_that_is_withdrawn_is_withdrawn_at_the_keypads(journal, parts):
    desk(journal, parts).withdraw("job-rating.ask")

    assert parts["rating"].withdrawn == ["job-rating.ask"]
