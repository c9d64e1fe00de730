"""What the overview shows agency by agency: tasks, deadlines and outcomes that there are, of cases that an agency each has."""

from __future__ import annotations

from ombud.workflows.engine.reading import tag
from ombud.workflows.procedures.check.diagram import FOR_PEOPLE
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject

RULE = "by-agency"


def shown(subject: Subject) -> Findings:
    toml = subject.procedure.toml
    told = toml.by_agency
    if told is None:
        return
    if toml.schedule is None or not toml.schedule.per:
        sentence = "No schedule opens a case for each agency, so there is nothing to show agency by agency."
        way_out = 'Write per = "participating" or "drawn" in [schedule], or remove [by_agency].'
        yield subject.toml_finding("by_agency", RULE, sentence, way_out)
    tasks = {name for scope in subject.scopes for name, node in scope.nodes.items() if tag(node) in FOR_PEOPLE}
    for name in told.answers:
        if name not in tasks:
            sentence = f"The diagram has no user task {name}."
            yield subject.toml_finding("by_agency.answers", RULE, sentence, near(name, tasks))
    for key in ("remedy", "remedy_ends"):
        name = getattr(told, key)
        if name and name not in toml.deadlines:
            sentence = f"There is no deadline {name}."
            yield subject.toml_finding(f"by_agency.{key}", RULE, sentence, near(name, toml.deadlines))
    for name in told.done:
        if name not in toml.outcomes:
            sentence = f"[outcomes] has no words for {name}."
            yield subject.toml_finding("by_agency.done", RULE, sentence, near(name, toml.outcomes))
    if told.remedy and not told.remedy_ends:
        sentence = "It names the day set for putting things right, and not the last one there can be."
        yield subject.toml_finding("by_agency.remedy", RULE, sentence, "Name that deadline as remedy_ends.")
    if told.source not in subject.register:
        sentence = f"The register has no row {told.source}."
        yield subject.toml_finding("by_agency.source", RULE, sentence, near(told.source, subject.register))
