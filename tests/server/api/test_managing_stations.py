"""New computers become stations, and the office tells them what to do."""

import hashlib

import pytest

from tests.server.acting import drop_overdue
from tests.server.api.asking import Caller

TOKEN = "st_made-by-the-new-computer"
FORBIDDEN = (403, "forbidden")


@pytest.fixture
def office(people):
    return people.staff("office")


@pytest.fixture
def computer(people):
    """A computer nobody knows yet, with the token it made for itself."""
    return people.bearer(TOKEN)


def ask(somebody: Caller, *, kind: str = "kiosk", token: str = TOKEN, host: str = "kiosk-pc"):
    token_hash = hashlib.sha256(token.encode()).hexdigest()
    body = {"kind": kind, "host": host, "token_hash": token_hash}
    return somebody.post(somebody.hall("/pairings"), body)


def accept(office: Caller, code: str, *, station: str = "kiosk-9", **where):
    return office.post(office.hall("/stations"), {"code": code, "station": station, **where})


def tell(office: Caller, station_id: int, message: str, **words):
    path = office.hall(f"/stations/{station_id}/messages")
    return office.post(path, {"message": message, **words})


def jobs(station: Caller):
    return [(job["kind"], job["body"]) for job in station.get("/stations/me/jobs").body["jobs"]]


@pytest.fixture
def station_id(office, computer):
    return accept(office, ask(computer).body["code"]).body["station_id"]


def test_the_code_on_the_screen_makes_a_computer_a_station(office, people, computer):
    code = ask(people.stranger()).body["code"]
    assert computer.get("/stations/me").status == 401

    paired = accept(office, code)

    me = computer.get("/stations/me").body
    assert (me["station_id"], me["code"], me["kind"]) == (
        paired.body["station_id"],
        "kiosk-9",
        "kiosk",
    )


def test_asking_again_shows_the_same_code(people):
    assert ask(people.stranger()).body == ask(people.stranger()).body


def test_each_computer_has_a_code_of_its_own(people):
    codes = {ask(people.stranger(), token=f"st_{n}").body["code"] for n in range(20)}

    assert len(codes) == 20
    assert ask(people.stranger(), token="st_20").refusal == (429, "too_many_attempts")


def test_a_code_is_good_for_ten_minutes(office, people, clock):
    code = ask(people.stranger()).body["code"]
    clock.forward(seconds=600)

    assert accept(office, code).refusal == (404, "not_found")
    assert ask(people.stranger()).body["expires_at"] > clock.now().isoformat()


def test_a_code_is_good_for_one_station(office, people):
    code = ask(people.stranger()).body["code"]
    accept(office, code)

    assert accept(office, code, station="kiosk-10").refusal == (404, "not_found")


@pytest.mark.parametrize("role", ["clerk", "reception"])
def test_only_the_office_accepts_stations(people, clerk, role):
    somebody = clerk if role == "clerk" else people.staff(role)
    code = ask(people.stranger()).body["code"]

    assert accept(somebody, code).refusal == FORBIDDEN
    assert somebody.get(somebody.hall("/stations")).refusal == FORBIDDEN


def test_a_windows_station_says_which_window_and_no_other_does(office, people, hall):
    at_window = ask(people.stranger(), kind="window", token="st_w").body["code"]
    kiosk = ask(people.stranger(), token="st_k").body["code"]
    window_id = hall.windows["1"]

    assert accept(office, at_window).refusal == (422, "invalid")
    assert accept(office, kiosk, window_id=window_id).refusal == (422, "invalid")
    assert accept(office, at_window, window_id=10_000).refusal == (404, "not_found")
    assert accept(office, at_window, window_id=window_id).status == 200


def test_a_new_computer_for_an_old_station_ends_the_old_ones_token(office, people, station_id):
    code = ask(people.stranger(), token="st_new").body["code"]

    assert accept(office, code).body == {"station_id": station_id}
    assert people.bearer(TOKEN).get("/stations/me").status == 401
    assert people.bearer("st_new").get("/stations/me").status == 200


def test_the_office_sees_its_stations_and_what_they_said_of_themselves(
    office, computer, station_id
):
    computer.post("/stations/me/health", {"devices": {"printer": {"state": "down"}}})

    stations = office.get(office.hall("/stations")).body["stations"]

    [mine] = [each for each in stations if each["station_id"] == station_id]
    assert (mine["code"], mine["online"], mine["revoked_at"]) == ("kiosk-9", False, None)
    assert mine["devices"] == {"printer": {"state": "down"}}


def test_a_message_is_a_job_for_the_station(office, computer, station_id):
    told = tell(office, station_id, "station.show", zh="请到二楼", en="Upstairs", shown_s=30)

    assert told.status == 200
    assert jobs(computer) == [
        ("station.show", {"zh": "请到二楼", "en": "Upstairs", "shown_s": 30}),
    ]
    result = f"/stations/me/jobs/{told.body['job_id']}/result"
    assert computer.post(result, {"outcome": "done"}).status == 200
    assert jobs(computer) == []


def test_a_message_without_words_is_refused(office, station_id):
    assert tell(office, station_id, "station.show", zh=" ").refusal == (422, "invalid")


def test_the_last_word_about_a_lock_counts(office, computer, station_id):
    tell(office, station_id, "station.lock", zh="维护中")
    tell(office, station_id, "station.unlock")

    assert jobs(computer) == [("station.unlock", {})]


def test_a_test_slip_is_not_printed_long_after(office, computer, station_id, hall, clock):
    tell(office, station_id, "printer.self_test")
    clock.forward(seconds=61)

    assert drop_overdue(hall) == 1
    assert jobs(computer) == []


def test_a_revoked_station_is_nobody(office, computer, station_id):
    path = office.hall(f"/stations/{station_id}/revoke")

    assert office.post(path).status == 200
    assert office.post(path).status == 200
    assert computer.get("/stations/me").status == 401


def give(office: Caller, station_id: int, *window_ids: int):
    return office.post(
        office.hall(f"/stations/{station_id}/keypads"), {"window_ids": list(window_ids)}
    )


def keypads(office: Caller):
    stations = office.get(office.hall("/stations")).body["stations"]
    return {each["code"]: each["keypad_window_ids"] for each in stations if each["code"] != "k1"}


def test_the_office_says_at_which_windows_a_station_s_keypads_stand(office, hall, station_id):
    first, second, other = (hall.windows[number] for number in ("1", "2", "4"))
    bus = hall.share_keypads("4")

    assert give(office, station_id, first, second, second).status == 200
    assert keypads(office)["kiosk-9"] == sorted([first, second])

    give(office, station_id, other)
    assert keypads(office)["kiosk-9"] == [other]
    assert keypads(office)["hall-bus"] == []
    assert give(office, bus.station_id, other).status == 200
    assert keypads(office)["kiosk-9"] == []


def test_keypads_of_windows_that_are_not_there_are_refused(office, hall, station_id):
    assert give(office, station_id, hall.windows["1"], 10_000).refusal == (404, "not_found")
    assert keypads(office)["kiosk-9"] == []


def test_only_the_office_says_where_keypads_stand(clerk, hall, station_id):
    assert give(clerk, station_id, hall.windows["1"]).refusal == FORBIDDEN
