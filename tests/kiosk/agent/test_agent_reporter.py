import pytest

from kiosk.agent.reporter import Reporter
from kiosk.agent.server_client import ServerClient

TOKEN = "st_of_the_tests"
ALARM = "/stations/me/alarms"


@pytest.fixture
def reporter(server, journal):
    reporter = Reporter(journal, ServerClient(server.url, token=TOKEN), first_delay_s=0.02)
    yield reporter
    assert reporter.stop(timeout_s=15)


@pytest.fixture
def report(journal):
    def add(n, path=ALARM):
        journal.report(about=f"alarm:{n}", path=path, body={"n": n})

    return add


def test_reports_reach_the_server_in_order(reporter, report, server, journal, eventually):
    for n in range(3):
        report(n)
    reporter.start()
    eventually(lambda: journal.pending_reports() == [])

    assert server.told_about("alarms") == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_a_report_added_later_is_told_when_woken(reporter, report, server, eventually):
    reporter.start()
    report(1)
    reporter.wake()

    eventually(lambda: server.told_about("alarms") == [{"n": 1}])


def test_a_server_that_is_away_hears_everything_once_when_it_is_back(
    reporter, report, server, journal, eventually
):
    server.stop()
    report(1)
    reporter.start()
    report(2)
    server.start()
    reporter.hurry()
    eventually(lambda: journal.pending_reports() == [])

    assert server.told_about("alarms") == [{"n": 1}, {"n": 2}]


def test_a_report_the_server_can_never_take_does_not_hold_up_the_others(
    reporter, report, server, journal, eventually
):
    server.refuse["/alarms"] = 404
    report(1)
    report(2, path="/stations/me/health")
    reporter.start()
    eventually(lambda: journal.pending_reports() == [])

    assert server.told_about("health") == [{"n": 2}]
    assert server.told_about("alarms") == []


def test_a_fault_of_the_server_loses_no_report(reporter, report, server, journal, eventually):
    server.refuse["/alarms"] = 500
    report(1)
    reporter.start()
    report(2, path="/stations/me/health")
    eventually(lambda: server.told_about("health"))
    server.refuse.clear()

    eventually(lambda: server.told_about("alarms") == [{"n": 1}])


def test_a_result_journaled_before_the_program_died_is_posted_once_by_the_next_run(
    server, runs, eventually
):
    died = runs()
    died.finish("job-1", outcome="timed_out", body={})
    key = died.pending_reports()[0].idempotency_key
    after = runs()
    reporter = Reporter(after, ServerClient(server.url, token=TOKEN))
    reporter.start()
    eventually(lambda: after.pending_reports() == [])
    reporter.wake()
    reporter.stop(timeout_s=15)

    posted = [(path, told["outcome"], its_key) for path, told, its_key in server.told]
    assert posted == [("stations/me/jobs/job-1/result", "timed_out", key)]
