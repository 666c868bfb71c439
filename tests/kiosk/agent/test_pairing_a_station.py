"""A computer becomes a station: its own token, a code on the screen, the office's word."""

import hashlib
import stat
import threading
from datetime import timedelta

import pytest
from flask import Flask, jsonify, request
from werkzeug.serving import make_server

from kiosk.agent.clock import to_wire, utc_now
from kiosk.agent.local_app import Pages
from kiosk.agent.pairing import Pairing
from kiosk.agent.pairing_page import create_pairing_app
from kiosk.agent.settings import read_station_file

FILE = """
[station]
server = "{url}"
token_file = "station.token"
state_dir = "state"
kind = "kiosk"
{more}
[local]
port = 0
"""


class Office:
    """The server's side of pairing: it knows a token's hash once somebody has accepted."""

    def __init__(self):
        self.halls = ["county"]
        self.known = set()
        self.asked = []
        self.good_for = timedelta(minutes=10)
        self.app = Flask("office")
        base = "/api/v1"

        @self.app.get(f"{base}/halls")
        def halls():
            named = enumerate(self.halls, start=1)
            return jsonify(halls=[{"hall_id": n, "code": code} for n, code in named])

        @self.app.get(f"{base}/stations/me")
        def me():
            token = request.headers["Authorization"].removeprefix("Bearer ")
            if hashlib.sha256(token.encode()).hexdigest() in self.known:
                return jsonify(station_id=9)
            return jsonify(code="unauthenticated", detail="no"), 401

        @self.app.post(f"{base}/halls/<int:hall_id>/pairings")
        def ask(hall_id):
            self.asked.append((hall_id, request.json))
            expires_at = to_wire(utc_now() + self.good_for)
            return jsonify(code=f"{len(self.asked):06}", expires_at=expires_at)

    def accept(self):
        """Somebody enters the newest code."""
        self.known.add(self.asked[-1][1]["token_hash"])


@pytest.fixture
def office():
    office = Office()
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    office.url = f"http://127.0.0.1:{server.server_port}"
    yield office
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def station_file(tmp_path, office):
    def write(more=""):
        (tmp_path / "state").mkdir(exist_ok=True)
        path = tmp_path / "station.toml"
        path.write_text(FILE.format(url=office.url, more=more))
        return path

    return write


@pytest.fixture
def pair():
    """Starts a computer that is not a station yet."""
    begun = []

    def start(path):
        pairing = Pairing(read_station_file(path), ask_every_s=0.01)
        begun.append(pairing)
        pairing.start()
        return pairing

    yield start
    for pairing in begun:
        assert pairing.stop(timeout_s=15)


def test_a_station_file_without_its_token_file_is_not_paired(station_file):
    assert not read_station_file(station_file()).is_paired


def test_the_office_accepts_and_the_token_is_kept_for_this_account_alone(
    station_file, office, pair, tmp_path, eventually
):
    pairing = pair(station_file())
    eventually(lambda: pairing.state()["code"] == "000001")
    office.accept()

    assert pairing.done.wait(15)
    token_file = tmp_path / "station.token"
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
    file = read_station_file(station_file())
    assert file.is_paired
    assert hashlib.sha256(file.token.encode()).hexdigest() in office.known
    assert list((tmp_path / "state").iterdir()) == []


def test_only_a_hash_of_the_token_is_sent_before(station_file, office, pair, tmp_path, eventually):
    pair(station_file())
    eventually(lambda: office.asked)

    token = (tmp_path / "state" / "new-token").read_text()
    hall_id, body = office.asked[0]
    assert hall_id == 1
    assert body["token_hash"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(body)


def test_a_restart_shows_a_code_for_the_same_token(station_file, office, pair, eventually):
    first = pair(station_file())
    eventually(lambda: len(office.asked) == 1)
    first.stop(timeout_s=15)
    pair(station_file())
    eventually(lambda: len(office.asked) == 2)

    assert len({body["token_hash"] for _, body in office.asked}) == 1


def test_a_code_that_has_run_out_is_followed_by_another(station_file, office, pair, eventually):
    office.good_for = timedelta()
    pairing = pair(station_file())

    eventually(lambda: pairing.state()["code"] == "000003")


def test_of_several_halls_the_file_must_name_one(station_file, office, pair, eventually):
    office.halls = ["county", "township"]
    unclear = pair(station_file())
    eventually(lambda: unclear.state()["problem"] == "which_hall")

    pair(station_file('hall = "township"'))

    eventually(lambda: office.asked)
    assert office.asked[0][0] == 2


def test_a_hall_the_server_does_not_have_is_said(station_file, pair, eventually):
    pairing = pair(station_file('hall = "elsewhere"'))

    eventually(lambda: pairing.state()["problem"] == "no_such_hall")


def test_a_server_that_is_away_is_said(station_file, office, pair, eventually):
    path = station_file()
    path.write_text(path.read_text().replace(office.url, "http://127.0.0.1:9"))

    pairing = pair(path)

    eventually(lambda: pairing.state()["problem"] == "server_away")
    assert pairing.state()["code"] is None


def test_the_page_and_its_facts_are_served_to_this_machine_only(
    station_file, office, pair, tmp_path, eventually
):
    pairing = pair(station_file())
    eventually(lambda: pairing.state()["code"])
    (tmp_path / "pairing.html").write_text("<h1>新终端配对</h1>")
    pages = Pages(web=tmp_path, kit=tmp_path)
    client = create_pairing_app(pairing, names=frozenset({"localhost"}), pages=pages).test_client()

    with client.get("/") as page:
        assert "新终端配对" in page.text
    assert client.get("/api/pairing").json["code"] == "000001"
    assert client.get("/api/pairing", headers={"Host": "elsewhere.example"}).status_code == 403
