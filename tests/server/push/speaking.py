"""A loudspeaker that keeps its board over broken links and accounts for every call it meets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from display.announce import Announcer, Report, Utterance
from display.board import Board
from display.sentences import Wording
from display.voice_rules import HallVoice, VoiceRules
from tests.server.push.following import Follower
from tests.server.push.listening import Listener, Message

Call = tuple[int, int]  # visit, how manieth


class Speaker(Follower):
    """Says at most one sentence after each message, so that calls have to wait for one another.

    Attributes:
        met: the calls that stood on a board of its, after its first one.
        spoken: those it said, in order, each with the seconds that were left of its time.
        reports: what it would acknowledge to the server.
    """

    def __init__(self, port: int, hall_id: int) -> None:
        super().__init__(port, hall_id)
        voice = HallVoice(hall=VoiceRules(wording=Wording(repeats=1)))
        self._announcer = Announcer(lambda: voice)
        self._replays = False
        self.met: set[Call] = set()
        self.spoken: list[tuple[Call, float]] = []
        self.reports: list[Report] = []

    def finish(self) -> None:
        """Say all that is still to be said."""
        while self._speak():
            pass

    def _take(self, message: Message, link: Listener) -> None:
        # Of a replay only what is left of it is looked at, as a station does.
        self._replays = message[0] == "replay"
        super()._take(message, link)
        if self.board is not None and message[0] in ("snapshot", "replay"):
            self._meet(self.board)
            self._announcer.resume(self.board, now=datetime.now(UTC))
        self._speak()

    def _apply(self, event: dict[str, Any], link: Listener) -> None:
        before = self.board
        super()._apply(event, link)
        if self.board is not None and self.board is not before and not self._replays:
            self._meet(self.board)
            self._announcer.see(self.board, now=datetime.now(UTC))

    def _meet(self, board: Board) -> None:
        self.met |= {(c.visit_id, c.calls) for c in board.calls if c.state == "called"}

    def _speak(self) -> Utterance | None:
        now = datetime.now(UTC)
        utterance = self._announcer.next(now=now)
        if utterance is not None:
            self.spoken.append(self._said(utterance, now))
            self._announcer.said(utterance)
        self.reports += self._announcer.take_reports()
        return utterance

    def _said(self, utterance: Utterance, now: datetime) -> tuple[Call, float]:
        assert self.board
        call = next(c for c in self.board.calls if c.visit_id == utterance.visit_id)
        assert call.speak_until
        assert utterance.visit_id is not None
        return (utterance.visit_id, utterance.calls), (call.speak_until - now).total_seconds()
