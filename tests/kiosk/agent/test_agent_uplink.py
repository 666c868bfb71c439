import logging
import threading

import pytest

from kiosk.agent.board_feed import BoardFeed
from kiosk.agent.identity import StationIdentity
from kiosk.agent.server_client import ServerClient
from kiosk.agent.uplink import Uplink

TOKEN = "st_of_the_tests"
DAY = "2026-11-24"


class Link:
    """An uplink and all it has handed on."""

    def __init__(self, server, folder, *, token=TOKEN, silence_s=12.0):
        self.jobs, self.withdrawn, self.live, self.resumed = [], [], [], []
        self.online = 0
        self.hall_changes = 0
        self.feed = BoardFeed(on_live=self.live.append, on_resumed=self.resumed.append)
        identity = StationIdentity(
            folder / "identity.json", server=ServerClient(server.url, token=token)
        )
        self.uplink = Uplink(
            server.url,
            token=token,
            identify=identity.ask,
            feed=self.feed,
            on_job=lambda job: self.jobs.append(job.job_id),
            on_withdrawn=self.withdrawn.append,
            on_online=self._count_online,
            on_hall_changed=self._count_change,
            silence_s=silence_s,
            first_delay_s=0.05,
        )

    def _count_online(self):
        self.online += 1

    def _count_change(self):
        self.hall_changes += 1


@pytest.fixture
def link_with(server, tmp_path):
    links = []

    def make(**options):
        link = Link(server, tmp_path, **options)
        links.append(link)
        link.uplink.start()
        return link

    yield make
    for link in links:
        assert link.uplink.stop(timeout_s=15)


@pytest.fixture
def link(link_with, server, eventually):
    link = link_with()
    eventually(lambda: link.uplink.is_online and link.feed.board is not None)
    return link


def numbers(link):
    return [call.number for call in reversed(link.feed.board.calls)]


def test_a_job_comes_in_and_is_withdrawn(link, server, rating_job, eventually):
    server.give(rating_job("job-1"))
    eventually(lambda: link.jobs == ["job-1"])
    server.withdraw("job-1")

    eventually(lambda: link.withdrawn == ["job-1"])


def test_jobs_that_wait_at_the_server_come_at_connect(link_with, server, rating_job, eventually):
    server.give(rating_job("job-1"))

    link = link_with()

    eventually(lambda: link.jobs == ["job-1"])


def test_three_hundred_events_at_once_arrive_in_order(link, server, called, eventually):
    server.happen(*[called(n, n) for n in range(1, 301)])
    eventually(lambda: link.feed.board.seq == 300)

    assert [board.seq for board in link.live] == list(range(1, 301))
    assert len(link.resumed) == 1


def test_what_happened_while_the_link_was_cut_is_caught_up(link, server, called, eventually):
    server.happen(called(1, 1))
    eventually(lambda: link.feed.board.seq == 1)
    server.stop()
    eventually(lambda: not link.uplink.is_online)
    server.events += [called(2, 2), called(3, 3)]
    server.start()
    eventually(lambda: link.feed.board.seq == 3)
    eventually(lambda: link.online == 2)

    assert numbers(link) == ["A001", "A002", "A003"]
    assert [board.seq for board in link.resumed] == [0, 3]


def test_a_lost_event_is_asked_for(link, server, called, eventually):
    server.events.append(called(1, 1))
    server.happen(called(2, 2))

    eventually(lambda: link.feed.board.seq == 2)
    assert numbers(link) == ["A001", "A002"]


def test_a_heartbeat_that_is_ahead_makes_the_station_catch_up(link, server, called, eventually):
    server.events.append(called(1, 1))
    server.say("heartbeat", {"seq": 1, "day": DAY, "at": "2026-11-24T02:00:00.000Z"})

    eventually(lambda: link.feed.board.seq == 1)


def test_a_new_day_begins_with_a_new_board(link, server, eventually):
    server.board_day = "2026-11-25"
    server.say("heartbeat", {"seq": 0, "day": "2026-11-25", "at": "2026-11-24T16:00:00.000Z"})

    eventually(lambda: link.feed.board.day == "2026-11-25")


def test_a_changed_hall_is_passed_on(link, server, eventually):
    server.happen(
        {"seq": 1, "hall_id": 1, "kind": "hall.changed", "at": "", "day": DAY, "body": {}}
    )

    eventually(lambda: link.hall_changes == 1)


def test_a_silent_server_is_away_and_is_called_again(link_with, server, eventually):
    link = link_with(silence_s=0.3)

    eventually(lambda: link.online >= 2)


def test_a_link_that_stays_down_is_logged_once_and_once_when_it_is_back(
    server, link_with, caplog, eventually
):
    caplog.set_level(logging.INFO, logger="kiosk.agent.uplink")
    server.stop()
    link = link_with()
    threading.Event().wait(0.5)
    server.start()
    eventually(lambda: link.uplink.is_online)

    ours = [record for record in caplog.records if record.name == "kiosk.agent.uplink"]
    assert [record.levelname for record in ours] == ["WARNING", "INFO"]


def test_a_station_the_server_does_not_know_never_comes_online(link_with, caplog, eventually):
    link = link_with(token="st_of_nobody")

    eventually(lambda: "unauthenticated" in caplog.text)
    assert not link.uplink.is_online
    assert "st_of_nobody" not in caplog.text
