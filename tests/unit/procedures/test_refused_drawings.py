"""The drawing: complete, nothing on or through anything else, every step in its lane."""

from __future__ import annotations

import re

from ombud.workflows.procedures.check import Finding, check_content
from ombud.workflows.procedures.check.geometry import Box, Point
from tests.unit.procedures.builder import Diagram, refused, simple, timer


def moved(diagram: Diagram, name: str, x: int, y: int) -> bytes:
    """The diagram with one shape drawn somewhere else."""
    place = rf'(bpmnElement="{name}"><dc:Bounds) x="-?\d+" y="-?\d+"'
    return re.sub(place, rf'\1 x="{x}" y="{y}"', diagram.xml().decode()).encode()


def without(diagram: Diagram, pattern: str) -> bytes:
    return re.sub(pattern, "", diagram.xml().decode()).encode()


def check(content: bytes) -> list[Finding]:
    return check_content("leave.bpmn", content)


def test_refuses_missing_drawing() -> None:
    assert {f.rule for f in check(simple().xml(drawing=False))} == {"no-drawing"}


def test_refuses_node_flow_and_lane_that_are_not_drawn() -> None:
    content = without(simple(), r'<bpmndi:BPMNShape[^>]*bpmnElement="ask".*?</bpmndi:BPMNShape>')
    refused(check(content), "not-drawn", "ask")
    content = without(simple(), r'<bpmndi:BPMNEdge[^>]*bpmnElement="ask_to_done".*?</bpmndi:BPMNEdge>')
    refused(check(content), "not-drawn", "ask_to_done")
    content = without(simple(), r'<bpmndi:BPMNShape[^>]*bpmnElement="office".*?</bpmndi:BPMNShape>')
    refused(check(content), "not-drawn", "office")


def test_refuses_what_is_only_drawn() -> None:
    content = simple().xml().replace(b'bpmnElement="ask_to_done"', b'bpmnElement="nothing"')
    refused(check(content), "drawn-only", "nothing")


def test_refuses_shapes_that_overlap() -> None:
    finding = refused(check(moved(simple(), "done", 150, 120)), "shapes-overlap", "done")
    assert "ask" in finding.sentence
    assert finding.line > 1


def test_refuses_flow_through_a_shape() -> None:
    diagram = simple().user("beside").path("ask beside done")
    content = moved(diagram, "beside", 180, 200)
    assert "beside" in refused(check(content), "flow-through-shape", "ask_to_done").sentence


def test_refuses_node_outside_its_lane() -> None:
    assert "office" in refused(check(moved(simple(), "ask", 900, 900)), "outside-lane", "ask").sentence


def test_refuses_node_in_no_lane_or_in_two() -> None:
    reference = b"<bpmn:flowNodeRef>ask</bpmn:flowNodeRef>"
    refused(check(simple().xml().replace(reference, b"")), "lane", "ask")
    twice = simple().xml().replace(b"</bpmn:lane>", b'</bpmn:lane><bpmn:lane id="other">' + reference + b"</bpmn:lane>")
    refused(check(twice), "lane", "ask")
    astray = simple().xml().replace(reference, reference + b"<bpmn:flowNodeRef>gone</bpmn:flowNodeRef>")
    refused(check(astray), "lane-reference")


def test_refuses_flow_that_does_not_reach_its_shape() -> None:
    refused(check(moved(simple(), "done", 280, 300)), "flow-undocked", "ask_to_done")


def test_refuses_boundary_event_beside_its_host() -> None:
    diagram = simple().boundary("late", "ask", timer("due")).end("left").path("late left")
    refused(check(moved(diagram, "late", 10, 300)), "boundary-place", "late")


def test_refuses_node_outside_its_subprocess() -> None:
    inner = Diagram("inside").start("inner_begun").user("work").end("worked").path("inner_begun work worked")
    diagram = Diagram().start().sub("phase", inner).end().path("begun phase done")
    refused(check(moved(diagram, "work", 5, 250)), "outside-subprocess", "work")


def test_refuses_labels_on_shapes_and_on_each_other() -> None:
    label = (
        '<bpmndi:BPMNLabel><dc:Bounds x="120" y="120" width="90" height="20"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>'
    )
    text = simple().xml().decode()
    for name in ("begun", "done"):
        text = re.sub(rf'(bpmnElement="{name}">.*?)</bpmndi:BPMNShape>', rf"\1{label}", text)
    findings = check(text.encode())
    assert "covers ask" in refused(findings, "label-covers", "begun").sentence
    assert "that of begun" in " ".join(f.sentence for f in findings if f.element == "done")


def test_numbers_that_are_none_are_no_drawing() -> None:
    for bad in ("nan", "inf", "", "wide", "0"):
        content = simple().xml().replace(b'width="100"', f'width="{bad}"'.encode())
        refused(check(content), "not-drawn", "ask")


def test_a_line_along_a_border_does_not_cross() -> None:
    box = Box(0, 0, 100, 80)
    assert not box.is_crossed_by(Point(-10, 0), Point(200, 0))
    assert not box.is_crossed_by(Point(100, -10), Point(100, 200))
    assert box.is_crossed_by(Point(-10, 40), Point(200, 41))
    assert box.is_crossed_by(Point(50, 40), Point(51, 41))
    assert not box.is_crossed_by(Point(50, 90), Point(50, 90))
