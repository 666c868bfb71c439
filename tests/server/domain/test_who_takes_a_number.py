"""People are found again by a hash and shown by a mask. The numbers below are made up."""

import re

import pytest

from server.domain.errors import InvalidInput
from server.domain.persons import hall_key, identify

SECRET = "a secret of at least thirty-two characters"
KEY = hall_key(SECRET, hall_id=1)
# The area code 130699 is nobody's; the last digit is the right one.
IDENTITY = "130699199001011225"


@pytest.mark.parametrize(
    ("said", "mask"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("8613812341234", "138****1234"),
        (IDENTITY, "1306**********1225"),
        ("1306 9919 9001 0112 25", "1306**********1225"),
        ("q7Zp_x4-Kk2mWd", "****2mWd"),
    ],
)
def test_staff_see_a_mask(said, mask):
    assert identify(said, key=KEY).mask == mask


@pytest.mark.parametrize(
    ("said", "said_again"),
    [("13812341234", "+86 138 1234 1234"), ("13069919900101125X", "13069919900101125x")],
)
def test_one_person_is_found_again_however_the_number_is_written(said, said_again):
    assert identify(said, key=KEY).hash == identify(said_again, key=KEY).hash


def test_two_people_have_two_hashes():
    assert identify("13812341234", key=KEY).hash != identify("13812341235", key=KEY).hash


def test_the_same_person_cannot_be_followed_from_hall_to_hall_or_server_to_server():
    keys = [
        hall_key(SECRET, hall_id=1),
        hall_key(SECRET, hall_id=2),
        hall_key(SECRET + "!", hall_id=1),
    ]

    assert len({identify("13812341234", key=key).hash for key in keys}) == 3


def test_a_hash_is_of_sixty_four_hexadecimal_digits():
    assert re.fullmatch(r"[0-9a-f]{64}", identify("13812341234", key=KEY).hash)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "12345",
        "1381234123",
        "138123412345",
        "12812341234",
        "130699199001011236",
        "13069919900101123",
        "张三张三张三张三张三张三",
        "short-code",
        "123456789012",
        "a" * 129,
    ],
    ids=[
        "nothing",
        "a few digits",
        "a digit too few",
        "a digit too many",
        "no mobile number",
        "a wrong check digit",
        "an identity number without its last digit",
        "a name",
        "too short for a code",
        "digits alone are no code",
        "too long",
    ],
)
def test_what_cannot_be_right_is_refused_and_not_repeated(said):
    with pytest.raises(InvalidInput) as refused:
        identify(said, key=KEY)
    body = str(refused.value.to_json())
    assert not said or said not in body
