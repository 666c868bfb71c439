"""Ratings, their labels, and the tablet at a window."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, SecretStr

from server.api.schemas.base import Incoming, Outgoing
from server.domain.rating import Level

# A tick of every label of a level, and a few sentences.
LabelCodes = Annotated[list[Annotated[str, Field(pattern=r"^[0-9]{3}$")]], Field(max_length=20)]
CitizensWords = Annotated[str, Field(max_length=500)]
Contact = Annotated[SecretStr, Field(max_length=32)]


class Reason(Incoming):
    """Why: labels of the rating's level, the citizen's words, and where to call back."""

    labels: Annotated[LabelCodes, Field(default_factory=list)]
    words: CitizensWords | None = None
    contact: Contact | None = None


class Rate(Reason):
    """A rating. A bad one may come with a telephone, on which the citizen is called back."""

    level: Level


class RateOwnTicket(Rate):
    """A rating on the ticket's page. `phone`: the page had followed the ticket; `qr`: it was
    opened from the slip when the visit was over. `again`: 追评, after the first rating.
    """

    channel: Literal["qr", "phone"]
    again: bool = False


class ExplainOwnRating(Reason):
    """The reason of a rating that has none."""

    channel: Literal["qr", "phone"]


class RateAtKiosk(Rate):
    """A rating at a kiosk; the token on the slip says of which visit."""

    token: Annotated[str, Field(min_length=1, max_length=64)]


class PaperRating(Rate):
    """A paper form. `given_at`: when it was filled in, if that is known."""

    given_at: AwareDatetime | None = None


class EnrolTablet(Incoming):
    """A tablet becomes the one that asks at a window, with the token that it made: 256 bits."""

    token: Annotated[str, Field(pattern=r"^st_[A-Za-z0-9_-]{43}$")]


class TabletEnrolled(Outgoing):
    """The station that the tablet is now."""

    station_id: int


class RatingStored(Outgoing):
    """The rating as it is kept."""

    rating_id: int


class LabelToChoose(Outgoing):
    """A label; `is_first`: shown at once, the others when the citizen asks for more."""

    code: str
    text: str
    is_first: bool


class LevelLabels(Outgoing):
    """The labels of a level."""

    level: str
    labels: list[LabelToChoose]


class LabelList(Outgoing):
    """The national labels of today, level by level from the best."""

    levels: list[LevelLabels]
