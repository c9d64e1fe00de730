"""Effects, letters and notices: asked for by name, declared, written, and sent to somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ombud.workflows.effects import EFFECTS
from ombud.workflows.engine.reading import OMBUD, tag
from ombud.workflows.formspec import FormSpec
from ombud.workflows.letters.templates import by_language, faults, template_name
from ombud.workflows.mail.outbox import OWN_NOTICES
from ombud.workflows.procedures.check.activities import decision_of, operator_of, parameters_of
from ombud.workflows.procedures.check.diagram import FOR_PEOPLE, Scope
from ombud.workflows.procedures.check.expressions import read
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.check.parties import parties_of
from ombud.workflows.procedures.check.people import near, routing
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.xml import Node
from ombud.workflows.text import LANGUAGES

_NAME = "[a-z][a-z0-9_]*"
_TARGET = re.compile(f"(party|role|participating):{_NAME}|(body|organisation):{_NAME}/{_NAME}")
_LINE = re.compile(r"line (\d+):")
_NEEDS = {"issue_letter": "letter", "send_notice": "notice"}


def effects(subject: Subject) -> Findings:
    """Service tasks ask for effects that exist, with letters and notices that are declared."""
    toml = subject.procedure.toml
    known = {"letter": set(toml.letters), "notice": set(toml.notices)}
    used: dict[str, set[str]] = {"letter": set(), "notice": set()}
    for scope in subject.scopes:
        for _name, node in scope.of("serviceTask"):
            operator = operator_of(node)
            if operator is None or not operator.get("id"):
                continue
            effect = operator.get("id")
            if effect not in EFFECTS:
                yield scope.finding(node, "unknown-effect", f"There is no effect {effect}.", near(effect, EFFECTS))
            elif (needed := _NEEDS.get(effect)) is not None:
                yield from _named(scope, node, operator, needed, known[needed], used[needed])
    for name, rule in toml.deadlines.items():
        if rule.alarm_notice is not None:
            used["notice"].add(rule.alarm_notice)
            if rule.alarm_notice not in known["notice"]:
                sentence = f"There is no notice {rule.alarm_notice}."
                way_out = near(rule.alarm_notice, known["notice"])
                yield subject.toml_finding(f"deadlines.{name}.alarm_notice", "unknown-notice", sentence, way_out)
    for name in sorted(known["notice"] & OWN_NOTICES):
        sentence = f"Ombud sends mails of its own that are called {name}."
        yield subject.toml_finding(f"notices.{name}", "notice-name", sentence, "Give the notice another name.")
    for kind, names in used.items():
        for name in sorted(known[kind] - names):
            sentence = f"Nothing sends this {kind}."
            yield subject.toml_finding(f"{kind}s.{name}", f"unused-{kind}", sentence, "Send it, or remove it.")


def _named(scope: Scope, node: Node, operator: Node, needed: str, known: set[str], used: set[str]) -> Findings:
    problem, name = constant(operator, needed)
    if problem:
        yield scope.finding(node, "effect-parameter", *problem)
    elif name:
        used.add(name)
        if name not in known:
            sentence = f"There is no {needed} {name} in procedure.toml."
            yield scope.finding(node, f"unknown-{needed}", sentence, near(name, known))


def constant(operator: Node, needed: str) -> tuple[tuple[str, str] | None, str]:
    """The value of a parameter that has to be written in quotes; else what is wrong with it and the way out.

    Neither, for an expression that is refused: its own rule tells so.
    """
    text = parameters_of(operator).get(needed)
    compiled = read(text) if text else None
    if compiled is None:
        return (f"{operator.get('id')} does not say which {needed}.", f"Give it a parameter {needed}."), ""
    if isinstance(compiled, str):
        return None, ""
    if compiled.names:
        sentence = f"The {needed} is computed from {', '.join(sorted(compiled.names))}, so it cannot be checked."
        return (sentence, f"Name the {needed} in quotes, and choose by a gateway."), ""
    return None, str(compiled.evaluate({}))


def decisions(subject: Subject) -> Findings:
    """Business rule tasks ask tables that are there; no table is there in vain."""
    used = set()
    for scope in subject.scopes:
        for _name, node in scope.of("businessRuleTask"):
            wanted = decision_of(node)
            used.add(wanted)
            if wanted and wanted not in subject.tables:
                sentence = f"There is no decision {wanted} in the folder."
                yield scope.finding(node, "unknown-decision", sentence, near(wanted, subject.tables))
    for name, table in subject.tables.items():
        if name not in used:
            sentence = "No business rule task asks this table."
            yield table.finding(table.node, "unused-decision", sentence, "Ask it, or remove the file.")


def letters(subject: Subject) -> Findings:
    """Each letter has a template, each template is declared, and what it quotes is filled in by somebody."""
    procedure = subject.procedure
    forms = {name for scope in subject.scopes for name, node in scope.nodes.items() if tag(node) in FOR_PEOPLE}
    quotable = forms | {"start"} | ({"withdrawal"} if procedure.toml.withdrawal else set())
    for name, letter in procedure.toml.letters.items():
        key = f"letters.{name}"
        if name not in procedure.letters:
            sentence = f"There is no template letters/{name}.html."
            yield subject.toml_finding(key, "letter-template", sentence, near(name, procedure.letters))
        for quoted, element in letter.quotes.items():
            if element not in quotable:
                sentence = f"The letter quotes {quoted} from {element}, which is no person's task."
                yield subject.toml_finding(f"{key}.quotes", "letter-quotes", sentence, near(element, quotable))
    known = {template_name(name, language) for name in procedure.toml.letters for language in LANGUAGES}
    for name in sorted(set(procedure.letters) - known):
        sentence = f"The template letters/{name}.html belongs to no letter."
        yield subject.toml_finding(
            "letters", "letter-template", sentence, f"Write [letters.{name}], or remove the file."
        )


def templates(subject: Subject) -> Findings:
    """Each template can be rendered: it is well formed, and names only what a letter knows and its forms ask."""
    procedure = subject.procedure
    elements = {name: node for scope in subject.scopes for name, node in scope.nodes.items()}
    asked = {"start": procedure.toml.start.form}
    if procedure.toml.withdrawal is not None:
        asked["withdrawal"] = procedure.toml.withdrawal.form
    for name, letter in procedure.toml.letters.items():
        specs = {}
        for quoted, element in letter.quotes.items():
            node = elements.get(element)
            spec = subject.forms.get(asked.get(element) or (node.get(f"{OMBUD}form") if node is not None else "") or "")
            if spec is not None:
                specs[quoted] = spec
        for language, body in by_language(procedure.letters, name).items():
            file = str(procedure.folder / "letters" / f"{template_name(name, language)}.html")
            yield from _template(file, body, letter.quotes, specs)


def _template(file: str, body: str, quotes: Mapping[str, str], specs: Mapping[str, FormSpec]) -> Findings:
    for fault in faults(body, quotes):
        line = _LINE.match(fault)
        sentence = f"The template is refused: {fault.rstrip('.')}."
        yield Finding(file, int(line[1]) if line else 1, "", "letter-text", sentence, "Correct it there.")
    for quoted, spec in specs.items():
        yield from _answers(file, body, quoted, spec)


def _answers(file: str, body: str, quoted: str, spec: FormSpec) -> Findings:
    fields = {field.name for field in spec.fields}
    for number, line in enumerate(body.splitlines(), 1):
        for name in re.findall(rf"\b{re.escape(quoted)}\.answers\.(\w+)", line):
            if name not in fields:
                sentence = f"It quotes {quoted}.answers.{name}, which the form {spec.key} does not ask."
                yield Finding(file, number, "", "letter-text", sentence, near(name, fields))


def organisation_field(target: str) -> str:
    """The routing answer by which a recipient's organisation is named; "" for other recipients."""
    kind, _colon, reference = target.partition(":")
    return reference.partition("/")[0] if kind == "organisation" else ""


