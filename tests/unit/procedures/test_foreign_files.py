"""Files other tools wrote, and files that are none: sentences, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.check import check_content, check_file, print_findings
from tests.unit.procedures.builder import refused, simple

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"

CAMUNDA = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="Definitions_0k2" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" exporterVersion="5.19.0">
  <bpmn:process id="Process_1" isExecutable="true" camunda:historyTimeToLive="180">
    <bpmn:startEvent id="StartEvent_1" camunda:formKey="embedded:start"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1" />
    <bpmn:userTask id="Activity_1" name="approve" camunda:assignee="${{boss}}" camunda:formKey="a"><bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="Gateway_1" />
    <bpmn:exclusiveGateway id="Gateway_1"><bpmn:incoming>Flow_2</bpmn:incoming><bpmn:outgoing>Flow_3</bpmn:outgoing><bpmn:outgoing>Flow_4</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Gateway_1" targetRef="Event_1"><bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="bpmn:tFormalExpression">${{approved}}</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_4" sourceRef="Gateway_1" targetRef="Event_1"><bpmn:conditionExpression>${{!approved}}</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:endEvent id="Event_1"><bpmn:incoming>Flow_3</bpmn:incoming><bpmn:incoming>Flow_4</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""

ZEEBE = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{MODEL}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
  <process id="order" isExecutable="true">
    <startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="charge"/>
    <serviceTask id="charge"><extensionElements><zeebe:taskDefinition type="payment"/><zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping></extensionElements></serviceTask>
    <sequenceFlow id="f2" sourceRef="charge" targetRef="e"/><endEvent id="e"/>
  </process>
</definitions>
"""

SIGNAVIO = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<definitions xmlns="{MODEL}" xmlns:signavio="http://www.signavio.com" id="sid-1" targetNamespace="http://www.signavio.com" exporter="Signavio Process Editor">
  <collaboration id="sid-c"><extensionElements/>
    <participant id="sid-p1" name="Client" processRef="sid-a"/><participant id="sid-p2" name="Office" processRef="sid-b"/><participant id="sid-p3" name="Court"/>
    <messageFlow id="sid-m" sourceRef="sid-t1" targetRef="sid-t2"/>
  </collaboration>
  <process id="sid-a" isExecutable="false"><extensionElements><signavio:signavioDiagramMetaData metaKey="revisionid" metaValue="x"/></extensionElements>
    <startEvent id="sid-s1"/><task id="sid-t1" name="Send"/><endEvent id="sid-e1"/>
    <sequenceFlow id="sid-f1" sourceRef="sid-s1" targetRef="sid-t1"/><sequenceFlow id="sid-f2" sourceRef="sid-t1" targetRef="sid-e1"/></process>
  <process id="sid-b" isExecutable="false">
    <startEvent id="sid-s2"/><task id="sid-t2" name="Receive"/><endEvent id="sid-e2"/>
    <sequenceFlow id="sid-f3" sourceRef="sid-s2" targetRef="sid-t2"/><sequenceFlow id="sid-f4" sourceRef="sid-t2" targetRef="sid-e2"/></process>
