"""The two sample halls: complete, served, and true to themselves."""

import re
from datetime import time
from pathlib import Path

import pytest

import server.sample
from server.sample.read import read_hall
from server.sample.schema import HallFile, Item

SAMPLES = Path(server.sample.__file__).parent
COUNTY = read_hall(SAMPLES / "county")
TOWNSHIP = read_hall(SAMPLES / "township")
ITEMS = [pytest.param(item, id=item.code) for item in (*COUNTY.items, *TOWNSHIP.items)]
HALLS = [pytest.param(COUNTY, id="county"), pytest.param(TOWNSHIP, id="township")]


def _serving(hall: HallFile, queue: str) -> set[str]:
    return {w.number for w in hall.windows if queue in {served.queue for served in w.queues}}


def test_the_county_hall_has_the_five_zones_of_integrated_service():
    in_order = sorted(COUNTY.zones, key=lambda zone: zone.position)
    assert [zone.name for zone in in_order] == [
        "企业开办",
        "项目审批",
        "综合服务",
        "自助服务",
        "便民服务",
    ]


def test_the_county_hall_is_as_large_as_a_county_hall():
    assert len(COUNTY.queues) >= 12
    assert len(COUNTY.windows) >= 20
    assert len(COUNTY.items) >= 60
    assert len(COUNTY.packages) >= 3


def test_the_township_hall_is_small_and_keeps_its_own_hours():
    assert (len(TOWNSHIP.zones), len(TOWNSHIP.queues), len(TOWNSHIP.windows)) == (2, 4, 4)
    assert len(TOWNSHIP.items) >= 10
    assert TOWNSHIP.calendar.sessions[0].opens == time(8, 0)
    assert COUNTY.calendar.sessions[0].opens == time(8, 30)


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_states_the_eight_required_things_and_who_answers_for_it(item: Item):
    limits = (item.statutory_limit, item.promised_limit)
    texts = (item.name, item.legal_basis, item.conditions, item.result, item.fees, item.agency)
    assert all(text.strip() for text in texts)
    assert all(limit.days is not None or limit.note for limit in limits)
    assert 3 <= len(item.procedure) <= 6
    assert 2 <= len(item.materials) <= 6
    assert "0000-0000001" in item.supervision


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_says_that_it_is_a_sample_where_it_asserts_facts(item: Item):
    notes = (item.statutory_limit.note, item.promised_limit.note)
    assert all("示例" in text for text in (item.legal_basis, item.fees, *notes))


@pytest.mark.parametrize("item", ITEMS)
def test_no_item_quotes_the_number_of_a_document(item: Item):
    assert not re.search(r"〔\d{4}〕|第\s*\d+\s*号", item.legal_basis)


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_is_found_by_everyday_words_and_by_initials(item: Item):
    han = re.findall(r"[\u4e00-\u9fff]", item.name)
    initials = item.pinyin.split(" ")
    assert item.search_words
    assert len(initials[0]) == len(han)
    assert {len(word) for word in item.search_words} <= {len(group) for group in initials}


def test_initials_follow_the_reading_and_not_only_the_character():
    initials = {item.name: item.pinyin.split(" ")[0] for item in COUNTY.items}
    assert initials["社会保障卡申领"] == "shbzksl"
    assert initials["重大项目领办代办服务"] == "zdxmlbdbfw"
    assert initials["补领、换领机动车行驶证和号牌"] == "blhljdcxszhhp"


@pytest.mark.parametrize("hall", HALLS)
def test_every_queue_is_some_windows_first_care(hall: HallFile):
    first = {served.queue for w in hall.windows for served in w.queues if served.rank == 1}
    assert first == {queue.code for queue in hall.queues}


@pytest.mark.parametrize("hall", HALLS)
def test_no_window_serves_more_than_four_queues(hall: HallFile):
    assert {len(window.queues) for window in hall.windows} <= {1, 2, 3, 4}


@pytest.mark.parametrize("hall", HALLS)
def test_every_queue_has_something_to_come_for(hall: HallFile):
    assert {item.queue for item in hall.items} == {queue.code for queue in hall.queues}


@pytest.mark.parametrize("hall", HALLS)
def test_a_guide_sends_people_to_the_windows_that_serve_them(hall: HallFile):
    for item in hall.items:
        named = re.search(r"([\d、]+) 号窗口", item.where_and_when)
        if named:
            assert set(named[1].split("、")) == _serving(hall, item.queue), item.name


@pytest.mark.parametrize("hall", HALLS)
def test_names_in_english_fit_a_kiosk_button(hall: HallFile):
    named = (*hall.zones, *hall.queues, *hall.items, *hall.packages)
    assert max(len(entry.name_en) for entry in named) <= 32


@pytest.mark.parametrize("hall", HALLS)
def test_what_to_bring_fits_on_the_slip(hall: HallFile):
    assert max(len(item.slip_note) for item in hall.items) <= 32


def test_queues_for_staff_only_are_not_offered_at_the_kiosk():
    closed = {queue.code for queue in COUNTY.queues if not queue.open_to_kiosk}
    assert closed == {"green-lane", "priority"}
    assert not {item.code for item in COUNTY.items if item.top and item.queue in closed}
