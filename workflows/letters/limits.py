"""How much a letter's template may do: put values into text, choose between texts, go through short lists. No more.

Whoever keeps the letters is not whoever runs the machine: no template computes, and none takes long or grows large.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from jinja2 import nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join
from jinja2.nodes import EvalContext

MAX_STEPS: Final = 5_000
"""How often all the loops of a letter may go round together."""

MAX_CHARACTERS: Final = 1_000_000
"""Of a letter as HTML; the longest answer has a fiftieth of it."""

MAX_LOOPS: Final = 3
"""How deep loops stand in each other."""

STEPS: Final = "_steps"
"""The filter that counts; every loop's list goes through it."""

LOADS: Final = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)

HARMLESS: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Keyword,
    nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.If, nodes.CondExpr, nodes.For, nodes.Assign, nodes.EvalContextModifier, nodes.ScopedEvalContextModifier,
)  # fmt: skip
"""What a template may be made of. Joining texts, calculating, calling and defining are not among it."""

WORDS: Final[dict[type[nodes.Node], str]] = {
    nodes.Concat: "joining texts with ~",
    nodes.Call: "calling something",
    nodes.Macro: "a macro",
    nodes.CallBlock: "a call block",
    nodes.Block: "a block",
    nodes.AssignBlock: "a set block",
    nodes.FilterBlock: "a filter block",
    nodes.Slice: "a slice",
    nodes.Dict: "a table of values",
}


def beyond(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Everything of a template that goes beyond a letter: its line and what it is. Not what it loads."""
    allowed = (*HARMLESS, *LOADS)
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.BinExpr) and not isinstance(node, allowed):
            yield node.lineno, "calculating"
        elif isinstance(node, nodes.For) and node.recursive:
            yield node.lineno, "a loop that calls itself"
        elif not isinstance(node, allowed):
            yield node.lineno or 1, WORDS.get(type(node), type(node).__name__.lower())
    yield from ((line, "a loop in a loop in a loop") for line in _deep(tree, 0))


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
                raise SecurityError(f"the loops of a letter go round {MAX_STEPS} times at most")
            yield item

    @pass_eval_context
    def join(context: EvalContext, items: Any, between: str = "") -> Any:
        parts = list(_listed(items))
        if sum(len(str(part)) + len(between) for part in parts) > MAX_CHARACTERS:
            raise SecurityError("what it joins is too long for a letter")
        return do_join(context, parts, between)

    return {STEPS: steps, "join": join}


def capped(pieces: Iterable[str]) -> str:
    """The rendered letter. Raises SecurityError for one that no letter is as long as."""
    found, length = [], 0
    for piece in pieces:
        length += len(piece)
        if length > MAX_CHARACTERS:
            raise SecurityError("what it makes is too long for a letter")
        found.append(piece)
    return "".join(found)


def _listed(items: Any) -> Iterable[Any]:
    if isinstance(items, str | bytes) or not isinstance(items, Iterable):
        raise SecurityError("a letter goes through lists, not through the characters of a text")
    return items


def _deep(node: nodes.Node, depth: int) -> Iterator[int]:
    for child in node.iter_child_nodes():
        below = depth + isinstance(child, nodes.For)
        if below > MAX_LOOPS:
            yield child.lineno
        else:
            yield from _deep(child, below)
