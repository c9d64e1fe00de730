"""Whatever happens to a diagram, a table or a procedure.toml, the answer is sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from ombud.workflows import engine
from ombud.workflows.procedures.check import Finding, Surroundings, check_content, check_procedure
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN
from tests.unit.procedures.folders import Folder, forms, leave, routes
from tests.unit.procedures.test_foreign_files import CAMUNDA, SIGNAVIO, ZEEBE

DIAGRAMS = [
    leave().xml(),
    CAMUNDA.encode(),
    SIGNAVIO.encode(),
    ZEEBE.encode(),
    *(path.read_bytes() for path in sorted(BPMN.glob("*/*.bpmn"))),
]
TABLES = [routes(), *(path.read_bytes() for path in sorted(BPMN.glob("*/*.dmn")))]
TEXTS = st.sampled_from(
    ["", "ask", "x == 1", "${", "P1D", "false", "leave", "\N{SNOWMAN}", "9" * 400, "begun", "decide"]
)
TAGS = st.sampled_from(
    [
        "userTask",
        "parallelGateway",
        "exclusiveGateway",
        "boundaryEvent",
        "subProcess",
        "startEvent",
        "laneSet",
        "nonsense",
        "process",
    ]
)


def sentences(findings: list[Finding]) -> None:
    for finding in findings:
        assert finding.sentence
        assert finding.way_out
        assert str(finding)


@given(data=st.data())
def test_mutated_diagrams_get_sentences(data: st.DataObject) -> None:
    sentences(check_content("any.bpmn", mutated(data, data.draw(st.sampled_from(DIAGRAMS)))))


@given(data=st.data())
def test_mutated_tables_get_sentences(data: st.DataObject) -> None:
    sentences(check_content("any.dmn", mutated(data, data.draw(st.sampled_from(TABLES)))))


@given(st.binary(max_size=300))
@example(b"\x00")
@example(b"\xff\xfe<")
@example(b'<?xml version="1.0" encoding="no-such"?><a/>')
@example(b'<?xml version="1.0" encoding="utf-7"?><a/>')
def test_any_bytes_get_sentences(content: bytes) -> None:
    sentences(check_content("any.bpmn", content))
    sentences(check_content("any.dmn", content))


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_mutated_procedures_get_sentences_and_what_passes_runs(data: st.DataObject, tmp_path: Path) -> None:
    """With nothing found, the engine takes it: the checker is never the laxer of the two."""
    folder = Folder(tmp_path).write()
    for name in data.draw(st.sets(st.sampled_from(["leave.bpmn", "route_of.dmn", "procedure.toml"]), min_size=1)):
        path = folder / name
        path.write_bytes(mutated(data, path.read_bytes()) if name != "procedure.toml" else cut(data, path.read_bytes()))
    try:
        procedure = load_procedure(folder)
    except ProcedureError as error:
        told = str(error)
        assert told.startswith(str(folder))
        return
    findings = check_procedure(procedure, Surroundings(forms(), read_register(tmp_path), {"people"}))
    sentences(findings)
    if not findings:
        engine.parse(procedure.toml.process, procedure.bpmn, procedure.dmn, digest=procedure.digest({}))


def mutated(data: st.DataObject, content: bytes) -> bytes:
    """Attributes deleted and changed, elements removed, doubled, renamed and moved; or bytes cut."""
    if data.draw(st.integers(0, 5)) == 0:
        return cut(data, content)
    root = etree.fromstring(content)
    for _change in range(data.draw(st.integers(1, 6))):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        change(data, root, nodes[data.draw(st.integers(0, len(nodes) - 1))], nodes)
    return etree.tostring(root)


def change(data: st.DataObject, root: Any, node: Any, nodes: list[Any]) -> None:
    kind = data.draw(st.integers(0, 6))
    names = sorted(map(str, node.attrib))
    if kind == 0 and names:
        del node.attrib[data.draw(st.sampled_from(names))]
    elif kind == 1 and names:
        node.set(data.draw(st.sampled_from(names)), data.draw(TEXTS))
    elif kind == 2:
        node.text = data.draw(TEXTS)
    elif kind == 3 and node is not root:
        node.getparent().remove(node)
    elif kind == 4 and node is not root:
        node.getparent().append(etree.fromstring(etree.tostring(node, with_tail=False)))
    elif kind == 5:
        node.tag = f"{{{etree.QName(root).namespace}}}{data.draw(TAGS)}"
    else:
        target = nodes[data.draw(st.integers(0, len(nodes) - 1))]
        if target is not node and node not in target.iterancestors():
            target.insert(0, node) if node is not root else None


def cut(data: st.DataObject, content: bytes) -> bytes:
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 40))
    return content[:start] + data.draw(st.binary(max_size=4)) + content[start + length :]


@pytest.mark.parametrize("content", [*DIAGRAMS, *TABLES])
def test_every_prefix_of_a_file_gets_sentences(content: bytes) -> None:
    for end in range(0, len(content), max(1, len(content) // 60)):
        sentences(check_content("any.bpmn", content[:end]))
