"""XML that strangers wrote: read without fetching, expanding or trusting anything."""

from __future__ import annotations

from typing import Any

from lxml import etree

Node = Any
"""An lxml element: the library's own types do not tell elements from comments."""

MAX_BYTES = 5_000_000
"""A drawn procedure has tens of kilobytes; what is larger is no diagram for people."""


class XmlProblem(ValueError):
    """The file is no XML that we read."""

    def __init__(self, sentence: str, way_out: str, line: int | None = None) -> None:
        self.sentence = sentence
        self.way_out = way_out
        self.line = line
        super().__init__(f"{sentence} {way_out}")


def parse_xml(content: bytes) -> Node:
    """The root element. Raises XmlProblem for anything but plain, small, well-formed XML without a DTD."""
    if len(content) > MAX_BYTES:
        size = f"The file has {len(content) // 1_000_000} MB; at most {MAX_BYTES // 1_000_000} are read."
        raise XmlProblem(size, "Divide the procedure, or take embedded images out.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: Node = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        reason = (problem.msg or "it is empty").rstrip(".")
        raise XmlProblem(
            f"This is not readable XML ({reason}).", "Open it in a modeler and save it again.", problem.lineno or None
        ) from None
    except (ValueError, LookupError) as problem:
        raise XmlProblem(f"This is not readable XML ({problem}).", "Save it again as UTF-8.") from None
    if root.getroottree().docinfo.doctype:
        raise XmlProblem("A document type declaration is not allowed.", "Remove the DOCTYPE line.")
    return root


def local(node: Node) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""