</definitions>
"""


def rules(text: str | bytes) -> set[str]:
    content = text.encode() if isinstance(text, str) else text
    return {finding.rule for finding in check_content("other.bpmn", content)}


def test_a_camunda_file_is_told_what_is_not_read() -> None:
    findings = check_content("camunda.bpmn", CAMUNDA.encode())
    told = {f.sentence.split("`")[1]: f for f in findings if f.rule == "other-engine"}
    assert set(told) == {"historyTimeToLive", "formKey", "assignee"}
    assert "1 more place" in told["formKey"].sentence
    assert "lane" in told["assignee"].way_out
    assert {"expression", "no-default", "no-drawing"} <= {f.rule for f in findings}
    assert refused(findings, "expression", "Flow_3").line == 9


def test_a_zeebe_file_is_told_what_is_not_read() -> None:
    findings = check_content("zeebe.bpmn", ZEEBE.encode())
    told = {f.sentence.split("`")[1]: f for f in findings if f.rule == "other-engine"}
    assert set(told) == {"taskDefinition", "ioMapping"}
    assert "serviceTaskOperator" in told["taskDefinition"].way_out
    refused(findings, "no-effect", "charge")


def test_a_signavio_collaboration_is_told_to_be_one_pool() -> None:
    findings = check_content("signavio.bpmn", SIGNAVIO.encode())
    assert "Client, Office" in refused(findings, "several-pools").sentence
    assert {f.element for f in findings if f.rule == "plain-task"} == {"sid-t1", "sid-t2"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "xml"),
        ("not xml", "xml"),
        ("<a><b></a>", "xml"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "xml"),
        ('<!DOCTYPE a SYSTEM "http://localhost:1/a.dtd"><a/>', "xml"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "xml"),
        ("<mxfile/>", "not-bpmn"),
        ("<Package xmlns='http://www.wfmc.org/2008/XPDL2.1'/>", "not-bpmn"),
        ("<html><body/></html>", "not-bpmn"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "not-bpmn"),
        ("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'/>", "not-bpmn"),
        ("<definitions xmlns='http://www.omg.org/spec/CMMN/20151109/MODEL'/>", "not-bpmn"),
        ("<definitions xmlns='http://schema.omg.org/spec/BPMN/2.0'/>", "namespace"),
        ("<definitions/>", "namespace"),
        (f"<process xmlns='{MODEL}' id='p'/>", "not-bpmn"),
        (f"<definitions xmlns='{MODEL}'/>", "no-process"),
        (f"<definitions xmlns='{MODEL}'><choreography id='c'/></definitions>", "choreography"),
        (f"<definitions xmlns='{MODEL}'><import location='http://x/y.bpmn'/></definitions>", "import"),
        (f"<definitions xmlns='{MODEL}'><process/></definitions>", "start-event"),
        ("<a>" * 300 + "</a>" * 300, "xml"),
    ],
)
def test_files_that_are_no_diagram_get_a_sentence(text: str, rule: str) -> None:
    for finding in check_content("other.bpmn", text.encode()):
        refused([finding], finding.rule)
    assert rule in rules(text)


def test_a_billion_laughs_are_not_told() -> None:
    entities = "".join(
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "lol"}{"&l" + str(n - 1) + ";" if n else ""}">'
        for n in range(30)
    )
    assert rules(f"<!DOCTYPE a [{entities}]><a>&l29;</a>") == {"xml"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = simple().xml().decode().replace("Ask", "Änfrage").replace('encoding="UTF-8"', "")
    declared = text if encoding != "latin-1" else text.replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"')
    assert rules(declared.encode(encoding)) == set()


def test_a_file_that_is_too_large_or_missing(tmp_path: Path) -> None:
    assert [f.rule for f in check_file(tmp_path / "missing.bpmn")] == ["file"]
    assert [f.rule for f in check_file(tmp_path)] == ["file"]
    large = tmp_path / "large.bpmn"
    large.write_bytes(b"<a>" + b" " * 5_000_001 + b"</a>")
    assert [f.rule for f in check_file(large)] == ["xml"]
    assert rules(large.read_bytes()) == {"xml"}


def test_findings_are_printed_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "leave.bpmn"
    path.write_bytes(simple().boundary("late", "ask", "<bpmn:compensateEventDefinition/>").xml())
    lines: list[str] = []
    count = print_findings(check_file(path), out=lines.append)
    assert count == len(lines) - 1
    told = f"{path}:8 late: Compensation is not run. Way out: Draw what has to be undone as tasks of its own."
    assert told in lines
    assert lines[-1] == f"{count} findings in 1 file."
    assert print_findings([], out=lines.append) == 0
