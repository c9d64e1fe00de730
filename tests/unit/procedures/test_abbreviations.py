"""The register's short forms: each is spelled out, and ordinary words are not taken for one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ombud.workflows.procedures.abbreviations import FILE, parts_of, read_abbreviations
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN

KNOWN = read_abbreviations(BPMN)
TEXTS = [text for row in read_register(BPMN).values() for text in (row.who, row.what, row.trigger, row.deadline)]
CAPITALS = re.compile(r"\b\w*[A-Z]\w*[A-Z]\w*\b")
EMPHASIS = {
    "AND", "ONLY", "OR", "ALL", "DIFFERENT", "ALSO", "APPROVED", "BOTH", "EVERY", "CONTINUES", "AGENCY", "EACH", "RETIRED",
    "AFTER",
}  # fmt: skip
SAID_AS_IT_IS = {"ID", "IDs", "CTCANDATA"}


def explained(text: str) -> dict[str, str]:
    return {part: meaning for part, meaning in parts_of(text, KNOWN) if meaning}


def test_no_row_has_a_short_form_that_nobody_spells_out() -> None:
    left = {
        word for text in TEXTS for part, told in parts_of(text, KNOWN) if not told for word in CAPITALS.findall(part)
    }
    assert left - EMPHASIS - SAID_AS_IT_IS - {"AIDS"} == set()


def test_every_short_form_stands_in_a_row() -> None:
    found = {meaning for text in TEXTS for meaning in explained(text).values()}
    assert found == {meaning for meaning in KNOWN.values() if meaning}


def test_the_text_stays_as_it_was() -> None:
    for text in TEXTS:
        assert "".join(part for part, _meaning in parts_of(text, KNOWN)) == text


def test_a_plural_and_the_longest_are_found_and_parts_of_words_are_not() -> None:
    assert explained("CT BOS; HDCs") == {
        "CT BOS": "Connecticut Balance of State Continuum of Care",
        "HDCs": "HMIS Data Coordinator",
    }
    assert explained("Leads, misLEAD, VAT, CANs") == {"Leads": KNOWN["Lead"], "CANs": KNOWN["CAN"]}


def test_a_verb_is_not_the_lead() -> None:
    assert explained("Lead board meetings") == {}
    assert explained("Lead staff") == {"Lead": KNOWN["Lead"]}


def test_an_installation_may_keep_none_and_is_told_of_a_mistake(tmp_path: Path) -> None:
    assert read_abbreviations(tmp_path) == {}
    assert list(parts_of("HDC", {})) == [("HDC", "")]
    (tmp_path / "bpmn").mkdir()
    (tmp_path / "bpmn" / FILE).write_text('[abbreviations]\nHDC = ""\n')
    with pytest.raises(ProcedureError, match="HDC"):
        read_abbreviations(tmp_path / "bpmn")
