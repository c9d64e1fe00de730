"""What effects are given that write down seats, offices and policies: every value they need, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ombud.workflows.engine.reading import tag
from ombud.workflows.procedures.check.activities import operator_of, parameters_of
from ombud.workflows.procedures.check.dates import dates_asked
from ombud.workflows.procedures.check.diagram import FOR_PEOPLE
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.papers import constant
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.xml import Node


@dataclass(frozen=True, slots=True)
class Given:
    """Parameters by name: needed, optional; which of them is a day, and which names a task that was sent in just before."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    day: str = "from_on"
    task: str = ""


EFFECTS = {
    "add_party": Given(("person", "role", "field"), ("within",)),
    "bar_subject": Given(("person",), ("field",)),
    "list_person": Given(("person", "task", "field"), ("within", "another", "more"), task="task"),
    "seat_member": Given(("seat", "person", "from_on"), ("organisation",)),
    "designate_cochair": Given(("person", "from_on")),
    "record_declaration": Given(("attribute", "answer")),
    "record_policy_version": Given(("task", "kind", "policy", "outcome", "from_on"), task="task"),
}


def effects(subject: Subject) -> Findings:
    tasks = {name for scope in subject.scopes for name, node in scope.nodes.items() if tag(node) in FOR_PEOPLE}
    days = dates_asked(subject)
    for scope in subject.scopes:
        for _name, node in scope.of("serviceTask"):
            operator = operator_of(node)
            given = EFFECTS.get(operator.get("id") or "") if operator is not None else None
            if operator is None or given is None:
                continue
            for sentence, way_out in _problems(operator, given, tasks, days):
                yield scope.finding(node, "effect-parameter", sentence, way_out)


def _problems(operator: Node, given: Given, tasks: set[str], days: set[str]) -> Iterator[tuple[str, str]]:
    effect, written = operator.get("id"), parameters_of(operator)
    known = (*given.needed, *given.optional)
    for name in given.needed:
        if not written.get(name):
            yield f"{effect} does not say which {name}.", f"Give it a parameter {name}."
    for name in sorted(set(written) - set(known)):
        yield f"{effect} has no parameter {name}.", near(name, known)
    day = written.get(given.day, "")
    if day.isidentifier() and day not in days:
        yield f"The day {day} that {effect} reads is no answer that routes and is a date.", near(day, days)
    if given.task and written.get(given.task):
        problem, task = constant(operator, given.task)
        if problem:
            yield problem
        elif task and task not in tasks:
            yield f"The diagram has no user task {task}.", near(task, tasks)
