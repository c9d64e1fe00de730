"""How much a letter's template may do: put values into text, choose between texts, go through short lists. No more.

Whoever keeps the letters is not whoever runs the machine: no template computes, and none takes long or grows large.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from babel.support import LazyProxy
from jinja2 import nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join
from jinja2.nodes import EvalContext

from ombud.workflows.text import lazy
from ombud.workflows.text import translate as _

MAX_STEPS: Final = 5_000
"""How often all the loops of a letter may go round together."""

MAX_CHARACTERS: Final = 1_000_000
"""Of a letter as HTML; the longest answer has a fiftieth of it."""

MAX_LOOPS: Final = 3
"""How deep loops stand in each other at most."""

STEPS: Final = "_steps"
"""The filter that counts; every loop's list goes through it."""

LOADS: Final = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)

HARMLESS: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Keyword,
    nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.If, nodes.CondExpr, nodes.For, nodes.Assign, nodes.EvalContextModifier, nodes.ScopedEvalContextModifier,
)  # fmt: skip
"""What a template may be made of. Joining texts, calculating, calling and defining are not among it."""

WORDS: Final[dict[type[nodes.Node], LazyProxy]] = {
    nodes.Concat: lazy("joining texts with ~"),
    nodes.Call: lazy("calling something"),
    nodes.Macro: lazy("a macro"),
    nodes.CallBlock: lazy("a call block"),
    nodes.Block: lazy("a block"),
    nodes.AssignBlock: lazy("a set block"),
    nodes.FilterBlock: lazy("a filter block"),
    nodes.Slice: lazy("a slice"),
    nodes.Dict: lazy("a table of values"),
}


def beyond(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Everything of a template that goes beyond a letter: its line and what it is. Not what it loads."""
    allowed = (*HARMLESS, *LOADS)
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.BinExpr) and not isinstance(node, allowed):
            yield node.lineno, _("calculating")
        elif isinstance(node, nodes.For) and node.recursive:
            yield node.lineno, _("a loop that calls itself")
        elif not isinstance(node, allowed):
            yield node.lineno or 1, str(WORDS.get(type(node), type(node).__name__.lower()))
    yield from ((line, _("loops more than %(max)s deep", max=MAX_LOOPS)) for line in _deep(tree, 0))


def counted(tree: nodes.Template) -> nodes.Template:
    """The same template, each of its loops going through the filter that counts."""
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, STEPS, [], [], None, None, lineno=loop.lineno)
    return tree


def filters() -> dict[str, Any]:
    """The filters that hold one rendering to its limits."""
    left = MAX_STEPS

    def steps(items: Any) -> Iterator[Any]:
        nonlocal left
        for item in _listed(items):
            left -= 1
            if left < 0:
                raise SecurityError(_("the loops of a letter go round %(max)s times at most", max=MAX_STEPS))
            yield item

    @pass_eval_context
    def join(context: EvalContext, items: Any, between: str = "") -> Any:
        parts = list(_listed(items))
        if sum(len(str(part)) + len(between) for part in parts) > MAX_CHARACTERS:
            raise SecurityError(_("what it joins is too long for a letter"))
        return do_join(context, parts, between)

    return {STEPS: steps, "join": join}


def capped(pieces: Iterable[str]) -> str:
    """The rendered letter. Raises SecurityError for one that no letter is as long as."""
    found, length = [], 0
    for piece in pieces:
        length += len(piece)
        if length > MAX_CHARACTERS:
            raise SecurityError(_("what it makes is too long for a letter"))
        found.append(piece)
    return "".join(found)


def _listed(items: Any) -> Iterable[Any]:
    if isinstance(items, str | bytes) or not isinstance(items, Iterable):
        raise SecurityError(_("a letter goes through lists, not through the characters of a text"))
    return items


def _deep(node: nodes.Node, depth: int) -> Iterator[int]:
    for child in node.iter_child_nodes():
        below = depth + isinstance(child, nodes.For)
        if below > MAX_LOOPS:
            yield child.lineno
        else:
            yield from _deep(child, below)
