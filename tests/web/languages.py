"""A house that speaks a small language of a test's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from ombud.workflows import text
from tests.web.house import House, build_house


@contextmanager
def house_speaking(spanish: Mapping[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house whose Spanish is just these messages."""
    catalogue = Catalog(locale="es")
    for english, words in spanish.items():
        catalogue.add(english, words)
    messages = folder / "es" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    with (messages / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(text, "CATALOGUES", folder)
    text._catalogue.cache_clear()
    house = build_house(folder)
    yield house
    house.database.close()
    text._catalogue.cache_clear()
