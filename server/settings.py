"""The server's settings; the only reader of the environment."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Json,
    SecretStr,
    ValidationError,
    model_validator,
)

PREFIX = "BUDAYANG_"
# A demonstration makes a new secret key at every start, and would open no telephone of the last.
DEMONSTRATION_CONTACT_KEY = "everybody-knows-this-key-of-the-demonstration"


class SettingsError(Exception):
    """The server cannot start with these settings; the message is one line for people."""


def _words(given: object) -> object:
    return given.split() if isinstance(given, str) else given


ContactKey = Annotated[SecretStr, Field(min_length=32)]


class Settings(BaseModel):
    """What a server is started with, from `BUDAYANG_...` variables.

    Attributes:
        database_url: SQLAlchemy URL; SQLite for one machine, PostgreSQL for many halls.
        secret_key: signs sessions and tokens; at least 32 characters.
        host, port: where the server listens.
        public_url: how telephones reach this server; printed in the slip's QR.
        demonstration: sample people and stations may sign in; never in a real hall.
        threads: requests and sockets served at once; every socket holds one.
        direct_send: write broadcast frames straight to the sockets.
        forwarding: the file that says to which platforms ratings go; none without it.
        forwarding_secrets: platform name -> secret, written as JSON.
        contact_keys: seal citizens' telephones, the newest first, with blanks between them, each
            of at least 32 characters; the older ones open what they sealed. The secret key is
            the last of them, and without others it seals.
        media_folder: where the pictures and videos of displays lie; without it, `media` beside
            an SQLite file, else `var/media`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str
    secret_key: Annotated[SecretStr, Field(min_length=32)]
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: str = ""
    demonstration: bool = False
    threads: Annotated[int, Field(ge=8, le=4000)] = 400
    direct_send: bool = True
    forwarding: Path | None = None
    forwarding_secrets: Json[dict[str, SecretStr]] = {}
    contact_keys: Annotated[tuple[ContactKey, ...], BeforeValidator(_words)] = ()

    @model_validator(mode="after")
    def _not_the_demonstrations_key(self) -> Self:
        keys = {key.get_secret_value() for key in (self.secret_key, *self.contact_keys)}
        if DEMONSTRATION_CONTACT_KEY in keys and not self.demonstration:
            raise ValueError("the demonstration's key, which everybody knows, seals nothing")
        return self

    @property
    def sealing_secrets(self) -> list[str]:
        """What seals telephones, the newest first."""
        return [key.get_secret_value() for key in (*self.contact_keys, self.secret_key)]

    media_folder: Path | None = None

    @property
    def url(self) -> str:
        """The public address without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def media(self) -> Path:
        """The media folder, as an absolute path."""
        if self.media_folder is not None:
            return self.media_folder.absolute()
        is_file = self.database_url.startswith("sqlite:///")
        beside = (
            Path(self.database_url.removeprefix("sqlite:///")).parent if is_file else Path("var")
        )
        return (beside / "media").absolute()


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check the settings.

    Raises:
        SettingsError: one is missing or wrong; the message names each.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    if given.get("demonstration", "").lower() in ("1", "true", "yes"):
        given.setdefault("secret_key", secrets.token_urlsafe(32))
        given.setdefault("contact_keys", DEMONSTRATION_CONTACT_KEY)
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(f"{_variable(e['loc'])}: {e['msg']}" for e in error.errors())
        raise SettingsError(faults) from None


def _variable(place: tuple[int | str, ...]) -> str:
    """The name of a variable; what is wrong with all of them together is about the keys."""
    return f"{PREFIX}{str(place[0]).upper() if place else 'CONTACT_KEYS'}"
