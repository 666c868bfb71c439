"""What a display hears over a real socket while people act through the API."""

import json
import re
import time
from itertools import cycle, islice

import pytest
import requests

from server.domain.rating import Level
from server.reports.stream import REPLAY_LIMIT
from server.services import slips
from tests.server.acting import SmallHall
from tests.server.api.asking import PASSWORD
from tests.server.push.listening import Silence

TODAY = "2026-11-24"
TICKET = {"ticket_id", "number", "queue_id", "zone_id", "ticket_day", "from", "to"}
VISIT = TICKET | {"visit_id", "window_id"}
CALL = VISIT | {"window", "place", "calls", "called_at", "speak_until"}
SIGN = {"window_id", "window", "zone_id", "state"}
CONTRACT = {
    "ticket.issued": TICKET | {"priority", "channel"},
    "ticket.called": CALL,
    "ticket.recalled": CALL,
    "ticket.started": VISIT,
    "ticket.passed": VISIT,
    "ticket.brought_back": TICKET,
    "ticket.suspended": VISIT | {"suspend_kind"},
    "ticket.resumed": VISIT | {"window", "place", "called_at"},
    "ticket.transferred": VISIT | {"from_queue_id", "target_window_id"},
    "ticket.returned": VISIT,
    "ticket.finished": VISIT | {"outcome"},
    "ticket.cancelled": TICKET | {"window_id"},
    "ticket.voided": TICKET | {"window_id"},
    "ticket.admitted": VISIT | {"channel"},
    "ticket.stepped": VISIT | {"from_queue_id", "outcome"},
    "ticket.slip_reported": TICKET | {"slip"},
    "window.opened": SIGN,
    "window.paused": SIGN,
    "window.unpaused": SIGN,
    "window.closed": SIGN,
    "rating.stored": {"visit_id", "window_id"},
    "rating.ended": {"visit_id", "window_id", "state"},
    "call.announced": {"visit_id", "ticket_id", "window_id", "calls", "outcome"},
    "alarm.raised": {"alarm_id", "alarm", "station_id", "window_id"},
}


