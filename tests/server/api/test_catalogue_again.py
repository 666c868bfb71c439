"""A kiosk asks for its catalogue again and again, and gets it when it has changed."""

import pytest


@pytest.fixture
def ask(server, hall):
    browser = server.app.test_client()

    def ask(**headers):
        return browser.get(f"/api/v1/halls/{hall.hall_id}/catalogue", headers=headers)

    return ask


def test_a_catalogue_that_is_known_is_not_sent_again(ask):
    first = ask()

    again = ask(**{"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_catalogue_that_changed_is_sent(ask, hall):
    tag = ask().headers["ETag"]
    hall.set_queue("A", name="社会保障卡")

    changed = ask(**{"If-None-Match": tag})

    assert changed.status_code == 200
    assert "社会保障卡" in [queue["name"] for queue in changed.json["hall"]["queues"]]
    assert changed.headers["ETag"] != tag


def test_a_catalogue_is_sent_again_when_the_hall_closes(ask, clock):
    tag = ask().headers["ETag"]

    clock.set("2026-11-24 12:30")
    at_noon = ask(**{"If-None-Match": tag})

    assert at_noon.status_code == 200
    assert at_noon.json["hall"]["open"]["now"] is False


def test_a_catalogue_stays_the_same_while_numbers_are_given(ask, kiosk, clock):
    tag = ask().headers["ETag"]

    kiosk.issue("A")
    clock.forward(minutes=10)

    assert ask(**{"If-None-Match": tag}).status_code == 304
