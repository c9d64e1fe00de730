"""Timers: each names a deadline, and dates are computed elsewhere."""

from __future__ import annotations

import re

from ombud.workflows.engine.reading import BPMN, event_definition, text_of
from ombud.workflows.procedures.check.diagram import Scope, event_kind
from ombud.workflows.procedures.check.findings import Findings

NAME = re.compile(r"[a-z][a-z0-9_]*")
_LIKE_A_DATE = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_ZONE = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")
_OUT = "Declare a deadline in procedure.toml and write its name into the timeDate."


def timers(scope: Scope) -> Findings:
    for node in scope.nodes.values():
        if event_kind(node) != "timer":
            continue
        definition = event_definition(node)
        dates = definition.findall(f"{BPMN}timeDate")
        others = [child for child in definition if child.tag in (f"{BPMN}timeDuration", f"{BPMN}timeCycle")]
        text = text_of(dates[0]) if dates else ""
        if len(dates) + len(others) > 1:
            yield scope.finding(node, "timer", "This timer says several things at once.", _OUT)
        if others or NAME.fullmatch(text):
            continue  # durations and cycles are refused by name
        yield scope.finding(node, *_problem(text), _OUT)


def _problem(text: str) -> tuple[str, str]:
    if not text:
        return "timer", "This timer does not say what it waits for."
    if _LIKE_A_DATE.match(text.strip("\"'")):
        if not _ZONE.search(text.strip("\"'")):
            return "naive-timestamp", f"{text} has no time zone, and a fixed date does not belong into a diagram."
        return "timer-date", f"{text} is a fixed date, which does not belong into a diagram."
    if text.startswith(("P", "R")):
        return "timer-duration", f"{text} is a duration, not the name of a deadline."
    return "timer", f"{text[:80]!r} is not the name of a deadline (small letters, digits, underscores)."
