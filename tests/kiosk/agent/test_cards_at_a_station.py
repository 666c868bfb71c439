"""A whole station with reader, scanner and printer over pseudo-terminals: cards to tickets."""

import hashlib
import hmac
import logging

import pytest
import urllib3
from flask import jsonify, request

from drivers.idcard.reader_simulator import ReaderSimulator
from drivers.idcard.simulated_card import example_cards
from drivers.scanner.scanner_simulator import KeyboardCable, ScannerSimulator
from kiosk.agent.settings import read_station_file
from kiosk.agent.station import Station

CARDS = example_cards()
TOKEN = "st_of_the_tests"
KEY = bytes(range(32))
NUMBER = "000000199001010018"
HASH = hmac.new(KEY, f"identity:{NUMBER}".encode(), hashlib.sha256).hexdigest()
WHO = {"person_hash": HASH, "person_mask": "0000**********0018"}
PATIENCE_S = 20


@pytest.fixture
def server(server):
    """The fake server, which has a key for persons and finds one number."""
    server.key_status = 200
    server.found = []
    server.returned = []
    app, base = server._app, "/api/v1"

    @app.get(f"{base}/stations/me/person-key")
    def key():
        if server.key_status != 200:
            return jsonify(code="forbidden", detail="no"), server.key_status
        return jsonify(key=KEY.hex())

    @app.post(f"{base}/halls/1/persons/find")
    def find():
        server.found.append(request.json)
        return jsonify(tickets=[{"number": "A007"}], appointments=[])

    @app.get(f"{base}/notices/<token>")
    def notice(token):
        known = {"number": "small202611240001", "windows": ["2"], "may_return": True}
        return known if token == "t0k3n-of-notice" else ({"code": "not_found"}, 404)

    @app.get(f"{base}/tickets/<token>")
    def own(token):
        if token != "t0k3n-of-mine":
            return jsonify(code="not_found", detail="no"), 404
        return jsonify(number="A007", state="waiting")

    @app.post(f"{base}/tickets/<token>/return")
    def bring_back(token):
        if token in server.returned:
            return jsonify(code="return_refused", detail="no", reason="used"), 409
        server.returned.append(token)
        return jsonify(number="A007", state="waiting")

    return server


@pytest.fixture
def reader(tmp_path):
    with ReaderSimulator(link=tmp_path / "reader") as simulator:
        yield simulator


@pytest.fixture
def scanner(tmp_path):
    with ScannerSimulator(KeyboardCable(tmp_path / "scanner")) as simulator:
        yield simulator


class Page:
    """What the touch page asks."""

    def __init__(self, station):
        self._url = f"http://127.0.0.1:{station.local.port}/api"
        self._http = urllib3.PoolManager(retries=False)

    def get(self, path):
        return self._http.request("GET", self._url + path).json()

    def post(self, path, **body):
        answer = self._http.request("POST", self._url + path, json=body)
        return answer.status, answer.json()

    def hold_card(self, stay="stay-0001"):
        """Ask as long as the page would."""
        for _ in range(int(PATIENCE_S)):
            _, held = self.post("/card", stay=stay)
            if held["outcome"] != "waiting":
                return held
        raise AssertionError("no card within twenty seconds")


@pytest.fixture
def station(server, printer, reader, scanner, tmp_path, eventually):
    file = tmp_path / "station.toml"
    file.write_text(
        f'[station]\nserver = "{server.url}"\ntoken = "{TOKEN}"\nstate_dir = "state"\n'
        'kind = "kiosk"\n[local]\nport = 0\n'
        f'[[device]]\nkind = "printer"\nname = "slip"\naddress = "tcp://127.0.0.1:{printer.port}"\n'
        f'[[device]]\nkind = "idcard"\nname = "cards"\nport = "{tmp_path / "reader"}"\n'
        f'[[device]]\nkind = "scanner"\nname = "codes"\nport = "evdev:{tmp_path / "scanner"}"\n'
    )
    (tmp_path / "state").mkdir()
    made = Station(read_station_file(file))
    made.start()
    state = made.state
    eventually(lambda: state()["server"] == "online", within_s=PATIENCE_S)
    eventually(lambda: state()["reader"] == state()["scanner"] == "ready", within_s=PATIENCE_S)
    eventually(lambda: state()["printer"]["can_print"] == "yes", within_s=PATIENCE_S)
    yield made
    made.stop()


