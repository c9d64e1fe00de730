"""A letter in other languages: each says what its original says, and is set in the words of its language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ombud.workflows.letters import templates
from ombud.workflows.letters.filters import in_language
from ombud.workflows.letters.render import pdf
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.text import LANGUAGES, SOURCE
from tests.support.pdf import text_of
from tests.unit.letters.test_templates import a_manuscript

OTHERS = [language for language in LANGUAGES if language != SOURCE]
TRANSLATED = sorted(file for language in OTHERS for file in BPMN.glob(f"*/letters/*.{language}.html"))
CODE = re.compile(r"\{[{%].*?[}%]\}")


def original(translated: Path) -> Path:
    return translated.with_name(f"{translated.name.split('.')[0]}.html")


def code_in(template: Path) -> set[str]:
    """What it puts in and what it asks. How votes are worded is no question of English."""
    return {code.replace(" | counted", "") for code in CODE.findall(template.read_text())}


def headings_in(template: Path) -> int:
    return template.read_text().count("<h2>")


@pytest.mark.parametrize("template", TRANSLATED, ids=lambda file: f"{file.parts[-3]}/{file.stem}")
def test_a_translation_puts_in_and_asks_what_its_original_does(template: Path) -> None:
    assert code_in(template) == code_in(original(template))
    assert headings_in(template) == headings_in(original(template))


def open_to_the_public() -> list[Path]:
    return [
        file for file in sorted(BPMN.glob("*/procedure.toml")) if procedure_toml(file).get("start", {}).get("public")
    ]


def procedure_toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text())


@pytest.mark.parametrize("file", open_to_the_public(), ids=lambda file: file.parent.name)
@pytest.mark.parametrize("language", OTHERS)
def test_whoever_needs_no_account_gets_every_letter_in_the_language_they_chose(file: Path, language: str) -> None:
    letters = procedure_toml(file)["letters"]
    to_parties = {name for name, letter in letters.items() if any(to.startswith("party:") for to in letter["to"])}
    there = {one.name.split(".")[0] for one in TRANSLATED if one.match(f"{file.parent.name}/letters/*.{language}.html")}
    assert to_parties == there


def test_the_sheet_speaks_the_language_of_the_letter() -> None:
    english = a_manuscript("<p>Sí.</p>")
    said = text_of(pdf(replace(english, language="es")))
    for words in ("Fecha", "2 de marzo de 2026", "Caso", "Página 1 de 1"):
        assert words in said
    assert "Page 1 of 1" in text_of(pdf(english))


def test_what_was_counted_is_said_in_the_language_of_the_letter() -> None:
    counted = in_language("es")["counted"]
    assert counted("The complaint is right: 3; abstained: 1") == "La queja está justificada: 3; abstenciones: 1"
    assert counted("Three for, one against") == "Three for, one against"
    assert in_language("en")["counted"]("For: 3; abstained: 1") == "For: 3; abstained: 1"


def test_one_language_of_what_was_frozen_is_set() -> None:
    texts = templates.frozen_texts("<p>Yes.</p>", {"es": "<p>Sí.</p>"})
    assert templates.texts_in(texts, "es")[templates.BODY] == "<p>Sí.</p>"
    assert templates.texts_in(texts, SOURCE)[templates.BODY] == "<p>Yes.</p>"
