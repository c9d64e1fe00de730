"""`bpmn/register.csv`: the policy register, a row for each thing the manual asks of somebody."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from ombud.workflows.procedures.errors import Mistake, ProcedureError

FILE = "register.csv"
COLUMNS = (
    "id", "proc", "line", "track", "who", "what", "trigger", "deadline", "outcome", "documents", "notified", "expected"
)  # fmt: skip
ANSWERS = ("element", "checklist", "duty", "rule", "outside")


@dataclass(frozen=True, slots=True)
class Row:
    """`expected` lists the kinds of answer that do for this row."""

    id: str
    proc: str
    line: str
    track: str
    who: str
    what: str
    trigger: str
    deadline: str
    outcome: str
    documents: str
    notified: str
    expected: tuple[str, ...]


def read_register(root: Path) -> dict[str, Row]:
    """The rows by id, in the file's order. Raises ProcedureError naming file and line of every mistake."""
    path = root / FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ProcedureError(Mistake(str(path), "the policy register is missing.")) from None
    except UnicodeDecodeError:
        raise ProcedureError(Mistake(str(path), "it is not written in UTF-8; save it as UTF-8.")) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ProcedureError(Mistake(str(path), f"the first line lacks the columns {', '.join(missing)}.", 1))
    rows: dict[str, Row] = {}
    mistakes = []
    for record in reader:
        row, problem = _row(record)
        if not problem and row.id in rows:
            problem = f"the row {row.id} stands here twice."
        if problem:
            mistakes.append(Mistake(str(path), problem, reader.line_num))
        rows.setdefault(row.id, row)
    if mistakes:
        raise ProcedureError(*mistakes)
    return rows


def _row(record: dict[str, str | None]) -> tuple[Row, str]:
    values = {name: (record.get(name) or "").strip() for name in COLUMNS if name != "expected"}
    expected = tuple(each for each in (record.get("expected") or "").split("|") if each)
    row = Row(**values, expected=expected)
    unknown = [each for each in expected if each not in ANSWERS]
    if None in record:
        return row, "the line has more cells than the first; put texts with commas into quotes."
    if not row.id:
        return row, "the row has no id."
    if unknown or not expected:
        listed = ", ".join(ANSWERS)
        return row, f"expected is {'|'.join(unknown) or 'empty'}; write one or more of {listed}, with | between."
    return row, ""