class Story:
    """Steps taken through the API, and what the hall's stream says of each."""

    def __init__(self, people, hall, clock):
        self.clerk, self.kiosk = people.clerk(1), people.station("kiosk")
        self.keypad = people.station("window", window="1")
        self.speaker, self.office = people.station("hall"), people.staff("office")
        self.hall, self.clock = hall, clock

    def steps(self):
        """(what is done, the kinds of event it causes)."""
        at, about = self.clerk.at, self.clerk.about
        yield self.kiosk.issue("A"), ["ticket.issued"]
        yield self.kiosk.about("A001", "slip", state="printed"), ["ticket.slip_reported"]
        yield at("1", "open"), ["window.opened"]
        yield at("1", "pause", reason="取材料"), ["window.paused"]
        yield at("1", "unpause"), ["window.unpaused"]
        yield at("1", "call-next"), ["ticket.called"]
        yield at("1", "recall"), ["ticket.recalled"]
        yield self.announce(), ["call.announced"]
        yield at("1", "pass"), ["ticket.passed"]
        yield about("A001", "bring-back"), ["ticket.brought_back"]
        yield at("1", "call-next"), ["ticket.called"]
        yield at("1", "start"), ["ticket.started"]
        yield at("1", "suspend", kind="awaiting_step"), ["ticket.suspended"]
        yield at("1", "resume", ticket_id=self.hall.ticket("A001").id), ["ticket.resumed"]
        yield at("1", "transfer", queue_id=self.hall.queues["B"]), ["ticket.transferred"]
        yield at("1", "call-next"), ["ticket.called"]
        yield at("1", "return"), ["ticket.returned"]
        yield at("1", "call-next"), ["ticket.called"]
        yield at("1", "start"), ["ticket.started"]
        yield at("1", "finish", outcome="accepted"), ["ticket.finished"]
        yield self.press(), ["rating.stored"]
        yield self.kiosk.issue("A"), ["ticket.issued"]
        yield about("A002", "cancel"), ["ticket.cancelled"]
        yield self.kiosk.issue("A"), ["ticket.issued"]
        yield about("A003", "void"), ["ticket.voided"]
        yield at("1", "admit", queue_id=self.hall.queues["A"]), ["ticket.admitted"]
        yield at("1", "begin-item", item_id=self.hall.items["CARD1"]), []
        yield at("1", "finish", outcome="consulted"), ["ticket.finished"]
        yield self.issue_package(), ["ticket.issued"]
        yield self.office.at("2", "open"), ["window.opened"]
        yield self.call_package(), ["ticket.called"]
        yield self.office.at("2", "start"), ["ticket.started"]
        yield self.office.at("2", "finish", outcome="accepted"), ["ticket.stepped"]
        yield self.alarm(), ["alarm.raised"]
        yield self.health(), []
        yield at("1", "close"), ["rating.ended", "window.closed"]

    def issue_package(self):
        package = {"package_id": self.hall.packages["both"], "channel": "kiosk"}
        return self.kiosk.post(self.kiosk.hall("/tickets"), package)

    def call_package(self):
        ticket_id = self.hall.ticket("B001").id
        return self.office.at("2", "call", ticket_id=ticket_id, reason="带小孩")

    def announce(self):
        visit_id = self.hall.visit("A001").id
        body = {"visit_id": visit_id, "calls": 2, "outcome": "spoken"}
        return self.speaker.post(self.speaker.hall("/announcements"), body)

    def press(self):
        (job,) = self.keypad.get("/stations/me/jobs").body["jobs"]
        armed_at = self.clock.now().isoformat()
        pressed_at = self.clock.forward(seconds=5).isoformat()
        body = {"value": 1, "level": "very_dissatisfied", "device": "keypad"}
        answer = {
            "outcome": "done",
            "body": {**body, "armed_at": armed_at, "pressed_at": pressed_at},
        }
        return self.keypad.post(f"/stations/me/jobs/{job['job_id']}/result", answer)

    def alarm(self):
        body = {"kind": "paper_out", "detail": {"said": "the citizen's number is 13800000000"}}
        return self.keypad.post("/stations/me/alarms", body)

    def health(self):
        return self.keypad.post("/stations/me/health", {"devices": {"keypad": {"state": "ok"}}})


@pytest.fixture
def story(people, hall, clock):
    hall.route_package("A")
    return Story(people, hall, clock)


# Connecting -------------------------------------------------------------------------------------


def test_a_display_gets_the_board_when_it_connects(display, clerk, kiosk):
    kiosk.issue("A")
    clerk.at("1", "call-next")

    name, body = display().catch_up()

    assert name == "snapshot"
    assert body == {"board": clerk.get(clerk.hall("/board")).body}
    assert [call["number"] for call in body["board"]["calls"]] == ["A001"]


def test_a_hall_that_is_not_there_is_refused(display):
    for hall_id in (77, 0, -1, 2**70):
        assert display(hall_id=hall_id).hear() == ("refused", "not_found"), hall_id


def test_what_is_no_halls_id_is_refused(display):
    for hall_id in (None, "1", 1.0, True, [1], {}):
        assert display(hall_id=hall_id).hear() == ("refused", "invalid"), hall_id


def test_who_does_not_say_which_hall_is_refused(listen):
    for auth in (None, [], "1", 1, {}):
        assert listen("/display", auth).hear() == ("refused", "invalid"), auth


# What happens -----------------------------------------------------------------------------------


def test_every_command_tells_the_stream_what_it_did_and_nothing_else(display, story):
    listener = display()
    seq = listener.catch_up()[1]["board"]["seq"]
    told, expected = [], []

    for answer, kinds in story.steps():
        assert answer.status in (200, 201), answer
        events = listener.hear_all(len(kinds))
        told += [event["kind"] for event in events]
        expected += kinds
        for event in events:
            assert event["seq"] == (seq := seq + 1)
            assert event["day"] == TODAY
            assert set(event["body"]) >= CONTRACT[event["kind"]], event

    assert told == expected
    assert set(told) == set(CONTRACT)
    assert listener.hears_nothing()


