"""Settings that the diagram reads by their names: nothing else writes one, and something reads it."""

from __future__ import annotations

from ombud.workflows.procedures.check.data import reads_of
from ombud.workflows.procedures.check.expressions import read
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.subject import Subject


def settings(subject: Subject) -> Findings:
    """A setting that routes has its name for itself, and a condition or a table compares with it."""
    writers = subject.writers
    others = writers.by_form(subject.procedure.toml.start.form) | {"period", "organisation"}
    seen: set[str] = set()
    for scope in subject.scopes:
        for node in scope.nodes.values():
            others |= writers.by(node) | writers.by_each_pass(node)
        for each in reads_of(scope, writers):
            compiled = read(each.text)
            seen |= set() if isinstance(compiled, str) else compiled.names
    for name in sorted(writers.by_settings):
        if name in others:
            sentence = f"The setting {name} routes, and the diagram has another variable of that name."
            yield subject.toml_finding(f"settings.{name}", "setting", sentence, "Give one of them another name.")
        elif name not in seen:
            sentence = f"The setting {name} routes, and no condition or table reads it."
            yield subject.toml_finding(
                f"settings.{name}", "setting", sentence, f"Compare with it, such as `? >= {name}`."
            )
