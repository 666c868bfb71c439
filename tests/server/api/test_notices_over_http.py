"""一次性告知书 over HTTP: by whom, and what is refused."""

import pytest

REFUSAL = {"kind": "refusal", "words": "不属于本机关职权范围"}


@pytest.fixture
def served(people, hall):
    """Clerk 1 serves somebody at window 1."""
    clerk = people.clerk(1)
    clerk.at("1", "open")
    people.station("kiosk").issue("A")
    clerk.at("1", "call-next")
    clerk.at("1", "start")
    return clerk


@pytest.fixture
def told(hall):
    return {
        "kind": "correction",
        "item_id": hall.items["CARD1"],
        "materials": [{"position": 1, "fault": "wrong", "words": " 已过期 "}],
        "how": "换领后再来",
    }


def test_a_notice_made_with_one_press_sent_twice_is_one_notice(served, told):
    body = {**told, "suspend": "without_documents"}

    first, again = (served.at("1", "notices", key="press-0001", **body) for _ in range(2))

    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert first.body["materials"][0]["words"] == "已过期"
    assert first.body["number"] == "small202611240001"


def test_the_code_of_the_notice_leads_back_to_the_window(served, told):
    made = served.at("1", "notices", **told, suspend="with_documents").body

    own = served.get(f"/notices/{made['url'].rpartition('/')[2]}").body
    assert own["return_code"] == made["return_code"]
    assert own["windows"] == ["1"]
    desk = served.at("1", "resume", token=made["url"].rpartition("/")[2]).body
    assert desk["current"]["state"] == "serving"


def test_what_is_missing_is_named(served, told):
    answer = served.at("1", "notices", **{**told, "how": "  "})

    assert answer.refusal == (422, "invalid")
    assert answer.body["field"] == "how"


def test_another_clerk_makes_no_notice_here(served, people, told):
    other = people.clerk(2).at("1", "notices", **told)

    assert other.refusal == (403, "not_your_window")


def test_a_station_makes_none_and_reads_none(served, people, told):
    notice_id = served.at("1", "notices", **told).body["notice_id"]
    kiosk = people.station("kiosk")

    assert kiosk.at("1", "notices", **told).refusal == (403, "forbidden")
    assert kiosk.get(kiosk.hall(f"/notices/{notice_id}")).refusal == (403, "forbidden")


def test_counts_are_for_the_office(served, people, hall):
    served.at("1", "notices", **REFUSAL, item_id=hall.items["CARD1"])
    path = served.hall("/notice-counts?first=2026-11-24&last=2026-11-24")

    assert served.get(path).refusal == (403, "forbidden")
    (item,) = people.staff("office").get(path).body["items"]
    assert (item["item_code"], item["kinds"]) == ("CARD1", {"refusal": 1})


def test_slips_need_a_window_and_a_page_takes_none(served, told, hall):
    one = served.hall(f"/notices/{served.at('1', 'notices', **told).body['notice_id']}/print")

    assert served.post(one, {"how": "slip"}).refusal == (422, "invalid")
    at_window = {"how": "page", "window_id": hall.windows["1"]}
    assert served.post(one, at_window).refusal == (422, "invalid")
    assert served.post(one, {"how": "page"}).body["prints"][-1]["how"] == "page"