def test_the_stream_holds_no_names_and_no_ratings(display, story, people):
    listener = display()
    heard = json.dumps(listener.catch_up())

    for _, kinds in story.steps():
        heard += json.dumps(listener.hear_all(len(kinds)), ensure_ascii=False)

    assert "A001" in heard
    secrets = [*Level, "窗口人员", "small-1", "13800000000", "actor", "token", '"level"', "清"]
    assert [secret for secret in secrets if secret in heard] == []


def test_two_calls_in_one_second_are_both_heard(display, people, kiosk, clerk):
    other = people.clerk(4)
    other.at("4", "open")
    kiosk.issue("A")
    kiosk.issue("A")
    listener = display()
    listener.catch_up()

    clerk.at("1", "call-next")
    other.at("4", "call-next")

    calls = listener.hear_all(2)
    assert [(c["body"]["number"], c["body"]["window"]) for c in calls] == [
        ("A001", "1"),
        ("A002", "4"),
    ]
    assert calls[0]["body"]["called_at"] == calls[1]["body"]["called_at"]


def test_a_call_through_the_api_is_told_like_one_from_the_page(display, hall, kiosk, people, port):
    kiosk.issue("A")
    account_id = people.enrol("clerk")
    program, page = people.holder_of(account_id), Browser(port, "clerk")
    program.at("1", "open")
    listener = display()
    listener.catch_up()

    program.at("1", "call-next")
    by_program = listener.hear_all(1)[0]["body"]
    program.at("1", "return")
    listener.hear_all(1)
    page.post(f"/api/v1{program.window('1', 'call-next')}")
    by_page = listener.hear_all(1)[0]["body"]

    assert by_page["visit_id"] > by_program["visit_id"]
    assert {**by_page, "visit_id": 0} == {**by_program, "visit_id": 0}


class Browser:
    """A browser in which somebody has signed in."""

    def __init__(self, port, login):
        self._address = f"http://127.0.0.1:{port}"
        self._session = requests.Session()
        page = self._session.get(f"{self._address}/login").text
        self._token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
        self.post("/login", {"login": login, "password": PASSWORD})

    def post(self, path, body=None):
        headers = {"X-CSRFToken": self._token}
        answer = self._session.post(self._address + path, json=body or {}, headers=headers)
        assert answer.status_code == 200, answer.text


def test_a_refused_command_is_not_heard(display, clerk):
    listener = display()
    listener.catch_up()

    assert clerk.at("1", "call-next").refusal == (409, "queue_empty")

    assert listener.hears_nothing()


def test_nobody_hears_another_hall(listen, display, hall, other_hall):
    listener = display()
    listener.catch_up()
    other = listen("/display", {"hall_id": other_hall.hall_id})
    other.catch_up()

    other_hall.issue("A")

    assert other.hear_all(1)[0]["hall_id"] == other_hall.hall_id
    assert listener.hears_nothing()


# Coming back ------------------------------------------------------------------------------------


def test_a_display_that_was_away_gets_exactly_what_it_missed(display, kiosk, clerk):
    listener = display()
    seq = listener.catch_up()[1]["board"]["seq"]
    kiosk.issue("A")
    known = listener.hear_all(1)[0]["seq"]
    listener.cut()
    kiosk.issue("A")
    clerk.at("1", "call-next")
    clerk.at("1", "recall")

    name, body = display(since=known, day=TODAY).catch_up()

    assert (known, name) == (seq + 1, "replay")
    assert [(e["seq"], e["kind"]) for e in body["events"]] == [
        (known + 1, "ticket.issued"),
        (known + 2, "ticket.called"),
        (known + 3, "ticket.recalled"),
    ]
    assert (body["seq"], body["day"]) == (known + 3, TODAY)


def test_a_display_that_missed_nothing_is_told_so(display, kiosk, hall):
    kiosk.issue("A")

    name, body = display(since=hall.seq(), day=TODAY).catch_up()

    assert (name, body) == ("replay", {"events": [], "seq": hall.seq(), "day": TODAY})


def test_replayed_events_are_those_that_were_pushed(display, kiosk, clerk):
    listener = display()
    seq = listener.catch_up()[1]["board"]["seq"]
    kiosk.issue("A")
    clerk.at("1", "call-next")

    pushed = listener.hear_all(2)

    assert display(since=seq, day=TODAY).catch_up()[1]["events"] == pushed
    assert kiosk.get(kiosk.hall(f"/events?since={seq}")).body["events"] == pushed


