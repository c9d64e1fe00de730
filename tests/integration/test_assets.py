"""The browser files are complete, current, licensed, and named without an address."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "webapp" / "static" / "vendor"
LIBRARIES = ("axe-core", "bpmn-js", "bpmnlint", "htmx", "uswds")


def test_they_are_what_the_recipe_makes() -> None:
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "frontend" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    assert not recipe.stale()


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_library_keeps_its_licence(library: str) -> None:
    assert list((VENDOR / library).glob("LICENSE*"))


def test_every_file_a_style_sheet_names_is_there() -> None:
    for sheet in VENDOR.rglob("*.css"):
        named = re.findall(r"url\([\"']?(?!data:|#)([^)\"']+)[\"']?\)", sheet.read_text())
        missing = {name for name in named if not (sheet.parent / name).is_file()}
        assert not missing, f"{sheet.name} names {missing}"


def test_compressed_copies_say_the_same() -> None:
    copies = list(VENDOR.rglob("*.gz"))
    assert copies
    for copy in copies:
        assert gzip.decompress(copy.read_bytes()) == copy.with_suffix("").read_bytes()


def test_the_lock_files_name_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert all("integrity" in package and "resolved" not in package for path, package in packages.items() if path)
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(), lock.name
        assert "--hash=sha256:" in lock.read_text(), lock.name
