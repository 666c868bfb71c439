"""Telephone pages keep to what a browser of 2018, and its plain scripts, understand."""

import re
from pathlib import Path

import pytest

from server.pages.texts import STATIC

TEMPLATES = STATIC.parent / "templates" / "pages"
KIT = Path(__file__).parents[3] / "display" / "kit"
PAGES = ("ticket.html", "ticket_help.html", "feedback.html")

_COMMENTS_AND_TEXTS = re.compile(r"/\*.*?\*/|//[^\n]*|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)
_NEWER = re.compile(r"=>|`|\b(?:let|const|class|async|await|import|export|fetch|Promise)\b")
_NEWER_STYLE = re.compile(r":(?:is|where|has)\(|\binset\s*:|aspect-ratio|\bclamp\(|\b[sdl]vh\b")


def loaded_by(page: str) -> list[Path]:
    """The plain scripts that a page loads."""
    html = (TEMPLATES / page).read_text("utf-8")
    ours = re.findall(r"<script defer src=\"\{\{[^}]*filename='([\w./]+)'", html)
    kit = re.findall(r'<script defer src="/kit/([\w.]+)"', html)
    return [*(STATIC / name for name in ours), *(KIT / name for name in kit)]


def test_the_ticket_page_loads_no_module() -> None:
    assert "module" not in re.sub(r"{#.*?#}", "", (TEMPLATES / "ticket.html").read_text("utf-8"))
    assert len(loaded_by("ticket.html")) == 5


@pytest.mark.parametrize("page", PAGES)
def test_scripts_of_telephones_use_nothing_newer_than_ecmascript_5(page: str) -> None:
    scripts = loaded_by(page)
    newer = {
        script.name: found
        for script in scripts
        if (found := _NEWER.findall(_COMMENTS_AND_TEXTS.sub("", script.read_text("utf-8"))))
    }

    assert scripts
    assert newer == {}


def test_the_ticket_page_is_laid_out_with_what_browsers_of_2018_know() -> None:
    style = re.sub(r"/\*.*?\*/", "", (STATIC / "ticket.css").read_text("utf-8"), flags=re.DOTALL)

    assert _NEWER_STYLE.findall(style) == []
    gaps = [rule for rule in style.split("}") if re.search(r"display:\s*(?:inline-)?flex", rule)]
    assert [rule for rule in gaps if re.search(r"\bgap\s*:", rule)] == []
