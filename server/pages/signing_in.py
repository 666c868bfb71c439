"""Signing in and out: what the form sends, and where it may lead afterwards."""

from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.domain.access import ALLOWED, Permission, Role

CHOOSE_WINDOW = "/console"
RECEPTION = "/reception"


class Account(Protocol):
    """Who is signed in, as far as a page shows it."""

    @property
    def account_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def hall_id(self) -> int | None: ...


SignIn = Callable[[str, str], Account]


def may(account: Account, permission: Permission) -> bool:
    """Whether an account's role holds a permission, so that a page offers only what will work."""
    return permission in ALLOWED[Role(account.role)]


def first_page(account: Account) -> str:
    """Where somebody's work is: at the reception desk or at a window."""
    return RECEPTION if account.role == Role.RECEPTION else CHOOSE_WINDOW


class Form(BaseModel):
    """What the sign-in page posts."""

    model_config = ConfigDict(extra="ignore", str_max_length=200)

    login: str = Field(min_length=1)
    password: str = Field(min_length=1)
    next: str = ""


def accept(sign_in: SignIn) -> ResponseReturnValue:
    """Answer the posted form: `{"next": path}`, 422 `invalid`, or what sign_in raises."""
    try:
        form = Form.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        where = [str(fault["loc"][0]) if fault["loc"] else "body" for fault in error.errors()]
        return jsonify(code="invalid", detail="The form is incomplete.", errors=where), 422
    account = sign_in(form.login.strip(), form.password)
    login_user(account)
    return jsonify(next=safe_next(form.next, otherwise=first_page(account)))


def leave() -> ResponseReturnValue:
    """End the session and show the sign-in page."""
    logout_user()
    return redirect(url_for("pages.login"), code=303)


def safe_next(target: str | None, *, otherwise: str) -> str:
    """Return target if it is a path on this server, else the other.

    A link in a message must not be able to use our sign-in page to lead to somebody else's
    site. Browsers read a backslash as a slash, and drop tabs and line breaks, so none may occur.
    """
    if not target or any(character in target for character in "\\\t\r\n"):
        return otherwise
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return otherwise
    return target
