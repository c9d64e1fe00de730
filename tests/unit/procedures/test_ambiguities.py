"""The list of the manual's ambiguities: each is handled somewhere that exists, and a scenario shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.ambiguities import FILE, read_ambiguities
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.root import BPMN

SOUND = """
[A36]
topic = "No time limits"
problem = "The policy names none."
handling = "A local target, off by default."
answer = "setting"
where = ["inquiry/procedure.toml#settings.target_days", "inquiry/inquiry.bpmn#decide", "duties.toml#duties.review"]
shown_by = ["inquiry/scenarios/target.toml"]

[A41]
topic = "Borrowed text"
problem = "Somebody may import another policy's rules."
handling = "They are not imported."
answer = "outside"
reason = "There is nothing to do."
"""

AROUND = {
    "inquiry/procedure.toml": "[settings.target_days]\ndefault = 0\n",
    "inquiry/inquiry.bpmn": '<d xmlns="urn:x"><task id="decide"/></d>',
    "inquiry/scenarios/target.toml": "",
    "duties.toml": '[[duties]]\nkey = "review"\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in AROUND.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def problem(root: Path, text: str) -> str:
    (root / FILE).write_text(text)
    with pytest.raises(ProcedureError) as refused:
        read_ambiguities(root)
    return str(refused.value)


def test_a_sound_list_is_read_in_its_order(root: Path) -> None:
    (root / FILE).write_text(SOUND)
    assert [(key, str(each.answer)) for key, each in read_ambiguities(root).items()] == [
        ("A36", "setting"),
        ("A41", "outside"),
    ]


def test_an_office_without_such_a_list_has_none(root: Path) -> None:
    assert read_ambiguities(root) == {}


@pytest.mark.parametrize(
    ("said", "instead", "sentence"),
    [
        ("#settings.target_days", "#settings.goal_days", "there is no inquiry/procedure.toml#settings.goal_days"),
        ("#decide", "#decides", "there is no inquiry/inquiry.bpmn#decides"),
        ("#duties.review", "#duties.2", "there is no duties.toml#duties.2"),
        ("inquiry.bpmn#decide", "enquiry.bpmn#decide", "there is no inquiry/enquiry.bpmn#decide"),
        ("scenarios/target.toml", "scenarios/goal.toml", "inquiry/scenarios/goal.toml is no scenario"),
        ('shown_by = ["inquiry/scenarios/target.toml"]', "", "a setting or a rule needs"),
        ('reason = "There is nothing to do."', "", "needs a reason"),
        ('answer = "outside"', 'answer = "later"', "A41"),
        ("[A41]", "[Annex]", "Annex"),
    ],
)
def test_what_leads_nowhere_is_refused_by_name(root: Path, said: str, instead: str, sentence: str) -> None:
    assert said in SOUND
    refusal = problem(root, SOUND.replace(said, instead))
    assert sentence in refusal
    assert FILE in refusal


def test_all_eighty_of_the_register_are_handled() -> None:
    assert list(read_ambiguities(BPMN)) == [f"A{number:02}" for number in range(1, 81)]
