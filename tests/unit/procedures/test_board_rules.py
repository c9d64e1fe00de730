"""What a procedure asks of a body, checked: ballots, agendas, who is barred, meetings by their kind."""

from __future__ import annotations

import pytest

from ombud.workflows.formspec import FieldSpec
from tests.unit.procedures.builder import Diagram, refused
from tests.unit.procedures.folders import Folder, form

BALLOT = """\
[ballots.verdict]
task = "decide"
body = "board"
field = "answer"
motion = "Shall it be granted?"
if_not_carried = "no"
source = "P1-a"

[letters.answer]
"""
COUNCIL = 'role = "member"\nscope = "body"\nwithin = "board"\nimpartial = true\n'


@pytest.fixture
def council(folder: Folder) -> Folder:
    """The procedure with a body in its lane that decides by ballot."""
    return folder.replace('role = "clerk"\n', COUNCIL).replace("[letters.answer]\n", BALLOT)


def on_agenda(folder: Folder, **parameters: str) -> Folder:
    """The same with the task put on an agenda before it is decided."""
    folder.replace('anchor = "opened"\n', 'anchor = "meeting:board/regular"\n').replace("days = 10\n", "")
    inner = folder.inner()
    inner.flows = [flow for flow in inner.flows if flow[:3] != ("long_one_to_decide", "long_one", "decide")]
    inner.flows = [flow for flow in inner.flows if flow[1:3] != ("explain", "decide")]
    placed = Diagram().effect("place", "put_on_agenda", **parameters).shapes[0]
    inner.shapes.insert(3, placed)
    inner.flow("long_one", "place").flow("explain", "place").flow("place", "decide")
    return folder.attribute("long_one", default="long_one_to_place")


def test_a_ballot_of_a_body_passes(council: Folder) -> None:
    assert [str(finding) for finding in council.check()] == []


def test_refuses_a_ballot_on_no_task_and_two_on_one(council: Folder) -> None:
    second = BALLOT.replace("verdict", "second").removesuffix("[letters.answer]\n")
    findings = council.replace("[ballots.verdict]\n", f"{second}[ballots.verdict]\n").check()
    assert "second" in refused(findings, "ballot-task", "ballots.verdict.task").sentence
    findings = council.replace('task = "decide"\nbody', 'task = "decied"\nbody').check()
    assert "decide" in refused(findings, "ballot-task", "ballots.verdict.task").way_out


@pytest.mark.parametrize(
    ("old", "new", "rule", "place"),
    [
        (COUNCIL, 'role = "clerk"\nimpartial = true\n', "ballot-body", "ballots.verdict.body"),
        ('within = "board"', 'within = "panel"', "ballot-body", "ballots.verdict.body"),
        ("impartial = true\n", "", "ballot-impartial", "lanes.office"),
        ('field = "answer"', 'field = "note"', "ballot-field", "ballots.verdict.field"),
        ('if_not_carried = "no"', 'if_not_carried = "never"', "ballot-option", "ballots.verdict.if_not_carried"),
        ('if_not_carried = "no"\nsource = "P1-a"', 'source = "P9-z"', "unknown-row", "ballots.verdict.source"),
    ],
)
def test_refuses_a_ballot_that_could_not_be_held(council: Folder, old: str, new: str, rule: str, place: str) -> None:
    refused(council.replace(old, new).check(), rule, place)


def test_refuses_an_answer_that_is_called_like_an_abstention(council: Folder) -> None:
    answer = FieldSpec("answer", "answer", "choice", True, True, False, (("yes", "Yes"), ("abstain", "Abstain")))
    council.forms["leave.decide"] = form("leave.decide", answer)
    refused(council.check(), "ballot-option", "ballots.verdict.field")


def test_a_ballot_on_an_unknown_form_or_in_an_unknown_lane_is_told_once(council: Folder) -> None:
    council.diagram.lane = "kitchen"
    rules = {finding.rule for finding in council.attribute("decide", ombud__form="leave.none").check()}
    assert rules & {"ballot-body", "ballot-field"} == set()


def test_what_only_a_ballot_reads_may_route(council: Folder) -> None:
    council.forms["leave.decide"] = form(
        "leave.decide",
        *council.forms["leave.decide"].fields,
        FieldSpec("verdict", "verdict", "choice", True, True, False, (("a", "A"), ("b", "B"))),
    )
    assert "verdict" in refused(council.check(), "routing-unread").sentence
    council.replace('field = "answer"', 'field = "verdict"').replace('"no"', '"b"')
    assert council.check() == []


def test_a_task_is_put_on_the_agenda_of_the_meeting_it_waits_for(folder: Folder) -> None:
    assert [str(finding) for finding in on_agenda(folder, task="'decide'").check()] == []


