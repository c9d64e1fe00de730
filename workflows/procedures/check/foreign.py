"""Files of other tools: what they are instead of a BPMN diagram, and what is written in them for other engines."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from ombud.workflows.engine.reading import BPMN
from ombud.workflows.procedures.check.diagram import Document, holder
from ombud.workflows.procedures.check.findings import Finding, Findings
from ombud.workflows.procedures.xml import Node, local

_OTHER_FILES = {
    "Package": ("This is an XPDL file.", "Export it as BPMN 2.0 XML."),
    "mxfile": ("This is a draw.io drawing, not a BPMN file.", "Draw it in a BPMN modeler, such as bpmn.io."),
    "mxGraphModel": ("This is a draw.io drawing, not a BPMN file.", "Draw it in a BPMN modeler, such as bpmn.io."),
    "VisioDocument": ("This is a Visio drawing, not a BPMN file.", "Export it as BPMN 2.0 XML."),
    "html": ("This is a web page.", "Download the diagram itself, as BPMN 2.0 XML."),
    "svg": ("This is a picture.", "Export the diagram as BPMN 2.0 XML."),
}
_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class Engine(NamedTuple):
    name: str
    namespaces: tuple[str, ...]


ENGINES = (
    Engine("Camunda 7", ("http://camunda.org/schema/1.0/bpmn", "http://activiti.org/bpmn")),
    Engine("Camunda 8 (Zeebe)", ("http://camunda.org/schema/zeebe/1.0",)),
    Engine("Flowable", ("http://flowable.org/bpmn",)),
    Engine("jBPM", ("http://www.jboss.org/drools",)),
)
_ENGINE_OF = {namespace: engine.name for engine in ENGINES for namespace in engine.namespaces}

_LANE = "Say who acts by the lane it stands in; procedure.toml gives each lane its role."
_FORM = "Name the form in ombud:form."
_EFFECT = "Name the effect as the id of a spiffworkflow:serviceTaskOperator."
_TABLE = "Name the decision in spiffworkflow:calledDecisionId."
_WAYS_OUT = {
    "formKey": _FORM, "formRef": _FORM, "formData": _FORM, "formDefinition": _FORM, "userTaskForm": _FORM,
    "assignee": _LANE, "candidateGroups": _LANE, "candidateUsers": _LANE, "assignmentDefinition": _LANE,
    "class": _EFFECT, "delegateExpression": _EFFECT, "expression": _EFFECT, "type": _EFFECT, "topic": _EFFECT,
    "taskDefinition": _EFFECT, "connector": _EFFECT, "decisionRef": _TABLE, "calledDecision": _TABLE,
    "dueDate": "Declare a deadline in procedure.toml and name it in ombud:deadline.",
    "followUpDate": "Declare a deadline in procedure.toml and name it in ombud:deadline.",
    "taskSchedule": "Declare a deadline in procedure.toml and name it in ombud:deadline.",
    "in": "Remove it: case variables are seen in the called process too.",
    "out": "Remove it: case variables are seen in the called process too.",
}  # fmt: skip


def not_bpmn(file: str, root: Node) -> Finding | None:
    """What a well-formed file is instead of a BPMN diagram."""
    name = local(root)
    namespace = etree.QName(root).namespace or ""
    if root.tag == f"{BPMN}definitions":
        return None
    line = root.sourceline or 0
    if name in _OTHER_FILES:
        return Finding(file, line, "", "not-bpmn", *_OTHER_FILES[name])
    if name == "definitions" and "DMN" in namespace.upper():
        return Finding(file, line, "", "not-bpmn", "This is a decision table (DMN).", "Let its name end in .dmn.")
    if name == "definitions" and "CMMN" in namespace.upper():
        return Finding(file, line, "", "not-bpmn", "This is a case model (CMMN).", "Draw it as a BPMN process.")
    if name == "definitions":
        sentence = f"Its elements are in the namespace {namespace or '(none)'!r}, not in that of BPMN 2.0."
        return Finding(file, line, "", "namespace", sentence, f"Write {_MODEL}.")
    if namespace == _MODEL:
        sentence = f"The file begins with {name}, not with definitions."
        return Finding(file, line, "", "not-bpmn", sentence, "Put the process into bpmn:definitions.")
    return Finding(
        file, line, "", "not-bpmn", f"This is no BPMN file: it begins with <{name}>.", "Export it as BPMN 2.0 XML."
    )


def other_engines(document: Document) -> Findings:
    """One finding for each thing written for another engine, with how often it stands in the file."""
    found: dict[tuple[str, str], list[Node]] = {}
    for node in document.root.iter():
        if not isinstance(node.tag, str):
            continue
        written = [str(node.tag)] if _is_foreign(node) else []
        for text in (*written, *map(str, node.attrib)):
            qualified = etree.QName(text)
            if (engine := _ENGINE_OF.get(qualified.namespace or "")) is not None:
                found.setdefault((engine, qualified.localname), []).append(node)
    for (engine, name), nodes in found.items():
        more = f", here and in {len(nodes) - 1} more places" if len(nodes) > 1 else ""
        sentence = f"`{name}` is written for {engine} and is not read{more}."
        yield document.finding(holder(nodes[0]), "other-engine", sentence, _WAYS_OUT.get(name, "Remove it."))


def _is_foreign(node: Node) -> bool:
    """A foreign element that does not stand inside another one, whose part it then is."""
    above = node.getparent()
    outer = above is not None and isinstance(above.tag, str) and etree.QName(above).namespace in _ENGINE_OF
    return etree.QName(node).namespace in _ENGINE_OF and not outer


def no_process(document: Document) -> Findings:
    if not document.processes:
        yield document.finding(
            None, "no-process", "There is no process in this file.", "Draw one, with a start and an end event."
        )
    for node in document.root.iter(f"{BPMN}import"):
        sentence = f"It imports {node.get('location') or 'another file'}, which is not fetched."
        yield document.finding(node, "import", sentence, "Put what it needs into the procedure's folder.")