def recipients(subject: Subject) -> Findings:
    """Everybody a letter or notice goes to is a party, a role, or has a role within a body or a named organisation."""
    toml = subject.procedure.toml
    told = {f"letters.{name}": letter.to for name, letter in toml.letters.items()}
    told |= {f"notices.{name}": notice.to for name, notice in toml.notices.items()}
    for key, targets in told.items():
        if not targets:
            yield subject.toml_finding(
                f"{key}.to", "recipient", "It goes to nobody.", "Name a party, a role, a body or an organisation."
            )
        for target in targets:
            if not _TARGET.fullmatch(target):
                sentence = f"{target} names nobody."
                yield subject.toml_finding(
                    f"{key}.to",
                    "recipient",
                    sentence,
                    "Write party:ROLE, role:NAME, body:KEY/ROLE, organisation:FIELD/ROLE or participating:ROLE.",
                )
            elif target.startswith("party:") and target.removeprefix("party:") not in parties_of(subject):
                sentence = f"{target} is no party of a case; the party is {toml.start.party}."
                yield subject.toml_finding(f"{key}.to", "recipient", sentence, f"Write party:{toml.start.party}.")
            elif (field := organisation_field(target)) and field not in routing(subject):
                sentence = f"Nobody writes the variable {field} that holds the organisation."
                yield subject.toml_finding(f"{key}.to", "unknown-variable", sentence, near(field, routing(subject)))
            elif field and not _names_organisations(subject, field):
                sentence = f"The answer {field} names no organisation."
                way_out = "Let it be chosen from a source of organisations."
                yield subject.toml_finding(f"{key}.to", "recipient", sentence, way_out)


def _names_organisations(subject: Subject, field: str) -> bool:
    """Wherever it is asked for; what no form asks for is known from the start."""
    used = subject.procedure.forms & set(subject.forms)
    asked = [one for key in used for one in subject.forms[key].fields if one.name == field]
    return all(one.source.startswith("organisations.") for one in asked)
