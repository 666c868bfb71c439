"""Which parts of the system a hall uses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.api.schemas.base import Incoming, Outgoing, Whole


class Stages(Outgoing):
    """What a hall uses beside kiosks and their printers."""

    consoles: bool
    displays: bool
    ratings: bool


class CalledOut(Incoming):
    """The last number of a queue that was called out by voice."""

    queue_id: Whole
    number: Annotated[str, Field(min_length=1, max_length=20)]


class SetStages(Incoming):
    """分步启用; `called_out` only when the consoles are switched on."""

    consoles: bool
    displays: bool
    ratings: bool
    called_out: Annotated[tuple[CalledOut, ...], Field(max_length=200)] = ()
