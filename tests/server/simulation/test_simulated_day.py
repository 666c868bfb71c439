"""Whole days against a real server."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from server.__main__ import main
from server.domain.lifecycle import State
from server.simulation.day import Report, play
from server.simulation.figures import figures
from server.simulation.habits import Habits

pytestmark = pytest.mark.slow

# What clerks and telephones run into on any day, without anybody's fault.
ORDINARY = {"queue_empty", "wrong_state", "no_current_ticket"}
SIMULATE = [sys.executable, "-m", "server", "simulate-day"]
AT_AN_END = {State.DONE, State.PASSED, State.CANCELLED}


@dataclass(frozen=True)
class Played:
    """A day that is over, and what happened on it."""

    report: Report
    events: list[dict]


@pytest.fixture(scope="module")
def day(running_hall):
    """Forty restless visitors who all rate if they can: a keypad is at the first window alone."""
    token = (running_hall.tokens / "window-1.token").read_text()
    restless = Habits(
        misses_call=0.3, suspends=0.25, transfers=0.2, gives_up=0.5, patience_s=(1, 120), rates=1.0
    )
    options = running_hall.options(visitors=40, habits=restless, station_tokens=[token])
    report = play(options)
    return Played(report, running_hall.events())


def test_a_day_ends_without_errors_and_everybody_is_served_or_gone(day):
    report = day.report

    assert report.impossible == []
    assert report.traffic.faults == {}
    assert set(report.traffic.refusals) <= ORDINARY
    assert (report.turned_away, report.left_early, report.ended_by) == ({}, [], "")
    assert len(report.tickets) == 40
    assert len({ticket.number for ticket in report.tickets}) == 40
    assert {ticket.state for ticket in report.tickets} <= AT_AN_END


def test_the_report_says_what_the_server_says(day):
    steps = [event["body"] for event in day.events if event["kind"].startswith("ticket.")]

    states = {step["number"]: step["to"] for step in steps}
    assert {ticket.number: ticket.state for ticket in day.report.tickets} == states
    total = figures(day.report.tickets)
    assert total.served == Counter(states.values())["done"]
    assert 0 <= total.wait_median <= total.wait_p90 <= total.wait_longest
    assert total.service_median > 0


def test_people_do_all_that_people_do(day):
    assert {
        "ticket.recalled",
        "ticket.passed",
        "ticket.brought_back",
        "ticket.suspended",
        "ticket.resumed",
        "ticket.transferred",
        "ticket.cancelled",
        "ticket.finished",
        "window.paused",
        "window.unpaused",
    } <= {event["kind"] for event in day.events}


def test_at_the_end_all_windows_are_closed(day):
    last = {}
    for event in day.events:
        if event["kind"].startswith("window."):
            last[event["body"]["window_id"]] = event["body"]["state"]

    assert set(last.values()) == {"closed"}
    assert len(last) == 4


def test_only_the_window_with_a_keypad_gets_ratings(day):
    stored = [e["body"]["window_id"] for e in day.events if e["kind"] == "rating.stored"]

    assert set(stored) == {1}


def test_without_a_keypad_nobody_rates(running_hall):
    since = running_hall.seq()

    report = play(running_hall.options())

    kinds = running_hall.kinds(since=since)
    assert report.impossible == []
    assert "ticket.finished" in kinds
    assert "rating.stored" not in kinds


def test_somebody_at_a_window_and_numbers_from_elsewhere_are_minded(running_hall):
    somebody, reception = running_hall.person("clerk1"), running_hall.person("reception")
    somebody.post("/halls/1/windows/1/open", {"take_over": False})
    theirs = reception.post("/halls/1/tickets", {"queue_id": 2, "channel": "desk"})
    since = running_hall.seq()

    report = play(running_hall.options())

    desk = somebody.post("/halls/1/windows/1/close")
    calls = [e["body"] for e in running_hall.events(since=since) if e["kind"] == "ticket.called"]
    assert desk["window"]["state"] == "closed"  # still theirs to close
    assert 1 not in {call["window_id"] for call in calls}
    assert running_hall.ticket_states(since=since)[theirs["number"]] == "done"
    assert report.strangers == 1
    assert len(report.tickets) == 15
    assert report.impossible == []


def test_the_command_prints_the_table_and_says_that_all_went_well(running_hall):
    arguments = ["--server", running_hall.url, "--speed", "15000", "--visitors", "10", "--quiet"]

    result = CliRunner().invoke(main, ["simulate-day", *arguments])

    assert result.exit_code == 0, result.output
    assert "示例镇便民服务中心" in result.output
    assert "faults: none" in result.output


def test_without_a_server_the_command_says_so_at_once():
    arguments = ["--server", "http://127.0.0.1:9", "--quiet"]  # nobody may listen on port 9

    result = CliRunner().invoke(main, ["simulate-day", *arguments])

    assert result.exit_code == 2
    assert "cannot begin: no answer from http://127.0.0.1:9" in result.output


def test_a_wrong_password_is_told(running_hall):
    arguments = ["--server", running_hall.url, "--password", "wrong", "--quiet"]

    result = CliRunner().invoke(main, ["simulate-day", *arguments])

    assert result.exit_code == 2
    assert "login or password is wrong" in result.output


def test_ctrl_c_closes_the_windows_and_still_prints_the_summary(running_hall):
    since = running_hall.seq()
    process = subprocess.Popen(
        [*SIMULATE, "--server", running_hall.url, "--speed", "600", "--visitors", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ,
        text=True,
        # Whoever runs these tests in the background ignores Ctrl-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 30
    while "ticket.started" not in running_hall.kinds(since=since):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 130, said
    assert "broken off: by Ctrl-C" in said
    assert "Traceback" not in said
    assert running_hall.window_states() == {"closed"}
    assert running_hall.get("/board")["calls"] == []
