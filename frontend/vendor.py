"""The browser files of other people that the pages need: fetched by npm, copied to webapp/static/vendor.

Run by the build hook (hatch_build.py); the standard library is enough. Nothing below node_modules is executed.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

Npm = Callable[[list[str], Path, dict[str, str]], int]

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
VENDOR = ROOT / "webapp" / "static" / "vendor"
RECIPE = (FRONTEND / "package-lock.json", FRONTEND / "vendor.py")

# library: {target folder: sources}; a source may be a glob, and a glob that finds nothing is an error
USWDS = "@uswds/uswds/dist"
FILES: dict[str, dict[str, list[str]]] = {
    "uswds": {
        "": ["@uswds/uswds/LICENSE.md"],
        "css": [f"{USWDS}/css/uswds.min.css"],
        "js": [f"{USWDS}/js/uswds.min.js", f"{USWDS}/js/uswds-init.min.js"],
        "img": [f"{USWDS}/img/sprite.svg"],
        "img/usa-icons": [f"{USWDS}/img/usa-icons/*.svg"],
    },
    "htmx": {"": ["htmx.org/LICENSE", "htmx.org/dist/htmx.min.js"]},
    "bpmn-js": {
        "": [
            "bpmn-js/LICENSE",
            "bpmn-js/dist/bpmn-navigated-viewer.production.min.js",
            "bpmn-js/dist/assets/diagram-js.css",
            "bpmn-js/dist/assets/bpmn-js.css",
        ]
    },
}
# only where the tests are: never in a wheel or an sdist
TEST_FILES: dict[str, dict[str, list[str]]] = {
    "axe-core": {"": ["axe-core/LICENSE", "axe-core/LICENSE-3RD-PARTY.txt", "axe-core/axe.min.js"]},
    # written for Node; scripts/drawing runs it in a page of the browser, and it asks for the two packages at the end
    "bpmnlint": {
        "": ["bpmnlint/LICENSE"],
        "config": ["bpmnlint/config/recommended.js"],
        "lib": ["bpmnlint/lib/linter.js", "bpmnlint/lib/test-rule.js", "bpmnlint/lib/traverse.js"],
        "rules": ["bpmnlint/rules/*.js"],
        "bpmnlint-utils": ["bpmnlint-utils/LICENSE", "bpmnlint-utils/dist/index.cjs"],
        "min-dash": ["min-dash/LICENSE", "min-dash/dist/index.js"],
    },
}
COMPRESSED = {".css", ".js", ".svg"}


def stamp() -> str:
    """What the built files depend on: which versions, and how they are copied."""
    digest = hashlib.sha256()
    for path in RECIPE:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stale() -> bool:
    mark = VENDOR / ".stamp"
    return not mark.is_file() or mark.read_text().strip() != stamp()


def build(npm: Npm) -> None:
    """Replace webapp/static/vendor by a new folder, complete or not at all.

    Raises RuntimeError when npm fails or a named file is not in what it fetched.
    """
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vendor-", dir=VENDOR.parent) as place:
        modules = _fetch(npm, Path(place) / "npm")
        fresh = Path(place) / "vendor"
        for library, folders in _wanted().items():
            for folder, sources in folders.items():
                _copy(modules, sources, fresh / library / folder)
        _copy_what_the_styles_name(modules / USWDS / "css", fresh / "uswds" / "css" / "uswds.min.css")
        _compress(fresh)
        (fresh / ".stamp").write_text(stamp() + "\n")
        if VENDOR.exists():
            VENDOR.rename(Path(place) / "old")
        fresh.rename(VENDOR)


def _with_tests() -> bool:
    return (ROOT / "tests").is_dir()


def _wanted() -> dict[str, dict[str, list[str]]]:
    return FILES | TEST_FILES if _with_tests() else FILES


def _fetch(npm: Npm, place: Path) -> Path:
    place.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(FRONTEND / name, place)
    environment = os.environ | {"NODE_OPTIONS": "--use-system-ca"}
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not _with_tests():
        arguments.append("--omit=dev")
    if npm(arguments, place, environment) != 0:
        raise RuntimeError("npm could not fetch the browser files named in frontend/package-lock.json (see above).")
    return place / "node_modules"


def _copy(modules: Path, sources: list[str], target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for source in sources:
        found = sorted(modules.glob(source))
        if not found:
            raise RuntimeError(f"frontend/vendor.py: {source} is not in the fetched package.")
        for path in found:
            shutil.copyfile(path, target / path.name)


def _named_in(styles: str) -> Iterator[str]:
    for reference in sorted(set(re.findall(r"url\(([^)]+)\)", styles))):
        name = reference.strip("\"'")
        if not name.startswith(("data:", "#")):
            yield name


def _copy_what_the_styles_name(source: Path, styles: Path) -> None:
    """Fonts and pictures that the style sheet asks for, at the same relative place."""
    for name in _named_in(styles.read_text()):
        original, target = (source / name).resolve(), (styles.parent / name).resolve()
        if not original.is_file():
            raise RuntimeError(f"frontend/vendor.py: {styles.name} names {name}, which is not in the package.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, target)


def _compress(folder: Path) -> None:
    """A .gz sibling for WhiteNoise; without a time inside, so that two builds are the same bytes."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in COMPRESSED:
            packed = gzip.compress(path.read_bytes(), 9, mtime=0)
            if len(packed) < path.stat().st_size:
                path.with_name(path.name + ".gz").write_bytes(packed)
