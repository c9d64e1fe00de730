"""`bpmn/guides.toml` and `bpmn/glossary.toml`: what people are told in an office's own words, refused where it is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ombud.workflows.procedures import glossary, guides
from ombud.workflows.procedures.abbreviations import read_abbreviations
from ombud.workflows.procedures.checking import _lists
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.root import BPMN

BESIDE = ("abbreviations.toml", "register.csv", "roles.toml")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    for name in BESIDE:
        shutil.copy(BPMN / name, tmp_path)
    return tmp_path


def write(folder: Path, file: str, text: str) -> Path:
    (folder / file).write_text(text)
    return folder


GUIDE = '[guides.client]\ntitle = "You get help"\ntext = "No account."\n{more}\n[[guides.client.parts]]\ntitle = "A"\ntext = "B"\n{see}'


def test_an_office_may_keep_neither(tmp_path: Path) -> None:
    assert guides.read_guides(tmp_path) == {}
    assert glossary.read_glossary(tmp_path) == ()


@pytest.mark.parametrize(
    ("more", "see", "told"),
    [
        ('roles = ["nobody"]', "", "there is no role nobody"),
        ('doors = ["nothing"]', "", "there is no procedure nothing"),
        ("", 'see = ["page:nowhere"]', "there is no page nowhere"),
        ("", 'see = ["guide:other"]', "there is no guide other"),
        ("", 'see = ["elsewhere"]', "page|procedure|role|guide"),
        ("colour = 1", "", "there is no such key"),
    ],
)
def test_a_guide_that_leads_nowhere_is_refused(office: Path, more: str, see: str, told: str) -> None:
    write(office, guides.FILE, GUIDE.format(more=more, see=see))
    with pytest.raises(ProcedureError, match=told.replace("|", r"\|")):
        guides.read_guides(office)


def test_a_guide_without_parts_says_nothing_and_is_refused(office: Path) -> None:
    write(office, guides.FILE, '[guides.client]\ntitle = "You"\ntext = "No."\nparts = []\n')
    with pytest.raises(ProcedureError, match="1 entries"):
        guides.read_guides(office)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('short = "XYZ"\nabout = "policies"\ntext = "A."\nsource = "local"', "does not say what XYZ stands for"),
        ('title = "A"\nabout = "policies"\ntext = "A."\nsource = "P999-a"', "no row P999-a"),
        ('title = "A"\nshort = "HDC"\nabout = "ombud"\ntext = "A."\nsource = "local"', "write either short"),
        ('title = "A"\nabout = "weather"\ntext = "A."\nsource = "local"', "expected one of"),
    ],
)
def test_a_word_without_a_meaning_or_a_source_is_refused(office: Path, words: str, told: str) -> None:
    write(office, glossary.FILE, f"[words.one]\n{words}\n")
    with pytest.raises(ProcedureError, match=told):
        glossary.read_glossary(office)


def test_what_a_short_form_stands_for_is_said_in_one_place() -> None:
    known = read_abbreviations()
    for word in glossary.read_glossary():
        if word.short:
            assert word.title == known[word.short]


def test_the_check_names_file_and_key(tmp_path: Path) -> None:
    office = tmp_path / "bpmn"
    shutil.copytree(BPMN, office)
    write(office, guides.FILE, GUIDE.format(more='roles = ["nobody"]', see=""))
    assert [(one.line, one.element) for one in _lists([office], office)] == [(4, "guides.client.roles")]
