"""A day in front of a display: people come, are called and served, the screen's clock goes faster.

What stays in the page's memory afterwards is asked of the browser itself (Chrome DevTools Protocol:
HeapProfiler.takeHeapSnapshot, Memory.getDOMCounters). Counted is what scripts hold: the heap as a
whole also has what the protocol keeps of each answer that came over the network while a test
watches, the browser's list of timings, which has an end of its own, and compiled code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page, expect

from tests.display.fake_server import FakeHall

STEPS = 4  # of every visit: issued, called, started, finished
QUEUE, LETTER = 3, "F"
WINDOWS = (5, 6, 7, 8)
DAY_S = 24 * 3600
NOT_HELD_BY_SCRIPTS = {"native", "code", "hidden", "synthetic", "object shape"}


@dataclass(frozen=True, slots=True)
class Memory:
    """What a page holds after everything that could go has gone.

    Attributes:
        held_bytes: values, closures and texts of its scripts.
        nodes, listeners: of its documents.
    """

    held_bytes: int
    nodes: int
    listeners: int


class Day:
    """A page with an installed clock, and the hall that it shows."""

    def __init__(self, page: Page, hall: FakeHall) -> None:
        self._page = page
        self._hall = hall
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._calls = 0
        self._missed = ""
        self._pieces: list[str] = []
        self._cdp.on(
            "HeapProfiler.addHeapSnapshotChunk", lambda said: self._pieces.append(said["chunk"])
        )

    def go_on(self, *, calls: int, each_s: float) -> None:
        """Let so many people be served, each within so many seconds of the page's time.

        Every tenth misses the call, and goes when the next one does. Every timer of the page
        runs as often as on a real day.
        """
        for _ in range(calls):
            self._serve(each_s / STEPS)
        self._settle()

    def memory(self) -> Memory:
        """What the page holds now."""
        for _ in range(2):  # what only the first collection lets go is gone after the second
            self._cdp.send("HeapProfiler.collectGarbage")
        counters = self._cdp.send("Memory.getDOMCounters")
        return Memory(self._held_bytes(), counters["nodes"], counters["jsEventListeners"])

    def _held_bytes(self) -> int:
        self._pieces.clear()
        self._cdp.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
        snapshot = json.loads("".join(self._pieces))
        meta, nodes = snapshot["snapshot"]["meta"], snapshot["nodes"]
        fields, kinds = meta["node_fields"], meta["node_types"][0]
        width, kind, size = len(fields), fields.index("type"), fields.index("self_size")
        return sum(
            nodes[at + size]
            for at in range(0, len(nodes), width)
            if kinds[nodes[at + kind]] not in NOT_HELD_BY_SCRIPTS
        )

    def _serve(self, step_s: float) -> None:
        number = f"{LETTER}{self._calls % 999 + 1:03}"
        window = WINDOWS[self._calls % len(WINDOWS)]
        self._calls += 1
        self._hall.issue(number, QUEUE)
        self._pass(step_s)
        self._hall.call(number, QUEUE, window)
        self._pass(step_s)
        if self._calls % 10 == 0:
            if self._missed:
                self._hall.give_up(self._missed, QUEUE)
            self._hall.miss(number, QUEUE, window)
            self._missed = number
        else:
            self._hall.start(number, QUEUE, window)
        self._pass(step_s)
        if self._calls % 10:
            self._hall.finish(number, QUEUE, window)
        self._pass(step_s)

    def _pass(self, step_s: float) -> None:
        self._hall.beat()
        self._page.clock.run_for(step_s * 1000)

    def _settle(self) -> None:
        self._hall.beat()
        shown = self._page.locator("main.hall")
        expect(shown).to_have_attribute("data-seq", str(self._hall.board.seq), timeout=60_000)
