from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.idcard.card import Card, CardUnfit, Kind, Unfit, read_card
from drivers.idcard.number import check_digit, is_number
from drivers.idcard.simulated_card import card_text, example_cards

EXAMPLES = example_cards()
RESIDENT = {
    "name": "示例甲",
    "sex": "1",
    "nation": "01",
    "birth": "19900101",
    "address": "示例省示例市示例路1号",
    "number": "000000199001010018",
    "authority": "示例市公安局",
    "valid_from": "20200101",
    "valid_until": "20400101",
}


def card(**changes):
    return read_card(card_text("resident", RESIDENT | changes))


def refusal(**changes):
    with pytest.raises(CardUnfit) as refused:
        card(**changes)
    return refused.value.why


def test_a_residents_card_is_sliced_where_the_published_layout_says():
    text = card_text("resident", RESIDENT)

    assert len(text) == 256
    assert text[0:6].decode("utf-16-le") == "示例甲"
    assert text[30:32].decode("utf-16-le") == "1"
    assert text[32:36].decode("utf-16-le") == "01"
    assert text[36:52].decode("utf-16-le") == "19900101"
    assert text[122:158].decode("utf-16-le") == "000000199001010018"
    assert text[188:204].decode("utf-16-le") == "20200101"
    assert text[204:220].decode("utf-16-le") == "20400101"
    read = read_card(text)
    assert (read.kind, read.number) == (Kind.CITIZEN, "000000199001010018")
    assert (read.valid_from, read.valid_until) == (date(2020, 1, 1), date(2040, 1, 1))


def test_a_name_and_an_address_that_fill_their_places_move_nothing():
    assert card(name="示例" * 7 + "甲", address="示例" * 17 + "路") == card()


def test_nothing_is_taken_that_no_hall_needs():
    assert set(Card.__slots__) == {"kind", "number", "valid_from", "valid_until"}


def test_a_number_may_end_in_x():
    assert card(number="00000019900101019X").number == "00000019900101019X"


@pytest.mark.parametrize(
    "number",
    ["000000199001010019", "00000019900101019x", "00000019900101001", "", "示例" * 9],
    ids=["wrong check digit", "small x", "one short", "none", "no digits"],
)
def test_a_number_that_cannot_be_right_is_refused(number):
    assert refusal(number=number) is Unfit.NUMBER


@pytest.mark.parametrize(
    ("until", "day", "good"),
    [
        ("20261124", date(2026, 11, 24), True),
        ("20261123", date(2026, 11, 24), False),
        ("长期", date(2199, 1, 1), True),
        ("20400101", date(2019, 12, 31), False),
    ],
    ids=["on its last day", "a day after", "for ever", "before its first day"],
)
def test_how_long_a_card_is_good(until, day, good):
    assert card(valid_until=until).is_good_on(day) is good


@pytest.mark.parametrize("until", ["", "20261301", "2026 1 1", "２０２６１１２４", "长 期", "2026"])
def test_a_period_that_is_none_is_refused_and_not_guessed(until):
    assert refusal(valid_until=until) is Unfit.VALIDITY


def test_a_first_day_that_is_none_is_refused_too():
    assert refusal(valid_from="") is Unfit.VALIDITY


def test_a_foreigners_card_is_never_sliced_like_a_residents():
    with pytest.raises(CardUnfit) as refused:
        read_card(EXAMPLES["foreigner"].text)

    assert refused.value.why is Unfit.OTHER_KIND


@pytest.mark.parametrize("mark", ["I", "Y", "K", "1", "a", "示"])
def test_a_card_of_any_kind_not_known_goes_to_the_desk_whatever_else_is_on_it(mark):
    assert refusal(mark=mark) is Unfit.OTHER_KIND


@given(st.binary(min_size=2, max_size=2))
def test_whatever_stands_at_the_marks_place_only_blanks_are_a_residents(mark):
    text = card_text("resident", RESIDENT)
    marked = text[:248] + mark + text[250:]

    try:
        kind = read_card(marked).kind
    except CardUnfit:
        return
    assert (mark, kind) in {(b" \0", Kind.CITIZEN), (b"\0\0", Kind.CITIZEN)}


def test_a_residence_permit_gives_its_number():
    permit = read_card(EXAMPLES["permit"].text)

    assert (permit.kind, permit.number) == (Kind.PERMIT, "810000199001010019")


def test_a_permits_mark_on_a_number_that_is_no_permits_is_refused():
    assert refusal(mark="J") is Unfit.NUMBER


def test_a_card_shows_nothing_of_itself():
    read = card()

    assert repr(read) == str(read) == f"{read}" == "<Card: citizen>"
    assert repr([replace(read, valid_until=None)]) == "[<Card: citizen>]"


def test_a_refusal_says_nothing_of_the_card():
    with pytest.raises(CardUnfit) as refused:
        card(number="000000199001010019")

    assert "1990" not in repr(refused.value)
    assert str(refused.value) == "number"


@given(st.binary(min_size=256, max_size=256))
def test_no_text_of_whatever_bytes_fails_otherwise_or_gives_a_false_number(text):
    try:
        read = read_card(text)
    except CardUnfit:
        return
    assert is_number(read.number)


@pytest.mark.parametrize(
    ("first", "last"),
    [("11010519491231002", "X"), ("44052418800101001", "4"), ("00000019900101001", "8")],
)
def test_check_digits_of_the_standards_own_examples(first, last):
    assert check_digit(first) == last
    assert is_number(first + last)


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(first, place, by):
    wrong = first[:place] + str((int(first[place]) + by) % 10) + first[place + 1 :]

    assert not is_number(wrong + check_digit(first))


def test_the_examples_belong_to_nobody():
    texts = {code: each.text.decode("utf-16-le") for code, each in EXAMPLES.items()}

    assert all("示例" in text for text in texts.values())
    regions = {texts[code][61:67] for code in texts if code != "foreigner"}
    assert regions == {"000000", "810000"}  # no such region; a permit's number names no place


def test_a_field_too_long_for_its_place_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        card_text("resident", {"name": "示" * 16})
