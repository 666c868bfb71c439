"""The key for a hall's stations, numbers and check-ins by a card's hash, and finding a number."""

import hashlib
import hmac
import logging

import pytest

from server.domain.persons import hall_key, identify
from tests.server.booking import MORNINGS, Bookings

NUMBER = "000000199001010018"  # nobody's: there is no region 000000
MASK = "0000**********0018"
NINE_TWENTY = "2026-11-24T01:20:00.000Z"
NINE_FORTY = "2026-11-24T01:40:00.000Z"


@pytest.fixture
def asking(hall):
    hall.set_issuing("A", identification="required")


@pytest.fixture
def by_card(kiosk):
    """What a station makes of a card: with the key it was given, and no code of the server."""
    key = bytes.fromhex(kiosk.get("/stations/me/person-key").body["key"])
    digest = hmac.new(key, f"identity:{NUMBER}".encode(), hashlib.sha256).hexdigest()
    return {"person_hash": digest, "person_mask": MASK}


@pytest.fixture
def book(people, hall):
    Bookings(hall, issuing={"identification": "required"})
    reception = people.staff("reception")

    def make(starts_at=NINE_TWENTY):
        body = {"queue_id": hall.queues["A"], "starts_at": starts_at, "person": NUMBER}
        return reception.post(reception.hall("/appointments"), body).body

    return make


def draw(caller, hall, **more):
    return caller.post(caller.hall("/tickets"), {"queue_id": hall.queues["A"], **more})


def check_in(caller, **body):
    return caller.post(caller.hall("/appointments/check-in"), body)


def find(caller, **body):
    return caller.post(caller.hall("/persons/find"), body)


@pytest.mark.parametrize("kind", ["kiosk", "hall"])
def test_a_station_where_cards_are_laid_on_gets_the_key_of_its_own_hall(people, hall, kind):
    answer = people.station(kind).get("/stations/me/person-key")

    secret = "a secret of thirty-two characters"
    assert answer.body == {"key": hall_key(secret, hall_id=hall.hall_id).hex()}
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_gets_the_key(people, clerk):
    window = people.station("window", window="1")
    assert window.get("/stations/me/person-key").refusal == (403, "forbidden")
    assert clerk.get("/stations/me/person-key").refusal == (403, "forbidden")
    for role in ("reception", "admin"):
        assert people.staff(role).get("/stations/me/person-key").refusal == (403, "forbidden")
    assert people.stranger().get("/stations/me/person-key").refusal == (401, "unauthenticated")


def test_a_cards_hash_and_the_typed_number_are_one_person(kiosk, hall, asking, by_card, clerk):
    first = draw(kiosk, hall, **by_card)
    second = draw(kiosk, hall, person=NUMBER)

    assert (first.status, first.body["number"]) == (201, "A001")
    assert second.refusal == (409, "already_waiting")
    called = clerk.at("1", "call-next")
    assert called.body["current"]["ticket"]["person"] == MASK


def test_a_hash_is_taken_from_stations_alone(people, hall, asking, by_card):
    reception = people.staff("reception")

    assert draw(reception, hall, **by_card).refusal == (403, "forbidden")
    assert find(reception, **by_card).refusal == (403, "forbidden")
    assert check_in(reception, **by_card).refusal == (403, "forbidden")


@pytest.mark.parametrize(
    "said",
    [
        {"person_hash": "0" * 64},
        {"person_mask": MASK},
        {"person_hash": "0" * 64, "person_mask": NUMBER},
        {"person_hash": "0" * 63, "person_mask": MASK},
        {"person_hash": "0" * 64, "person_mask": MASK, "person": NUMBER},
    ],
    ids=["no mask", "no hash", "a number for a mask", "a short hash", "the number too"],
)
def test_half_an_identity_or_two_of_them_are_no_identity(kiosk, hall, asking, said):
    for answer in (draw(kiosk, hall, **said), find(kiosk, **said), check_in(kiosk, **said)):
        assert answer.refusal == (422, "invalid")
        assert NUMBER not in str(answer.body)


def test_who_has_an_appointment_checks_in_by_card(kiosk, hall, book, by_card):
    book()

    ticket = check_in(kiosk, **by_card)

    assert (ticket.status, ticket.body["number"]) == (201, "A001")
    assert ticket.body["appointment"]["starts_at"] == NINE_TWENTY
    again = check_in(kiosk, **by_card)
    assert again.refusal == (409, "appointment_used")
    assert again.body["number"] == "A001"


