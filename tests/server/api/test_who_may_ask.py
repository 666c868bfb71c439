"""Who is let in, and to what."""

import re
from datetime import datetime

import pytest
from sqlalchemy import update

from server.store.people_tables import accounts
from server.store.station_tables import stations
from server.tokens import Tokens
from tests.server.api.asking import PASSWORD, People, in_process

UNKNOWN = (401, "unauthenticated")
FORBIDDEN = (403, "forbidden")


def change(hall, table, row_id, **values):
    statement = update(table).where(table.c.id == row_id).values(**values)
    hall.set_up(statement)


# Tokens of people -------------------------------------------------------------------------------


def test_nobody_we_know_may_call(people):
    for token in (None, "", "nonsense", "st_nonsense", "a.b.c"):
        assert people.bearer(token).at("1", "call-next").refusal == UNKNOWN, token


def test_a_token_that_was_changed_is_none(people, clerk):
    payload, rest = clerk.token.split(".", 1)
    changed = ("X" if payload[0] != "X" else "Y") + payload[1:]

    assert people.bearer(f"{changed}.{rest}").at("1", "call-next").refusal == UNKNOWN


def test_a_token_made_with_another_secret_is_none(server, clerk, hall):
    forger = People(in_process(server.app), hall, Tokens("another secret" * 3, hall.clock))

    assert forger.clerk(1).get(clerk.window("1", "desk")).refusal == UNKNOWN


def test_a_token_ends_when_its_answer_said_it_would(people, clock):
    people.enrol("office")
    answer = people.stranger().post("/login", {"login": "office", "password": PASSWORD})
    office = people.bearer(answer.body["token"])
    expires_at = datetime.fromisoformat(answer.body["expires_at"])

    clock.forward(seconds=(expires_at - clock.now()).total_seconds() - 1)
    assert office.get(office.hall("/alarms")).status == 200
    clock.forward(seconds=2)
    assert office.get(office.hall("/alarms")).refusal == UNKNOWN


def test_raising_an_accounts_epoch_ends_its_tokens(hall, clerk):
    change(hall, accounts, hall.clerks[0], session_epoch=1)

    assert clerk.get(clerk.window("1", "desk")).refusal == UNKNOWN


def test_an_account_that_was_closed_is_nobody(hall, clerk):
    change(hall, accounts, hall.clerks[0], is_active=False)

    assert clerk.get(clerk.window("1", "desk")).refusal == UNKNOWN


# Who may do what --------------------------------------------------------------------------------


def test_a_clerk_has_no_say_in_another_hall(clerk, other_hall):
    there = f"/halls/{other_hall.hall_id}/windows/{other_hall.windows['1']}"

    assert clerk.post(f"{there}/open").refusal == FORBIDDEN
    assert clerk.get(f"{there}/desk").refusal == FORBIDDEN
    assert other_hall.window("1").state == "closed"


def test_a_window_of_another_hall_is_not_found_under_ones_own(clerk, other_hall):
    path = clerk.hall(f"/windows/{other_hall.windows['1']}/open")

    assert clerk.post(path).refusal == (404, "not_found")


def test_a_station_has_no_say_in_another_hall(kiosk, other_hall):
    body = {"queue_id": other_hall.queues["A"]}

    answer = kiosk.post(f"/halls/{other_hall.hall_id}/tickets", body)

    assert answer.refusal == FORBIDDEN
    assert other_hall.tickets() == []


def test_a_queue_of_another_hall_is_not_found_under_ones_own(kiosk, other_hall):
    answer = kiosk.post(kiosk.hall("/tickets"), {"queue_id": other_hall.queues["A"]})

    assert answer.refusal == (404, "not_found")


def test_the_countys_own_people_may_look_at_every_hall(people, hall, other_hall):
    account_id = people.enrol("office")
    change(hall, accounts, account_id, hall_id=None)
    office = people.holder_of(account_id)

    assert office.get(f"/halls/{hall.hall_id}/alarms").status == 200
    assert office.get(f"/halls/{other_hall.hall_id}/alarms").status == 200


def test_a_station_may_not_call(kiosk):
    assert kiosk.at("1", "call-next").refusal == FORBIDDEN
    assert kiosk.at("1", "open").refusal == FORBIDDEN


def test_a_clerk_gives_no_numbers_and_reception_calls_nobody(people, clerk):
    assert clerk.issue("A").refusal == FORBIDDEN
    reception = people.staff("reception")
    assert reception.issue("A").status == 201
    assert reception.at("1", "call-next").refusal == FORBIDDEN


@pytest.mark.parametrize("role", ["clerk", "reception", "office", "admin", "station"])
def test_all_who_work_in_a_hall_may_look_at_its_tickets(people, kiosk, hall, role):
    ticket_id = kiosk.issue("A").body["ticket_id"]
    caller = kiosk if role == "station" else people.staff(role)

    answer = caller.get(caller.hall(f"/tickets/{ticket_id}"))

    assert (answer.status, answer.body["number"]) == (200, "A001")


def test_nobody_looks_at_a_ticket_unknown_or_from_another_hall(people, kiosk, clerk, other_hall):
    ticket_id = kiosk.issue("A").body["ticket_id"]

    assert people.stranger().get(clerk.hall(f"/tickets/{ticket_id}")).refusal == UNKNOWN
    elsewhere = f"/halls/{other_hall.hall_id}/tickets/{ticket_id}"
    assert clerk.get(elsewhere).refusal == FORBIDDEN


def test_only_who_sees_alarms_sees_them(people, clerk, kiosk):
    assert clerk.get(clerk.hall("/alarms")).refusal == FORBIDDEN
    assert kiosk.get(kiosk.hall("/alarms")).refusal == FORBIDDEN
    assert people.staff("office").get(clerk.hall("/alarms")).status == 200


