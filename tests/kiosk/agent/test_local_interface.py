import pytest

from display.voice.clip import silence
from kiosk.agent.issuing import Issued, NotIssued
from kiosk.agent.local_api import LocalServices, create_local_app
from kiosk.agent.local_app import Pages
from kiosk.agent.loudspeaker import SimulatedSink

PRESS = {"request_id": "press-0001", "queue_id": 1}


class Issuing:
    """Gives every press the ticket A001, or says no."""

    def __init__(self):
        self.says = None
        self.asked = []

    def issue(self, request_id, *, wanted, person=None):
        self.asked.append((request_id, wanted) if person is None else (request_id, wanted, person))
        return self._answer()

    def reprint(self, request_id, *, ticket_id):
        self.asked.append((request_id, ticket_id))
        return self._answer()

    def _answer(self):
        if self.says:
            raise self.says
        return Issued(ticket={"number": "A001"}, slip="printed", reason=None)


@pytest.fixture
def issuing():
    return Issuing()


@pytest.fixture
def sink():
    return SimulatedSink(scale=0)


@pytest.fixture
def client_of(issuing, sink, tmp_path):
    web, kit = tmp_path / "web", tmp_path / "kit"
    for folder, files in (
        (web, {"index.html": "<h1>取号</h1>", "app.js": "export {}"}),
        (kit, {"tokens.css": ":root {}"}),
    ):
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)

    def make(*, kind="kiosk", catalogue=None, locked=False):
        services = LocalServices(
            kind=kind,
            names=frozenset({"127.0.0.1", "localhost"}),
            state=lambda: {"server": "online"},
            catalogue=lambda: catalogue,
            issuing=issuing,
            is_locked=lambda: locked,
            speech=sink,
        )
        app = create_local_app(services, pages=Pages(web=web, kit=kit))
        return app.test_client()

    return make


@pytest.fixture
def client(client_of):
    return client_of()


def test_a_press_is_answered_with_ticket_and_slip(client, issuing):
    answer = client.post("/api/tickets", json=PRESS)

    assert answer.status_code == 201
    assert answer.json == {"ticket": {"number": "A001"}, "slip": "printed", "reason": None}
    assert issuing.asked == [("press-0001", {"queue_id": 1})]


def test_who_takes_a_number_is_passed_on_beside_what_is_wanted(client, issuing):
    client.post("/api/tickets", json={**PRESS, "person": "13812341234"})

    assert issuing.asked == [("press-0001", {"queue_id": 1}, "13812341234")]


def test_what_is_wrong_with_a_request_never_repeats_a_persons_number(client, issuing):
    answer = client.post("/api/tickets", json={**PRESS, "person": "13812341234" * 20})

    assert answer.status_code == 422
    assert "1381234" not in answer.text
    assert issuing.asked == []


def test_a_slip_is_printed_once_more(client, issuing):
    answer = client.post("/api/reprint", json={"request_id": "press-0002", "ticket_id": 7})

    assert (answer.status_code, answer.json["slip"]) == (201, "printed")
    assert issuing.asked == [("press-0002", 7)]


@pytest.mark.parametrize("body", [{"ticket_id": 7}, {"request_id": "press-0002"}, {}])
def test_a_reprint_names_its_press_and_its_ticket(client, body):
    assert client.post("/api/reprint", json=body).status_code == 422


def test_a_refusal_keeps_its_code_and_fields(client, issuing):
    issuing.says = NotIssued("queue_closed", status=409, detail="no", reason="full")

    answer = client.post("/api/tickets", json=PRESS)

    assert answer.status_code == 409
    assert answer.json == {"code": "queue_closed", "detail": "no", "reason": "full"}


@pytest.mark.parametrize(
    "body",
    [
        {"queue_id": 1},
        {"request_id": "press-0001"},
        PRESS | {"item_id": 2},
        PRESS | {"request_id": "../.."},
        PRESS | {"name": "somebody"},
        PRESS | {"queue_id": "1"},
    ],
    ids=["no request", "nothing wanted", "two things", "odd request", "unknown key", "text"],
)
def test_a_press_that_makes_no_sense_draws_nothing(client, issuing, body):
    answer = client.post("/api/tickets", json=body)

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert issuing.asked == []


def test_a_body_that_is_no_json_is_refused(client):
    answer = client.post("/api/tickets", data="queue_id=1", content_type="text/plain")

    assert (answer.status_code, answer.json["code"]) == (415, "invalid")


def test_before_the_first_catalogue_that_is_said(client):
    answer = client.get("/api/catalogue")

    assert (answer.status_code, answer.json["code"]) == (503, "no_catalogue")


def test_the_catalogue_is_handed_on_as_it_came(client_of):
    catalogue = {"hall": {"name": "某县"}, "items": []}

    assert client_of(catalogue=catalogue).get("/api/catalogue").json == catalogue


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/app.js", "text/javascript"), ("/kit/tokens.css", "text/css")],
)
def test_pages_are_served_with_their_type_and_a_strict_policy(client, path, kind):
    with client.get(path) as answer:
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/../station.toml", "/kit/../../station.toml", "/%2e%2e/x", "/no"]
)
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_a_window_station_has_no_kiosk_page(client_of):
    assert client_of(kind="window").get("/").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "127.0.0.1:8001"}, 201),
        ({"Host": "127.0.0.1:8001", "Origin": "http://127.0.0.1:8001"}, 201),
        ({"Host": "127.0.0.1:8001", "Origin": "http://127.0.0.1:8000"}, 403),
        ({"Host": "127.0.0.1:8001", "Origin": "https://elsewhere.example"}, 403),
        ({"Host": "127.0.0.1:8001", "Origin": "null"}, 403),
        ({"Host": "elsewhere.example"}, 403),
        ({"Host": "[::1"}, 403),
    ],
)
def test_only_pages_of_this_station_may_draw_numbers(client, issuing, headers, status):
    assert client.post("/api/tickets", json=PRESS, headers=headers).status_code == status
    assert len(issuing.asked) == (status == 201)


def test_what_the_loudspeaker_said_can_be_heard_by_pages_of_the_hall(client, sink, never):
    for text in ("一", "二"):
        sink.play(silence(0.5), text=text, language="zh", stop=never)

    answer = client.get("/speech.json?after=1", headers={"Origin": "http://127.0.0.1:8000"})

    clips = [{k: v for k, v in clip.items() if k != "at"} for clip in answer.json["clips"]]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["last"] == 2
    assert clips == [
        {"n": 2, "text": "二", "language": "zh", "url": "/speech/2.wav", "duration_s": 0.5}
    ]
    sound = client.get("/speech/2.wav")
    assert (sound.mimetype, sound.data[:4]) == ("audio/wav", b"RIFF")
    assert client.get("/speech/9.wav").status_code == 404


def test_only_the_last_fifty_clips_are_kept(client, sink, never):
    for n in range(60):
        sink.play(silence(0), text=str(n), language="zh", stop=never)

    clips = client.get("/speech.json").json["clips"]

    assert (len(clips), clips[0]["n"], clips[-1]["n"]) == (50, 11, 60)


def test_a_locked_station_issues_nothing_and_still_says_how_it_is(client_of, issuing):
    client = client_of(locked=True)

    answer = client.post("/api/tickets", json=PRESS)

    assert (answer.status_code, answer.json["code"]) == (503, "station_locked")
    assert issuing.asked == []
    assert client.get("/api/state").status_code == 200
