"""Setting up without a network says so in one line, and leaves nothing half done."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9/"

pytestmark = pytest.mark.slow


@pytest.fixture
def checkout(tmp_path):
    """A fresh machine's copy of what the set-up needs."""
    (tmp_path / "tools").mkdir()
    for script in ("setup.sh", "python.sh"):
        shutil.copy(ROOT / "tools" / script, tmp_path / "tools")
    (tmp_path / "requirements.txt").write_text("rich==15.0.0\n")
    return tmp_path


def set_up(checkout, **environment):
    return subprocess.run(
        ["sh", "tools/setup.sh", "requirements.txt", ".venv/.runs"],
        cwd=checkout,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_packages_that_cannot_be_fetched_are_told_in_a_line(checkout):
    offline = {"PIP_INDEX_URL": NOWHERE, "PIP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    outcome = set_up(checkout, **offline)

    assert outcome.returncode == 1
    assert "packages cannot be fetched" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 2
    assert not (checkout / ".venv" / ".runs").exists()
    assert not (checkout / ".venv-error").exists()


def test_a_machine_without_python_is_told_what_it_needs(checkout, tmp_path):
    only_a_shell = tmp_path / "bin"
    only_a_shell.mkdir()
    (only_a_shell / "sh").symlink_to(shutil.which("sh"))

    outcome = set_up(checkout, PATH=str(only_a_shell))

    assert outcome.returncode == 1
    assert outcome.stderr.strip() == "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed"
