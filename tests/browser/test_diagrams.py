"""Every diagram of `bpmn/`, the ones to come too, in the eyes of others: the OMG's schema, bpmn-js and bpmnlint.

`scripts/diagrams` makes pictures of them, for what only an eye can tell.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Page

from ombud.workflows.procedures.check import check_file
from ombud.workflows.procedures.root import BPMN
from scripts.drawing.table import DrawingTable

ROOT = Path(__file__).parents[2]
DIAGRAMS = sorted(BPMN.glob("*/*.bpmn"))
GRIEVANCE = BPMN / "agency_grievance" / "agency_grievance.bpmn"


@pytest.fixture
def table(page: Page) -> DrawingTable:
    return DrawingTable(page)


def test_bpmn_js_opens_them_without_a_warning_and_bpmnlint_has_nothing_to_say(table: DrawingTable) -> None:
    assert len(DIAGRAMS) >= 5
    drawn = {file.name: table.open(file.read_text("utf-8")) for file in DIAGRAMS}
    faults = [
        f"{name}: {one}" for name, it in drawn.items() for one in (*it.warnings, *it.lint, *it.crossings, *it.touching)
    ]
    assert not faults, "\n".join(faults)
    assert all(width > 800 and height > 200 for width, height in (it.size for it in drawn.values()))


def test_the_schema_of_bpmn_and_the_drawing_rules_hold() -> None:
    schema = etree.XMLSchema(file=str(_schema()))
    for file in DIAGRAMS:
        schema.assertValid(etree.parse(file))
    refused = [str(finding) for file in DIAGRAMS for finding in check_file(file)]
    assert not refused, "\n".join(refused)


SPOILT = {
    'name="Conversation first?"': "",
    'bpmnElement="received_to_grievance"': 'bpmnElement="nowhere"',
    # the way to the written complaint leads across the way to the conversation
    '<di:waypoint x="640" y="305" />': '<di:waypoint x="300" y="340" /><di:waypoint x="640" y="305" />',
    # the label of the first event lies on the flow that leaves it
    '<dc:Bounds x="282" y="188" width="36" height="14" />': '<dc:Bounds x="325" y="158" width="36" height="14" />',
    'isExecutable="true"': 'isExecutable="perhaps"',
}


def test_a_diagram_that_was_spoilt_is_told_by_each_of_them(table: DrawingTable) -> None:
    """So that a silent linter is not taken for a diagram without fault."""
    diagram = GRIEVANCE.read_text("utf-8")
    for good, bad in SPOILT.items():
        assert good in diagram
        diagram = diagram.replace(good, bad, 1)
    drawn = table.open(diagram)
    assert "unresolved reference <nowhere>" in drawn.warnings
    assert "label-required: stage_chosen: Element is missing label/name" in drawn.lint
    assert drawn.crossings == ["stage_chosen_to_log_conversation crosses conversation_over_to_file_complaint"]
    assert "the label of begun touches begun_to_stage_chosen" in drawn.touching
    assert not etree.XMLSchema(file=str(_schema())).validate(etree.fromstring(diagram.encode()))
    assert table.open("no diagram at all").warnings


@pytest.mark.long
def test_the_contact_sheet_shows_all_of_them(tmp_path: Path) -> None:
    """In a process of its own, as `scripts/diagrams` starts it: it brings its own browser."""
    subprocess.run([sys.executable, "-m", "scripts.drawing.sheet", str(tmp_path)], cwd=ROOT, check=False)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert (tmp_path / "index.png").stat().st_size > 10_000
    for file in DIAGRAMS:
        assert f'src="{file.stem}.svg"' in page
        assert (tmp_path / f"{file.stem}.svg").exists()
        assert (tmp_path / f"{file.stem}.png").stat().st_size > 10_000


def _schema() -> Path:
    """It comes with SpiffWorkflow, whose wheel requirements.lock holds by its hash."""
    spec = find_spec("SpiffWorkflow")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
