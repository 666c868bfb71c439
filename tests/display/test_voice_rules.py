"""Whose rules hold where, how loud it is when, and when nothing is said."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from display.sentences import ahead_sentence, passed_sentence, sentence
from display.voice_rules import HallVoice, Hours, VoiceRules, hall_voice, read_rules

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("begins", "ends", "at", "holds"),
    [
        ("12:00", "14:00", "12:00", True),
        ("12:00", "14:00", "13:59", True),
        ("12:00", "14:00", "14:00", False),
        ("12:00", "14:00", "11:59", False),
        ("21:00", "07:00", "23:30", True),
        ("21:00", "07:00", "00:00", True),
        ("21:00", "07:00", "06:59", True),
        ("21:00", "07:00", "07:00", False),
        ("21:00", "07:00", "20:59", False),
    ],
)
def test_hours_begin_end_and_pass_midnight(begins: str, ends: str, at: str, holds: bool) -> None:
    hours = Hours(time.fromisoformat(begins), time.fromisoformat(ends))

    assert hours.hold(time.fromisoformat(at)) is holds


def test_quiet_hours_are_those_of_the_halls_own_clock() -> None:
    voice = HallVoice(time_zone=SHANGHAI, hall=VoiceRules(quiet=(Hours(time(21), time(7)),)))

    assert voice.is_quiet(1, now=datetime(2026, 11, 24, 13, 0, tzinfo=UTC))  # 21:00 in the hall
    assert not voice.is_quiet(1, now=datetime(2026, 11, 24, 12, 59, tzinfo=UTC))


def test_a_zones_rules_go_before_the_halls_key_by_key() -> None:
    told = {
        "voice": {"repeats": 1, "volume": 80, "quiet": [{"from": "21:00", "to": "07:00"}]},
        "zones": [
            {"zone_id": 1, "voice": {}},
            {"zone_id": 2, "voice": {"volume": 50, "quiet": []}},
        ],
    }
    voice = hall_voice(told, time_zone=SHANGHAI)
    night = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

    assert (voice.volume(1, now=night), voice.is_quiet(1, now=night)) == (80, True)
    assert (voice.volume(2, now=night), voice.is_quiet(2, now=night)) == (50, False)
    assert voice.rules(2).wording.repeats == 1


def test_the_volume_of_an_hour_goes_before_the_usual_one() -> None:
    rules = read_rules(
        {"volume": 90, "volume_at": [{"from": "12:00", "to": "14:00", "volume": 40}]}
    )
    voice = HallVoice(time_zone=SHANGHAI, hall=rules)

    assert voice.volume(1, now=datetime(2026, 11, 24, 4, 30, tzinfo=UTC)) == 40
    assert voice.volume(1, now=datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) == 90


def test_a_hall_that_has_set_nothing_speaks_as_usual() -> None:
    assert hall_voice({"zones": []}, time_zone=SHANGHAI).hall == VoiceRules()


def test_a_zone_may_call_to_a_place_with_a_name() -> None:
    wording = read_rules({"call": "请 {number} 号，到{place}"}).wording

    assert sentence("A007", "12", wording, language="zh", place="台胞接待室") == (
        "请 A 零零七 号，到台胞接待室"
    )


def test_a_window_with_a_letter_stands_in_a_template_of_the_halls_own() -> None:
    wording = read_rules({"call": "请{number}号到{place}第{window}办理业务"}).wording

    said = sentence("C103", "A3", wording, language="zh", place="一层东侧")

    assert said == "请C 一零三号到一层东侧第 A 三号窗口办理业务"


@pytest.mark.parametrize(
    ("ahead", "zh", "en"),
    [
        (1, "前面还有一位", "1 person ahead of you"),
        (2, "前面还有两位", "2 people ahead of you"),
        (3, "前面还有三位", "3 people ahead of you"),
    ],
)
def test_how_many_are_ahead(ahead: int, zh: str, en: str) -> None:
    wording = VoiceRules().wording

    assert ahead_sentence("B012", ahead, wording, language="zh") == (
        f"请 B 零一二 号，做好准备，{zh}"
    )
    assert ahead_sentence("B012", ahead, wording, language="en") == (
        f"Number B 0 1 2, please get ready, {en}."
    )


def test_who_missed_the_call_is_told_where_to_go() -> None:
    wording = read_rules({"yao": True}).wording

    assert passed_sentence("B011", "导服台", wording, language="zh") == (
        "请 B 零幺幺 号，您已过号，请到导服台"
    )
