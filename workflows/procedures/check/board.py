"""What a procedure asks of a body: ballots on tasks, a place on an agenda, nobody deciding on their own matter."""

from __future__ import annotations

from ombud.workflows.engine.reading import OMBUD, tag
from ombud.workflows.formspec import FieldSpec
from ombud.workflows.procedures.check.activities import operator_of
from ombud.workflows.procedures.check.diagram import FOR_PEOPLE, Scope
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.papers import constant
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.model import BallotRule
from ombud.workflows.procedures.model import Scope as RoleScope
from ombud.workflows.procedures.xml import Node

AGENDA = "put_on_agenda"

Tasks = dict[str, tuple[Scope, Node]]


def ballots(subject: Subject) -> Findings:
    """A ballot answers one question of one task, which a body decides without those whose own matter it is."""
    tasks, voted_on = _tasks(subject), dict[str, str]()
    for name, rule in subject.procedure.toml.ballots.items():
        key = f"ballots.{name}"
        if rule.task not in tasks:
            sentence = f"The diagram has no user task {rule.task}."
            yield subject.toml_finding(f"{key}.task", "ballot-task", sentence, near(rule.task, tasks))
            continue
        if (other := voted_on.setdefault(rule.task, name)) != name:
            sentence = f"The task {rule.task} is that of the ballot {other} already."
            yield subject.toml_finding(f"{key}.task", "ballot-task", sentence, "A task has one ballot: remove one.")
        scope, node = tasks[rule.task]
        yield from _body(subject, key, rule, scope.lanes.get(rule.task, ""))
        yield from _question(subject, key, rule, node)


def _tasks(subject: Subject) -> Tasks:
    return {name: (s, node) for s in subject.scopes for name, node in s.nodes.items() if tag(node) in FOR_PEOPLE}


def _body(subject: Subject, key: str, rule: BallotRule, lane: str) -> Findings:
    declared = subject.procedure.toml.lanes.get(lane)
    if declared is None:
        return  # a task in no lane, or in an unknown one, is told by its own rule
    if declared.scope is not RoleScope.BODY or declared.within != rule.body:
        sentence = f"The task {rule.task} is in the lane {lane}, which is not the body {rule.body}."
        way_out = f'Draw it in a lane with scope = "body" and within = "{rule.body}".'
        yield subject.toml_finding(f"{key}.body", "ballot-body", sentence, way_out)
    if not declared.impartial:
        sentence = f"The lane {lane}, whose members vote, is not impartial: they could vote on their own matter."
        yield subject.toml_finding(f"lanes.{lane}", "ballot-impartial", sentence, "Write impartial = true.")


def _question(subject: Subject, key: str, rule: BallotRule, node: Node) -> Findings:
    form = subject.forms.get(node.get(f"{OMBUD}form") or "")
    if form is None:
        return
    choices = {field.name: field for field in form.fields if _can_be_voted_on(field)}
    field = choices.get(rule.field)
    if field is None:
        sentence = f"The form {form.key} has no routing choice {rule.field} with answers of its own."
        yield subject.toml_finding(f"{key}.field", "ballot-field", sentence, near(rule.field, choices))
        return
    options = [value for value, _label in field.choices if value]
    if rule.if_not_carried and rule.if_not_carried not in options:
        sentence = f"{rule.if_not_carried} is no answer to {rule.field}."
        yield subject.toml_finding(
            f"{key}.if_not_carried", "ballot-option", sentence, near(rule.if_not_carried, options)
        )
    if "abstain" in options:
        sentence = f"An answer to {rule.field} is called abstain, which no vote could be told from."
        yield subject.toml_finding(f"{key}.field", "ballot-option", sentence, "Call the answer otherwise.")


def _can_be_voted_on(field: FieldSpec) -> bool:
    return field.kind == "choice" and field.routes and not field.source


def subjects(subject: Subject) -> Findings:
    """Whom a case can be about: a yes/no question of the start form that routes, and a role."""
    start = subject.procedure.toml.start
    form = subject.forms.get(start.form)
    for name, role in start.subjects.items() if form else ():
        asked = {field.name for field in form.fields if field.kind == "boolean" and field.routes} if form else set()
        if name not in asked:
            sentence = f"The form {start.form} has no routing yes/no question {name}."
            yield subject.toml_finding("start.subjects", "subjects", sentence, near(name, asked))
        if role == start.party:
            sentence = f"{role} is the party of a case, and is barred from deciding anyway."
            yield subject.toml_finding("start.subjects", "subjects", sentence, "Name a role that people hold.")
    decides = any(lane.impartial for lane in subject.procedure.toml.lanes.values())
    if start.subjects and not decides:
        sentence = "Whom the case is about is barred from deciding, and no lane of the procedure decides."
        yield subject.toml_finding("start.subjects", "subjects", sentence, "Write impartial = true where one does.")


def impartial_lanes(subject: Subject) -> Findings:
    """A lane that decides is not that of a party."""
    for name, lane in subject.procedure.toml.lanes.items():
        if lane.impartial and lane.scope is RoleScope.CASE:
            sentence = "The lane of a party is impartial: nobody could act in it."
            yield subject.toml_finding(f"lanes.{name}", "impartial", sentence, "Remove impartial.")


def effects(subject: Subject) -> Findings:
    """What is put on an agenda is a task that waits for a meeting, and comes next."""
    tasks = _tasks(subject)
    for scope in subject.scopes:
        for name, node in scope.of("serviceTask"):
            operator = operator_of(node)
            if operator is None or operator.get("id") != AGENDA:
                continue
            problem, task = constant(operator, "task")
            if problem:
                yield scope.finding(node, "effect-parameter", *problem)
            elif task:
                yield from _on_agenda(subject, scope, name, node, task, tasks)


def _on_agenda(subject: Subject, scope: Scope, name: str, node: Node, task: str, tasks: Tasks) -> Findings:
    if task not in tasks:
        sentence = f"The diagram has no user task {task}."
        yield scope.finding(node, "unknown-task", sentence, near(task, tasks))
        return
    deadline = tasks[task][1].get(f"{OMBUD}deadline") or ""
    rule = subject.procedure.toml.deadlines.get(deadline)
    if rule is None or not rule.anchor.startswith("meeting:"):
        sentence = f"{task} is put on an agenda and has no due date that is a meeting's."
        way_out = "Give the task an ombud:deadline with the anchor meeting:BODY/KIND."
        yield scope.finding(node, "agenda-deadline", sentence, way_out)
    if scope.graph.get(name) != [task]:
        sentence = f"{task} does not come next, and an agenda takes up what waits."
        yield scope.finding(node, "agenda-order", sentence, f"Lead the flow from here straight to {task}.")
