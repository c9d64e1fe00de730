"""How our own diagrams are written: ids and names people can read, outcomes in words, scenarios that visit all."""

from __future__ import annotations

import re
from collections.abc import Collection

from ombud.workflows.engine.reading import tag
from ombud.workflows.procedures.check.diagram import ACTIVITIES, event_kind
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.xml import Node

_ID = re.compile(r"[a-z][a-z0-9_]*")
_GIVEN_BY_TOOL = re.compile(r"(Activity|Task|Gateway|Event|StartEvent|EndEvent|Flow|Process|Lane)_\w+", re.IGNORECASE)


def ids(subject: Subject) -> Findings:
    """Ids are words: they stand in addresses, scenarios and histories."""
    for scope in subject.scopes:
        for name, node in scope.nodes.items():
            made = _GIVEN_BY_TOOL.fullmatch(name) and any(letter.isdigit() for letter in name)
            if made or not _ID.fullmatch(name):
                sentence = (
                    "Its id says nothing to people." if made else "Its id has other than small letters, digits and _."
                )
                yield scope.finding(node, "id", sentence, "Call it by what is done: director_decides.")


def names(subject: Subject) -> Findings:
    """Tasks, events and questions have names in sentence case."""
    for scope in subject.scopes:
        for identifier, node in scope.nodes.items():
            name = (node.get("name") or "").strip()
            asks = tag(node) == "exclusiveGateway" and len(scope.leaving(identifier)) > 1
            if not name and (asks or tag(node) in ACTIVITIES or tag(node).endswith("Event")):
                what = "question" if asks else "name"
                yield scope.finding(node, "name", f"It has no {what}.", f"Write its {what} as people read it.")
            elif name and (name[0].islower() or (name.isupper() and " " in name)):
                yield scope.finding(
                    node, "name", f"“{name}” is not in sentence case.", "Begin with a capital letter, then small ones."
                )


def outcomes(subject: Subject) -> Findings:
    """Every end of the case is told in words."""
    toml = subject.procedure.toml
    ends: dict[str, Node] = {}
    for scope in subject.scopes:
        if scope.id == toml.process:
            ends |= dict(scope.of("endEvent"))
            for name, node in scope.of("endEvent"):
                if name not in toml.outcomes and event_kind(node) != "error":
                    sentence = "This end of the case has no words in procedure.toml."
                    yield scope.finding(node, "outcome", sentence, f"Write outcomes.{name}.")
    for name in toml.outcomes:
        if name not in ends:
            sentence = "No end event of the process has this id."
            yield subject.toml_finding(f"outcomes.{name}", "outcome", sentence, near(name, ends))


def processes(subject: Subject) -> Findings:
    """The process that is started is there, and no other stands beside it unused."""
    toml = subject.procedure.toml
    if toml.process not in subject.processes:
        sentence = f"There is no process {toml.process} in the diagrams."
        yield subject.toml_finding("process", "unknown-process", sentence, near(toml.process, subject.processes))
        return
    for document in subject.documents:
        for name, node in document.processes.items():
            if name not in subject.run:
                sentence = f"Nothing starts or calls the process {name}."
                yield document.finding(node, "process-not-run", sentence, "Call it, or give it a folder of its own.")
            elif node.get("isExecutable") not in ("true", "1"):
                sentence = "The process is not marked as executable."
                yield document.finding(node, "not-executable", sentence, 'Write isExecutable="true".')


def visits(subject: Subject, visited: Collection[str]) -> Findings:
    """Elements no scenario comes to."""
    for scope in subject.scopes:
        for name, node in scope.nodes.items():
            if name not in visited:
                yield scope.finding(
                    node, "not-visited", "No scenario visits it.", "Write a scenario that does, or remove it."
                )


def scenarios(subject: Subject) -> Findings:
    if not subject.procedure.scenarios:
        folder = subject.procedure.folder / "scenarios"
        yield Finding(
            str(folder), 0, "", "no-scenario", "The procedure has no scenario.", "Write one for each way it can end."
        )
