"""What pins a procedure version: the digest of everything that runs, and of nothing else.

Moving a shape, another modeler's export header, blank lines and comments change nothing. Letters have a digest of
their own; scenarios and translations are no part of either.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from typing import Any

import orjson
from lxml import etree

from ombud.workflows.procedures.errors import Mistake, ProcedureError
from ombud.workflows.procedures.xml import XmlProblem, parse_xml

DRAWINGS = (
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DMN/20180521/DMNDI/",
    "https://www.omg.org/spec/DMN/20191111/DMNDI/",
)
_WRITTEN_BY = ("exporter", "exporterVersion")


def digest_of(
    *, toml: str, bpmn: Mapping[str, bytes], dmn: Mapping[str, bytes], routing_schema: Mapping[str, Any]
) -> str:
    """SHA-256, in hexadecimal, of what runs. Raises ProcedureError for a diagram that is not XML.

    `version` counts: going back to an older diagram is a new version too.
    """
    content = {
        "procedure.toml": tomllib.loads(toml),
        "bpmn": {name: _sha(without_drawing(name, text)) for name, text in bpmn.items()},
        "dmn": {name: _sha(without_drawing(name, text)) for name, text in dmn.items()},
        "forms": routing_schema,
    }
    return _sha(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))


def without_drawing(name: str, content: bytes) -> bytes:
    """The canonical XML (exclusive C14N, no comments) of what a diagram or table says, without how it is drawn."""
    try:
        root = parse_xml(content)
    except XmlProblem as problem:
        raise ProcedureError(Mistake(name, f"{problem.sentence} {problem.way_out}", problem.line)) from None
    for node in list(root):
        if isinstance(node.tag, str) and etree.QName(node).namespace in DRAWINGS:
            root.remove(node)
    for attribute in _WRITTEN_BY:
        root.attrib.pop(attribute, None)
    for node in root.iter():
        if len(node) and not (node.text or "").strip():
            node.text = None
        if not (node.tail or "").strip():
            node.tail = None
    return etree.tostring(root, method="c14n", exclusive=True, with_comments=False)


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
