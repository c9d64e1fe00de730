"""A procedure that opens by itself: nobody is asked anything when it does.

Where agencies are drawn, persons may open a case of a further one: the start form then says of which. Where `says` answers
for the start form, persons may open a case at other times.
"""

from __future__ import annotations

from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.parties import added
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.model import MOST_BEFORE

LOCAL = "local"
ORGANISATION = "organisation"
PERSONS = ("form", "public", "roles", "recorders", ORGANISATION, "subjects")
"""What [start] says of cases that persons open."""


def schedule(subject: Subject) -> Findings:
    """The rule names its source and settings; without a start form, nothing asks for what only a person's case has."""
    toml = subject.procedure.toml
    if toml.schedule is None:
        return
    source = toml.schedule.source
    if source not in subject.register:
        sentence = f"The register has no row {source}." if source != LOCAL else "A schedule is no local target."
        way_out = "Name the row of register.csv that asks for it again and again."
        yield subject.toml_finding("schedule.source", "schedule-source", sentence, way_out)
    yield from _drawn(subject)
    yield from _before(subject)
    yield from _said(subject)
    yield from _of_which(subject)
    for key in ("public", "recorders", "subjects") if by_persons(subject) else PERSONS:
        if getattr(toml.start, key):
            sentence = f"Cases open by a schedule, and [start] says {key}: nobody is there who could be asked or named."
            yield subject.toml_finding(f"start.{key}", "schedule-start", sentence, f"Remove {key} from [start].")
    if toml.withdrawal is not None:
        sentence = "A case that a schedule opens has no party, so nobody could withdraw it."
        yield subject.toml_finding("withdrawal", "schedule-party", sentence, "Remove [withdrawal].")
    if toml.identity is not None:
        sentence = "A case that a schedule opens is brought by nobody whose identity could be sealed."
        yield subject.toml_finding("identity", "schedule-party", sentence, "Remove [identity].")
    brought_in = set(added(subject))
    for name, letter in () if by_persons(subject) else toml.letters.items():
        for target in letter.to:
            if target.startswith("party:") and target.removeprefix("party:") not in brought_in:
                sentence = f"The letter goes to {target}, and a case that a schedule opens has no party."
                yield subject.toml_finding(f"letters.{name}.to", "schedule-party", sentence, "Write a role: role:NAME.")
        if "start" in letter.quotes.values():
            sentence = "The letter quotes what was said at the start, and nothing is said when a schedule opens a case."
            yield subject.toml_finding(f"letters.{name}.quotes", "schedule-start", sentence, "Quote a task.")


def by_persons(subject: Subject) -> bool:
    """Whether persons open cases beside the draw, or beside a schedule that answers in their place."""
    toml = subject.procedure.toml
    return bool(toml.start.form and toml.schedule and (toml.schedule.draw or toml.schedule.says))


def _said(subject: Subject) -> Findings:
    """What a schedule says is asked of persons too, and routes: nothing else is read of it."""
    toml = subject.procedure.toml
    form = subject.forms.get(toml.start.form)
    asked = {field.name for field in form.fields if field.routes} if form else set()
    for name in toml.schedule.says if toml.schedule else ():
        if name not in asked:
            sentence = f"It says {name}, which the start form does not ask as an answer that routes."
            yield subject.toml_finding("schedule.says", "schedule-says", sentence, near(name, asked))


def _numbers(subject: Subject) -> set[str]:
    rules = subject.procedure.toml.settings.items()
    return {name for name, rule in rules if rule.kind == "integer" and rule.default is not None}


def _before(subject: Subject) -> Findings:
    """How long before a meeting: a setting that is there, and says how far ahead it may be at most."""
    toml = subject.procedure.toml
    name = toml.schedule.before_setting if toml.schedule else ""
    if name and name not in _numbers(subject):
        sentence = f"There is no setting {name} with a number of its own."
        yield subject.toml_finding("schedule.before", "schedule-before", sentence, near(name, _numbers(subject)))
    elif name and not 0 < (toml.settings[name].max or 0) <= MOST_BEFORE:
        sentence = f"The setting {name} has to say its max: at most {MOST_BEFORE} days ahead."
        yield subject.toml_finding(f"settings.{name}", "schedule-before", sentence, "Write max.")


def _drawn(subject: Subject) -> Findings:
    """A draw counts by settings that are there: what share is drawn, and how long whoever was drawn comes last."""
    toml = subject.procedure.toml
    draw = toml.schedule.draw if toml.schedule else None
    if draw is None:
        return
    numbers = _numbers(subject)
    for key in ("percent", "rest"):
        name = getattr(draw, key)
        if name not in numbers:
            sentence = f"There is no setting {name} with a number of its own."
            yield subject.toml_finding(f"schedule.draw.{key}", "schedule-draw", sentence, near(name, numbers))


def _of_which(subject: Subject) -> Findings:
    """A case of one agency is of one too where a person opens it."""
    toml = subject.procedure.toml
    form = subject.forms.get(toml.start.form)
    if form is None or not (by_persons(subject) and toml.schedule and toml.schedule.per):
        return
    if ORGANISATION not in {field.name for field in form.fields if field.routes}:
        sentence = "The schedule opens cases of one agency each, and the start form does not say of which."
        way_out = f"Let it ask for {ORGANISATION}, an answer that routes."
        yield subject.toml_finding("start.form", "schedule-start", sentence, way_out)
