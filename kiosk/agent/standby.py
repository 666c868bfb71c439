"""What a kiosk has beside everything else, to go on while the server is away: made in one place."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.agent.catalogue import Catalogue
from kiosk.agent.hall_clock import HallClock
from kiosk.agent.journal import Journal
from kiosk.agent.presence import Presence
from kiosk.agent.reserve import Reserve
from kiosk.agent.reserve_book import ReserveBook
from kiosk.agent.reserve_keeper import ReserveKeeper
from kiosk.agent.server_client import ServerClient


@dataclass(frozen=True, slots=True)
class Standby:
    """Numbers held, the book of them, and the thread that keeps both in step with the server."""

    reserve: Reserve
    book: ReserveBook
    keeper: ReserveKeeper
    presence: Presence

    def came_online(self) -> None:
        """The server is heard again: hand up, renew."""
        self.presence.heard()
        self.keeper.hurry()


def make_standby(
    state_dir: Path, *, server: ServerClient, journal: Journal, catalogue: Catalogue
) -> Standby:
    """Return the standby of a kiosk; its keeper is not started.

    Raises:
        sqlite3.Error: the book cannot be opened.
    """
    book, clock, presence = ReserveBook(state_dir / "reserve.sqlite3"), HallClock(), Presence()
    reserve = Reserve(book, clock=clock, presence=presence, catalogue=lambda: catalogue.document)
    keeper = ReserveKeeper(
        reserve, book, server=server, journal=journal, presence=presence, clock=clock
    )
    return Standby(reserve, book, keeper, presence)