@pytest.fixture
def page(station):
    return Page(station)


def test_a_card_draws_a_number_and_the_server_hears_a_hash_and_a_mask(page, reader, server):
    reader.lay(CARDS["resident"])
    held = page.hold_card()
    assert held["outcome"] == "read"

    status, issued = page.post("/tickets", request_id="press-0001", queue_id=1, card=held["card"])

    assert (status, issued["ticket"]["number"], issued["slip"]) == (201, "A001", "printed")
    assert server.orders["press-0001"] == {"queue_id": 1, "channel": "kiosk", **WHO}


def test_a_card_checks_in_and_finds_numbers(page, reader, server):
    reader.lay(CARDS["resident"])
    card = page.hold_card()["card"]

    status, issued = page.post("/check-in", request_id="press-0002", card=card)
    _, found = page.post("/find", request_id="press-0003", card=card)

    assert (status, issued["slip"]) == (201, "printed")
    assert server.orders["press-0002"] == WHO
    assert found == {"tickets": [{"number": "A007"}], "appointments": []}
    assert server.found == [WHO]


def test_a_card_that_is_forgotten_must_be_laid_on_again(page, reader):
    reader.lay(CARDS["resident"])
    card = page.hold_card()["card"]
    page.post("/card/forget")

    for path, body in (("/tickets", {"queue_id": 1}), ("/check-in", {}), ("/find", {})):
        status, refused = page.post(path, request_id="press-0004", card=card, **body)
        assert (status, refused["code"]) == (409, "card_again")


