"""Deadlines: named where they are declared, declared where they are named, anchored on something that happens."""

from __future__ import annotations

import re

from ombud.storage.meetings import MeetingKind
from ombud.workflows.deadlines.calendar import MONTHS, QUARTERLY
from ombud.workflows.engine.reading import BPMN, OMBUD, event_definition, tag, text_of
from ombud.workflows.procedures.check.diagram import FOR_PEOPLE, event_kind
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.check.timers import NAME
from ombud.workflows.procedures.model import DeadlineRule

_MEETING = re.compile(r"[a-z][a-z0-9_]*/([a-z]+)")
MEETING_KINDS = (*MeetingKind, QUARTERLY)
KINDS = (*MEETING_KINDS, *MONTHS)
"""What a meeting can be named by: its kind, the quarterly flag, or a month of the year."""


def named(subject: Subject) -> Findings:
    """Timers and due dates name deadlines of procedure.toml; none is declared in vain."""
    declared = subject.procedure.toml.deadlines
    used = set()
    for scope in subject.scopes:
        for name, node in scope.nodes.items():
            wanted = node.get(f"{OMBUD}deadline") or ""
            if wanted and tag(node) not in FOR_PEOPLE:
                sentence = f"{name} is no task for a person and has no due date."
                yield scope.finding(node, "deadline", sentence, "Name the deadline in the timer's timeDate.")
            if event_kind(node) == "timer":
                wanted = text_of(event_definition(node).find(f"{BPMN}timeDate"))
                wanted = wanted if NAME.fullmatch(wanted) else ""
            used.add(wanted)
            if wanted and wanted not in declared:
                sentence = f"There is no deadline {wanted} in procedure.toml."
                yield scope.finding(
                    node, "unknown-deadline", sentence, f"Write [deadlines.{wanted}]. {near(wanted, declared)}"
                )
    for name in declared.keys() - used:
        sentence = "No timer and no task of the diagram names it."
        yield subject.toml_finding(
            f"deadlines.{name}", "unused-deadline", sentence, "Name it in the diagram, or remove it."
        )


def rules(subject: Subject) -> Findings:
    """Each rule can be computed."""
    for name, rule in subject.procedure.toml.deadlines.items():
        key = f"deadlines.{name}"
        yield from _anchor(subject, key, rule)
        meeting = rule.anchor.startswith("meeting:")
        if not meeting and not rule.local and rule.days is None and rule.choose is None:
            yield subject.toml_finding(
                key, "deadline-days", "It does not say how many days.", "Write days, with their source."
            )
        if rule.choose and not rule.choose[0] <= (rule.days or rule.choose[0]) <= rule.choose[1]:
            sentence = f"Its days lie outside the range {rule.choose[0]} to {rule.choose[1]}."
            yield subject.toml_finding(
                f"{key}.choose", "deadline-days", sentence, "Write a range from low to high around days."
            )
        if isinstance(rule.cutoff_days, str) and rule.cutoff_days not in subject.procedure.toml.settings:
            sentence = f"There is no setting {rule.cutoff_days}."
            way_out = near(rule.cutoff_days, subject.procedure.toml.settings)
            yield subject.toml_finding(f"{key}.cutoff_days", "unknown-setting", sentence, way_out)
        if rule.latest and rule.latest not in subject.procedure.toml.deadlines:
            sentence = f"There is no deadline {rule.latest}."
            way_out = near(rule.latest, subject.procedure.toml.deadlines)
            yield subject.toml_finding(f"{key}.latest", "unknown-deadline", sentence, way_out)
        if rule.since == "opened" and not meeting:
            sentence = "Only a meeting is looked for since the case opened."
            yield subject.toml_finding(f"{key}.since", "deadline-since", sentence, 'Write anchor = "opened" instead.')
        if rule.then and (rule.anchor.rpartition("/")[2] not in MONTHS or rule.then not in MEETING_KINDS):
            sentence = "What comes after is a kind of meeting, and it comes after the meeting of a month."
            way_out = f'Write anchor = "meeting:BODY/march" and then as one of {", ".join(MEETING_KINDS)}.'
            yield subject.toml_finding(f"{key}.then", "deadline-then", sentence, way_out)
        if rule.cutoff_days and not meeting:
            sentence = "Only meetings have an agenda that closes."
            yield subject.toml_finding(f"{key}.cutoff_days", "deadline-cutoff", sentence, "Remove cutoff_days.")
    for name, elapsed in subject.procedure.toml.elapsed.items():
        yield from _happens(subject, f"elapsed.{name}.since", elapsed.since)
        for anchor in elapsed.until:
            yield from _happens(subject, f"elapsed.{name}.until", anchor)


def _happens(subject: Subject, place: str, anchor: str) -> Findings:
    """What a time is measured from and to is something that happens, and no meeting to come."""
    if anchor.startswith("meeting:") or anchor == "armed":
        yield subject.toml_finding(place, "anchor", f"{anchor} is no event of a case.", "Write opened, answer:FIELD …")
    else:
        yield from _anchored(subject, place, anchor)


def _anchor(subject: Subject, key: str, rule: DeadlineRule) -> Findings:
    kind, _, reference = rule.anchor.partition(":")
    place = f"{key}.anchor"
    toml = subject.procedure.toml
    if kind == "period" and not reference:
        if toml.schedule is None or (toml.start.form and not toml.schedule.says):
            sentence = "Only a case that a schedule opens is of a period."
            yield subject.toml_finding(place, "anchor", sentence, "Use another anchor.")
        return
    if kind == "meeting":
        written = _MEETING.fullmatch(reference)
        if written is None:
            yield subject.toml_finding(place, "anchor", f"{rule.anchor} names no meeting.", "Write meeting:BODY/KIND.")
        elif written[1] not in KINDS:
            sentence = f"No meeting is of the kind {written[1]}."
            yield subject.toml_finding(place, "anchor", sentence, near(written[1], KINDS))
        return
    yield from _anchored(subject, place, rule.anchor)
    if kind == "delivered" and reference in toml.letters and not toml.letters[reference].required:
        sentence = f"The letter {reference} need not be delivered, so the deadline might never begin."
        yield subject.toml_finding(place, "anchor", sentence, "Make the letter required, or use another anchor.")


def _anchored(subject: Subject, place: str, anchor: str) -> Findings:
    kind, _, reference = anchor.partition(":")
    toml = subject.procedure.toml
    if kind in ("armed", "opened") and not reference:
        return
    known = {
        "completed": {n for s in subject.scopes for n, node in s.nodes.items() if tag(node) in FOR_PEOPLE},
        "delivered": set(toml.letters),
        "answer": dates_asked(subject),
    }.get(kind)
    if known is None:
        sentence = f"{anchor} is no anchor."
        listed = "opened, armed, period, completed:TASK, delivered:LETTER, answer:FIELD or meeting:BODY/KIND"
        yield subject.toml_finding(place, "anchor", sentence, f"Write {listed}.")
    elif reference not in known:
        what = {"completed": "task", "delivered": "letter", "answer": "routing field that holds a date"}[kind]
        sentence = f"There is no {what} {reference or 'of no name'}."
        yield subject.toml_finding(place, "anchor", sentence, near(reference, known))


def dates_asked(subject: Subject) -> set[str]:
    """The answers that are dates and become variables of the case."""
    used = subject.procedure.forms & set(subject.forms)
    fields = [field for key in used for field in subject.forms[key].fields]
    return {field.name for field in fields if field.routes and field.is_date}
