"""Follows a hall's numbered stream of events and keeps the hall's board.

No sockets here: the uplink hands in what it hears, and asks the server again when told to.
"""

from collections.abc import Callable

from display.board import Board, GapError, apply, from_json
from kiosk.agent.wire import Json

OnBoard = Callable[[Board], None]
OnEvent = Callable[[Json], None]


def _nobody_listens(_: Board | Json) -> None:
    """A station without a loudspeaker only keeps the board."""


class BoardFeed:
    """The board of one hall as this station knows it.

    One thread feeds it; any thread may read `board`. The methods that take news return True when
    something is missing and the server must be asked for it.

    Args:
        on_live: told of the board after each event, as it happens.
        on_resumed: told of the board after a snapshot or a replay: what came meanwhile is in it.
        on_event: told of each event as it happens, after on_live.
    """

    def __init__(
        self,
        *,
        on_live: OnBoard = _nobody_listens,
        on_resumed: OnBoard = _nobody_listens,
        on_event: OnEvent = _nobody_listens,
    ) -> None:
        self._on_live = on_live
        self._on_event = on_event
        self._on_resumed = on_resumed
        self._board: Board | None = None

    @property
    def board(self) -> Board | None:
        """The newest board, or None before the first snapshot."""
        return self._board

    def position(self) -> Json:
        """Return where this station stands, as the server wants to hear it."""
        board = self._board
        return {
            "since": board.seq if board else None,
            "day": board.day if board else None,
        }

    def snapshot(self, document: Json) -> None:
        """Start over from a whole board."""
        self._board = from_json(document)
        self._on_resumed(self._board)

    def replay(self, events: list[Json], *, seq: int) -> bool:
        """Catch up with events that were missed; seq is where the server stands."""
        board = self._board
        if board is None:
            return True
        try:
            for event in events:
                board = apply(board, event)
        except GapError:
            return True
        self._board = board
        self._on_resumed(board)
        return board.seq < seq

    def event(self, event: Json) -> bool:
        """Apply one event. One that the board already holds is dropped."""
        before = self._board
        if before is None:
            return True
        try:
            self._board = apply(before, event)
        except GapError:
            return True
        if self._board is not before:
            self._on_live(self._board)
            self._on_event(event)
        return False

    def heartbeat(self, *, seq: int, day: str) -> bool:
        """Compare with where the server says it stands."""
        board = self._board
        return board is None or seq > board.seq or day != board.day
