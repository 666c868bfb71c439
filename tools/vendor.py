"""Refresh or check the JavaScript libraries kept under display/kit/vendor.

    python tools/vendor.py            fetch the pinned versions (maintainers; needs npm)
    python tools/vendor.py --check    compare every file with VENDOR.json (no network)

A hall's machine needs neither npm nor the internet: the files are served as they are. The script
makes two changes to what npm gives: bare imports become relative ones, since a strict
Content-Security-Policy leaves no room for an inline import map; and links to source maps, which we
do not ship, are dropped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR_DIR = Path(__file__).resolve().parents[1] / "display" / "kit" / "vendor"
MANIFEST = "VENDOR.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One file of one npm package."""

    package: str
    version: str
    source: str  # path inside the package
    target: str  # file name under the vendor folder


LIBRARIES = (
    Library(package="preact", version="11.2.0", source="dist/preact.mjs", target="preact.js"),
    Library(package="preact", version="11.2.0", source="hooks/dist/hooks.mjs", target="hooks.js"),
    Library(package="htm", version="3.1.1", source="dist/htm.module.js", target="htm.js"),
    Library(
        package="socket.io-client",
        version="4.8.4",
        source="dist/socket.io.esm.min.js",
        target="socket.io.js",
    ),
    Library(
        package="qrcode-generator", version="2.0.4", source="dist/qrcode.mjs", target="qrcode.js"
    ),
)

RELATIVE_IMPORTS = {'from"preact"': 'from"./preact.js"'}
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*\n?", re.MULTILINE)
BARE_IMPORT = re.compile(r"""^import[^;\n]*?from\s*["'][^./]""", re.MULTILINE)
LEADING_COMMENT = re.compile(r"\A(?://.*\n|\s*\n)+")


def refresh(vendor_dir: Path) -> None:
    """Fetch all libraries into vendor_dir and write its manifest."""
    vendor_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        packages = sorted({f"{lib.package}@{lib.version}" for lib in LIBRARIES})
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages]
        subprocess.run(command, cwd=scratch, check=True)
        modules = Path(scratch) / "node_modules"
        entries = [_take(lib, modules / lib.package, vendor_dir) for lib in LIBRARIES]
    manifest = json.dumps(entries, indent=2, ensure_ascii=False)
    (vendor_dir / MANIFEST).write_text(manifest + "\n", encoding="utf-8")


def faults(vendor_dir: Path) -> list[str]:
    """Name every file that is missing, altered or unknown to the manifest, one line each."""
    entries = json.loads((vendor_dir / MANIFEST).read_text(encoding="utf-8"))
    found = []
    known = {MANIFEST}
    for entry in entries:
        for name, expected in (
            (entry["file"], entry["sha256"]),
            (entry["licence_file"], entry["licence_sha256"]),
        ):
            known.add(name)
            path = vendor_dir / name
            if not path.is_file():
                found.append(f"{name}: missing")
            elif _sha256(path) != expected:
                found.append(f"{name}: differs from {MANIFEST}")
    strangers = sorted({path.name for path in vendor_dir.iterdir()} - known)
    return found + [f"{name}: not in {MANIFEST}" for name in strangers]


def _take(lib: Library, package_dir: Path, vendor_dir: Path) -> dict[str, str]:
    original = (package_dir / lib.source).read_text(encoding="utf-8")
    target = vendor_dir / lib.target
    target.write_text(_without_bare_imports(original, lib), encoding="utf-8")
    licence = vendor_dir / f"LICENSE.{lib.package}.txt"
    licence.write_text(_licence_text(package_dir, original), encoding="utf-8")
    about = json.loads((package_dir / "package.json").read_text(encoding="utf-8"))
    return {
        "name": lib.package,
        "version": about["version"],
        "licence": about["license"],
        "source": lib.source,
        "file": lib.target,
        "sha256": _sha256(target),
        "licence_file": licence.name,
        "licence_sha256": _sha256(licence),
    }


def _without_bare_imports(text: str, lib: Library) -> str:
    for bare, relative in RELATIVE_IMPORTS.items():
        text = text.replace(bare, relative)
    text = SOURCE_MAP.sub("", text)
    if BARE_IMPORT.search(text):
        raise SystemExit(f"{lib.package}/{lib.source} has a bare import this script does not know")
    return text


def _licence_text(package_dir: Path, source: str) -> str:
    licence = package_dir / "LICENSE"
    if licence.is_file():
        return licence.read_text(encoding="utf-8")
    header = LEADING_COMMENT.match(source)  # some packages carry their licence in the file's head
    if header is None:
        raise SystemExit(f"{package_dir.name} has no licence text")
    return header.group().rstrip() + "\n"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    """Run as a script; the exit status is 1 if a check found a fault."""
    parser = argparse.ArgumentParser(description="Vendored JavaScript of the web pages")
    parser.add_argument("--check", action="store_true", help="verify checksums, change nothing")
    parser.add_argument("--dir", type=Path, default=VENDOR_DIR, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.check:
        refresh(arguments.dir)
    found = faults(arguments.dir)
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