@pytest.mark.parametrize(
    ("parameters", "rule"),
    [
        ({}, "effect-parameter"),
        ({"task": "kind"}, "effect-parameter"),
        ({"task": "'decied'"}, "unknown-task"),
        ({"task": "'explain'"}, "agenda-deadline"),
    ],
)
def test_refuses_an_agenda_for_nothing(folder: Folder, parameters: dict[str, str], rule: str) -> None:
    refused(on_agenda(folder, **parameters).check(), rule, "place")


def test_refuses_an_agenda_that_comes_too_early(folder: Folder) -> None:
    findings = on_agenda(folder, task="'explain'").check()
    assert "straight to explain" in refused(findings, "agenda-order", "place").way_out


@pytest.mark.parametrize("kind", ["regular", "special", "quarterly", "january", "december"])
def test_meetings_by_kind_quarter_and_month_pass(folder: Folder, kind: str) -> None:
    assert folder.replace('"opened"', f'"meeting:board/{kind}"').check() == []


@pytest.mark.parametrize("kind", ["weekly", "januar"])
def test_refuses_a_kind_of_meeting_that_nobody_holds(folder: Folder, kind: str) -> None:
    finding = refused(folder.replace('"opened"', f'"meeting:board/{kind}"').check(), "anchor")
    assert kind in finding.sentence


def about(folder: Folder, line: str) -> Folder:
    folder.forms["leave.request"] = form(
        "leave.request",
        *folder.forms["leave.request"].fields,
        FieldSpec("about_clerk", "About the clerk?", "boolean", True, True, False),
    )
    return folder.replace('roles = ["staff"]\n', f'roles = ["staff"]\nsubjects = {line}\n')


def test_whom_a_case_is_about_is_asked_and_barred(folder: Folder) -> None:
    about(folder, '{ about_clerk = "clerk" }').replace('role = "clerk"\n', 'role = "clerk"\nimpartial = true\n')
    assert [str(finding) for finding in folder.check()] == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{ about_clark = "clerk" }', "no routing yes/no question"),
        ('{ kind = "clerk" }', "no routing yes/no question"),
        ('{ about_clerk = "complainant" }', "is the party"),
        ('{ about_clerk = "clerk" }', "no lane of the procedure decides"),
    ],
)
def test_refuses_subjects_that_bar_nobody(folder: Folder, line: str, told: str) -> None:
    findings = [finding.sentence for finding in about(folder, line).check() if finding.rule == "subjects"]
    assert any(told in sentence for sentence in findings), findings


def test_refuses_an_impartial_party(folder: Folder) -> None:
    folder.replace('role = "clerk"\n', 'role = "complainant"\nscope = "case"\nimpartial = true\n')
    refused(folder.check(), "impartial", "lanes.office")


SEAT = {"seat": "kind", "person": "kind", "from_on": "begins_on"}
VERSION = {"task": "'decide'", "kind": "kind", "policy": "kind", "outcome": "answer", "from_on": "begins_on"}


def written_down(folder: Folder, effect: str, parameters: dict[str, str]) -> Folder:
    """The procedure with one of the effects that write something down, after the decision."""
    folder.forms["leave.decide"] = form(
        "leave.decide",
        *folder.forms["leave.decide"].fields,
        FieldSpec("begins_on", "From when?", "date", True, True, False),
    )
    inner = folder.inner()
    inner.flows = [flow for flow in inner.flows if flow[1:3] != ("decide", "which")]
    inner.shapes.append(Diagram().effect("write_down", effect, **parameters).shapes[0])
    inner.flow("decide", "write_down").flow("write_down", "which")
    return folder


@pytest.mark.parametrize(("effect", "parameters"), [("seat_member", SEAT), ("record_policy_version", VERSION)])
def test_effects_that_have_all_they_need_pass(folder: Folder, effect: str, parameters: dict[str, str]) -> None:
    found = [finding for finding in written_down(folder, effect, parameters).check() if finding.element == "write_down"]
    assert [str(finding) for finding in found] == []


@pytest.mark.parametrize(
    ("effect", "parameters", "told"),
    [
        ("seat_member", {"seat": "kind", "from_on": "begins_on"}, "does not say which person"),
        ("seat_member", SEAT | {"seats": "kind"}, "has no parameter seats"),
        ("seat_member", SEAT | {"from_on": "answer"}, "is a date"),
        ("designate_cochair", {"person": "kind"}, "does not say which from_on"),
        ("record_declaration", {"attribute": "'hipaa_covered'"}, "does not say which answer"),
        ("record_policy_version", VERSION | {"task": "kind"}, "computed from kind"),
        ("record_policy_version", VERSION | {"task": "'decied'"}, "no user task decied"),
    ],
)
def test_refuses_effects_without_what_they_need(
    folder: Folder, effect: str, parameters: dict[str, str], told: str
) -> None:
    findings = written_down(folder, effect, parameters).check()
    sentences = [finding.sentence for finding in findings if finding.rule == "effect-parameter"]
    assert any(told in sentence for sentence in sentences), sentences
