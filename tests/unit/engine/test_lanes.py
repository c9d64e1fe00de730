"""Whose a task inside a subprocess is: the subprocess's, unless it has lanes of its own."""

from __future__ import annotations

from tests.unit.engine.diagrams import Diagram

OWN = '<bpmn:laneSet id="own"><bpmn:lane id="agency"><bpmn:flowNodeRef>report</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'


def test_a_lane_inside_a_subprocess_is_nearer_than_the_subprocesss_own() -> None:
    inner = Diagram("inner").raw(OWN).start("ib").user("report").user("look").end("ie").path("ib report look ie")
    diagram = Diagram().start().sub("part", inner).end().path("begin part done")
    diagram.lanes["administrator"] = ["part"]
    elements = diagram.parse().elements
    assert (elements["report"].lane, elements["look"].lane) == ("agency", "administrator")
