"""Where a row of the register runs: the place that `coverage` found, as people name it and find it in a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from lxml import etree

from ombud.workflows.procedures.checklists import FOLDER, read_checklists
from ombud.workflows.procedures.coverage import DUTIES, Answer, RowAnswer
from ombud.workflows.procedures.drawings import Drawing, drawings
from ombud.workflows.procedures.duties import read_duties
from ombud.workflows.procedures.load import Procedure, load_all
from ombud.workflows.procedures.xml import parse_xml


class PlaceKind(StrEnum):
    STEP = "step"
    TABLE = "table"
    DEADLINE = "deadline"
    LETTER = "letter"
    NOTICE = "notice"
    SETTING = "setting"
    BALLOT = "ballot"
    PROCEDURE = "procedure"  # as a whole
    CHECKLIST = "checklist"
    DUTY = "duty"
    RULE = "rule"
    OUTSIDE = "outside"


PARTS = {
    "deadlines": PlaceKind.DEADLINE,
    "letters": PlaceKind.LETTER,
    "notices": PlaceKind.NOTICE,
    "settings": PlaceKind.SETTING,
    "ballots": PlaceKind.BALLOT,
    "rules": PlaceKind.RULE,
}
"""By the part of procedure.toml a source stands in; any other part speaks of the procedure as a whole."""


@dataclass(frozen=True, slots=True)
class Place:
    """`name` and `of` (the procedure's title, or the checklist's) are in the words of the data, untranslated. `procedure`
    and `elements` say what to mark in which drawing; for a duty, `procedure` is empty and `elements` has its key.
    `reason`: why a rule or something outside of Ombud is the answer. `law`: what a number is cited from."""

    kind: PlaceKind
    name: str = ""
    of: str = ""
    procedure: str = ""
    elements: tuple[str, ...] = ()
    reason: str = ""
    law: str = ""


def places_of(answer: RowAnswer, root: Path) -> tuple[Place, ...]:
    """In the order found, each once. Raises ProcedureError as `coverage` does."""
    return tuple(dict.fromkeys(replace(_place(one, root), reason=one.reason) for one in answer.places))


def _place(answer: Answer, root: Path) -> Place:
    file, _hash, key = answer.where.partition("#")
    if answer.kind == PlaceKind.OUTSIDE:
        return Place(PlaceKind.OUTSIDE)
    if file == DUTIES:
        duty = read_duties(root).duties[int(key.rpartition(".")[2]) - 1]
        return Place(PlaceKind.DUTY, duty.what, elements=(duty.key,))
    folder, _slash, name = file.partition("/")
    if folder == FOLDER:
        checklist = read_checklists(root)[Path(name).stem]
        return Place(PlaceKind.CHECKLIST, checklist.items[key.rpartition(".")[2]].text, checklist.title)
    drawing, procedure = drawings(root)[folder], _procedures(root)[folder]
    if name.endswith(".bpmn"):
        return _in(drawing, PlaceKind.STEP, drawing.names.get(key, ""), key)
    if name.endswith(".dmn"):
        table, title = _tables(procedure.dmn[name]).get(key, ("", ""))
        return _in(drawing, PlaceKind.TABLE, title, *drawing.by_table.get(table, ()))
    return _declared(procedure, drawing, key)


def _declared(procedure: Procedure, drawing: Drawing, key: str) -> Place:
    """A part of procedure.toml, by the title it has, or by the step it belongs to."""
    part, _dot, name = key.partition(".")
    kind, toml = PARTS.get(part, PlaceKind.PROCEDURE), procedure.toml
    match kind:
        case PlaceKind.DEADLINE:
            elements = drawing.by_deadline.get(name, ())
            return replace(_in(drawing, kind, _first_name(drawing, elements), *elements), law=toml.deadlines[name].law)
        case PlaceKind.LETTER:
            return _in(drawing, kind, toml.letters[name].title, *drawing.by_letter.get(name, ()))
        case PlaceKind.NOTICE:
            return _in(drawing, kind, toml.notices[name].subject, *drawing.by_letter.get(name, ()))
        case PlaceKind.SETTING:
            return replace(_in(drawing, kind, toml.settings[name].title), law=toml.settings[name].law)
        case PlaceKind.BALLOT:
            task = toml.ballots[name].task
            return _in(drawing, kind, drawing.names.get(task, ""), task)
    return _in(drawing, kind)


def _in(drawing: Drawing, kind: PlaceKind, name: str = "", *elements: str) -> Place:
    return Place(kind, name, drawing.title, drawing.key, elements)


def _first_name(drawing: Drawing, elements: tuple[str, ...]) -> str:
    return next((drawing.names[element] for element in elements if element in drawing.names), "")


@cache
def _procedures(root: Path) -> Mapping[str, Procedure]:
    return load_all(root)


@cache
def _tables(content: bytes) -> Mapping[str, tuple[str, str]]:
    """By the id of anything within a table: the id of its decision, and what that is called."""
    found: dict[str, tuple[str, str]] = {}
    for decision in parse_xml(content).iter("{*}decision"):
        told = (decision.get("id", ""), decision.get("name", ""))
        found |= {node.get("id"): told for node in decision.iter(etree.Element) if node.get("id")}
    return found