def test_a_person_reports_nothing_for_a_station(clerk):
    reports = {
        "/stations/me/health": {"devices": {}},
        "/stations/me/alarms": {"kind": "paper_out"},
        "/stations/me/jobs/j/result": {"outcome": "done"},
        "/stations/me/leases": {"holder": "0" * 32},
        "/stations/me/tickets": {"tickets": []},
    }

    for path, body in reports.items():
        assert clerk.post(path, body).refusal == FORBIDDEN, path


def test_a_station_that_does_not_speak_acknowledges_no_call(people, clerk, kiosk):
    kiosk.issue("A")
    visit_id = clerk.at("1", "call-next").body["current"]["visit_id"]
    spoken = {"visit_id": visit_id, "calls": 1, "outcome": "spoken"}

    assert kiosk.post(kiosk.hall("/announcements"), spoken).refusal == FORBIDDEN
    assert clerk.post(clerk.hall("/announcements"), spoken).refusal == FORBIDDEN
    assert people.station("hall").post(kiosk.hall("/announcements"), spoken).status == 200


def test_a_station_answers_no_job_of_another(people, clerk, kiosk):
    keypad, other = people.station("window", window="1"), people.station("window", window="2")
    kiosk.issue("A")
    for step, body in (("call-next", {}), ("start", {}), ("finish", {"outcome": "accepted"})):
        clerk.at("1", step, **body)
    (job,) = keypad.get("/stations/me/jobs").body["jobs"]
    result = f"/stations/me/jobs/{job['job_id']}/result"

    assert other.get("/stations/me/jobs").body == {"jobs": []}
    assert other.post(result, {"outcome": "timed_out"}).refusal == (404, "not_found")
    assert keypad.get("/stations/me/jobs").body["jobs"] == [job]


def test_a_revoked_station_is_nobody(hall, kiosk):
    change(
        hall, stations, kiosk.get("/stations/me").body["station_id"], revoked_at=hall.clock.now()
    )

    assert kiosk.get("/stations/me").refusal == UNKNOWN
    assert kiosk.issue("A").refusal == UNKNOWN


# Signing in -------------------------------------------------------------------------------------


def test_five_wrong_passwords_lock_the_login_for_five_minutes(people, clock):
    people.enrol("office")
    people.enrol("reception")

    def sign_in(password, login="office"):
        return people.stranger().post("/login", {"login": login, "password": password})

    assert [sign_in("wrong").refusal for _ in range(5)] == [UNKNOWN] * 5
    locked = sign_in(PASSWORD)
    assert locked.refusal == (429, "too_many_attempts")
    assert locked.body["minutes"] == 5
    assert sign_in(PASSWORD, login="reception").status == 200
    clock.forward(minutes=5, seconds=1)
    assert sign_in(PASSWORD).status == 200


def test_signing_in_forgives_earlier_mistakes(people):
    people.enrol("office")

    def sign_in(password):
        return people.stranger().post("/login", {"login": "office", "password": password}).status

    assert [sign_in("wrong") for _ in range(4)] == [401] * 4
    assert sign_in(PASSWORD) == 200
    assert [sign_in("wrong") for _ in range(4)] == [401] * 4


def test_an_unknown_login_is_answered_like_a_wrong_password(people):
    people.enrol("office")

    wrong = people.stranger().post("/login", {"login": "office", "password": "x"})
    unknown = people.stranger().post("/login", {"login": "nobody", "password": "x"})

    assert (wrong.status, wrong.body) == (unknown.status, unknown.body)


# Browsers ---------------------------------------------------------------------------------------


@pytest.fixture
def browser(server, people):
    """A browser in which the office has signed in, and its page's token."""
    people.enrol("office")
    with server.app.test_client() as browser:
        token = csrf_token(browser)
        form = {"login": "office", "password": PASSWORD}
        assert browser.post("/login", json=form, headers={"X-CSRFToken": token}).status_code == 200
        yield browser


def csrf_token(browser):
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/login").text)
    assert found
    return found[1]


def test_a_browser_reads_with_its_cookie_alone(browser, hall):
    assert browser.get(f"/api/v1/halls/{hall.hall_id}/alarms").status_code == 200


def test_a_browser_changes_nothing_without_its_pages_token(browser, hall):
    path = f"/api/v1/halls/{hall.hall_id}/tickets"
    body = {"queue_id": hall.queues["A"], "channel": "desk"}

    forged = browser.post(path, json=body)
    wrong = browser.post(path, json=body, headers={"X-CSRFToken": "wrong"})
    real = browser.post(path, json=body, headers={"X-CSRFToken": csrf_token(browser)})

    assert [(a.status_code, a.json["code"]) for a in (forged, wrong)] == [FORBIDDEN] * 2
    assert real.status_code == 201
    assert [ticket.number for ticket in hall.tickets()] == ["A001"]


def test_raising_an_accounts_epoch_ends_its_browsers_sessions(browser, hall):
    account_id = max(hall.clerks) + 1  # enrolled after the clerks

    change(hall, accounts, account_id, session_epoch=1)

    answer = browser.get(f"/api/v1/halls/{hall.hall_id}/alarms")
    assert (answer.status_code, answer.json["code"]) == UNKNOWN
    assert browser.get("/console").status_code == 302


def test_signing_out_ends_the_browsers_session(browser, hall):
    browser.post("/logout", headers={"X-CSRFToken": csrf_token(browser)})

    assert browser.get(f"/api/v1/halls/{hall.hall_id}/alarms").status_code == 401
