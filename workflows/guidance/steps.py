"""The steps of a procedure in words, in the reader's language: who does each, what it sends, where it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ombud.workflows.casefile.clauses import Clause, cited
from ombud.workflows.casefile.words import humanised
from ombud.workflows.engine import Element
from ombud.workflows.guidance.addressed import Who, addressee, who_in
from ombud.workflows.guidance.limits import Ground, Limit
from ombud.workflows.procedures.outline import Kind, Outline, Told, Way, numbers
from ombud.workflows.text import spoken
from ombud.workflows.text import translate as _

AMBIGUITY = re.compile(r" \(A\d\d(?:, A\d\d)*\)")
"""Where a sentence of a drawing points to `bpmn/ambiguities.toml`, which is for those who draw."""

SENT = {"parameter letter": "letters", "parameter notice": "notices"}
OPENED = "parameter opening"


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or a short mail that a step sends; `to` in words. `source` is empty for a rule of this office."""

    title: str
    to: tuple[str, ...]
    mail: bool  # a mail that says something waits, and no letter
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Onward:
    """Where it goes: to a step by its id, or to an end. `said`: under which condition."""

    said: str
    to: str
    name: str
    number: int
    end: Step | None


@dataclass(frozen=True, slots=True)
class Step:
    """`says`: a sentence about it and the language it is in. `opens`: key and title of the procedure of which it opens a
    case. `outcome`: how the case has ended, where it ends here."""

    element: str
    kind: Kind
    number: int
    name: str
    says: tuple[str, str]
    who: Who | None
    limit: Limit | None
    clauses: tuple[Clause, ...]
    paper: Paper | None
    opens: tuple[str, str] | None
    outcome: str
    repeated: bool  # once for each of several
    interrupts: bool  # of an event at the edge of a step: that step is over then
    ways: tuple[Onward, ...]
    edges: tuple[Step, ...]
    inside: tuple[Step, ...]


def papers_of(ground: Ground) -> Mapping[str, Paper]:
    """What each element sends."""
    toml, found = ground.deployed.toml, {}
    for used in ground.deployed.definition.expressions:
        if (part := SENT.get(used.place)) and not used.expression.names:
            name = used.expression.evaluate({})
            if letter := toml.letters.get(name) if part == "letters" else None:
                found[used.element] = _paper(letter.title, letter.to, letter.source, ground, mail=False)
            elif notice := toml.notices.get(name) if part == "notices" else None:
                found[used.element] = _paper(notice.subject, notice.to, notice.source, ground, mail=True)
    return found


def _paper(title: str, to: Iterable[str], source: str, ground: Ground, *, mail: bool) -> Paper:
    known = ground.clauses.get(source)
    return Paper(_(title), tuple(addressee(one, ground.bodies) for one in to), mail, known)


def _said(element: Element) -> tuple[str, str]:
    text, language = spoken(element.documentation)
    return AMBIGUITY.sub("", text), language


def steps_of(
    outline: Outline, ground: Ground, limits: Iterable[Limit], papers: Mapping[str, Paper], titles: Mapping[str, str]
) -> tuple[Step, ...]:
    """`titles`: of the procedures that are deployed, by key."""
    by_name = {limit.name: limit for limit in limits}
    return _Words(outline, ground, by_name, papers, titles).all(outline.steps)


class _Words:
    """Puts one outline into words."""

    def __init__(
        self,
        outline: Outline,
        ground: Ground,
        limits: Mapping[str, Limit],
        papers: Mapping[str, Paper],
        titles: Mapping[str, str],
    ) -> None:
        self._ground, self._limits, self._papers, self._titles = ground, limits, papers, titles
        self._numbers = numbers(outline)
        self._toml, self._elements = ground.deployed.toml, ground.deployed.definition.elements
        self._openings = {
            used.element: str(used.expression.evaluate({}))
            for used in ground.deployed.definition.expressions
            if used.place == OPENED and not used.expression.names
        }

    def all(self, told: Iterable[Told]) -> tuple[Step, ...]:
        return tuple(self._step(one) for one in told)

    def _step(self, told: Told) -> Step:
        element = told.element
        return Step(
            element=element.id,
            kind=told.kind,
            number=told.number,
            name=self._name(element.id),
            says=_said(element) if told.kind is Kind.TASK else ("", ""),
            who=self._who(told),
            limit=self._limits.get(element.deadline),
            clauses=cited(self._ground.clauses, element.cites),
            paper=self._papers.get(element.id),
            opens=self._opens(element),
            outcome=_(self._toml.outcomes.get(element.id, "")) if told.kind is Kind.END else "",
            repeated=bool(element.items),
            interrupts=element.interrupting,
            ways=tuple(self._onward(way) for way in told.ways),
            edges=self.all(told.edges),
            inside=self.all(told.inside),
        )

    def _name(self, element: str) -> str:
        """What nobody has named in the drawing has no name, but for what a reader must find again."""
        known = self._elements[element]
        if known.name:
            return _(known.name)
        return "" if known.type.endswith("Gateway") else humanised(element)

    def _who(self, told: Told) -> Who | None:
        lane = self._toml.lanes.get(told.element.lane) if told.kind is Kind.TASK else None
        return who_in(lane, self._ground.bodies) if lane else None

    def _opens(self, element: Element) -> tuple[str, str] | None:
        opening = self._toml.openings.get(self._openings.get(element.id, ""))
        if opening is None or opening.procedure not in self._titles:
            return None
        return opening.procedure, self._titles[opening.procedure]

    def _onward(self, way: Way) -> Onward:
        end = self._step(way.end) if way.end is not None else None
        name = self._name(way.to) or self._side_by_side(way.to)
        return Onward(_(way.said), way.to, name, self._numbers.get(way.to, 0), end)

    def _side_by_side(self, gateway: str) -> str:
        """Where ways part or meet that nobody has named."""
        ways = sum(flow.source == gateway for flow in self._ground.deployed.definition.flows)
        return _("several steps at the same time") if ways > 1 else _("when all of that is done")
