"""测评内容: which labels there are, which may be chosen, and which are only read."""

from datetime import date

import pytest

from server.domain.errors import LabelRefused
from server.domain.rating import Level, lacks_reason
from server.domain.rating_labels import Label, LabelSet
from server.store.rating_labels import national_labels

TODAY = date(2026, 11, 24)
FIRST_DIGIT = dict(zip(Level, "54321", strict=True))


@pytest.fixture
def labels():
    return national_labels()


def test_forty_labels_are_in_use_eight_a_level_three_shown_at_once(labels):
    for level in Level:
        choice = labels.to_choose(level, TODAY)
        assert [label.is_first for label in choice] == [True] * 3 + [False] * 5
        assert all(label.text for label in choice)
    assert sum(label.is_enabled for label in labels) == 40


def test_each_code_is_there_once_and_its_first_digit_is_its_level(labels):
    codes = [label.code for label in labels]

    assert len(codes) == len(set(codes)) == 40 + 9 + 5 + 6 + 6 + 7
    assert all(label.code[0] == FIRST_DIGIT[label.level] for label in labels)


def test_a_retired_label_is_read_and_not_chosen(labels):
    assert labels.read("306").text == "现场实行排队叫号"
    assert labels.read("306") not in labels.to_choose(Level.BASIC, TODAY)
    with pytest.raises(LabelRefused) as refused:
        labels.demand(["306"], level=Level.BASIC, on=TODAY)
    assert refused.value.fields == {"label": "306", "reason": "not_in_use"}


def test_the_wording_of_a_retired_label_that_nobody_knows_stays_unknown(labels):
    assert labels.read("501").text is None
    assert labels.read("500") is None


@pytest.mark.parametrize(
    ("codes", "refused"),
    [
        (["999"], {"label": "999", "reason": "unknown"}),
        (["214", "517"], {"label": "517", "reason": "other_level"}),
        (["201"], {"label": "201", "reason": "not_in_use"}),
    ],
    ids=["unknown", "of another level", "retired"],
)
def test_a_label_that_does_not_fit_is_refused(labels, codes, refused):
    with pytest.raises(LabelRefused) as error:
        labels.demand(codes, level=Level.DISSATISFIED, on=TODAY)
    assert error.value.fields == refused


def test_labels_are_kept_in_order_and_each_once(labels):
    assert labels.demand(["214", "207", "214"], level=Level.DISSATISFIED, on=TODAY) == [
        "207",
        "214",
    ]


@pytest.mark.parametrize(
    ("day", "may"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True), ("2026-07-01", False)],
)
def test_a_label_is_chosen_within_its_days(day, may):
    label = Label(
        code="518",
        level=Level.VERY_SATISFIED,
        text="可以帮办代办",
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 6, 30),
    )
    on = date.fromisoformat(day)

    assert label.may_be_chosen(on) is may
    assert LabelSet([label]).to_choose(Level.VERY_SATISFIED, on) == [label] * may


def test_two_labels_of_one_code_are_a_mistake():
    label = Label(code="510", level=Level.VERY_SATISFIED, text="一窗受理一次办结")

    with pytest.raises(ValueError, match="one label only"):
        LabelSet([label, label])


@pytest.mark.parametrize(
    ("level", "labels", "words", "lacks"),
    [
        (Level.DISSATISFIED, [], None, True),
        (Level.VERY_DISSATISFIED, [], "", True),
        (Level.DISSATISFIED, ["214"], None, False),
        (Level.DISSATISFIED, [], "等了两小时", False),
        (Level.BASIC, [], None, False),
    ],
)
def test_only_a_bad_rating_without_a_word_lacks_its_reason(level, labels, words, lacks):
    assert lacks_reason(level, labels=labels, words=words) is lacks
