"""Every page comes with a strict Content-Security-Policy, and keeps to it."""

import re
from html.parser import HTMLParser

import pytest

from server.app import create_app
from server.settings import Settings
from tests.server.api.asking import PASSWORD, People, in_process

FILES = {"pages.static", "kit", "display", "media"}  # what pages load, by a name


@pytest.fixture
def server(hall_url, clock):
    settings = Settings(database_url=hall_url, secret_key="a secret of thirty-two characters")
    server = create_app(settings, clock=clock)
    yield server
    server.close()


@pytest.fixture
def database(server):
    return server.wiring.database


@pytest.fixture
def browser(server, hall):
    """A browser in which somebody who may see every page has signed in."""
    People(in_process(server.app), hall, server.wiring.tokens).enrol("office")
    with server.app.test_client() as browser:
        token = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/login").text)[1]
        form = {"login": "office", "password": PASSWORD}
        assert browser.post("/login", json=form, headers={"X-CSRFToken": token}).status_code == 200
        yield browser


@pytest.fixture
def pages(server, hall):
    """The address of every page that there is."""
    values = {
        "hall_id": hall.hall_id,
        "window_id": hall.windows["1"],
        "zone_id": 1,
        "notice_id": 1,
        "item_id": 1,
        "token": hall.ticket(hall.issue("A")).token,
    }
    rules = [
        rule
        for rule in server.app.url_map.iter_rules()
        if "GET" in rule.methods
        and not rule.rule.startswith(("/api/", "/healthz"))
        and rule.endpoint not in FILES
    ]
    adapter = server.app.url_map.bind("")
    return [
        adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for rule in rules
    ]


def policy(answer):
    """Directive -> sources."""
    directives = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: set(sources) for name, *sources in directives}


class Refused(HTMLParser):
    """Collects what the policy would refuse: inline code and styles, files from elsewhere."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(f"inline <{tag}>")
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        loaded = [given.get("src"), given.get("href") if tag == "link" else None]
        self.found += [
            address
            for address in loaded
            if address and not re.match(r"/(?!/)|data:,", address) and ":" in address
        ]


def test_every_page_is_a_page_with_a_policy_that_it_keeps(browser, pages):
    assert len(pages) >= 8
    for page in pages:
        with browser.get(page) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "text/html"), page
            assert Refused(answer.text).found == [], page
            assert policy(answer)["default-src"] == {"'self'"}, page


def test_the_policy_allows_no_inline_code_and_no_frames(browser):
    assert policy(browser.get("/")) == {
        "default-src": {"'self'"},
        "connect-src": {"'self'", "ws:", "wss:", "http://127.0.0.1:*"},
        "img-src": {"'self'", "data:", "blob:"},
        "media-src": {"'self'", "blob:", "http://127.0.0.1:*"},
        "style-src": {"'self'"},
        "object-src": {"'none'"},
        "base-uri": {"'none'"},
        "form-action": {"'self'"},
        "frame-ancestors": {"'none'"},
    }


@pytest.mark.parametrize(
    "path",
    ["/healthz", "/api/v1/halls", "/api/v1/nothing", "/no-such-page", "/kit/no-such-file", "/t/x"],
)
def test_whatever_is_answered_bears_the_same_headers(browser, path):
    answer = browser.get(path)

    assert policy(answer) == policy(browser.get("/"))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_an_error_page_bears_them_too(server):
    def fail():
        raise RuntimeError

    server.app.add_url_rule("/broken-page", "broken", fail)

    answer = server.app.test_client().get("/broken-page")

    assert answer.status_code == 500
    assert policy(answer)["default-src"] == {"'self'"}


@pytest.mark.parametrize("path", ["/kit/../../server/app.py", "/static/..%2f..%2fweb.py"])
def test_no_file_outside_its_folder_is_served(browser, path):
    assert browser.get(path).status_code == 404


def test_the_sessions_cookie_is_kept_from_scripts_and_other_sites(server, hall):
    answer = server.app.test_client().get("/login")

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_https_the_sessions_cookie_is_sent_over_https_only(hall_url, clock):
    settings = Settings(
        database_url=hall_url, secret_key="s" * 32, public_url="https://hall.example"
    )
    server = create_app(settings, clock=clock)

    cookie = server.app.test_client().get("/login").headers["Set-Cookie"]

    assert "Secure" in cookie
    server.close()


def test_the_health_of_the_server_needs_nobody_signed_in(server):
    answer = server.app.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok", "database": "ok"})
