"""Who does what by which form: user tasks, lanes, start and withdrawal."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ombud.workflows.engine.reading import OMBUD, tag
from ombud.workflows.procedures.check.activities import RESERVED
from ombud.workflows.procedures.check.diagram import FOR_PEOPLE
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.model import Scope as RoleScope
from ombud.workflows.procedures.model import Start

FREE_TEXT = ("text", "textarea", "email")


def near(name: str, known: Iterable[str]) -> str:
    """A sentence that offers the name that was probably meant, or lists what there is."""
    listed = sorted(known)
    if found := difflib.get_close_matches(name, listed, n=1):
        return f"Did you mean {found[0]}?"
    return f"There are: {', '.join(listed)}." if listed else "None is declared."


def forms(subject: Subject) -> Findings:
    """Every person's task has a form that exists; nobody else has one."""
    for scope in subject.scopes:
        for name, node in scope.nodes.items():
            form = node.get(f"{OMBUD}form")
            if tag(node) not in FOR_PEOPLE:
                if form:
                    sentence = f"{name} is no task for a person, and its form would never be shown."
                    yield scope.finding(node, "form", sentence, "Make it a user task, or remove ombud:form.")
            elif not form:
                yield scope.finding(node, "form", "It has no form.", "Name one in ombud:form.")
            elif form not in subject.forms:
                yield scope.finding(node, "unknown-form", f"There is no form {form}.", near(form, subject.forms))
    toml = subject.procedure.toml
    named = {"start.form": toml.start.form, "withdrawal.form": toml.withdrawal.form if toml.withdrawal else ""}
    for key, form in named.items():
        if form and form not in subject.forms:
            yield subject.toml_finding(key, "unknown-form", f"There is no form {form}.", near(form, subject.forms))


def carried(subject: Subject) -> Findings:
    """Answers are carried forward to tasks that there are."""
    tasks = {name for scope in subject.scopes for name, node in scope.nodes.items() if tag(node) in FOR_PEOPLE}
    for name in subject.procedure.toml.carries:
        if name not in tasks:
            sentence = f"The diagram has no user task {name}."
            yield subject.toml_finding("carries", "unknown-task", sentence, near(name, tasks))


def routing_fields(subject: Subject, reads: frozenset[str]) -> Findings:
    """Answers that become case variables are few: read by something, never personal, never free text."""
    for key in sorted(subject.procedure.forms & set(subject.forms)):
        for field in subject.forms[key].fields:
            if field.name == RESERVED:
                sentence = (
                    f"The field {field.name} of {key} cannot be called so: a stored case could not be read again."
                )
                yield subject.toml_finding("key", "reserved-name", sentence, "Rename the field.")
            if not field.routes:
                continue
            if field.personal:
                sentence = f"The field {field.name} of {key} routes and is personal; a case variable is neither sealed nor forgotten."
                yield subject.toml_finding("key", "routing-personal", sentence, "Route by another answer.")
            if field.kind in FREE_TEXT:
                sentence = f"The field {field.name} of {key} routes and is free text."
                yield subject.toml_finding("key", "routing-text", sentence, "Route by a choice, a date or a number.")
            if field.name not in reads:
                sentence = f"The field {field.name} of {key} routes, and nothing in the procedure reads it."
                yield subject.toml_finding(
                    "key", "routing-unread", sentence, "Read it in a condition, or let it not route."
                )


