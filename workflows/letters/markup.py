"""The HTML a letter's own text may hold: what a page of text is made of, and nothing that points outside of it."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from jinja2 import nodes

from ombud.workflows.text import translate as _

TAGS: Final = frozenset(
    [
        "a", "abbr", "address", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dfn", "div", "dl", "dt",
        "em", "h2", "h3", "h4", "hr", "i", "ins", "li", "mark", "ol", "p", "q", "s", "section", "small", "span", "strong",
        "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
    ]
)  # fmt: skip
ATTRIBUTES: Final = frozenset({"class", "dir", "lang", "scope", "start", "title", "href"})
WEB: Final = ("https://", "mailto:")

EXPRESSION: Final = "x"
"""Stands for what a template puts in: a name made of it is no tag's."""


def faults(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Each tag and attribute that no letter has: its line and a sentence."""
    reader = _Reader()
    reader.feed(_text(tree))
    reader.feed("</p>")  # a tag left open would go on in the sheet the text is set in
    reader.close()
    yield from reader.found


def _text(tree: nodes.Template) -> str:
    """The text of every branch, in the order and on the lines it stands."""
    found, line = [], 1
    for node in _outputs(tree):
        piece = node.data if isinstance(node, nodes.TemplateData) else EXPRESSION
        found.append("\n" * (node.lineno - line) + piece)
        line = max(line, node.lineno) + piece.count("\n")
    return "".join(found)


def _outputs(node: nodes.Node) -> Iterator[nodes.Expr]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Output):
            yield from child.nodes
        else:
            yield from _outputs(child)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self._refuse(_("<%(tag)s> does not belong into a letter.", tag=tag))
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self._refuse(_("The attribute %(name)s does not belong into a letter.", name=name))
            elif name == "href" and not str(value).startswith(WEB):
                self._refuse(_("A link begins with https:// or mailto:."))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in TAGS:
            self._refuse(_("</%(tag)s> does not belong into a letter.", tag=tag))

    def handle_decl(self, decl: str) -> None:
        self._refuse(_("A declaration does not belong into a letter."))

    def handle_pi(self, data: str) -> None:
        self._refuse(_("A processing instruction does not belong into a letter."))

    def unknown_decl(self, data: str) -> None:
        self._refuse(_("A declaration does not belong into a letter."))

    def _refuse(self, sentence: str) -> None:
        line, _column = self.getpos()
        self.found.append((line, sentence))
