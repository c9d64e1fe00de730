"""A procedure that opens by itself: nobody is asked anything when it does, so it has no start form and no party."""

from __future__ import annotations

from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.subject import Subject

LOCAL = "local"


def schedule(subject: Subject) -> Findings:
    """The rule names its source, and [start] says nothing that only a person's case could have."""
    toml = subject.procedure.toml
    if toml.schedule is None:
        return
    source = toml.schedule.source
    if source not in subject.register:
        sentence = f"The register has no row {source}." if source != LOCAL else "A schedule is no local target."
        way_out = "Name the row of register.csv that asks for it again and again."
        yield subject.toml_finding("schedule.source", "schedule-source", sentence, way_out)
    for key in ("form", "public", "roles", "recorders", "organisation", "subjects"):
        if getattr(toml.start, key):
            sentence = f"Cases open by a schedule, and [start] says {key}: nobody is there who could be asked or named."
            yield subject.toml_finding(f"start.{key}", "schedule-start", sentence, f"Remove {key} from [start].")
    if toml.withdrawal is not None:
        sentence = "A case that a schedule opens has no party, so nobody could withdraw it."
        yield subject.toml_finding("withdrawal", "schedule-party", sentence, "Remove [withdrawal].")
    if toml.identity is not None:
        sentence = "A case that a schedule opens is brought by nobody whose identity could be sealed."
        yield subject.toml_finding("identity", "schedule-party", sentence, "Remove [identity].")
    for name, letter in toml.letters.items():
        for target in letter.to:
            if target.startswith("party:"):
                sentence = f"The letter goes to {target}, and a case that a schedule opens has no party."
                yield subject.toml_finding(f"letters.{name}.to", "schedule-party", sentence, "Write a role: role:NAME.")
        if "start" in letter.quotes.values():
            sentence = "The letter quotes what was said at the start, and nothing is said when a schedule opens a case."
            yield subject.toml_finding(f"letters.{name}.quotes", "schedule-start", sentence, "Quote a task.")
