"""What a screen says of itself on `/display`, read with care: anybody in the hall can connect."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.services.screens import Health, Unplayable

_Pixels = Annotated[int, Field(ge=1, le=20_000)]


class _Unplayable(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    slide_id: Annotated[int, Field(ge=0, le=2**31 - 1)]
    why: Literal["missing", "no_room", "broken", "unsupported"]


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
    unplayable: Annotated[list[_Unplayable], Field(max_length=20)] = []


def read_health(said: Any) -> Health | None:
    """The health in a screen's message; None if it is none."""
    try:
        health = _Said.model_validate(said)
    except ValidationError:
        return None
    slides = tuple(Unplayable(each.slide_id, each.why) for each in health.unplayable)
    return Health(**{**health.model_dump(), "unplayable": slides})
