"""What running cases need: the forms of the versions they run on still answer what their diagrams read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ombud.workflows.formspec import FormCatalogue
from ombud.workflows.procedures.check.findings import Finding, Findings

RoutingSchema = Mapping[str, Mapping[str, Any]]
"""Form -> field -> its kind and choices, as a version was deployed with."""


def unreadable(schema: RoutingSchema, forms: FormCatalogue) -> Iterator[str]:
    """What today's forms no longer answer as a deployed version needs it, each in a sentence."""
    for form, fields in schema.items():
        if form not in forms:
            yield f"the form {form} is gone."
            continue
        today = forms[form].routing_schema()
        for name, known in fields.items():
            if name not in today:
                yield f"the field {name} of {form} is gone or no longer routes."
            elif today[name]["kind"] != known["kind"]:
                yield f"the field {name} of {form} was a {known['kind']} and is a {today[name]['kind']}."
            elif new := sorted(map(str, set(today[name]["choices"]) - set(known["choices"]))):
                yield f"the field {name} of {form} has choices that version does not know: {', '.join(new)}."
            elif known["required"] and not today[name]["required"]:
                yield f"the field {name} of {form} may now be left open."


def open_cases(file: str, deployed: Mapping[int, RoutingSchema], forms: FormCatalogue) -> Findings:
    """`deployed`: the versions that open cases run on, with their routing schemas."""
    for version, schema in sorted(deployed.items()):
        for sentence in unreadable(schema, forms):
            yield Finding(
                file, 1, "", "deployed-form", f"Open cases run on version {version}, and {sentence}",
                "Keep what they need until those cases end, or migrate them first.",
            )  # fmt: skip
