"""What is vendored is what npm gave: checksums, licences, no bare imports."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "tools" / "vendor.py"
VENDOR = ROOT / "display" / "kit" / "vendor"


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), "--check", "--dir", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_vendored_file_has_the_checksum_in_the_manifest() -> None:
    result = check(VENDOR)
    assert (result.returncode, result.stderr) == (0, "")


def test_an_altered_a_missing_and_a_strange_file_are_each_named(tmp_path: Path) -> None:
    copy = tmp_path / "vendor"
    shutil.copytree(VENDOR, copy)
    with (copy / "htm.js").open("a") as file:
        file.write("// altered")
    (copy / "qrcode.js").unlink()
    (copy / "stranger.js").write_text("")

    result = check(copy)

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "htm.js: differs from VENDOR.json",
        "qrcode.js: missing",
        "stranger.js: not in VENDOR.json",
    ]


def test_every_library_states_its_version_and_a_free_licence() -> None:
    for entry in json.loads((VENDOR / "VENDOR.json").read_text()):
        assert entry["licence"] in {"MIT", "Apache-2.0", "BSD-3-Clause", "ISC"}
        assert entry["version"][0].isdigit()
        assert (VENDOR / entry["licence_file"]).stat().st_size > 400
