"""What a route can reach: built once in `create_app`, found through the running app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from server.domain.clock import Clock
from server.reports.live_waits import LiveWaits
from server.sealing import Sealer
from server.services.accounts import SignIn
from server.services.attempts import Attempts
from server.services.commands import Commands
from server.services.screens import Screens
from server.settings import Settings
from server.store.database import Database
from server.store.media_files import MediaFiles
from server.tokens import Tokens

KEY = "budayang"


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts that routes use.

    Attributes:
        sealer: seals the telephones of citizens, and opens them.
        is_online: whether a station, by its id, holds a link to this server.
        waits: what everybody in a hall has to wait, and a number drawn now would.
        looked_up: tries of query codes, by receipt number.
        written: complaints that citizens wrote, by hall.
        screens: the display pages that follow a hall, as they say they are.
        media: the pictures and videos of displays.
    """

    settings: Settings
    clock: Clock
    database: Database
    commands: Commands
    sign_in: SignIn
    tokens: Tokens
    sealer: Sealer
    is_online: Callable[[int], bool]
    waits: LiveWaits
    looked_up: Attempts
    written: Attempts
    screens: Screens
    media: MediaFiles


def wiring() -> Wiring:
    """The running app's parts."""
    return cast(Wiring, current_app.extensions[KEY])
