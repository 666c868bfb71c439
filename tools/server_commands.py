"""Runs several commands of `python -m server` in one process: importing takes longer than they do.

python -m tools.server_commands init , seed server/sample/county
"""

from __future__ import annotations

import sys
from itertools import groupby

from server.__main__ import main as server
from tools.whole_hall import BETWEEN


def main() -> None:
    """Run the commands of the command line; the first that refuses ends all with its own code."""
    for is_break, words in groupby(sys.argv[1:], key=lambda word: word == BETWEEN):
        if not is_break:
            server(list(words), prog_name="python -m server", standalone_mode=False)


if __name__ == "__main__":
    main()
