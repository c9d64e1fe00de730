"""Cases that a step opens: of a procedure that is there, whose start form takes what it is handed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ombud.workflows.engine.reading import OMBUD
from ombud.workflows.formspec import FieldSpec, FormSpec
from ombud.workflows.procedures.check.activities import operator_of
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.papers import constant
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.model import CASE_ORGANISATION, DEADLINE, Opening

OPEN, PARAMETER = "open_case", "opening"


def effects(subject: Subject) -> Findings:
    """Every step that opens a case names what is declared; nothing is declared in vain."""
    declared, used = subject.procedure.toml.openings, set[str]()
    for scope in subject.scopes:
        for _name, node in scope.of("serviceTask"):
            operator = operator_of(node)
            if operator is None or operator.get("id") != OPEN:
                continue
            problem, name = constant(operator, PARAMETER)
            if problem:
                yield scope.finding(node, "effect-parameter", *problem)
            elif name:
                used.add(name)
                if name not in declared:
                    sentence = f"There is no opening {name} in procedure.toml."
                    yield scope.finding(node, "unknown-opening", sentence, near(name, declared))
    for name in sorted(set(declared) - used):
        sentence = "No step opens this case."
        yield subject.toml_finding(f"openings.{name}", "unused-opening", sentence, "Open it, or remove it.")


def declared(subject: Subject) -> Findings:
    """The procedure stands beside this one, and its start form can be filled in with what it is handed."""
    beside = subject.procedure.folder.parent
    for name, rule in subject.procedure.toml.openings.items():
        start = _start_of(beside / rule.procedure)
        if start is None:
            sentence = f"There is no procedure {rule.procedure} of which a case could be opened."
            known = {path.parent.name for path in beside.glob("*/procedure.toml")} - {subject.procedure.key}
            way_out = near(rule.procedure, known)
            yield subject.toml_finding(f"openings.{name}.procedure", "unknown-procedure", sentence, way_out)
        elif (form := subject.forms.get(str(start.get("form") or ""))) is None:
            sentence = f"Cases of {rule.procedure} begin without a form that could be filled in."
            way_out = "Open a case of a procedure that has one."
            yield subject.toml_finding(f"openings.{name}.procedure", "opening", sentence, way_out)
        else:
            for key, sentence, way_out in _handed(subject, rule, form):
                yield subject.toml_finding(f"openings.{name}{key}", "opening", sentence, way_out)


def _start_of(folder: Path) -> dict[str, Any] | None:
    try:
        start = tomllib.loads((folder / "procedure.toml").read_text(encoding="utf-8")).get("start")
    except (OSError, ValueError):
        return None
    return start if isinstance(start, dict) else {}


def _handed(subject: Subject, rule: Opening, form: FormSpec) -> Iterator[tuple[str, str, str]]:
    """Dotted key below the opening, sentence, way out."""
    asked = {field.name: field for field in form.fields}
    for name in sorted((rule.hands.keys() | rule.says.keys()) - asked.keys()):
        table = "hands" if name in rule.hands else "says"
        yield f".{table}.{name}", f"The form {form.key} does not ask for {name}.", near(name, asked)
    for name, source in rule.hands.items():
        yield from _source(subject, name, source)
    missing = [
        f.name for f in form.fields if _must_be_answered(f) and f.name not in rule.hands.keys() | rule.says.keys()
    ]
    if missing:
        sentence = f"The form {form.key} cannot do without {', '.join(missing)}."
        yield "", sentence, "Hand it over from an answer, or say what it is."


def _must_be_answered(field: FieldSpec) -> bool:
    return field.required and not field.when and field.kind != "boolean"


def _source(subject: Subject, name: str, source: str) -> Iterator[tuple[str, str, str]]:
    if source == CASE_ORGANISATION:
        return
    element, _, answer = source.partition(".")
    if element == DEADLINE:
        known = subject.procedure.toml.deadlines
        if answer not in known:
            yield f".hands.{name}", f"There is no deadline {answer} in procedure.toml.", near(answer, known)
        return
    forms = {"start": subject.procedure.toml.start.form}
    for scope in subject.scopes:
        forms |= {key: node.get(f"{OMBUD}form") or "" for key, node in scope.nodes.items()}
    form = subject.forms.get(forms.get(element, ""))
    if form is None:
        asking = [key for key, named in forms.items() if named]
        yield f".hands.{name}", f"{element} asks nobody anything.", near(element, asking)
        return
    offered = {field.name for field in form.fields if field.kind != "files"}
    if answer not in offered:
        sentence = f"The form {form.key} has no answer {answer} that could be handed over."
        yield f".hands.{name}", sentence, near(answer, offered)
