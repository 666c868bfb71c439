"""The conversation with an ID-card reader: find, select and read, each card anew."""

import time
from collections.abc import Callable

from drivers.idcard.card import Card, read_card
from drivers.idcard.protocol import (
    Command,
    Decoder,
    Reply,
    Side,
    Status,
    read_reply,
    request,
    text_of,
)
from drivers.idcard.words import status_words
from drivers.transports.transport import Transport

REPLY_TIMEOUT_S = 3.0
# After an answer with a wrong XOR the line must be quiet this long before we ask again, or the
# rest of the spoilt answer would meet the next one.
QUIET_S = 0.2
ATTEMPTS = 2
# How long one read blocks, and so how soon close() from another thread is noticed.
_LOOK_UP_S = 0.05
_MOST_OLD_CHUNKS = 64

# Our request was spoilt on its way.
_SPOILT = frozenset({Status.REQUEST_CHECKSUM, Status.REQUEST_LENGTH})
# Readers say these of themselves, not of the card on them.
_READERS_OWN = _SPOILT | {Status.REQUEST_COMMAND, Status.SELF_TEST, Status.NOT_AUTHORISED}


class ReaderFault(Exception):
    """The reader does not do its work; its line may be fine."""


class NoReply(ReaderFault):
    """No answer in time, or only spoilt ones."""


class ReaderRefused(ReaderFault):
    """The reader says that it cannot work. code is its status, for status_words()."""

    def __init__(self, code: int) -> None:
        words = status_words(code)
        super().__init__(f"{words.zh} / {words.en} ({code:02X})")
        self.code = code


class CardNotRead(Exception):
    """There was a card, and it was taken away too soon or could not be read: once more, please.

    code is the reader's status, None when it said that all is well and sent no card's text.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__("no card's text" if code is None else status_words(code).en)
        self.code = code


class CardReader:
    """An ID-card reader. Owns the conversation, not the line; one thread calls it.

    Every method lets NotConnected, LinkLost and WriteTimedOut of the line through: whoever
    supervises the reader opens a new line and makes a new CardReader on it.

    Args:
        line: open, 8N1, 115200 unless the reader was set otherwise.
        reply_timeout_s: how long the reader may take for an answer.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        line: Transport,
        *,
        reply_timeout_s: float = REPLY_TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = line
        self._reply_timeout_s = reply_timeout_s
        self._clock = clock

    def check(self) -> None:
        """Ask the reader whether it is well, without looking for a card.

        Raises:
            NoReply, ReaderRefused.
        """
        reply = self._ask(Command.STATUS)
        if reply.code != Status.OK:
            raise ReaderRefused(reply.code)

    def poll(self) -> Card | None:
        """Look for a card and read it. To be called every 300 to 500 ms; a read takes 1 to 2 s.

        Returns:
            the card; None if there is none, or still the one that was read: readers do not find
            a card a second time before it was taken away.

        Raises:
            CardNotRead: a card was there and was not read; it may be laid on again.
            CardUnfit: it was read, and is of another kind or says what cannot be right.
            NoReply, ReaderRefused: the reader does not do its work.
        """
        found = self._ask(Command.FIND)
        if found.code == Status.NO_CARD:
            return None
        if found.code != Status.CARD_FOUND:
            raise ReaderRefused(found.code)
        for command in (Command.SELECT, Command.READ):
            reply = self._ask(command)
            if reply.code != Status.OK:
                raise _failure(reply)
        text = text_of(reply.data)
        if text is None:
            raise CardNotRead(None)
        return read_card(text)

    def _ask(self, command: Command) -> Reply:
        """Ask and return the answer; ask once more when question or answer came spoilt."""
        reply = None
        for _ in range(ATTEMPTS):
            self._drain()
            self._line.write(request(command))
            reply = self._answer()
            if reply is not None and reply.code not in _SPOILT:
                break
        if reply is None:
            raise NoReply(f"the reader at {self._line.name} sends answers that are spoilt")
        return reply

    def _answer(self) -> Reply | None:
        """Wait for a whole answer; None after a spoilt one. Raises NoReply for silence."""
        decoder = Decoder(Side.READER)
        heard = False
        deadline_s = self._clock() + self._reply_timeout_s
        while (now_s := self._clock()) < deadline_s:
            patience_s = QUIET_S if decoder.faults else _LOOK_UP_S
            chunk = self._line.read(min(patience_s, deadline_s - now_s))
            heard |= bool(chunk)
            if contents := decoder.feed(chunk):
                return read_reply(contents[0])
            if decoder.faults and not chunk:
                return None
        if heard:
            return None
        raise NoReply(f"the reader at {self._line.name} does not answer")

    def _drain(self) -> None:
        """Let go of what arrived unasked: answers do not say which question they belong to."""
        for _ in range(_MOST_OLD_CHUNKS):
            if not self._line.read(0):
                return


def _failure(reply: Reply) -> Exception:
    return (ReaderRefused if reply.code in _READERS_OWN else CardNotRead)(reply.code)
