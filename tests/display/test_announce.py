"""What the hall hears: the right words, in order, as often as they help, never outdated."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from display.announce import Announcer, Report
from display.board import Board, apply, from_json
from display.sentences import Wording, counted, sentence
from display.voice_rules import HallVoice, Hours, VoiceRules

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CHINESE = Wording()
BILINGUAL = Wording(second_language=True)


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def wire(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def empty_board() -> Board:
    return from_json(
        {
            "hall_id": 1,
            "day": "2026-03-02",
            "seq": 0,
            "waiting": {"1": 9},
            "calls": [],
            "passed": [],
            "windows": {},
            "queues": {},
        }
    )


class Hall:
    """A hall, an announcer that listens to it, and a person who writes down what is said.

    Ticket n has visit n and is called to window n.
    """

    def __init__(self, wording: Wording = CHINESE, *, zone_id: int | None = None) -> None:
        self.board = empty_board()
        self.voice = HallVoice(hall=VoiceRules(wording=wording))
        self.announcer = Announcer(lambda: self.voice, zone_id=zone_id)
        self.announcer.resume(self.board, now=START)

    def happens(self, kind: str, ticket: int, *, second: float = 0, **more: Any) -> None:
        body = {
            "ticket_id": ticket,
            "number": f"A{ticket:03}",
            "queue_id": 1,
            "zone_id": 1,
            "ticket_day": self.board.day,
            "from": "called",
            "to": "called",
            "visit_id": ticket,
            "window_id": ticket,
            "window": str(ticket),
            "place": None,
            "calls": 1,
            "called_at": wire(at(second)),
            "speak_until": wire(at(second + 60)),
        }
        event = {"seq": self.board.seq + 1, "kind": f"ticket.{kind}", "day": self.board.day}
        self.board = apply(self.board, {**event, "body": body | more})

    def call(self, *tickets: int, second: float = 0, zone_id: int = 1) -> None:
        for ticket in tickets:
            self.happens("called", ticket, second=second, zone_id=zone_id)
            self.announcer.see(self.board, now=at(second))

    def recall(self, ticket: int, *, calls: int = 2, second: float) -> None:
        self.happens("recalled", ticket, calls=calls, second=second)
        self.announcer.see(self.board, now=at(second))

    def start(self, ticket: int, *, second: float = 0) -> None:
        self.happens("started", ticket, to="serving")
        self.announcer.see(self.board, now=at(second))

    def hears(self, *, second: float = 1) -> str | None:
        """One sentence, said to its end."""
        utterance = self.announcer.next(now=at(second))
        if utterance is None:
            return None
        self.announcer.said(utterance)
        return f"{utterance.language} {utterance.visit_id}"

    def hears_until_silence(self, *, second: float = 1) -> list[str]:
        heard = []
        while (sentence_heard := self.hears(second=second)) is not None:
            heard.append(sentence_heard)
        return heard


@pytest.mark.parametrize(
    ("number", "window", "text"),
    [
        ("A007", "3", "请 A 零零七 号，到三号窗口"),
        ("A101", "2", "请 A 一零一 号，到二号窗口"),
        ("B210", "12", "请 B 二一零 号，到十二号窗口"),
        ("AB034", "20", "请 A B 零三四 号，到二十号窗口"),
        ("0056", "105", "请 零零五六 号，到一百零五号窗口"),
        ("C103", "A3", "请 C 一零三 号，到 A 三号窗口"),
        ("A007", "台胞接待室", "请 A 零零七 号，到台胞接待室"),
    ],
)
def test_chinese_reads_tickets_digit_by_digit_and_windows_as_numbers(
    number: str, window: str, text: str
) -> None:
    assert sentence(number, window, CHINESE, language="zh") == text


def test_yao_is_for_ticket_digits_and_never_for_windows() -> None:
    text = sentence("A101", "11", Wording(yao=True), language="zh")

    assert text == "请 A 幺零幺 号，到十一号窗口"


@pytest.mark.parametrize(
    ("number", "window", "text"),
    [
        ("A007", "3", "Number A 0 0 7, please go to window 3."),
        ("A007", "B12", "Number A 0 0 7, please go to window B 12."),
        ("A007", "台胞接待室", "Number A 0 0 7, please look at the screen."),
    ],
)
def test_english_spells_the_ticket_and_names_the_window(
    number: str, window: str, text: str
) -> None:
    assert sentence(number, window, CHINESE, language="en") == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (215, "二百一十五"),
        (1003, "一千零三"),
        (1010, "一千零一十"),
        (3040, "三千零四十"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_are_counted_as_in_chinese(number: int, text: str) -> None:
    assert counted(number) == text


def test_a_call_is_said_twice_and_acknowledged_after_the_first_time() -> None:
    hall = Hall()
    hall.call(1)

    assert hall.hears() == "zh 1"
    assert hall.announcer.take_reports() == (Report(1, 1, "spoken", "said"),)
    assert hall.hears_until_silence() == ["zh 1"]
    assert hall.announcer.take_reports() == ()


def test_english_comes_once_after_the_chinese() -> None:
    hall = Hall(BILINGUAL)
    hall.call(1)

    assert hall.hears_until_silence() == ["zh 1", "zh 1", "en 1"]


def test_two_calls_in_one_second_are_both_said_and_their_repeats_do_not_mix() -> None:
    hall = Hall()
    hall.call(1, 2, second=0.4)

    assert hall.hears_until_silence() == ["zh 1", "zh 1", "zh 2", "zh 2"]


def test_when_several_wait_what_was_said_once_is_not_said_again() -> None:
    hall = Hall(BILINGUAL)
    hall.call(1, 2, 3)

    heard = hall.hears_until_silence()

    assert heard == ["zh 1", "en 1", "zh 2", "zh 2", "en 2", "zh 3", "zh 3", "en 3"]


def test_calls_that_come_during_a_sentence_cut_its_repeats() -> None:
    hall = Hall()
    hall.call(1)
    sentence_of_1 = hall.announcer.next(now=at(1))
    hall.call(2, 3, second=1)
    assert sentence_of_1 is not None
    hall.announcer.said(sentence_of_1)

    assert hall.hears(second=2) == "zh 2"


def test_the_chime_goes_before_the_first_sentence_of_a_call_only() -> None:
    hall = Hall()
    hall.call(1)
    chimes = []
    while utterance := hall.announcer.next(now=at(1)):
        chimes.append(utterance.first)
        hall.announcer.said(utterance)

    assert chimes == [True, False]


def test_a_recall_is_said_anew() -> None:
    hall = Hall()
    hall.call(1)
    hall.hears_until_silence()
    hall.recall(1, second=20)

    assert hall.hears_until_silence(second=21) == ["zh 1", "zh 1"]
    assert hall.announcer.take_reports() == (
        Report(1, 1, "spoken", "said"),
        Report(1, 2, "spoken", "said"),
    )


def test_a_recall_waits_its_turn_behind_other_calls() -> None:
    hall = Hall()
    hall.call(1, 2)
    hall.recall(1, second=20)

    assert hall.hears_until_silence(second=21) == ["zh 1", "zh 2", "zh 2", "zh 1", "zh 1"]


def test_a_stale_call_is_dropped_and_reported() -> None:
    hall = Hall()
    hall.call(1, second=0)
    hall.call(2, second=30)

    assert hall.hears(second=60) == "zh 2"
    assert hall.announcer.take_reports()[0] == Report(1, 1, "dropped", "stale")


def test_a_repeat_that_would_come_too_late_is_left_out_without_a_report() -> None:
    hall = Hall()
    hall.call(1)
    hall.hears(second=58)
    hall.announcer.take_reports()

    assert hall.hears(second=61) is None
    assert hall.announcer.take_reports() == ()


def test_someone_who_is_already_at_the_window_is_not_called() -> None:
    hall = Hall()
    hall.call(1, 2)
    hall.start(1)

    assert hall.hears_until_silence() == ["zh 2", "zh 2"]
    assert hall.announcer.take_reports()[0] == Report(1, 1, "dropped", "no longer called")


def test_someone_who_comes_after_the_first_sentence_does_not_hear_the_second() -> None:
    hall = Hall()
    hall.call(1)
    hall.hears()
    hall.happens("passed", 1, to="passed")
    hall.announcer.see(hall.board, now=at(2))

    assert hall.hears() is None


def test_after_a_lost_link_a_fresh_call_is_said_once_and_older_ones_are_reported() -> None:
    hall = Hall()
    hall.call(1)
    hall.hears_until_silence()
    hall.announcer.take_reports()
    hall.happens("called", 2, second=10)
    hall.happens("called", 3, second=95)
    hall.happens("called", 4, second=96)

    hall.announcer.resume(hall.board, now=at(100))

    assert hall.hears_until_silence(second=100) == ["zh 3", "zh 4"]
    assert hall.announcer.take_reports() == (
        Report(2, 1, "dropped", "stale"),
        Report(3, 1, "spoken", "said"),
        Report(4, 1, "spoken", "said"),
    )


def test_a_snapshot_says_nothing_twice() -> None:
    hall = Hall()
    hall.call(1)
    hall.hears_until_silence()

    hall.announcer.resume(hall.board, now=at(5))

    assert hall.hears() is None


def test_a_program_that_has_just_started_says_fresh_calls_and_is_silent_on_old_ones() -> None:
    hall = Hall()
    hall.happens("called", 1, second=0)
    hall.happens("called", 2, second=95)
    announcer = hall.announcer = Announcer(HallVoice)

    announcer.resume(hall.board, now=at(100))

    assert hall.hears_until_silence(second=100) == ["zh 2"]
    assert announcer.take_reports() == (Report(2, 1, "spoken", "said"),)


def test_a_call_without_sound_is_reported_and_the_next_one_goes_on() -> None:
    hall = Hall()
    hall.call(1, 2)
    broken = hall.announcer.next(now=at(1))
    assert broken is not None

    hall.announcer.failed(broken)

    assert hall.hears() == "zh 2"
    assert hall.announcer.take_reports()[0] == Report(1, 1, "dropped", "no sound")


def test_a_zone_hears_its_own_calls_only() -> None:
    hall = Hall(zone_id=2)
    hall.call(1, zone_id=1)
    hall.call(2, zone_id=2)

    assert hall.hears_until_silence() == ["zh 2", "zh 2"]


def test_a_new_day_ends_what_was_left_to_say() -> None:
    hall = Hall()
    hall.call(1)
    hall.board = apply(
        hall.board,
        {"seq": hall.board.seq + 1, "kind": "hall.changed", "day": "2026-03-03", "body": {}},
    )
    hall.announcer.see(hall.board, now=at(2))

    assert hall.hears() is None


def test_a_call_is_said_one_to_three_times() -> None:
    with pytest.raises(ValueError, match="not 4"):
        Wording(repeats=4)


class Reminding(Hall):
    """A hall that reminds those with two ahead, and those who missed their call."""

    def __init__(self, **rules: Any) -> None:
        super().__init__()
        self.voice = HallVoice(
            hall=VoiceRules(
                **{"ahead": 2, "passed_at": "导服台", "wording": Wording(repeats=1)} | rules
            )
        )

    def nears(self, ticket: int, *, second: float = 0) -> None:
        body = {
            "ticket_id": ticket,
            "number": f"A{ticket:03}",
            "queue_id": 1,
            "zone_id": 1,
            "ahead": 2,
        }
        event = {
            "seq": self.board.seq + 1,
            "kind": "ticket.near",
            "day": self.board.day,
            "body": body,
        }
        self.board = apply(self.board, event)
        self.announcer.see(self.board, now=at(second))
        self.announcer.hear(event, now=at(second))

    def passes(self, ticket: int, *, second: float = 0) -> None:
        self.happens("passed", ticket, to="passed", second=second)
        self.announcer.see(self.board, now=at(second))

    def says(self, *, second: float = 1) -> list[str]:
        said = []
        while utterance := self.announcer.next(now=at(second)):
            self.announcer.said(utterance)
            said.append(utterance.text)
        return said


AHEAD_9 = "请 A 零零九 号，做好准备，前面还有两位"
MISSED_1 = "请 A 零零一 号，您已过号，请到导服台"


def test_reminders_wait_until_no_call_does_and_are_acknowledged_to_nobody() -> None:
    hall = Reminding()
    hall.nears(9)
    hall.call(1)

    assert hall.says() == ["请 A 零零一 号，到一号窗口", AHEAD_9]
    assert hall.announcer.take_reports() == (Report(1, 1, "spoken", "said"),)


def test_nobody_is_told_twice_how_many_are_ahead() -> None:
    hall = Reminding()
    hall.nears(9)
    hall.nears(9, second=5)

    assert hall.says(second=6) == [AHEAD_9]


def test_a_reminder_that_came_true_or_is_old_is_left_out() -> None:
    hall = Reminding()
    hall.nears(9)
    hall.call(9)
    hall.nears(8, second=1)

    assert hall.says(second=50) == ["请 A 零零九 号，到九号窗口"]


def test_who_missed_the_call_is_told_once_where_to_go() -> None:
    hall = Reminding()
    hall.call(1)
    hall.says()
    hall.passes(1, second=20)

    assert hall.says(second=21) == [MISSED_1]
    assert hall.says(second=22) == []


def test_who_is_back_in_time_is_not_told_that_the_call_was_missed() -> None:
    hall = Reminding()
    hall.passes(1)
    hall.happens("brought_back", 1, **{"from": "passed", "to": "waiting"})
    hall.announcer.see(hall.board, now=at(1))

    assert hall.says() == []


def test_a_hall_that_wants_no_reminders_says_none() -> None:
    hall = Reminding(passed_at=None)
    hall.passes(1)

    assert hall.says() == []


def test_after_a_lost_link_nobody_is_reminded_of_what_is_over() -> None:
    hall = Reminding()
    hall.happens("passed", 1, to="passed")
    hall.announcer.resume(hall.board, now=at(1))
    hall.call(2, second=2)

    assert hall.says(second=3) == ["请 A 零零二 号，到二号窗口"]


def test_in_quiet_hours_nothing_is_said_and_the_clerk_is_told() -> None:
    nine_to_ten = Hours(time(9), time(10))  # START is nine o'clock in the hall
    hall = Reminding(quiet=(nine_to_ten,))
    hall.voice = replace(hall.voice, time_zone=ZoneInfo("Asia/Shanghai"))
    hall.call(1)
    hall.passes(2)

    assert hall.says() == []
    assert hall.announcer.take_reports() == (Report(1, 1, "dropped", "quiet"),)
    hall.call(3, second=3600)
    assert hall.says(second=3601) == ["请 A 零零三 号，到三号窗口"]


def test_the_rules_of_a_call_are_those_of_its_zone() -> None:
    hall = Hall()
    hall.voice = HallVoice(
        zones={2: VoiceRules(wording=Wording(repeats=1, call="请{number}到{place}"))}
    )
    hall.happens("called", 1, zone_id=2, place="二层")
    hall.announcer.see(hall.board, now=at(0))

    utterance = hall.announcer.next(now=at(1))

    assert utterance is not None
    assert (utterance.zone_id, utterance.text) == (2, "请A 零零一到二层")
    assert hall.hears_until_silence() == ["zh 1"]
