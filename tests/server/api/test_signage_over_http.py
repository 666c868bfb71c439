"""What displays show beside calls: sent, ordered, defined by the office; read by everybody."""

import io
import os
import time

import pytest

from server.settings import Settings
from server.store.media_files import MediaFiles
from tests.server.api.asking import Caller
from tests.server.showing import mp4, picture, webm

FORBIDDEN = (403, "forbidden")


@pytest.fixture
def office(people):
    return people.staff("office")


def send(somebody: Caller, content: bytes):
    return somebody.send_bytes(somebody.hall("/media"), content)


def add(office: Caller, content: bytes = b"", **showing):
    medium = send(office, content or picture()).body["medium"]
    wanted = {"medium": medium, "duration_s": 10, **showing}
    return office.post(office.hall("/slides"), wanted)


def titles(answer):
    return [slide["title"] for slide in answer.body["slides"]]


def seen(somebody: Caller):
    """What a display is told."""
    return somebody.get(somebody.hall("/signage"))


def test_a_picture_goes_from_the_office_to_every_display_as_it_was_sent(office, people, server):
    content = picture()

    assert add(office, content, title="便民服务").status == 201

    slide = seen(people.stranger()).body["slides"][0]
    assert (slide["title"], slide["video"], slide["duration_s"]) == ("便民服务", False, 10)
    with server.app.test_client().get(slide["url"]) as file:
        assert file.data == content
    assert file.headers["Content-Type"] == "image/png"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.cache_control.immutable
    assert file.cache_control.max_age > 86_400


def test_the_same_file_sent_again_is_kept_once(office):
    assert send(office, mp4()).body == send(office, mp4()).body
    assert send(office, mp4()).body["medium"] != send(office, webm()).body["medium"]


def test_a_video_can_be_read_from_its_middle(office, server):
    url = add(office, mp4(), duration_s=None).body["slides"][0]["url"]

    with server.app.test_client().get(url, headers={"Range": "bytes=4-7"}) as part:
        assert (part.status_code, part.data) == (206, b"ftyp")


@pytest.mark.parametrize(
    ("content", "reason"), [(b"<svg/>", "wrong_kind"), (picture()[:-4], "wrong_kind")]
)
def test_a_file_of_another_kind_is_refused_and_not_kept(office, server, content, reason):
    refused = send(office, content)

    assert refused.refusal == (422, "invalid")
    assert (refused.body["what"], refused.body["reason"]) == ("medium", reason)
    assert list(server.wiring.media.folder(1).glob("*")) == []


@pytest.mark.parametrize("name", ["no-such.png", "..%2f..%2fhall.db", ".png"])
def test_nothing_but_media_comes_out_of_the_folder(server, name):
    assert server.app.test_client().get(f"/display/media/1/{name}").status_code == 404


def test_a_slide_needs_a_file_that_was_sent_and_a_picture_its_time(office):
    unknown = office.post(office.hall("/slides"), {"medium": "0" * 32 + ".png", "duration_s": 9})
    assert unknown.refusal == (404, "not_found")
    endless = add(office, duration_s=None)
    assert (endless.body["what"], endless.body["reason"]) == ("slide", "no_duration")
    backwards = add(office, first_on="2026-12-02", last_on="2026-12-01")
    assert backwards.body["reason"] == "ends_first"


def test_slides_are_put_in_order_changed_and_removed(office):
    for title in "一二三":
        listed = add(office, title=title)
    first, second, third = [slide["slide_id"] for slide in listed.body["slides"]]

    ordered = office.post(office.hall("/slides/order"), {"slide_ids": [third, first, second]})
    assert titles(ordered) == ["三", "一", "二"]
    changed = office.post(office.hall(f"/slides/{first}"), {"title": "壹", "duration_s": 20})
    assert titles(changed) == ["三", "壹", "二"]
    assert titles(office.post(office.hall(f"/slides/{third}/remove"))) == ["壹", "二"]
    assert titles(add(office, title="四")) == ["壹", "二", "四"]


def test_an_order_made_from_an_old_list_is_refused(office):
    old = add(office, title="一").body["slides"][0]["slide_id"]
    add(office, title="二")

    refused = office.post(office.hall("/slides/order"), {"slide_ids": [old]})

    assert (refused.status, refused.body["reason"]) == (422, "not_these")
    assert titles(office.get(office.hall("/signage/all"))) == ["一", "二"]