def lanes(subject: Subject) -> Findings:
    """Each person's task is in a lane that procedure.toml gives a role; each lane there is in the diagram."""
    declared = subject.procedure.toml.lanes
    drawn = set()
    for scope in subject.scopes:
        drawn |= {lane.get("id") for lane in scope.node.iter() if tag(lane) == "lane"}
        for name, node in scope.nodes.items():
            lane = scope.lanes.get(name, "")
            if tag(node) in FOR_PEOPLE and not lane:
                yield scope.finding(node, "lane", "It is in no lane, so it is nobody's.", "Draw it in a lane.")
            elif tag(node) in FOR_PEOPLE and lane not in declared:
                sentence = f"Its lane {lane} has no role in procedure.toml."
                yield scope.finding(
                    node, "unknown-lane", sentence, f"Write [lanes.{lane}] with its role. {near(lane, declared)}"
                )
    for lane, rule in declared.items():
        if lane not in drawn:
            sentence = "No lane of the diagram has this id."
            yield subject.toml_finding(f"lanes.{lane}", "unknown-lane", sentence, near(lane, filter(None, drawn)))
        if rule.scope is RoleScope.BODY and not rule.within:
            sentence = "A role within a body does not say which."
            yield subject.toml_finding(f"lanes.{lane}", "lane-scope", sentence, "Write within = the body's key.")
        if rule.scope is RoleScope.ORGANISATION and rule.within and rule.within not in routing(subject):
            sentence = f"Nobody writes the variable {rule.within} that holds the organisation."
            yield subject.toml_finding(
                f"lanes.{lane}.within", "unknown-variable", sentence, near(rule.within, routing(subject))
            )
        if rule.judges and rule.judges not in routing(subject):
            sentence = f"Nobody writes the variable {rule.judges} that names the organisation whose act is judged."
            yield subject.toml_finding(
                f"lanes.{lane}.judges", "unknown-variable", sentence, near(rule.judges, routing(subject))
            )
        if rule.judges and not rule.impartial:
            sentence = "Its tasks judge an act and are not impartial: nobody would be barred."
            yield subject.toml_finding(f"lanes.{lane}.judges", "lane-judges", sentence, "Write impartial = true.")


def chosen(subject: Subject) -> Findings:
    """The question by which somebody chooses among lanes is asked, and leaves a choice."""
    chosen_by = [(name, lane.chosen_by) for name, lane in subject.procedure.toml.lanes.items() if lane.chosen_by]
    for lane, question in chosen_by:
        if question not in routing(subject):
            sentence = f"No form asks a routing question {question}."
            yield subject.toml_finding(
                f"lanes.{lane}.chosen_by", "chosen-by", sentence, near(question, routing(subject))
            )
        elif [other for _lane, other in chosen_by].count(question) == 1:
            sentence = f"No other lane is chosen by {question}: there is nobody to choose instead."
            yield subject.toml_finding(f"lanes.{lane}.chosen_by", "chosen-by", sentence, "Write it at the others too.")


def routing(subject: Subject) -> set[str]:
    """The answers that become case variables, what a decision table makes of them, and what a case knows from its start."""
    used = subject.procedure.forms & set(subject.forms)
    asked = {field.name for key in used for field in subject.forms[key].fields if field.routes}
    looked_up = {name for table in subject.tables.values() for name in table.outputs}
    return asked | looked_up | set(subject.writers.at_start)


def start(subject: Subject) -> Findings:
    """Somebody may start it, and what its form must ask is asked."""
    rule = subject.procedure.toml.start
    if subject.procedure.toml.schedule is not None:
        return
    if not (rule.public or rule.roles or rule.recorders):
        yield subject.toml_finding("start", "start", "Nobody may start it.", "Write public = true, roles or recorders.")
    if not rule.form:
        sentence = "It is asked nothing when it opens, and no schedule opens it."
        yield subject.toml_finding("start", "start", sentence, "Name its form under [start], or write [schedule].")
    spec = subject.forms.get(rule.form)
    if spec is None:
        return
    asked = {field.name for field in spec.fields}
    for key, name in _expected(rule):
        if name not in asked:
            sentence = f"The form {rule.form} does not ask for {name}."
            yield subject.toml_finding(key, "start", sentence, near(name, asked))


def _expected(rule: Start) -> list[tuple[str, str]]:
    found = [("start.organisation", name) for name in rule.organisation]
    if rule.public or rule.recorders:
        contact = rule.contact
        found += [("start.contact.name", contact.name), ("start.contact.email", contact.email)]
    return found


def withdrawal(subject: Subject) -> Findings:
    """The message of the withdrawal is one the diagram waits for."""
    rule = subject.procedure.toml.withdrawal
    if rule is None:
        return
    awaited = any(subject.writers.withdraws(node) for scope in subject.scopes for node in scope.nodes.values())
    if not awaited:
        sentence = f"No event of the diagram waits for the message {rule.message}."
        way_out = "Put the work into a subprocess and attach an interrupting message event to it."
        yield subject.toml_finding("withdrawal.message", "withdrawal", sentence, way_out)
    for role in rule.by:
        if role != subject.procedure.toml.start.party:
            sentence = f"{role} is no party of a case; the party is {subject.procedure.toml.start.party}."
            yield subject.toml_finding("withdrawal.by", "withdrawal", sentence, "Name the party of [start].")
