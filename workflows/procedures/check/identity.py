"""What is sealed of whoever brings a case, and who opens it, checked: the seal has no gap, and two roles can be held."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ombud.workflows import permissions
from ombud.workflows.formspec import FieldSpec
from ombud.workflows.letters.templates import by_language, template_name
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.model import Identity, ProcedureToml, Scope

ENOUGH = 2
"""Roles, and persons, that open an identity together; the rows of an opening hold no more."""


def sealed(subject: Subject) -> Findings:
    """The sealed answers are the start form's own, personal ones; those of the contact are among them."""
    toml = subject.procedure.toml
    spec = subject.forms.get(toml.start.form)
    if toml.identity is None or spec is None:
        return
    asked = {field.name: field for field in spec.fields}
    for name in toml.identity.fields:
        if name not in asked:
            sentence = f"The form {spec.key} does not ask for {name}."
            yield subject.toml_finding("identity.fields", "identity-field", sentence, near(name, asked))
        else:
            yield from _hidden(subject, asked[name])
    for name in (toml.start.contact.name, toml.start.contact.email):
        if name not in toml.identity.fields:
            sentence = f"{name} says how to reach whoever brings the case, and is not sealed."
            yield subject.toml_finding("identity.fields", "identity-contact", sentence, f"Add {name}.")


def _hidden(subject: Subject, field: FieldSpec) -> Findings:
    if field.routes or not field.personal:
        why = "routes" if field.routes else "is not personal"
        sentence = f"The answer {field.name} {why}, so it is no secret that could be kept."
        yield subject.toml_finding("identity.fields", "identity-field", sentence, "Seal free answers about the person.")


def openers(subject: Subject) -> Findings:
    """At least two roles that people hold in the system or in a body of the procedure, and that read what was written."""
    rule = subject.procedure.toml.identity
    if rule is None:
        return
    known = _with_standing(subject.procedure.toml)
    if len(set(rule.openers)) < ENOUGH or len(set(rule.openers)) < len(rule.openers):
        sentence = "Fewer than two different roles open it together, or one is named twice."
        yield subject.toml_finding("identity.openers", "identity-openers", sentence, "Name at least two, each once.")
    for role in rule.openers:
        if role not in known:
            sentence = f"{role} works in no lane of the system or of a body, and presides over none that decides."
            yield subject.toml_finding("identity.openers", "identity-openers", sentence, near(role, known))


def _with_standing(toml: ProcedureToml) -> set[str]:
    lanes = [lane for lane in toml.lanes.values() if lane.scope in (Scope.SYSTEM, Scope.BODY)]
    presiders = permissions.PRESIDERS if any(lane.scope is Scope.BODY for lane in lanes) else ()
    return {lane.role for lane in lanes}.union(presiders).difference(permissions.OVERSEERS)


def unnamed(subject: Subject) -> Findings:
    """Nothing else names whoever brings it: no account, no organisation, no letter, no case that it opens."""
    toml = subject.procedure.toml
    if toml.identity is None:
        return
    if toml.start.roles:
        sentence = "Whoever opens it with an account is named by the account, and the identity is sealed."
        yield subject.toml_finding("start.roles", "identity-start", sentence, "Let it be public, or have recorders.")
    if toml.start.organisation:
        sentence = "The organisation a case is from stands on every page of it, and the identity is sealed."
        yield subject.toml_finding(
            "start.organisation", "identity-start", sentence, "Ask for it without naming it here."
        )
    yield from _letters(subject, toml.identity)
    for name, opening in toml.openings.items():
        for field, source in opening.hands.items():
            if source in {f"start.{one}" for one in toml.identity.fields}:
                sentence = f"The case it opens is handed {source}, which is sealed in this one."
                place = f"openings.{name}.hands.{field}"
                yield subject.toml_finding(place, "identity-opening", sentence, "Leave it out.")


def _letters(subject: Subject, rule: Identity) -> Findings:
    for name, letter in subject.procedure.toml.letters.items():
        opened = [quoted for quoted, element in letter.quotes.items() if element == "start"]
        for language, body in by_language(subject.procedure.letters, name).items():
            file = str(subject.procedure.folder / "letters" / f"{template_name(name, language)}.html")
            for number, quoted, field in _quoted(body, opened):
                if field in rule.fields:
                    sentence = f"It quotes {quoted}.answers.{field}, which is sealed."
                    yield Finding(file, number, "", "identity-letter", sentence, "Write to them by their role.")


def _quoted(body: str, names: list[str]) -> Iterator[tuple[int, str, str]]:
    """Line, name and field of each answer that a template quotes under one of these names."""
    for number, line in enumerate(body.splitlines(), 1):
        for name in names:
            for field in re.findall(rf"\b{re.escape(name)}\.answers\.(\w+)", line):
                yield number, name, field