def test_displays_are_told_what_is_on_and_not_over(office, people, clock):
    add(office, title="过期", last_on="2026-11-23")
    add(office, title="今天", last_on="2026-11-24")
    add(office, title="将来", first_on="2026-12-01")
    add(office, title="停用", is_on=False)

    assert titles(seen(people.stranger())) == ["今天", "将来"]
    assert titles(office.get(office.hall("/signage/all"))) == ["过期", "今天", "将来", "停用"]
    clock.forward(seconds=86_400)
    assert titles(seen(people.stranger())) == ["将来"]


def test_every_change_tells_displays_to_look_again(office, hall):
    def changes(ask):
        before = len(hall.events())
        ask()
        return [event["kind"] for event in hall.events()[before:]]

    assert changes(lambda: add(office)) == ["hall.changed"]
    line = {"lines": [{"zh": "明日停电"}]}
    assert changes(lambda: office.post(office.hall("/marquee"), line)) == ["hall.changed"]


def test_lines_of_the_marquee_are_shown_on_their_days(office, people, clock):
    lines = [
        {"zh": "平时", "en": "always", "first_on": None, "last_on": None},
        {"zh": "明日停电", "en": "", "first_on": None, "last_on": "2026-11-24"},
    ]

    answer = office.post(office.hall("/marquee"), {"lines": lines})

    def shown():
        config = people.stranger().get(office.hall()).body
        return [line["zh"] for line in config["notices"]]

    assert answer.body["marquee"] == lines
    assert shown() == ["平时", "明日停电"]
    clock.forward(seconds=86_400)
    assert shown() == ["平时"]


def test_a_layout_of_the_hall_is_defined_defined_anew_and_forgotten(office, people):
    path = office.hall("/layouts/entrance")
    definition = {"shows": ["calls", "slides"], "slides": "main", "on_call": "pause"}
    office.post(path, {"title": "门口", "definition": definition})
    office.post(
        path, {"title": "正门", "definition": definition | {"queues": ["cards"], "calls": 6}}
    )

    (layout,) = seen(people.stranger()).body["layouts"]
    assert (layout["name"], layout["title"]) == ("entrance", "正门")
    assert layout["definition"] == {
        "shows": ["calls", "slides"],
        "slides": "main",
        "on_call": "pause",
        "zones": [],
        "queues": ["cards"],
        "calls": 6,
        "turn_s": 8,
        "english": True,
        "flash": False,
    }
    assert office.post(f"{path}/remove").body["layouts"] == []
    assert office.post(f"{path}/remove").refusal == (404, "not_found")


def test_a_layout_that_cannot_be_shown_says_all_its_faults(office):
    definition = {"shows": ["waiting", "slides"], "zones": ["moon"], "queues": ["cards", "z"]}

    refused = office.post(office.hall("/layouts/wrong"), {"title": "错", "definition": definition})

    assert refused.status == 422
    assert refused.body["faults"] == [
        {"field": "shows", "why": "slides_need_calls", "about": ""},
        {"field": "zones", "why": "unknown", "about": "moon"},
        {"field": "queues", "why": "unknown", "about": "z"},
    ]


@pytest.mark.parametrize("name", ["A", "..", "a b", "a" * 33])
def test_a_layout_s_name_fits_into_an_address(office, name):
    wanted = {"title": "错", "definition": {"shows": ["calls"]}}

    assert office.post(office.hall(f"/layouts/{name}"), wanted).status in (404, 422)


def test_clerks_and_stations_change_nothing(people):
    for somebody in (people.clerk(1), people.station("kiosk"), people.staff("reception")):
        assert send(somebody, picture()).refusal == FORBIDDEN
        assert somebody.post(somebody.hall("/marquee"), {"lines": []}).refusal == FORBIDDEN
        assert somebody.get(somebody.hall("/signage/all")).refusal == FORBIDDEN


def test_files_that_nothing_names_any_more_go_after_a_day(tmp_path):
    files = MediaFiles(tmp_path)
    old, new, used = (files.keep(1, io.BytesIO(picture(size=(n, n)))) for n in (1, 2, 3))
    yesterday = time.time() - 90_000
    for medium in (old, used):
        os.utime(tmp_path / "1" / medium.name, (yesterday, yesterday))

    files.forget_others(1, {used.name})

    assert {file.name for file in (tmp_path / "1").iterdir()} == {new.name, used.name}


def test_the_media_folder_is_beside_the_database_unless_the_settings_name_one(tmp_path):
    def folder(**more):
        return Settings(database_url=f"sqlite:///{tmp_path}/hall.db", secret_key="s" * 32, **more)

    assert folder().media == tmp_path / "media"
    assert folder(media_folder=tmp_path / "films").media == tmp_path / "films"
