"""What the developers' page shows is what the code says."""

import re
from pathlib import Path

from server.domain.lifecycle import diagram

README = Path(__file__).parents[2] / "server" / "README.md"


def test_the_diagram_of_a_tickets_life_is_the_tables_own():
    shown = re.search(r"<!-- lifecycle -->\n```mermaid\n(.*?)\n```\n", README.read_text(), re.S)

    assert shown is not None
    assert shown.group(1) == diagram()
