"""A telephone as somebody writes it, and how little of it is shown."""

import pytest

from server.domain.contacts import Contact, SealedContact, contact_of
from server.domain.errors import InvalidInput


@pytest.mark.parametrize(
    ("said", "number", "mask"),
    [
        ("13800001234", "13800001234", "138****1234"),
        ("138 0000-1234", "13800001234", "138****1234"),
        ("+86 138 0000 1234", "+8613800001234", "+86****1234"),
        ("0312-5551234", "03125551234", "031****1234"),
        ("5551234", "5551234", "*****34"),
        ("123456", "123456", "****56"),
    ],
)
def test_a_number_is_read_and_masked(said, number, mask):
    assert contact_of(said) == Contact(number, mask)


@pytest.mark.parametrize("said", ["", "12345", "张三", "1306xx1999", "130625199001011234"])
def test_what_is_no_telephone_is_refused_and_not_repeated(said):
    with pytest.raises(InvalidInput) as refused:
        contact_of(said)

    assert not said or said not in str(refused.value)


def test_neither_the_number_nor_what_it_is_sealed_to_shows_in_a_log():
    assert "13800001234" not in repr(contact_of("13800001234"))
    assert "secret" not in repr(SealedContact("138****1234", "secret"))
