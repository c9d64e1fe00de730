"""A procedure with everything around it: its folder, the forms, the register, its scenarios, its deployed versions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ombud.workflows import engine
from ombud.workflows.formspec import FormCatalogue
from ombud.workflows.procedures import versions
from ombud.workflows.procedures.check import (
    activities,
    board,
    by_agency,
    cites,
    conventions,
    data,
    dates,
    deployed,
    events,
    expressions,
    foreign,
    identity,
    openings,
    papers,
    parameters,
    parties,
    people,
    schedule,
    single,
    steering,
    structure,
    tables,
    values,
)
from ombud.workflows.procedures.check.diagram import Document
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.register import Row
from ombud.workflows.procedures.xml import Node

OF_PROCEDURE: tuple[Callable[[Subject], Findings], ...] = (
    conventions.processes,
    conventions.ids,
    conventions.names,
    conventions.outcomes,
    conventions.scenarios,
    people.forms,
    people.carried,
    people.lanes,
    people.chosen,
    people.start,
    people.withdrawal,
    schedule.schedule,
    by_agency.shown,
    identity.sealed,
    identity.openers,
    identity.unnamed,
    board.ballots,
    board.subjects,
    board.impartial_lanes,
    board.effects,
    parameters.effects,
    parties.case_lanes,
    openings.effects,
    openings.declared,
    dates.named,
    dates.rules,
    steering.settings,
    papers.effects,
    papers.decisions,
    papers.letters,
    papers.templates,
    papers.recipients,
    cites.cited,
    cites.attributes,
)


@dataclass(frozen=True)
class Surroundings:
    """What a procedure is checked against. None of the optional parts means: not asked."""

    forms: FormCatalogue
    register: Mapping[str, Row]
    policies: Collection[str] | None = None
    locked: versions.Locked | None = None
    visited: Mapping[str, set[str]] | None = None  # procedure -> elements its scenarios came to
    deployed: Mapping[str, Mapping[int, deployed.RoutingSchema]] = field(default_factory=dict)  # with open cases


def check_all(procedures: Mapping[str, Procedure], surroundings: Surroundings) -> list[Finding]:
    """Every procedure, and what concerns several of them."""
    found = [finding for procedure in procedures.values() for finding in check_procedure(procedure, surroundings)]
    prefixes: dict[str, str] = {}
    for key, procedure in procedures.items():
        if (other := prefixes.setdefault(procedure.toml.prefix, key)) != key:
            subject = Subject(procedure, (), {}, surroundings.forms, surroundings.register)
            sentence = f"The prefix {procedure.toml.prefix} is that of {other}; case numbers would be mixed up."
            found.append(subject.toml_finding("prefix", "prefix", sentence, "Choose another prefix."))
    return sorted(set(found))


def check_procedure(procedure: Procedure, surroundings: Surroundings) -> list[Finding]:
    """All rules. What the rules have nothing against is given to the engine last, which has the final word."""
    findings: list[Finding] = []
    documents = list(_documents(procedure, findings))
    roots = dict(_tables(procedure, findings))
    found = {file: tables.tables_of(file, root) for file, root in roots.items()}
    by_id = {table.id: table for listed in found.values() for table in listed}
    if any(finding.rule in ("xml", "not-bpmn", "namespace", "too-large") for finding in findings):
        return sorted(set(findings))
    subject = Subject(procedure, tuple(documents), by_id, surroundings.forms, surroundings.register)
    for document in documents:
        findings += single.with_schema(document, [*single.of_document(document), *_together(subject, document)])
    findings += structure.duplicate_ids(documents)
    findings += [finding for rule in OF_PROCEDURE for finding in rule(subject)]
    findings += cites.sources(subject, surroundings.policies)
    findings += _data(subject, found, roots)
    findings += _versions(subject, surroundings)
    if surroundings.visited is not None:
        findings += conventions.visits(subject, surroundings.visited.get(procedure.key, set()))
    if not findings:
        findings += _engine(subject)
    return sorted(set(findings))


def _documents(procedure: Procedure, findings: list[Finding]) -> Iterator[Document]:
    for name, content in procedure.bpmn.items():
        file = str(procedure.folder / name)
        root = single.read_root(file, content)
        if isinstance(root, Finding):
            findings.append(root)
        elif (other := foreign.not_bpmn(file, root)) is not None:
            findings.append(other)
        else:
            document = Document(file, root)
            if (large := structure.size(document)) is not None:
                findings.append(large)
            yield document


def _tables(procedure: Procedure, findings: list[Finding]) -> Iterator[tuple[str, Node]]:
    for name, content in procedure.dmn.items():
        file = str(procedure.folder / name)
        root = single.read_root(file, content)
        if isinstance(root, Finding):
            findings.append(root)
        else:
            yield file, root


def _together(subject: Subject, document: Document) -> Findings:
    """Rules of one diagram that look into the other files of the folder."""
    reach = activities.called_from(subject.documents)
    for scope in document.scopes:
        yield from events.message_names(scope, document.messages)
        yield from activities.calls(scope, subject.processes, reach)


def _data(subject: Subject, found: Mapping[str, list[tables.Table]], roots: Mapping[str, Node]) -> Findings:
    writers = subject.writers
    possible = writers.possible(subject.scopes)
    offered = {name: known for name, known in possible.items() if known is not None}
    yield from data.variables(subject.scopes, subject.procedure.toml.process, writers)
    yield from people.routing_fields(subject, _reads(subject, writers))
    for file, listed in found.items():
        yield from single.of_tables(file, roots[file], listed, offered)
        for table in listed:
            for rule in table.rules:
                for name, value in data.cells_compared(table.inputs, rule.tests, possible):
                    known = ", ".join(sorted(repr(v) for v in offered.get(name, ()) if v not in (None, "")))
                    sentence = f"Row {rule.number} compares {name} with {value}, which it never is."
                    yield table.finding(rule.node, "never-true", sentence, f"It can be: {known}.")


def _reads(subject: Subject, writers: values.Writers) -> frozenset[str]:
    """Every variable that a condition, table, parameter, deadline, lane or recipient reads."""
    toml = subject.procedure.toml
    names = {rule.anchor.partition(":")[2] for rule in toml.deadlines.values() if rule.anchor.startswith("answer:")}
    anchors = (anchor for rule in toml.elapsed.values() for anchor in (rule.since, *rule.until))
    names |= {anchor.partition(":")[2] for anchor in anchors if anchor.startswith("answer:")}
    names |= {name for lane in toml.lanes.values() for name in (lane.within, lane.judges)}
    told = [target for one in toml.letters.values() for target in one.to]
    told += [target for one in toml.notices.values() for target in one.to]
    names |= {papers.organisation_field(target) for target in told} - {""}
    names |= {ballot.field for ballot in toml.ballots.values()} | set(toml.start.subjects)
    for scope in subject.scopes:
        for each in data.reads_of(scope, writers):
            compiled = expressions.read(each.text)
            names |= set() if isinstance(compiled, str) else compiled.names
    for table in subject.tables.values():
        for rule in table.rules:
            for text in (*rule.tests, *rule.results):
                compiled = expressions.read(text.replace("?", "x")) if text not in ("", "-") else ""
                names |= set() if isinstance(compiled, str) else compiled.names
    return frozenset(names)


def _routing_schema(subject: Subject) -> dict[str, Any]:
    return {k: subject.forms[k].routing_schema() for k in sorted(subject.procedure.forms) if k in subject.forms}


def _versions(subject: Subject, surroundings: Surroundings) -> Findings:
    procedure = subject.procedure
    if surroundings.locked is not None:
        digest = procedure.digest(_routing_schema(subject))
        if found := versions.drift(procedure.key, procedure.toml.version, digest, surroundings.locked):
            yield subject.toml_finding("version", "version", found.sentence, found.way_out)
    schemas = surroundings.deployed.get(procedure.key, {})
    yield from deployed.open_cases(subject.toml_file, schemas, surroundings.forms)


def _engine(subject: Subject) -> Findings:
    procedure = subject.procedure
    digest = f"check {procedure.digest(_routing_schema(subject))}"
    try:
        engine.parse(procedure.toml.process, procedure.bpmn, procedure.dmn, digest=digest)
    except engine.DefinitionError as problem:
        file = str(procedure.folder / problem.file) if problem.file else subject.toml_file
        element = "" if problem.element.startswith("{") else problem.element
        sentence = f"The engine refuses it: {problem.reason.rstrip('.')}."
        yield Finding(
            file, problem.line or 0, element, "engine", sentence, "Draw this part as the other procedures do."
        )
