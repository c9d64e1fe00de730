"""Every variable that is read has been written by then, on every way that leads there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field

from ombud.workflows.engine.reading import BPMN, tag
from ombud.workflows.procedures.check.activities import decision_of, names_in
from ombud.workflows.procedures.check.cells import INPUT, AnyCell, test_of
from ombud.workflows.procedures.check.diagram import SUBPROCESSES, Scope, event_kind
from ombud.workflows.procedures.check.expressions import compared, read, written_in
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.check.values import Possible, Writers
from ombud.workflows.procedures.xml import Node

Names = frozenset[str]

MAX_STEPS = 20_000
"""Of one walk through one scope: many times what a drawing for people needs."""


@dataclass
class Assigned:
    """Which variables are certainly written when a token comes to each node: a walk over scopes, inner ones included."""

    writers: Writers
    inner: dict[str, Scope]  # subprocess or process id -> its scope
    before: dict[tuple[str, str], Names] = field(default_factory=dict)  # (scope, node) -> names
    walked: dict[tuple[str, Names], Names] = field(default_factory=dict)

    def walk(self, scope: Scope, entering: Names) -> Names:
        """The variables certainly written when the scope ends."""
        if (known := self.walked.get((scope.id, entering))) is not None:
            return known
        self.walked[(scope.id, entering)] = entering  # a process that calls itself is refused elsewhere
        into, out = self._settle(scope, entering)
        for name, names in into.items():
            earlier = self.before.get((scope.id, name))
            self.before[(scope.id, name)] = names if earlier is None else earlier & names
        main = _without_branches(scope)
        ends = [out[n] for n, node in scope.of("endEvent") if n in out and n in main and event_kind(node) != "error"]
        self.walked[(scope.id, entering)] = found = frozenset.intersection(*ends) if ends else entering
        return found

    def _settle(self, scope: Scope, entering: Names) -> tuple[dict[str, Names], dict[str, Names]]:
        """What is written before and after each node, once nothing changes any more."""
        into, out = dict.fromkeys(scope.starts, entering), dict[str, Names]()
        pending = list(scope.starts)
        for _step in range(MAX_STEPS):
            if not pending:
                break
            name = pending.pop(0)
            after = self._after(scope.nodes[name], into[name])
            if out.get(name) == after:
                continue
            out[name] = after
            for target in dict.fromkeys(scope.graph[name]):
                found = self._into(scope, target, into, out)
                if into.get(target) != found:
                    into[target] = found
                    pending.append(target)
        return into, out

    def _into(self, scope: Scope, name: str, into: dict[str, Names], out: dict[str, Names]) -> Names:
        node = scope.nodes[name]
        if tag(node) == "boundaryEvent":
            return into.get(node.get("attachedToRef"), frozenset())
        sources = [f.get("sourceRef") for f in scope.sound_flows if f.get("targetRef") == name]
        known = [out[source] for source in sources if source in out]
        if not known:
            return frozenset()
        return frozenset.union(*known) if tag(node) == "parallelGateway" else frozenset.intersection(*known)

    def _after(self, node: Node, names: Names) -> Names:
        inside = names | frozenset(names_in(node)[:-1]) - {""}
        repeated = node.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None
        inner = None
        if tag(node) in SUBPROCESSES:
            inner = self.inner.get(node.get("id") or "")
        elif tag(node) == "callActivity":
            inner = self.inner.get(node.get("calledElement") or "")
        if inner is not None:
            given = self.walk(inner, inside)
            names = names if repeated else given
        return names | self.writers.by(node)


def _without_branches(scope: Scope) -> set[str]:
    """What is reached otherwise than from an event on a border that leaves its host open: beside such a branch another
    way always comes to an end, and the scope ends with the later of the two."""
    found, pending = set[str](), list(scope.starts)
    while pending:
        name = pending.pop()
        if name not in found and scope.nodes[name].get("cancelActivity") != "false":
            found.add(name)
            pending += scope.graph[name]
    return found


@dataclass(frozen=True, slots=True)
class Read:
    scope: Scope
    at: str
    node: Node
    place: str
    text: str


def reads_of(scope: Scope, writers: Writers) -> Iterator[Read]:
    for each in written_in(scope):
        yield Read(scope, each.at, each.node, f"the {each.place}", each.text)
    for name, node in scope.of("businessRuleTask"):
        table = writers.tables.get(decision_of(node))
        for place, text in enumerate(table.inputs if table else (), 1):
            yield Read(scope, name, node, f"input {place} of {decision_of(node)}", text)
        for rule in table.rules if table else ():
            for text in rule.tests:
                if isinstance(cell := test_of(text), AnyCell) and cell.expression and cell.names:
                    yield Read(scope, name, node, f"row {rule.number} of {decision_of(node)}", cell.expression.text)


def variables(scopes: list[Scope], process: str, writers: Writers) -> Findings:
    """Reads of variables that nobody writes, or that some way leaves unwritten; comparisons that are never true."""
    inner = {scope.id: scope for scope in scopes}
    if process not in inner:
        return
    assigned = Assigned(writers, inner)
    assigned.walk(inner[process], writers.at_start)
    everything = _everything(scopes, writers)
    possible = writers.possible(scopes)
    for scope in scopes:
        for each in reads_of(scope, writers):
            compiled = read(each.text)
            if isinstance(compiled, str):
                continue
            known = assigned.before.get((scope.id, each.at))
            yield from _missing(each, compiled.names - {INPUT}, known, everything)
            yield from _never(each, possible)


def _everything(scopes: list[Scope], writers: Writers) -> Names:
    found = set(writers.at_start)
    for scope in scopes:
        for node in scope.nodes.values():
            found |= writers.by(node) | writers.by_each_pass(node) | set(names_in(node))
    return frozenset(found) - {""}


def _missing(each: Read, names: Names, known: Names | None, everything: Names) -> Iterator[Finding]:
    for name in sorted(names):
        if name not in everything:
            near = difflib.get_close_matches(name, sorted(everything), n=1)
            meant = f"Did you mean {near[0]}? " if near else ""
            yield each.scope.finding(
                each.node, "unknown-variable", f"Nobody writes the variable {name} that {each.place} reads.",
                f"{meant}A routing field of a form, a table's output or a list gives a variable.",
            )  # fmt: skip
        elif known is not None and name not in known:
            sentence = f"There is a way to {each.at} on which nobody has written {name}, and {each.place} reads it."
            yield each.scope.finding(
                each.node, "unset-variable", sentence, "Ask for it earlier, or read it only where it is known."
            )


def _never(each: Read, possible: dict[str, Possible]) -> Iterator[Finding]:
    for name, value in compared(each.text):
        values = possible.get(name)
        if values is not None and value not in values:
            listed = ", ".join(sorted(repr(v) for v in values if v not in (None, ""))) or "nothing"
            sentence = f"{each.place[0].upper()}{each.place[1:]} compares {name} with {value!r}, which it never is."
            yield each.scope.finding(each.node, "never-true", sentence, f"It can be: {listed}.")


def cells_compared(
    table_inputs: tuple[str, ...], tests: tuple[str, ...], possible: dict[str, Possible]
) -> Iterator[tuple[str, str]]:
    """(variable, value) for values in a row's cells that the variable of their column never has."""
    for name, text in zip(table_inputs, tests, strict=False):
        values = possible.get(name)
        if values is None or text in ("", "-"):
            continue
        candidates = [f"{name} == ({text})", text.replace("?", name), f"{name} {text}"]
        for candidate in candidates:
            pairs = list(compared(candidate))
            if pairs:
                yield from (
                    (name, repr(value)) for variable, value in pairs if variable == name and value not in values
                )
                break