def test_the_first_appointment_still_open_is_the_one_that_is_checked_in(
    kiosk, hall, book, by_card, clock
):
    hall.set_queue("A", policy=_two_a_day())
    book(NINE_TWENTY)
    book(NINE_FORTY)
    clock.set("2026-11-24 09:40")

    assert check_in(kiosk, **by_card).body["appointment"]["starts_at"] == NINE_FORTY


def _two_a_day():
    return {
        "appointments": {
            "ranges": [MORNINGS],
            "person_daily_limit": 2,
            "late_s": 600,
            "late": "refuse",
        },
        "issuing": {"identification": "none"},
    }


def test_who_comes_too_early_is_told_when(kiosk, book, by_card):
    book(NINE_FORTY)

    early = check_in(kiosk, **by_card)

    assert early.refusal == (409, "too_early")
    assert early.body["from_at"] == "2026-11-24T01:10:00.000Z"


def test_who_has_no_appointment_today_is_told_so(kiosk, hall, book, by_card):
    assert check_in(kiosk, **by_card).refusal == (404, "not_found")
    book("2026-11-25T01:20:00Z")
    assert check_in(kiosk, **by_card).refusal == (404, "not_found")


def test_the_desk_checks_in_by_a_typed_number(people, book):
    book()

    assert check_in(people.bearer(None), person=NUMBER).refusal == (401, "unauthenticated")
    reception = people.holder_of(people.enrol("office"))
    assert check_in(reception, person=NUMBER).status == 201


@pytest.mark.parametrize("body", [{}, {"code": "12345678", "person": NUMBER}])
def test_a_check_in_is_by_code_or_by_person(kiosk, body):
    assert check_in(kiosk, **body).refusal == (422, "invalid")


def test_a_lost_number_is_found_by_card(kiosk, hall, asking, by_card):
    assert find(kiosk, **by_card).body == {"tickets": [], "appointments": []}
    drawn = draw(kiosk, hall, **by_card).body

    found = find(kiosk, **by_card).body["tickets"]

    assert [(t["ticket_id"], t["number"], t["state"]) for t in found] == [
        (drawn["ticket_id"], "A001", "waiting")
    ]


def test_a_number_that_is_over_is_not_found(kiosk, hall, asking, by_card):
    draw(kiosk, hall, **by_card)
    hall.cancel("A001")

    assert find(kiosk, **by_card).body["tickets"] == []


def test_appointments_of_today_are_found_until_they_are_checked_in(kiosk, book, by_card):
    booked = book(NINE_TWENTY)

    [coming] = find(kiosk, **by_card).body["appointments"]

    assert (coming["appointment_id"], coming["may_check_in"], coming["from_at"]) == (
        booked["appointment_id"],
        True,
        "2026-11-24T00:50:00.000Z",
    )
    check_in(kiosk, **by_card)
    after = find(kiosk, **by_card).body
    assert after["appointments"] == []
    assert [t["appointment"]["starts_at"] for t in after["tickets"]] == [NINE_TWENTY]


def test_another_halls_key_finds_nobody(kiosk, hall, asking, by_card):
    draw(kiosk, hall, **by_card)
    stranger = identify(NUMBER, key=hall_key("another hall's", hall_id=2))

    found = find(kiosk, person_hash=stranger.hash, person_mask=stranger.mask)

    assert found.body["tickets"] == []


def test_neither_key_nor_number_is_in_a_log_an_event_or_the_database(
    kiosk, hall, asking, by_card, caplog, tmp_path
):
    caplog.set_level(logging.DEBUG)
    key = kiosk.get("/stations/me/person-key").body["key"]
    draw(kiosk, hall, **by_card)
    find(kiosk, **by_card)
    events = kiosk.get(kiosk.hall("/events"))

    kept = b"".join(file.read_bytes() for file in tmp_path.glob("small.db*"))
    for secret in (key, NUMBER, by_card["person_hash"]):
        assert secret not in caplog.text
        assert secret not in str(events.body)
    assert key.encode() not in kept
    assert NUMBER.encode() not in kept
