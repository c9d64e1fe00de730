"""The policy register against what answers it: which rows the procedures, duties and checklists take up, and where."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from lxml import etree

from ombud.workflows.engine.reading import OMBUD
from ombud.workflows.procedures.check.cites import LOCAL, sources_of
from ombud.workflows.procedures.errors import Mistake, ProcedureError
from ombud.workflows.procedures.load import Procedure, load_all
from ombud.workflows.procedures.register import ANSWERS, Row, read_register
from ombud.workflows.procedures.xml import XmlProblem, parse_xml

OUTSIDE = "outside.toml"
DUTIES = "duties.toml"
CHECKLISTS = "checklists"
CHECKLIST = "checklist"

SHOWN = 60
"""Characters of the place and of what a row asks in the text table."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One place that takes up one row."""

    row: str
    kind: str  # one of ANSWERS
    where: str  # file below bpmn/, `#`, and the element or key
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """A row with its answer; `kind` is empty where nothing answers it."""

    row: Row
    kind: str
    where: tuple[str, ...] = ()
    reason: str = ""
    places: tuple[Answer, ...] = ()  # of every kind; those of `kind` first

    @property
    def allowed(self) -> bool:
        """Whether the kind of answer is one the register expects for this row."""
        return self.kind in self.row.expected


def coverage(root: Path) -> list[RowAnswer]:
    """Every row of the register, in its order. Raises ProcedureError for files of `bpmn/` that cannot be read."""
    rows = read_register(root)
    found: dict[str, list[Answer]] = {}
    mistakes = []
    for answer in _answers(root):
        if not (answer.kind == CHECKLIST and _only_background(rows.get(answer.row))):
            found.setdefault(answer.row, []).append(answer)
        if answer.row not in rows and answer.row != LOCAL:
            file, _, key = answer.where.partition("#")
            mistakes.append(Mistake(str(root / file), f"the register has no row {answer.row}.", key=key))
    if mistakes:
        raise ProcedureError(*mistakes)
    return [_answered(row, found.get(row.id, [])) for row in rows.values()]


def _only_background(row: Row | None) -> bool:
    """A checklist may cite rows that something else answers: they say why an item is asked."""
    return row is not None and CHECKLIST not in row.expected


def _answered(row: Row, answers: list[Answer]) -> RowAnswer:
    """The kind the register expects goes first, then the order in which the kinds are listed."""
    if not answers:
        return RowAnswer(row, "")
    kind = min((answer.kind for answer in answers), key=lambda kind: (kind not in row.expected, ANSWERS.index(kind)))
    chosen = [answer for answer in answers if answer.kind == kind]
    where = tuple(dict.fromkeys(answer.where for answer in chosen))
    reasons = [answer.reason for answer in chosen if answer.reason]
    if kind not in row.expected:
        reasons.append(f"The register expects {' or '.join(row.expected)}.")
    return RowAnswer(row, kind, where, " ".join(reasons), tuple(sorted(answers, key=lambda one: one.kind != kind)))


def _answers(root: Path) -> Iterator[Answer]:
    for procedure in load_all(root).values():
        yield from _drawn(procedure)
        yield from _declared(procedure)
    yield from _sources(root, DUTIES, "duty")
    for path in sorted((root / CHECKLISTS).glob("*.toml")):
        yield from _sources(root, f"{CHECKLISTS}/{path.name}", CHECKLIST, key="cites")
    outside = _toml(root, OUTSIDE).get("rows", {})
    for row, reason in outside.items() if isinstance(outside, dict) else ():
        yield Answer(row, "outside", f"{OUTSIDE}#{row}", str(reason))


def _drawn(procedure: Procedure) -> Iterator[Answer]:
    """Elements of diagrams and rows of tables that cite."""
    for name, content in (*procedure.bpmn.items(), *procedure.dmn.items()):
        try:
            root = parse_xml(content)
        except XmlProblem as problem:
            raise ProcedureError(Mistake(str(procedure.folder / name), str(problem), problem.line)) from None
        for node in root.iter(etree.Element):
            for row in node.get(f"{OMBUD}cites", "").split():
                yield Answer(row, "element", f"{procedure.key}/{name}#{node.get('id') or etree.QName(node).localname}")


def _declared(procedure: Procedure) -> Iterator[Answer]:
    """What procedure.toml gives a source, and its rules."""
    file = f"{procedure.key}/procedure.toml"
    for key, source in sources_of(procedure.toml):
        yield Answer(source, "element", f"{file}#{key}")
    for row, reason in procedure.toml.rules.items():
        yield Answer(row, "rule", f"{file}#rules.{row}", reason)


def _sources(root: Path, name: str, kind: str, *, key: str = "source") -> Iterator[Answer]:
    """Every `key` (a row, or a list of rows) in a TOML file below `root`, however deep it stands."""
    pending: list[tuple[str, Any]] = [("", _toml(root, name))]
    while pending:
        place, value = pending.pop(0)
        if isinstance(value, list):
            pending += [(f"{place}.{number}".strip("."), each) for number, each in enumerate(value, 1)]
        elif isinstance(value, dict):
            source = value.get(key, [])
            for row in [source] if isinstance(source, str) else source:
                yield Answer(str(row), kind, f"{name}#{place}")
            pending += [(f"{place}.{part}".strip("."), each) for part, each in value.items() if part != key]


def _toml(root: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((root / name).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProcedureError(Mistake(str(root / name), f"this is not TOML: {error}.")) from None


def as_json(rows: Sequence[RowAnswer]) -> dict[str, Any]:
    """The public form: `expected` as the register writes it."""
    return {
        "rows": [
            {
                "id": answered.row.id,
                "proc": answered.row.proc,
                "track": answered.row.track,
                "expected": "|".join(answered.row.expected),
                "answer": answered.kind,
                "where": list(answered.where),
                "reason": answered.reason,
            }
            for answered in rows
        ]
    }


def as_text(rows: Sequence[RowAnswer]) -> str:
    """A block for each procedure of the register: how many rows are answered, and every row with where or what.

    `!` marks an answer the register does not expect, `-` a row nobody answers.
    """
    lines: list[str] = []
    by_procedure = sorted(rows, key=lambda answered: answered.row.proc)
    for proc, group in groupby(by_procedure, key=lambda answered: answered.row.proc):
        listed = list(group)
        good = sum(answered.allowed for answered in listed)
        lines.append(f"{proc}: {good} of {len(listed)} rows answered")
        if any(answered.kind for answered in listed):
            lines += [_line(answered) for answered in listed]
    good = sum(answered.allowed for answered in rows)
    unexpected = sum(bool(answered.kind) and not answered.allowed for answered in rows)
    lines.append(f"All: {good} of {len(rows)} rows answered, {unexpected} in a way the register does not expect.")
    return "\n".join(lines)


def _line(answered: RowAnswer) -> str:
    mark = " " if answered.allowed else "!" if answered.kind else "-"
    more = f" and {len(answered.where) - 1} more" if len(answered.where) > 1 else ""
    told = f"{answered.where[0]}{more}" if answered.where else f"({answered.row.what[:SHOWN]})"
    reason = f"  {answered.reason}" if answered.reason else ""
    return f"  {mark} {answered.row.id:<8} {answered.kind or 'unanswered':<10} {told}{reason}"
