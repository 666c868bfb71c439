"""Citizens' numbers: whether the check digit is right. Source: GB 11643."""

import re

_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"  # by the weighted sum modulo 11


def check_digit(first_seventeen: str) -> str:
    """Return the last character that belongs to the first seventeen digits."""
    digits = zip(first_seventeen, _WEIGHTS, strict=True)
    return _CHECK_DIGITS[sum(int(digit) * weight for digit, weight in digits) % 11]


def is_number(text: str) -> bool:
    """Return True for eighteen characters that can be somebody's number."""
    return _NUMBER.fullmatch(text) is not None and check_digit(text[:17]) == text[17]
