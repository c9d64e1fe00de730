"""Variables: written before they are read, compared with what they can be, and no more of them than needed."""

from __future__ import annotations

import pytest

from ombud.workflows.formspec import FieldSpec
from tests.unit.procedures.builder import Diagram, refused
from tests.unit.procedures.folders import Folder, choice, form, table


def repeated(folder: Folder, loop: str) -> Folder:
    """`decide` is asked once for each item."""
    shape = next(shape for shape in folder.inner().shapes if shape.id == "decide")
    shape.inside = f"<bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics>"
    return folder


def test_a_repeated_task_writes_its_list_and_nothing_for_sure(folder: Folder) -> None:
    folder.forms["leave.request"] = form("leave.request", choice("kind", "short", "long"), choice("people", "a", "b"))
    loop = (
        "<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>answers</bpmn:loopDataOutputRef>"
        '<bpmn:inputDataItem id="person"/><bpmn:outputDataItem id="answer"/>'
    )
    flow = "which_to_thank"
    assert "answer" in refused(repeated(folder, loop).check(), "unset-variable", flow).sentence
    flows = folder.inner().flows
    place = next(n for n, each in enumerate(flows) if each[0] == flow)
    flows[place] = (*flows[place][:3], "len(answers) > 1")
    assert {finding.rule for finding in folder.check()} == {"routing-unread"}


@pytest.mark.parametrize(
    "loop",
    [
        "<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>x</bpmn:loopDataOutputRef>",
        '<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef><bpmn:outputDataItem id="x"/>',
    ],
)
def test_refuses_a_collection_that_is_half_named(folder: Folder, loop: str) -> None:
    refused(repeated(folder, loop).check(), "repetition", "decide")


def test_a_called_process_sees_and_writes_the_variables_of_its_case(folder: Folder) -> None:
    called = Diagram("called", lane="office_too").start("call_begun").choice("again", default="again_to_call_done")
    called.user("ask_again", ombud__form="leave.explain").end("call_done").path("call_begun again call_done")
    called.flow("again", "ask_again", 'kind == "long" and colour == "red"').path("ask_again call_done")
    folder.forms["leave.explain"] = form("leave.explain", choice("urgent", "yes", "no"))
    folder.others["called.bpmn"] = called.xml()
    folder.diagram.shapes.insert(1, Diagram().node("callActivity", "call", calledElement="called").shapes[0])
    folder.diagram.flows = [flow for flow in folder.diagram.flows if flow[1] != "begun"]
    folder.diagram.path("begun call phase")
    findings = folder.check()
    assert {f.sentence for f in findings if f.rule == "unknown-variable"} == {
        "Nobody writes the variable colour that the condition reads."
    }
    assert refused(findings, "unknown-variable", "again_to_ask_again").file.endswith("called.bpmn")
    assert "unset-variable" not in {f.rule for f in findings}


def test_refuses_a_variable_nobody_writes(folder: Folder) -> None:
    flows = folder.inner().flows
    place = next(n for n, flow in enumerate(flows) if flow[3] == 'answer == "yes"')
    flows[place] = (*flows[place][:3], 'anwser == "yes"')
    finding = refused(folder.check(), "unknown-variable", flows[place][0])
    assert "Did you mean answer?" in finding.way_out


def test_refuses_a_table_that_reads_what_nobody_writes(folder: Folder) -> None:
    folder.dmn = table(["colour"], [(['"red"'], ['"office"'])])
    refused(folder.check(), "unknown-variable", "choose")


def test_refuses_a_variable_some_way_leaves_unwritten(folder: Folder) -> None:
    folder.forms["leave.explain"] = form("leave.explain", choice("urgent", "yes", "no"))
    flows = folder.inner().flows
    place = next(n for n, flow in enumerate(flows) if flow[3] == 'answer == "yes"')
    flows[place] = (*flows[place][:3], 'answer == "yes" and urgent == "yes"')
    assert "urgent" in refused(folder.check(), "unset-variable", flows[place][0]).sentence


@pytest.mark.parametrize(("cancels", "known"), [("false", True), ("true", False)])
def test_a_branch_that_leaves_its_host_open_takes_nothing_from_what_is_known_afterwards(
    folder: Folder, cancels: str, known: bool
) -> None:
    next(shape for shape in folder.inner().shapes if shape.id == "late").attributes["cancelActivity"] = cancels
    folder.diagram.flows = [flow for flow in folder.diagram.flows if flow[1] != "phase"]
    folder.diagram.choice("how", default="how_to_answered").end("denied")
    folder.diagram.path("phase how answered").flow("how", "denied", 'answer == "no"')
    unset = {finding.element for finding in folder.check() if finding.rule == "unset-variable"}
    assert ("how_to_denied" in unset) is not known


def test_refuses_a_comparison_with_an_answer_nobody_can_give(folder: Folder) -> None:
    flows = folder.inner().flows
    place = next(n for n, flow in enumerate(flows) if flow[3] == 'answer == "yes"')
    flows[place] = (*flows[place][:3], 'answer in ["yes", "maybe"]')
    assert "'no'" in refused(folder.check(), "never-true", flows[place][0]).way_out


def test_refuses_a_row_for_an_answer_nobody_can_give(folder: Folder) -> None:
    folder.dmn = table(["kind"], [(['"short"'], ['"board"']), (['"endless"'], ['"board"'])])
    refused(folder.check(), "never-true", "row_2")


def test_refuses_routing_by_personal_or_free_text_or_for_nothing(folder: Folder) -> None:
    fields = (choice("answer", "yes", "no"), FieldSpec("name", "Name", "text", routes=True))
    folder.forms["leave.decide"] = form("leave.decide", *fields)
    findings = folder.check()
    for rule in ("routing-personal", "routing-text", "routing-unread"):
        assert "name" in refused(findings, rule).sentence


def test_refuses_a_field_called_typename(folder: Folder) -> None:
    folder.forms["leave.explain"] = form("leave.explain", FieldSpec("typename", "Type", "text"))
    refused(folder.check(), "reserved-name")
