import pytest

from drivers.evaluator.keymap import Level, level_for
from drivers.evaluator.profile_files import (
    UnknownName,
    keymap_names,
    load_keymap,
    parse_keymap,
    read_keymap,
)


def test_key_5_is_very_dissatisfied_on_the_five_key_pad_and_unknown_on_the_four_key_pad():
    assert level_for(load_keymap("five-key"), 5) is Level.VERY_DISSATISFIED
    assert level_for(load_keymap("four-key"), 5) is None


@pytest.mark.parametrize(
    ("name", "values_best_first"),
    [
        ("four-key", [3, 2, 1, 0]),
        ("five-key", [3, 2, 1, 0, 5]),
        ("five-down-to-one", [5, 4, 3, 2, 1]),
        ("zero-to-four", [0, 1, 2, 3, 4]),
        ("one-to-four", [1, 2, 3, 4]),
        ("one-to-five", [1, 2, 3, 4, 5]),
    ],
)
def test_each_shipped_key_map_key_by_key_and_nothing_else(name, values_best_first):
    keymap = load_keymap(name)
    scale = [
        Level.VERY_SATISFIED,
        Level.SATISFIED,
        Level.BASIC,
        Level.DISSATISFIED,
        Level.VERY_DISSATISFIED,
    ]
    expected = dict(zip(values_best_first, scale, strict=False))

    assert {value: level_for(keymap, value) for value in range(256)} == {
        value: expected.get(value) for value in range(256)
    }


def test_every_shipped_key_map_loads_under_its_own_name():
    names = keymap_names()

    assert [load_keymap(name).name for name in names] == names
    assert "four-key" in names


def test_a_hall_can_bring_its_own_key_map(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text('name = "ours"\n[keys]\n49 = "SATISFIED"\n', "utf-8")

    assert level_for(read_keymap(path), 49) is Level.SATISFIED


@pytest.mark.parametrize(
    "keys",
    ['1 = "GOOD"', '256 = "BASIC"', '-1 = "BASIC"', 'one = "BASIC"', ""],
    ids=["no such level", "not a byte", "negative", "not a number", "no keys"],
)
def test_a_wrong_key_map_is_refused(keys):
    with pytest.raises(ValueError, match="keys"):
        parse_keymap(f'name = "wrong"\n[keys]\n{keys}\n')


def test_an_unknown_key_map_is_named_together_with_the_known_ones():
    with pytest.raises(UnknownName, match=r"'six-key'.*four-key"):
        load_keymap("six-key")
