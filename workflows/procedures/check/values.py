"""The case variables of a procedure: who writes them, and which values they can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ombud.workflows.engine.reading import BPMN, OMBUD, event_definition, tag
from ombud.workflows.formspec import FormCatalogue, FormSpec
from ombud.workflows.procedures.check.activities import decision_of, names_in
from ombud.workflows.procedures.check.diagram import FOR_PEOPLE, Scope, event_kind
from ombud.workflows.procedures.check.expressions import read
from ombud.workflows.procedures.check.tables import Table
from ombud.workflows.procedures.model import ProcedureToml
from ombud.workflows.procedures.xml import Node

Possible = frozenset[Any] | None
"""The values a variable can have; None where they cannot be listed."""


@dataclass(frozen=True)
class Writers:
    """What each element writes, read from the forms, the tables and procedure.toml."""

    toml: ProcedureToml
    forms: FormCatalogue
    tables: Mapping[str, Table]
    messages: Mapping[str, str] = field(default_factory=dict)

    @property
    def at_start(self) -> frozenset[str]:
        """Where persons open cases beside a schedule, what both know."""
        schedule, by_persons = self.toml.schedule, self.by_form(self.toml.start.form)
        if schedule and (schedule.draw or schedule.says) and self.toml.start.form:
            return by_persons & self._by_schedule | self.by_settings
        return by_persons | self._by_schedule | self.by_settings

    @property
    def by_settings(self) -> frozenset[str]:
        return frozenset(name for name, rule in self.toml.settings.items() if rule.routes)

    @property
    def _by_schedule(self) -> frozenset[str]:
        """What a case knows that a schedule opened."""
        if self.toml.schedule is None:
            return frozenset()
        known = {"period", "organisation"} if self.toml.schedule.per else {"period"}
        return frozenset(known | self.toml.schedule.says.keys())

    def by(self, node: Node) -> frozenset[str]:
        """The variables an element has certainly written once it is passed."""
        collected = frozenset(names_in(node)[-1:]) - {""}
        if node.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None:
            return collected
        if tag(node) in FOR_PEOPLE:
            return self.by_form(node.get(f"{OMBUD}form", ""))
        if tag(node) == "businessRuleTask":
            table = self.tables.get(decision_of(node))
            return frozenset(table.outputs) if table else frozenset()
        if self.withdraws(node) and self.toml.withdrawal is not None:
            return self.by_form(self.toml.withdrawal.form)
        return frozenset()

    def by_each_pass(self, node: Node) -> frozenset[str]:
        """What a repeated task writes in each pass; with no pass at all, nothing is written."""
        return self.by_form(node.get(f"{OMBUD}form", "")) if tag(node) in FOR_PEOPLE else frozenset()

    def withdraws(self, node: Node) -> bool:
        """Whether an event waits for the message that withdraws the case."""
        if self.toml.withdrawal is None or tag(node) not in ("boundaryEvent", "intermediateCatchEvent", "receiveTask"):
            return False
        place = event_definition(node) if event_kind(node) == "message" else node
        return self.messages.get(place.get("messageRef") or "") == self.toml.withdrawal.message

    def possible(self, scopes: list[Scope]) -> dict[str, Possible]:
        """Variable -> its values, over all that write it."""
        found: dict[str, Possible] = {}
        for key in self._forms_of(scopes):
            for name, values in _of_form(self.forms.get(key)).items():
                _add(found, name, values)
        for name in self._by_schedule | self.by_settings:
            _add(found, name, None)
        called = {decision_of(node) for scope in scopes for _name, node in scope.of("businessRuleTask")}
        for decision in called & set(self.tables):
            for name, values in _of_table(self.tables[decision]).items():
                _add(found, name, values)
        return found

    def _forms_of(self, scopes: list[Scope]) -> set[str]:
        keys = {node.get(f"{OMBUD}form", "") for scope in scopes for node in scope.nodes.values()}
        keys.add(self.toml.start.form)
        if self.toml.withdrawal is not None:
            keys.add(self.toml.withdrawal.form)
        return keys

    def by_form(self, form: str) -> frozenset[str]:
        """The answers of a form that route."""
        spec = self.forms.get(form)
        return frozenset(spec.routing_schema()) if spec else frozenset()


def _add(found: dict[str, Possible], name: str, values: Possible) -> None:
    known = found.get(name, frozenset())
    found[name] = None if known is None or values is None else known | values


def _of_form(spec: FormSpec | None) -> dict[str, Possible]:
    if spec is None:
        return {}
    found: dict[str, Possible] = {}
    for each in spec.fields:
        if not each.routes:
            continue
        if each.choices and not each.source:
            found[each.name] = frozenset(value for value, _label in each.choices) | {None, ""}
        else:
            found[each.name] = frozenset({True, False, None}) if each.kind == "boolean" else None
    return found


def _of_table(table: Table) -> dict[str, Possible]:
    found: dict[str, Possible] = {}
    for place, name in enumerate(table.outputs):
        values: set[Any] = {None}
        known: Possible = frozenset(values)
        for rule in table.rules:
            literal = _literal(rule.results[place]) if place < len(rule.results) else _UNKNOWN
            known = None if known is None or literal is _UNKNOWN else known | {literal}
        found[name] = None if table.policy == "COLLECT" else known
    return found


_UNKNOWN = object()


def _literal(text: str) -> Any:
    if not text:
        return None
    compiled = read(text)
    if isinstance(compiled, str) or compiled.names:
        return _UNKNOWN
    try:
        value = compiled.evaluate({})
    except ValueError:
        return _UNKNOWN
    return value if isinstance(value, (str, int, float, bool)) or value is None else _UNKNOWN
