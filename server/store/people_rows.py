"""Rows of people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person who signs in. `password_hash` is argon2's, never the password.

    `agency` is the 实施主体 whose items somebody of a department may touch; None for any.
    """

    id: int
    hall_id: int | None
    login: str
    name: str
    staff_no: str
    role: str
    password_hash: str
    is_active: bool
    is_demonstration: bool
    session_epoch: int
    agency: str | None
