"""What the page routes answer, without a browser."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.pages.signing_in import safe_next
from server.pages.web import error_page
from tests.server.pages.fake_api import create_app
from tests.server.pages.fake_hall import FakeHall

STAFF_PAGES = [
    *("/reception", "/console", "/console/3", "/queues", "/stations", "/cases", "/statistics"),
    *("/notices", "/notices/1", "/feedback/register"),
]
PAGES = ["/", "/login", *STAFF_PAGES, "/t/token-1", "/no-such-page"]


@pytest.fixture
def app() -> Flask:
    return create_app(FakeHall())


@pytest.fixture
def browser(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def token_of(browser: FlaskClient) -> str:
    page = browser.get("/login").text
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]


def sign_in(browser: FlaskClient, **form: str) -> object:
    body = {"login": "clerk7", "password": "right", **form}
    return browser.post("/login", json=body, headers={"X-CSRFToken": token_of(browser)})


def bar_of(browser: FlaskClient, path: str) -> dict[str, bool]:
    """Where the bar of a page leads, and which of them is this page."""
    bar = browser.get(path).text.partition("<nav>")[2].partition("</nav>")[0]
    return {
        to: bool(here) for to, here in re.findall(r'href="([^"]+)"( aria-current="page")?', bar)
    }


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_stranger_is_led_to_the_sign_in_page_and_back_afterwards(
    browser: FlaskClient, path: str
) -> None:
    refused = browser.get(path)

    assert refused.status_code == 302
    assert refused.location.startswith("/login?next=")
    form = browser.get(refused.location).text
    assert f'data-next="{path}"' in form


def test_a_clerk_who_signs_in_is_led_on_and_sees_the_console(browser: FlaskClient) -> None:
    answer = sign_in(browser, next="/console/3")

    assert (answer.status_code, answer.json) == (200, {"next": "/console/3"})
    page = browser.get("/console/3").text
    assert 'data-window-id="3"' in page
    assert 'data-account-id="7"' in page
    assert 'data-hall-id="1"' in page


@pytest.mark.parametrize(
    ("login", "page"), [("reception9", "/reception"), ("office10", "/console")]
)
def test_who_asked_for_no_page_is_led_to_their_work(
    browser: FlaskClient, login: str, page: str
) -> None:
    assert sign_in(browser, login=login).json == {"next": page}


def test_each_is_offered_the_pages_that_will_let_them_in(browser: FlaskClient) -> None:
    sign_in(browser, login="clerk7")
    assert 'href="/reception"' not in browser.get("/console").text

    sign_in(browser, login="reception9")
    assert 'href="/reception"' in browser.get("/console").text


def test_every_page_of_the_office_leads_to_the_others_and_says_which_it_is(
    browser: FlaskClient,
) -> None:
    sign_in(browser, login="office10")

    links = bar_of(browser, "/console")

    assert {"/console", "/cases", "/items", "/statistics", "/stations", "/displays"} <= set(links)
    for path in links.keys() - {"/reception"}:  # a desk with a bar of its own
        assert bar_of(browser, path).keys() == links.keys()
        assert [to for to, is_here in bar_of(browser, path).items() if is_here] == [path]


def test_a_clerk_is_refused_the_pages_of_others_and_no_more(browser: FlaskClient) -> None:
    sign_in(browser, login="clerk7")

    answers = {path: browser.get(path).status_code for path in STAFF_PAGES}

    refused = {path for path, status in answers.items() if status != 200}
    assert refused == {"/reception", "/stations", "/statistics"}
    assert {answers[path] for path in refused} == {403}


def test_a_wrong_password_is_answered_by_code_and_signs_nobody_in(browser: FlaskClient) -> None:
    answer = sign_in(browser, password="wrong")

    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
    assert browser.get("/console").status_code == 302


@pytest.mark.parametrize("body", [None, [], "x", {}, {"login": "clerk7"}, {"login": 1}])
def test_a_form_that_is_no_form_is_invalid(browser: FlaskClient, body: object) -> None:
    answer = browser.post("/login", json=body, headers={"X-CSRFToken": token_of(browser)})

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_a_form_of_another_site_changes_no_session(browser: FlaskClient, path: str) -> None:
    sign_in(browser)

    answer = browser.post(path, json={"login": "clerk8", "password": "right"})

    assert answer.status_code == 400
    assert 'data-account-id="7"' in browser.get("/console").text


def test_signing_out_ends_the_session(browser: FlaskClient) -> None:
    sign_in(browser)

    answer = browser.post("/logout", data={"csrf_token": token_of(browser)})

    assert (answer.status_code, answer.location) == (303, "/login")
    assert browser.get("/console").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/console",
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "console",
        "",
        None,
    ],
)
def test_nobody_is_led_off_this_server_after_signing_in(target: str | None) -> None:
    assert safe_next(target, otherwise="/console") == "/console"


@pytest.mark.parametrize("target", ["/console/3", "/console?lang=en", "/t/a-b_c"])
def test_paths_of_this_server_are_kept(target: str) -> None:
    assert safe_next(target, otherwise="/console") == target


class Markup(HTMLParser):
    """Collects what a strict Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.refused.append(f"inline <{tag}>")
        self.refused += [name for name in given if name == "style" or name.startswith("on")]
        for name in ("src", "href"):
            address = given.get(name) or ""
            if not address.startswith(("/", "data:,")) or address.startswith("//"):
                self.refused += [f"{name}={address}"] if address else []


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_the_content_security_policy_refuses(
    browser: FlaskClient, path: str
) -> None:
    sign_in(browser, login="office10")
    markup = Markup()

    markup.feed(browser.get(path).text)

    assert markup.refused == []


@pytest.mark.parametrize("path", PAGES)
def test_every_file_a_page_loads_is_there(browser: FlaskClient, path: str) -> None:
    sign_in(browser, login="office10")
    page = browser.get(path).text
    loaded = re.findall(r'(?:src|href)="(/(?:static|kit)/[^"]+)"', page)

    def status(file: str) -> int:
        with browser.get(file) as answer:
            return answer.status_code

    assert loaded
    assert [file for file in loaded if status(file) != 200] == []


def test_what_is_missing_is_a_page_to_people_and_json_to_programs(browser: FlaskClient) -> None:
    page = browser.get("/no-such-page")
    answer = browser.get("/api/v1/no-such-thing")

    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "没有这一页" in page.text
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_a_fault_page_gives_the_number_to_quote(app: Flask) -> None:
    with app.test_request_context("/console"):
        page, status = error_page(500, reference="c0ffee42")

    assert status == 500
    assert "系统出了差错" in page
    assert "c0ffee42" in page


def test_a_token_cannot_break_out_of_the_phone_page(browser: FlaskClient) -> None:
    page = browser.get('/t/"><script>alert(1)<x>').text

    assert "<script>alert" not in page