def test_nothing_of_a_person_is_in_answers_logs_journal_or_files(
    page, reader, scanner, station, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    reader.lay(CARDS["resident"])
    held = page.hold_card()
    said = [
        held,
        page.post("/tickets", request_id="press-0001", queue_id=1, card=held["card"]),
        page.post("/check-in", request_id="press-0002", card=held["card"]),
        page.get("/state"),
    ]
    scanner.scan(NUMBER)
    said.append(page.get("/scan?after=0"))

    files = [file for file in (tmp_path / "state").rglob("*") if file.is_file()]
    kept = b"".join(file.read_bytes() for file in files)
    assert any(file.name == "journal.sqlite3" for file in files)
    for secret in (NUMBER, NUMBER[6:14], HASH, WHO["person_mask"], KEY.hex(), "示例甲"):
        assert secret.encode() not in kept
        assert secret not in caplog.text
        assert secret not in str(said)


def test_a_scanned_appointment_goes_to_the_page(page, scanner):
    n = page.get("/scan")["n"]
    scanner.scan("BDY:12345678")

    told = page.get(f"/scan?after={n}")

    assert told == {"n": n + 1, "kind": "appointment", "value": "12345678"}


def test_a_scanned_notice_says_where_to_come_back_to(page, scanner):
    n = page.get("/scan")["n"]
    scanner.scan("http://10.0.0.2:8000/n/t0k3n-of-notice")
    told = page.get(f"/scan?after={n}")
    assert (told["kind"], told["value"]) == ("notice", "t0k3n-of-notice")

    status, found = page.post("/find", request_id="press-0015", notice=told["value"])
    assert (status, found["notice"]["windows"]) == (200, ["2"])

    status, refused = page.post("/find", request_id="press-0016", notice="another-notice")
    assert (status, refused["code"]) == (404, "not_found")


def test_a_scanned_slip_finds_its_ticket(page, scanner):
    n = page.get("/scan")["n"]
    scanner.scan("http://10.0.0.2:8000/t/t0k3n-of-mine")
    token = page.get(f"/scan?after={n}")["value"]

    assert page.post("/find", request_id="press-0005", token=token) == (
        200,
        {"ticket": {"number": "A007", "state": "waiting"}},
    )
    status, refused = page.post("/find", request_id="press-0006", token="another-token")
    assert (status, refused["code"]) == (404, "not_found")


def test_a_typed_number_finds_what_its_owner_has(page, server):
    status, found = page.post("/find", request_id="press-0007", person="13800000000")

    assert (status, found["tickets"]) == (200, [{"number": "A007"}])
    assert server.found == [{"person": "13800000000"}]


def test_a_missed_number_is_put_back_as_often_as_the_server_lets_it(page):
    assert page.post("/return", request_id="press-0008", token="t0k3n-of-mine") == (
        200,
        {"ticket": {"number": "A007", "state": "waiting"}},
    )
    status, refused = page.post("/return", request_id="press-0009", token="t0k3n-of-mine")
    assert (status, refused["code"], refused["reason"]) == (409, "return_refused", "used")


def test_a_reader_that_is_away_is_said_and_the_station_goes_on(page, reader, eventually):
    reader.unplug()
    page.post("/card", stay="stay-0001")
    eventually(lambda: page.get("/state")["reader"] == "away", within_s=PATIENCE_S)

    assert page.post("/card", stay="stay-0001") == (200, {"outcome": "away", "card": None})
    assert page.post("/tickets", request_id="press-0001", queue_id=1)[0] == 201

    reader.plug()
    eventually(lambda: page.get("/state")["reader"] == "ready", within_s=PATIENCE_S)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/card", {}),
        ("/card", {"stay": "short"}),
        ("/find", {"request_id": "press-0001"}),
        ("/find", {"request_id": "press-0001", "card": "c" * 22, "token": "t0k3n-of-mine"}),
        ("/find", {"request_id": "press-0001", "card": "c" * 22, "person": "13800000000"}),
        ("/return", {"request_id": "press-0001"}),
        ("/tickets", {"request_id": "press-0001", "queue_id": 1, "card": "c" * 22, "person": "1"}),
        ("/check-in", {"request_id": "press-0001", "card": "c" * 22, "code": "12345678"}),
        ("/check-in", {"request_id": "press-0001"}),
    ],
)
def test_what_makes_no_sense_is_refused(page, path, body):
    status, refused = page.post(path, **body)

    assert (status, refused["code"]) == (422, "invalid")


def test_a_station_without_reader_and_scanner_has_no_such_routes(server, tmp_path):
    file = tmp_path / "plain.toml"
    file.write_text(
        f'[station]\nserver = "{server.url}"\ntoken = "{TOKEN}"\nstate_dir = "plain"\n'
        'kind = "kiosk"\n[local]\nport = 0\n'
    )
    (tmp_path / "plain").mkdir()
    station = Station(read_station_file(file))
    station.start()
    page = Page(station)

    state = page.get("/state")
    assert (state["reader"], state["scanner"]) == (None, None)
    assert page.post("/card", stay="stay-0001")[0] in (404, 405)
    station.stop()


def test_a_server_that_gives_no_key_is_named_in_the_log_and_nothing_is_made_of_cards(
    server, reader, scanner, printer, tmp_path, caplog, eventually
):
    server.key_status = 403
    file = tmp_path / "keyless.toml"
    file.write_text(
        f'[station]\nserver = "{server.url}"\ntoken = "{TOKEN}"\nstate_dir = "keyless"\n'
        'kind = "kiosk"\n[local]\nport = 0\n'
        f'[[device]]\nkind = "idcard"\nname = "cards"\nport = "{tmp_path / "reader"}"\n'
    )
    (tmp_path / "keyless").mkdir()
    station = Station(read_station_file(file))
    station.start()
    eventually(lambda: station.state()["reader"] == "ready", within_s=PATIENCE_S)
    eventually(lambda: "no key for persons" in caplog.text, within_s=PATIENCE_S)
    reader.lay(CARDS["resident"])

    assert Page(station).hold_card() == {"outcome": "server_away", "card": None}
    station.stop()
