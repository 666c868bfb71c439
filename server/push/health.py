"""What a screen says of itself on `/display`, read with care: anybody in the hall can connect."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.services.screens import Health

_Pixels = Annotated[int, Field(ge=1, le=20_000)]


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    screen: Annotated[str, Field(pattern=r"^[0-9a-f]{8,32}$")]
    address: Annotated[str, Field(pattern=r"^/display/", max_length=300)]
    seq: Annotated[int, Field(ge=0)] | None
    width: _Pixels
    height: _Pixels
    up_s: Annotated[float, Field(ge=0, le=10**8)]
    reloads: Annotated[int, Field(ge=0, le=10**6)]
    fault: Annotated[str, Field(max_length=200)] | None


def read_health(said: Any) -> Health | None:
    """The health in a screen's message; None if it is none."""
    try:
        return Health(**_Said.model_validate(said).model_dump())
    except ValidationError:
        return None