@pytest.mark.parametrize(
    ("behind", "answer"), [(REPLAY_LIMIT, "replay"), (REPLAY_LIMIT + 1, "snapshot")]
)
def test_who_is_too_far_behind_gets_a_board_instead(display, hall, behind, answer):
    ticket_id = hall.ticket(hall.issue("A")).id
    since = hall.seq()

    def hesitate(uow):
        for state in islice(cycle(["failed", "unknown"]), behind):
            slips.report_slip(uow, ticket_id=ticket_id, state=state, reason=None)
        return {}

    hall.run(hesitate)

    name, body = display(since=since, day=TODAY).catch_up()

    assert name == answer
    if answer == "replay":
        assert [e["seq"] for e in body["events"]] == list(range(since + 1, since + behind + 1))


def test_who_knows_nothing_of_this_day_gets_a_board(display, kiosk):
    kiosk.issue("A")
    kiosk.issue("A")
    known = [
        (1, "2026-11-23"),
        (1, None),
        (None, TODAY),
        (99, TODAY),
        (-1, TODAY),
        ("1", TODAY),
        (True, TODAY),
        (2**70, TODAY),
        (1, 20261124),
    ]

    for since, day in known:
        assert display(since=since, day=day).catch_up()[0] == "snapshot", (since, day)


def test_a_display_may_ask_again_at_any_time(display, kiosk):
    listener = display()
    seq = listener.catch_up()[1]["board"]["seq"]
    kiosk.issue("A")
    (event,) = listener.hear_all(1)

    listener.say("sync", {"since": seq, "day": TODAY})
    assert listener.catch_up() == ("replay", {"events": [event], "seq": seq + 1, "day": TODAY})
    listener.say("sync", {"since": seq, "day": "2026-11-23"})
    assert listener.catch_up()[0] == "snapshot"
    listener.say("sync", {})
    assert listener.catch_up()[0] == "snapshot"


def test_a_sync_that_asks_for_nothing_is_passed_over(display, kiosk):
    listener = display()
    listener.catch_up()

    for asked in (None, [], "sync", 7):
        listener.say("sync", asked)

    assert listener.hears_nothing()
    kiosk.issue("A")
    assert listener.hear_all(1)[0]["kind"] == "ticket.issued"


# Heartbeats -------------------------------------------------------------------------------------


def test_a_heartbeat_says_how_far_the_hall_is_and_which_day_it_has(display, hall, clock):
    listener = display()
    seq = listener.catch_up()[1]["board"]["seq"]
    assert listener.hear_beat() == {"seq": seq, "day": TODAY, "at": "2026-11-24T01:00:00.000Z"}

    hall.issue("A")
    listener.hear_all(1)
    clock.set("2026-11-25 04:00")

    beats = [listener.hear_beat() for _ in range(2)]
    assert beats[-1] == {"seq": seq + 1, "day": "2026-11-25", "at": "2026-11-24T20:00:00.000Z"}


def test_the_first_command_of_a_day_tells_displays_that_yesterday_is_over(display, hall, clock):
    hall.issue("A")
    listener = display()
    listener.catch_up()
    clock.set("2026-11-25 09:00")

    hall.issue("A")

    told = listener.hear_all(2)
    assert [(e["kind"], e["day"], e["body"]["ticket_day"]) for e in told] == [
        ("ticket.expired", "2026-11-25", TODAY),
        ("ticket.issued", "2026-11-25", "2026-11-25"),
    ]


def test_what_another_process_wrote_is_heard_too(display, hall_url, open_database, clock):
    listener = display()
    listener.catch_up()

    SmallHall(open_database(hall_url), clock, "small").issue("A")

    assert listener.hear_all(1)[0]["kind"] == "ticket.issued"
    with pytest.raises(Silence):
        listener.hear(within_s=0.2)


def test_heartbeats_are_as_frequent_as_they_are_asked_to_be(display):
    listener = display()
    listener.catch_up()
    listener.hear_beat()
    began = time.monotonic()

    for _ in range(3):
        listener.hear_beat()

    assert 0.3 < time.monotonic() - began < 10  # every 0.2 s; by the usual beat they would take 15
