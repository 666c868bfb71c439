import pytest

from kiosk.agent.board_feed import BoardFeed

DAY = "2026-11-24"


def snapshot(seq):
    return {
        "hall_id": 1,
        "day": DAY,
        "seq": seq,
        "waiting": {"1": 5},
        "calls": [],
        "passed": [],
        "windows": {},
        "queues": {},
    }


@pytest.fixture
def feed():
    feed = BoardFeed()
    feed.snapshot(snapshot(10))
    return feed


def numbers(feed):
    return [call.number for call in feed.board.calls]


def test_the_next_event_is_applied(feed, called):
    assert not feed.event(called(11, 1))

    assert (feed.board.seq, numbers(feed)) == (11, ["A001"])


def test_an_event_that_came_before_is_dropped(feed, called):
    feed.event(called(11, 1))

    assert not feed.event(called(11, 2))
    assert numbers(feed) == ["A001"]


def test_a_gap_asks_for_what_is_missing_and_guesses_nothing(feed, called):
    assert feed.event(called(12, 2))

    assert numbers(feed) == []
    assert feed.position() == {"since": 10, "day": DAY}


def test_a_replay_closes_the_gap(feed, called):
    assert not feed.replay([called(11, 1), called(12, 2)], seq=12)

    assert numbers(feed) == ["A002", "A001"]


def test_a_replay_that_does_not_reach_the_server_asks_again(feed, called):
    assert feed.replay([called(11, 1)], seq=12)


def test_before_the_first_snapshot_everything_is_missing(called):
    feed = BoardFeed()

    assert feed.event(called(1, 1))
    assert feed.heartbeat(seq=0, day=DAY)
    assert feed.position() == {"since": None, "day": None}


@pytest.mark.parametrize(
    ("seq", "day", "asks"),
    [(10, DAY, False), (11, DAY, True), (10, "2026-11-25", True)],
    ids=["in step", "behind", "another day"],
)
def test_a_heartbeat_shows_whether_something_was_missed(feed, seq, day, asks):
    assert feed.heartbeat(seq=seq, day=day) is asks
