"""A card at a kiosk and the same number typed are one person: both sides hash alike."""

import pytest

from kiosk.agent.persons import person_of_number
from server.domain.persons import hall_key, identify

# Of nobody: a region that does not exist, and the example that the standard itself prints.
NUMBERS = ["000000199001010018", "00000019900101019X", "810000199001010019", "11010519491231002X"]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_agent_knows_whom_the_server_knows(number):
    key = hall_key("a secret of thirty-two characters", hall_id=1)

    at_the_kiosk, at_the_server = person_of_number(number, key=key), identify(number, key=key)

    assert (at_the_kiosk.hash, at_the_kiosk.mask) == (at_the_server.hash, at_the_server.mask)


def test_another_hall_knows_nobody_of_them():
    here, there = (hall_key("a secret of thirty-two characters", hall_id=n) for n in (1, 2))

    assert person_of_number(NUMBERS[0], key=here).hash != identify(NUMBERS[0], key=there).hash
