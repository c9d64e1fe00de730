"""What a played scenario shows of a place in the data: of an element, a deadline, a setting, a letter, a role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ombud.workflows import engine
from ombud.workflows.procedures.load import Procedure, load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.model import Expect, ScenarioToml, Step, read_scenario
from ombud.workflows.procedures.scenarios.run import Result
from ombud.workflows.procedures.xml import parse_xml


@cache
def procedures() -> Mapping[str, Procedure]:
    return load_all(BPMN)


@cache
def definition(key: str) -> engine.Definition:
    procedure = procedures()[key]
    return engine.parse(procedure.toml.process, procedure.bpmn, procedure.dmn, digest=key)


@cache
def told(path: Path) -> ScenarioToml:
    return read_scenario(path).toml


@dataclass(frozen=True)
class Play:
    """A scenario and what its cases visited."""

    result: Result

    @property
    def steps(self) -> Sequence[Step]:
        return told(self.result.path).step

    @property
    def expected(self) -> Iterator[Expect]:
        return (step.expect for step in self.steps if step.expect)

    @property
    def set(self) -> set[str]:
        """The settings it sets, and the rules of bodies without the body: `KEY.NAME`, `rules.NAME`."""
        given = told(self.result.path).given.settings
        names = {f"rules.{name.rpartition('.')[2]}" if name.startswith("body.") else name for name in given}
        names |= {str(step.with_["name"]) for step in self.steps if step.do == "setting.set" and not step.refused}
        return names | {f"rules.{step.with_['name']}" for step in self.steps if step.do == "body.rule"}

    def visits(self, key: str) -> set[str]:
        return self.result.visited.get(key, set())

    def elements(self, key: str) -> Iterator[engine.Element]:
        known = definition(key).elements
        return (known[name] for name in self.visits(key) if name in known)


def shows(play: Play, place: str) -> bool | None:
    """Whether the play shows a `where` of `ambiguities.toml`; None for what no play can reach: texts, other names, lists.

    An element was visited, a table was looked up, a setting was set, a deadline was expected or set, somebody worked
    in the lane or the role, a letter or a notice was expected, an item was left out of what an agency certified.
    """
    name, _hash, part = place.partition("#")
    file, (kind, *rest) = Path(name), part.split(".")
    if file.suffix == ".bpmn":
        return part in play.visits(file.parent.name)
    if file.suffix == ".dmn":
        return _looks_up(play, file, part)
    if file.name == "procedure.toml":
        look = PARTS.get(kind)
        return look and look(play, file.parent.name, rest[0] if rest else "")
    if name == "board.toml" and kind == "rules":
        return part in play.set
    if name == "roles.toml" and kind == "roles" and len(rest) == 1:
        return any(_role(key, element) == rest[0] for key in procedures() for element in play.elements(key))
    if file.parent.name == "checklists" and kind in ("items", "attributes"):
        return any(_answers(value, rest[0]) for step in play.steps for value in (*step.answers, *step.answers.values()))
    return None


def _looks_up(play: Play, file: Path, rule: str) -> bool:
    key = file.parent.name
    tree = parse_xml(procedures()[key].dmn[file.name])
    (decision,) = (
        node.get("id")
        for node in tree.iter()
        if node.tag.endswith("}decision") and any(inner.get("id") == rule for inner in node.iter())
    )
    return any(element.decision == decision for element in play.elements(key))


def _setting(play: Play, key: str, name: str) -> bool:
    return f"{key}.{name}" in play.set


def _deadline(play: Play, key: str, name: str) -> bool:
    dated = {element.id for element in play.elements(key) if element.deadline == name}
    return _setting(play, key, name) or any(
        name in (*expect.alarms, *expect.absent.alarms, *expect.absent.deadlines)
        or any(deadline.name == name for deadline in expect.deadlines)
        or any(task.task in dated and (task.due or task.overdue is not None) for task in expect.tasks)
        for expect in play.expected
    )


def _lane(play: Play, key: str, name: str) -> bool:
    return any(element.lane == name for element in play.elements(key))


def _paper(play: Play, key: str, name: str) -> bool:
    return bool(play.visits(key)) and any(name in (*expect.letters, *expect.told) for expect in play.expected)


def _ballot(play: Play, key: str, name: str) -> bool:
    return procedures()[key].toml.ballots[name].task in play.visits(key)


def _schedule(play: Play, key: str, _name: str) -> bool:
    return any(case.startswith(f"{key} ") for expect in play.expected for case in expect.scheduled)


def _outcome(play: Play, key: str, name: str) -> bool:
    return name in play.visits(key) and any(expect.outcome == name for expect in play.expected)


PARTS = {
    "settings": _setting,
    "deadlines": _deadline,
    "lanes": _lane,
    "letters": _paper,
    "notices": _paper,
    "ballots": _ballot,
    "schedule": _schedule,
    "outcomes": _outcome,
}


def _role(key: str, element: engine.Element) -> str:
    lane = procedures()[key].toml.lanes.get(element.lane)
    return lane.role if lane else ""


def _answers(value: Any, item: str) -> bool:
    """An attribute is a question's name; an item is left out by name: `every but a, b`."""
    return value == item or (isinstance(value, str) and item in value.removeprefix("every but ").split(", "))
