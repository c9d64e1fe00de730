"""The OMG's own schema of BPMN 2.0, where the other rules have nothing to say.

The XSD files come with the engine's library and are read as data; nothing of it is imported here.
"""

from __future__ import annotations

import importlib.util
import re
import threading
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from ombud.workflows.engine.reading import tag
from ombud.workflows.procedures.check.diagram import Document, holder
from ombud.workflows.procedures.check.findings import Findings

MAX_TOLD = 20
_BRACED = re.compile(r"\{[^}]*\}")
_lock = threading.Lock()


@cache
def _schema() -> etree.XMLSchema | None:
    spec = importlib.util.find_spec("SpiffWorkflow")
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder) / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
        if path.exists():
            return etree.XMLSchema(file=str(path))
    return None


def against_schema(document: Document, told: Collection[int]) -> Findings:
    """What the schema refuses on lines of which nothing has been told yet."""
    with _lock:
        schema = _schema()
        if schema is None or schema.validate(document.root):
            return
        log: Any = schema.error_log
        errors = [(error.line, str(error.message)) for error in log]
    by_line = {node.sourceline: node for node in reversed(list(document.root.iter())) if tag(node)}
    seen = set(told)
    for line, message in errors:
        if line in seen or len(seen) - len(set(told)) >= MAX_TOLD:
            continue
        seen.add(line)
        node = by_line.get(line)
        sentence = f"The schema of BPMN 2.0 refuses it: {_BRACED.sub('', message).rstrip('.')}."
        yield document.finding(
            holder(node) if node is not None else None,
            "schema",
            sentence,
            "Open the file in a modeler and save it again.",
        )
