"""A small procedure as a folder on disk, with the forms and the register it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ombud.workflows.formspec import FieldSpec, FormSpec
from ombud.workflows.procedures.check import Finding, Surroundings, check_procedure
from ombud.workflows.procedures.load import Procedure, load_procedure
from ombud.workflows.procedures.register import read_register
from tests.unit.procedures.builder import Diagram, timer

TOML = """\
key = "leave"
version = 1
title = "Leave"
summary = "You ask for leave and are answered."
prefix = "LVE"
process = "leave"
policies = ["people"]

[start]
form = "leave.request"
roles = ["staff"]

[lanes.office]
role = "clerk"

[deadlines.answer_due]
days = 10
anchor = "opened"
source = "P1-b"

[letters.answer]
title = "Our answer"
to = ["party:complainant"]
source = "P1-a"
quotes = { asked = "start", answer = "decide" }

[notices.late]
subject = "Late"
text = "An answer is late."
to = ["role:clerk"]
source = "P1-b"

[withdrawal]
message = "withdrawn"
form = "leave.withdrawal"
source = "local"

[outcomes]
answered = "Answered"
withdrawn = "Withdrawn"
"""

REGISTER = """\
id,proc,line,track,who,what,trigger,deadline,outcome,documents,notified,expected
P1-a,PR01,1,step,Office,Answers a request,Request,Not stated,Answer,-,-,element
P1-b,PR01,2,clock,Office,"Answers, in ten days",Request,10 days,Answer,-,-,element
P1-c,PR01,3,rule,Office,Treats all alike,Standing,-,-,-,-,rule|outside
P1-d,PR02,4,attest,Agency,Has an office,Standing,-,-,-,-,checklist|duty
"""

TABLE_HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="file" namespace="urn:test">'
)


def table(
    inputs: list[str],
    rows: list[tuple[list[str], list[str]]],
    *,
    outputs: tuple[str, ...] = ("route",),
    policy: str = "UNIQUE",
    more: str = "",
) -> bytes:
    """A decision table `route_of` as DMN 1.3."""
    columns = "".join(
        f'<input id="i{n}"><inputExpression id="ie{n}"><text>{_xml(text)}</text></inputExpression></input>'
        for n, text in enumerate(inputs)
    ) + "".join(f'<output id="o{n}" name="{name}"/>' for n, name in enumerate(outputs))
    rules = "".join(
        f'<rule id="row_{n}" xmlns:ombud="urn:ombud:bpmn:1" ombud:cites="P1-a">'
        + "".join(f'<inputEntry id="c{n}_{m}"><text>{_xml(cell)}</text></inputEntry>' for m, cell in enumerate(cells))
        + "".join(
            f'<outputEntry id="d{n}_{m}"><text>{_xml(cell)}</text></outputEntry>' for m, cell in enumerate(results)
        )
        + "</rule>"
        for n, (cells, results) in enumerate(rows, 1)
    )
    decided = f'<decisionTable id="table" hitPolicy="{policy}"{more}>{columns}{rules}</decisionTable>'
    return f'{TABLE_HEAD}<decision id="route_of" name="Route">{decided}</decision></definitions>'.encode()


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def form(key: str, *fields: FieldSpec) -> FormSpec:
    def validate(answers: Mapping[str, object], choices: object, *, on: object) -> None:
        raise AssertionError("the checker asks nobody")

    return FormSpec(key, key, fields, validate)  # type: ignore[arg-type]


def choice(name: str, *values: str) -> FieldSpec:
    return FieldSpec(name, name, "choice", True, True, False, tuple((value, value) for value in values))


def forms() -> dict[str, FormSpec]:
    listed = (
        form("leave.request", choice("kind", "short", "long"), FieldSpec("reason", "Why?", "textarea")),
        form("leave.decide", choice("answer", "yes", "no"), FieldSpec("note", "Note", "textarea")),
        form("leave.explain", FieldSpec("note", "Note", "textarea")),
        form("leave.withdrawal", FieldSpec("why", "Why?", "textarea")),
    )
    return {spec.key: spec for spec in listed}


def leave() -> Diagram:
    """A table chooses a route, somebody decides, a letter answers; it can be withdrawn and can be late."""
    inner = (
        Diagram("inside")
        .start("phase_begun")
        .rule("choose", "route_of")
        .choice("long_one", default="long_one_to_decide")
    )
    inner.user("explain").user("decide", ombud__deadline="answer_due")
    inner.boundary("late", "decide", timer("answer_due"), cancelActivity="false")
    inner.effect("remind", "send_notice", notice="'late'").end("reminded").choice("which", default="which_to_decided")
    inner.effect("thank").end("decided")
    inner.shapes[-2] = Diagram().effect("thank", "issue_letter", letter="'answer'").shapes[0]
    inner.path("phase_begun choose long_one decide which decided").flow("long_one", "explain", 'route == "board"')
    inner.path("explain decide").path("late remind reminded").flow("which", "thank", 'answer == "yes"').path(
        "thank decided"
    )
    diagram = Diagram().start().sub("phase", inner)
    diagram.boundary("taken_back", "phase", diagram.message("withdrawn")).end("withdrawn").end("answered")
    return diagram.path("begun phase answered").path("taken_back withdrawn")


def routes() -> bytes:
    return table(["kind"], [(['"short"'], ['"office"']), (['"long"'], ['"board"'])])


@dataclass
class Folder:
    """What is written to disk; change a part, then `check`."""

    root: Path
    toml: str = TOML
    diagram: Diagram = field(default_factory=leave)
    forms: dict[str, FormSpec] = field(default_factory=forms)
    dmn: bytes | None = field(default_factory=routes)
    letters: dict[str, str] = field(default_factory=lambda: {"answer": "<p>Yes.</p>"})
    scenarios: tuple[str, ...] = ("answered",)
    others: dict[str, bytes] = field(default_factory=dict)

    def write(self) -> Path:
        folder = self.root / "leave"
        (folder / "letters").mkdir(parents=True, exist_ok=True)
        (folder / "scenarios").mkdir(exist_ok=True)
        (self.root / "register.csv").write_text(REGISTER, "utf-8")
        (folder / "procedure.toml").write_text(self.toml, "utf-8")
        (folder / "leave.bpmn").write_bytes(self.diagram.xml())
        if self.dmn is not None:
            (folder / "route_of.dmn").write_bytes(self.dmn)
        for name, text in self.letters.items():
            (folder / "letters" / f"{name}.html").write_text(text, "utf-8")
        for name in self.scenarios:
            (folder / "scenarios" / f"{name}.toml").write_text("", "utf-8")
        for name, content in self.others.items():
            (folder / name).write_bytes(content)
        return folder

    def load(self) -> Procedure:
        return load_procedure(self.write())

    def check(self, **surroundings: object) -> list[Finding]:
        procedure = self.load()
        register = read_register(self.root)
        return check_procedure(procedure, Surroundings(self.forms, register, {"people"}, **surroundings))  # type: ignore[arg-type]

    def replace(self, old: str, new: str) -> Folder:
        """procedure.toml with one place changed."""
        assert old in self.toml
        self.toml = self.toml.replace(old, new)
        return self

    def inner(self) -> Diagram:
        inner = next(shape.inner for shape in self.diagram.shapes if shape.inner is not None)
        assert inner is not None
        return inner

    def attribute(self, element: str, **attributes: str) -> Folder:
        """An attribute of one element changed; an empty value removes it."""
        for shape in (*self.diagram.shapes, *self.inner().shapes):
            if shape.id == element:
                given = {key.replace("__", ":"): value for key, value in attributes.items()}
                shape.attributes = {k: v for k, v in (shape.attributes | given).items() if v}
        return self
