"""一次性告知书: what each kind has to say, by when, and how it is numbered."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from server.domain.calendar import OpeningHours, Session
from server.domain.errors import InvalidInput
from server.domain.notices import (
    NEEDS,
    Fault,
    NoticeKind,
    Told,
    ToldMaterial,
    demand_complete,
    due_at,
    is_reprint,
    mask_name,
    notice_number,
    surname,
)
from server.store.holidays import read_holidays

BEIJING = ZoneInfo("Asia/Shanghai")
K = NoticeKind
MISSING = ToldMaterial(1, Fault.MISSING)

COMPLETE = {
    K.CORRECTION: Told(kind=K.CORRECTION, materials=(MISSING,), how="补齐后交到窗口"),
    K.DEFERRAL: Told(kind=K.DEFERRAL, materials=(MISSING,), due_days=5),
    K.PROMISE: Told(kind=K.PROMISE, materials=(MISSING,), due_days=5, promise="五日内补齐"),
    K.REFUSAL: Told(kind=K.REFUSAL, words="不属于本机关职权范围"),
    K.CONSULTATION: Told(kind=K.CONSULTATION, words="须本人到场"),
}


def refused(told, *, listed=3, returns=False):
    """The field that a notice was refused for; None if it passes."""
    try:
        demand_complete(told, listed=listed, returns=returns)
    except InvalidInput as refusal:
        return refusal.fields["field"]
    return None


def test_every_kind_says_what_it_needs():
    assert set(NEEDS) == set(COMPLETE) == set(NoticeKind)


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_complete_notice_passes(kind):
    assert refused(COMPLETE[kind]) is None


@pytest.mark.parametrize(
    ("kind", "left_out", "field"),
    [
        (K.CORRECTION, {"materials": ()}, "materials"),
        (K.CORRECTION, {"how": ""}, "how"),
        (K.DEFERRAL, {"materials": ()}, "materials"),
        (K.DEFERRAL, {"due_days": None}, "due_days"),
        (K.PROMISE, {"materials": ()}, "materials"),
        (K.PROMISE, {"due_days": None}, "due_days"),
        (K.PROMISE, {"promise": ""}, "promise"),
        (K.REFUSAL, {"words": ""}, "words"),
        (K.CONSULTATION, {"words": ""}, "words"),
    ],
)
def test_what_a_kind_needs_cannot_be_left_out(kind, left_out, field):
    assert refused(replace(COMPLETE[kind], **left_out)) == field


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        (K.REFUSAL, {"due_days": 3}, "due_days"),
        (K.CONSULTATION, {"due_days": 3}, "due_days"),
        (K.CORRECTION, {"promise": "保证补齐"}, "promise"),
        (K.REFUSAL, {"promise": "保证补齐"}, "promise"),
        (K.DEFERRAL, {"due_days": 121}, "due_days"),
    ],
)
def test_what_does_not_belong_to_a_kind_is_refused(kind, more, field):
    assert refused(replace(COMPLETE[kind], **more)) == field


def test_a_correction_may_have_a_day_and_a_deferral_a_promise():
    assert refused(replace(COMPLETE[K.CORRECTION], due_days=5)) is None
    assert refused(replace(COMPLETE[K.DEFERRAL], promise="五日内补齐")) is None


@pytest.mark.parametrize("kind", NoticeKind)
def test_nobody_comes_back_with_a_refusal_and_with_all_others_one_may(kind):
    expected = "suspend" if kind is K.REFUSAL else None

    assert refused(COMPLETE[kind], returns=True) == expected


@pytest.mark.parametrize(
    "materials",
    [
        (ToldMaterial(4, Fault.MISSING),),
        (ToldMaterial(0, Fault.MISSING),),
        (MISSING, ToldMaterial(1, Fault.WRONG, "照片不清")),
        (ToldMaterial(2, Fault.WRONG),),
    ],
    ids=["not in the guide", "before the first", "one twice", "wrong without a word of how"],
)
def test_materials_are_those_of_the_guide_and_what_is_wrong_is_said(materials):
    assert refused(replace(COMPLETE[K.CORRECTION], materials=materials)) == "materials"


def test_an_item_without_materials_can_still_be_corrected():
    assert refused(replace(COMPLETE[K.CORRECTION], materials=()), listed=0) is None


HOURS = OpeningHours(
    zone="Asia/Shanghai",
    sessions=[
        Session(frozenset({1, 2, 3, 4, 5}), time(8, 30), time(12, 0)),
        Session(frozenset({1, 2, 3, 4, 5}), time(13, 30), time(17, 30)),
    ],
    holidays=read_holidays("cn"),
)


@pytest.mark.parametrize(
    ("made", "days", "due"),
    [
        ("2026-09-29 10:00", 1, "2026-09-30 17:30"),
        ("2026-09-30 10:00", 1, "2026-10-08 17:30"),
        ("2026-09-30 10:00", 3, "2026-10-10 17:30"),
        ("2026-09-30 10:00", 4, "2026-10-12 17:30"),
        ("2026-09-18 10:00", 1, "2026-09-20 17:30"),
    ],
    ids=[
        "the day before the holidays",
        "over the holidays",
        "Saturday the tenth is worked for them",
        "and Monday follows it",
        "a Sunday worked beforehand",
    ],
)
def test_days_are_working_days_across_the_national_holidays(made, days, due):
    at = datetime.fromisoformat(made).replace(tzinfo=BEIJING)
    told = replace(COMPLETE[K.DEFERRAL], due_days=days)

    expected = datetime.fromisoformat(due).replace(tzinfo=BEIJING).astimezone(UTC)
    assert due_at(told, at=at, hours=HOURS) == expected


def test_a_notice_without_days_is_due_never():
    assert due_at(COMPLETE[K.REFUSAL], at=datetime.now(UTC), hours=HOURS) is None


def test_a_calendar_without_working_days_refuses_the_day():
    closed = OpeningHours(zone="Asia/Shanghai", sessions=[])

    with pytest.raises(InvalidInput) as refusal:
        due_at(COMPLETE[K.DEFERRAL], at=datetime.now(UTC), hours=closed)
    assert refusal.value.fields == {"field": "due_days"}


def test_a_number_names_the_hall_the_day_and_the_serial():
    assert notice_number("lixian", date(2026, 11, 24), 7) == "lixian202611240007"


@pytest.mark.parametrize(
    ("earlier", "again"),
    [
        ([], False),
        ([["failed", "failed"]], False),
        ([["failed", "printed"]], True),
        ([["unknown", "unknown"]], True),
        ([["asked", "asked"]], True),
        ([["failed", "failed"], ["unknown"]], True),
    ],
)
def test_paper_is_a_second_one_unless_none_before_it_can_have_come_out(earlier, again):
    assert is_reprint(earlier) is again


@pytest.mark.parametrize(
    ("name", "mask"), [("张三", "张*"), ("欧阳修", "欧**"), ("买买提江", "买**"), ("王", "王*")]
)
def test_of_a_name_paper_bears_the_first_character(name, mask):
    assert mask_name(name) == mask


@pytest.mark.parametrize(("name", "family"), [("张三", "张"), ("欧阳修", "欧阳"), ("王", "王")])
def test_a_clerk_is_named_by_the_family_name(name, family):
    assert surname(name) == family
