"""Telephones under lock: opened by their key and by no other, also after the keys have changed."""

import pytest

from server.domain.contacts import contact_of
from server.sealing import CannotOpen, Sealer

OLD, NEW = "o" * 32, "n" * 32
CONTACT = contact_of("13800001234")


def test_what_is_sealed_shows_nothing_and_opens_to_what_it_was():
    sealed = Sealer([OLD]).seal(CONTACT)

    assert sealed.mask == "138****1234"
    assert "1234" not in sealed.sealed
    assert Sealer([OLD]).open(sealed.sealed) == "13800001234"


def test_the_same_number_is_sealed_differently_each_time():
    sealer = Sealer([OLD])

    assert sealer.seal(CONTACT).sealed != sealer.seal(CONTACT).sealed


def test_another_key_opens_nothing_and_a_changed_text_neither():
    sealed = Sealer([OLD]).seal(CONTACT).sealed

    with pytest.raises(CannotOpen):
        Sealer([NEW]).open(sealed)
    with pytest.raises(CannotOpen):
        Sealer([OLD]).open(sealed[:-6] + "AAAA==")


def test_an_old_key_opens_what_it_sealed_until_it_is_sealed_anew():
    both = Sealer([NEW, OLD])
    sealed = Sealer([OLD]).seal(CONTACT).sealed
    assert both.open(sealed) == "13800001234"

    anew = both.seal_anew(sealed)

    assert Sealer([NEW]).open(anew) == "13800001234"
    with pytest.raises(CannotOpen):
        Sealer([NEW]).seal_anew(sealed)
