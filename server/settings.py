"""The server's settings; the only reader of the environment."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Json, SecretStr, ValidationError

PREFIX = "BUDAYANG_"


class SettingsError(Exception):
    """The server cannot start with these settings; the message is one line for people."""


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
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(
            f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()
        )
        raise SettingsError(faults) from None
