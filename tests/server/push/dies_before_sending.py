"""The server's program, with a power cut in it: once, after a commit and before its event is sent.

    python tests/server/push/dies_before_sending.py run

It dies when the file named by DIES_WHEN exists; the file is there for one death only.
"""

import os
import signal
from pathlib import Path

from server.__main__ import main
from server.push.relay import Relay

_follow = Relay._follow


def follow_unless_it_dies(relay: Relay) -> None:
    mark = Path(os.environ["DIES_WHEN"])
    if mark.exists() and relay._new_events():
        mark.unlink()
        os.killpg(os.getpgrp(), signal.SIGKILL)
    _follow(relay)


if __name__ == "__main__":
    Relay._follow = follow_unless_it_dies  # type: ignore[method-assign]
    main()
