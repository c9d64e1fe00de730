"""What a procedure's files say about each other: forms, lanes, deadlines, letters, sources, variables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ombud.workflows.procedures.check import Surroundings, check_all, check_procedure
from ombud.workflows.procedures.register import read_register
from tests.unit.procedures.builder import Diagram, refused, timer
from tests.unit.procedures.folders import Folder


def test_a_good_procedure_passes(folder: Folder) -> None:
    assert [str(finding) for finding in folder.check()] == []


def test_refuses_unknown_form(folder: Folder) -> None:
    finding = refused(folder.attribute("decide", ombud__form="leave.decied").check(), "unknown-form", "decide")
    assert finding.file.endswith("leave.bpmn")
    assert finding.line > 1
    assert "leave.decide" in finding.way_out


def test_refuses_a_task_without_form_and_a_form_without_task(folder: Folder) -> None:
    findings = folder.attribute("decide", ombud__form="").attribute("late", ombud__form="leave.decide").check()
    refused(findings, "form", "decide")
    refused(findings, "form", "late")


def test_refuses_unknown_start_and_withdrawal_forms(folder: Folder) -> None:
    findings = folder.replace("leave.request", "leave.none").replace("leave.withdrawal", "leave.nothing").check()
    assert refused(findings, "unknown-form", "start.form").line == 10
    refused(findings, "unknown-form", "withdrawal.form")


def test_refuses_unknown_lane(folder: Folder) -> None:
    folder.diagram.lane = "kitchen"
    findings = folder.check()
    assert "[lanes.kitchen]" in refused(findings, "unknown-lane", "decide").way_out
    refused(findings, "unknown-lane", "lanes.office")


def test_refuses_a_task_in_no_lane(folder: Folder) -> None:
    text = folder.diagram.xml().replace(b"<bpmn:flowNodeRef>phase</bpmn:flowNodeRef>", b"")
    folder.write()
    procedure = folder.load()
    changed = replace(procedure, bpmn={"leave.bpmn": text})
    surroundings = Surroundings(folder.forms, read_register(folder.root))
    refused(check_procedure(changed, surroundings), "lane", "decide")


@pytest.mark.parametrize("where", ["timer", "task"])
def test_refuses_unknown_deadline(folder: Folder, where: str) -> None:
    if where == "task":
        finding = refused(folder.attribute("decide", ombud__deadline="anser_due").check(), "unknown-deadline", "decide")
    else:
        next(shape for shape in folder.inner().shapes if shape.id == "late").inside = timer("anser_due")
        finding = refused(folder.check(), "unknown-deadline", "late")
    assert "answer_due" in finding.way_out


def test_refuses_unused_deadline(folder: Folder) -> None:
    folder.replace("[letters.answer]", '[deadlines.other]\ndays = 3\nsource = "P1-b"\n\n[letters.answer]')
    assert refused(folder.check(), "unused-deadline", "deadlines.other").file.endswith("procedure.toml")


@pytest.mark.parametrize(
    "anchor",
    ["completed:nothing", "delivered:nothing", "answer:kind", "meeting:board", "yesterday", "delivered:", "opened:x"],
)
def test_refuses_an_anchor_that_never_happens(folder: Folder, anchor: str) -> None:
    refused(folder.replace('"opened"', f'"{anchor}"').check(), "anchor", "deadlines.answer_due.anchor")


@pytest.mark.parametrize("anchor", ["armed", "completed:decide", "delivered:answer", "meeting:board/regular"])
def test_anchors_that_happen_pass(folder: Folder, anchor: str) -> None:
    assert folder.replace('"opened"', f'"{anchor}"').check() == []


def test_refuses_deadline_without_days(folder: Folder) -> None:
    refused(folder.replace("days = 10\n", "").check(), "deadline-days", "deadlines.answer_due")


def test_refuses_a_latest_day_that_is_nobodys(folder: Folder) -> None:
    findings = folder.replace("days = 10", 'days = 10\nlatest = "someday"').check()
    refused(findings, "unknown-deadline", "deadlines.answer_due.latest")


def test_refuses_unknown_setting_of_a_cutoff(folder: Folder) -> None:
    folder.replace('anchor = "opened"', 'anchor = "meeting:board/regular"\ncutoff_days = "closes"')
    refused(folder.check(), "unknown-setting", "deadlines.answer_due.cutoff_days")


def test_refuses_unknown_register_row(folder: Folder) -> None:
    findings = folder.attribute("decide", ombud__cites="P1-a P9-z").replace('"P1-b"', '"P7-q"').check()
    assert "P9-z" in refused(findings, "unknown-row", "decide").sentence
    assert "local" in refused(findings, "unknown-row", "deadlines.answer_due.source").way_out


def test_refuses_a_task_without_source(folder: Folder) -> None:
    refused(folder.attribute("decide", ombud__cites="").check(), "no-source", "decide")


def test_refuses_an_unknown_row_in_a_table(folder: Folder) -> None:
    assert folder.dmn is not None
    folder.dmn = folder.dmn.replace(b'"P1-a"', b'"P9-z"', 1)
    assert refused(folder.check(), "unknown-row", "row_1").file.endswith("route_of.dmn")


def test_refuses_unknown_rule_row_and_policy(folder: Folder) -> None:
    findings = (
        folder.replace('["people"]', '["persons"]')
        .replace("[outcomes]", '[rules]\n"P8-x" = "why"\n\n[outcomes]')
        .check()
    )
    refused(findings, "unknown-policy", "policies")
    refused(findings, "unknown-row", "rules.P8-x")


def test_refuses_unknown_attribute_of_ours(folder: Folder) -> None:
    assert (
        "cites"
        in refused(folder.attribute("decide", ombud__cite="P1-a").check(), "unknown-attribute", "decide").way_out
    )


def test_refuses_unknown_letter_and_unused_one(folder: Folder) -> None:
    findings = folder.replace("[letters.answer]", "[letters.reply]").check()
    refused(findings, "unknown-letter", "thank")
    refused(findings, "unused-letter", "letters.reply")
    refused(findings, "letter-template", "letters.reply")
    refused(findings, "letter-template", "letters")


def test_refuses_unknown_notice(folder: Folder) -> None:
    findings = folder.replace("[notices.late]", "[notices.tardy]").check()
    refused(findings, "unknown-notice", "remind")
    refused(findings, "unused-notice", "notices.tardy")


def test_refuses_a_letter_that_quotes_nobody(folder: Folder) -> None:
    refused(folder.replace('answer = "decide"', 'answer = "choose"').check(), "letter-quotes", "letters.answer.quotes")


@pytest.mark.parametrize(
    ("text", "told", "line"),
    [
        ("<p>\n{{ asked.answers.kind", "end of", 2),
        ("{{ nobody.answers.x }}", "nobody", 1),
        ("{% include 'x.html' %}", "one text", 1),
        ("<p>\n\n{{ answer.answers.not_asked }}", "leave.decide does not ask", 3),
    ],
)
def test_refuses_a_letter_that_cannot_be_written(folder: Folder, text: str, told: str, line: int) -> None:
    folder.letters["answer"] = text
    finding = refused(folder.check(), "letter-text")
    assert told in finding.sentence
    assert (finding.file.rpartition("/")[2], finding.line) == ("answer.html", line)


@pytest.mark.parametrize("target", ["everybody", "party:stranger", "body:board", "role:", "organisation:agency"])
def test_refuses_a_recipient_that_is_nobody(folder: Folder, target: str) -> None:
    refused(folder.replace("party:complainant", target).check(), "recipient", "letters.answer.to")


def test_refuses_a_recipient_in_an_organisation_that_nothing_names(folder: Folder) -> None:
    findings = folder.replace("party:complainant", "organisation:agancy/hdc").check()
    assert "agancy" in refused(findings, "unknown-variable", "letters.answer.to").sentence


def test_refuses_a_recipient_in_what_is_no_organisation(folder: Folder) -> None:
    findings = folder.replace("party:complainant", "organisation:kind/hdc").check()
    assert "kind names no organisation" in refused(findings, "recipient", "letters.answer.to").sentence


def test_refuses_unknown_effect_and_missing_parameter(folder: Folder) -> None:
    shapes = folder.inner().shapes
    place = next(n for n, shape in enumerate(shapes) if shape.id == "thank")
    shapes[place] = Diagram().effect("thank", "issue_leter", letter="'answer'").shapes[0]
    assert "issue_letter" in refused(folder.check(), "unknown-effect", "thank").way_out
    shapes[place] = Diagram().effect("thank", "issue_letter").shapes[0]
    refused(folder.check(), "effect-parameter", "thank")
    shapes[place] = Diagram().effect("thank", "issue_letter", letter="answer").shapes[0]
    refused(folder.check(), "effect-parameter", "thank")


def test_refuses_unknown_decision_and_unused_table(folder: Folder) -> None:
    assert folder.dmn is not None
    folder.dmn = folder.dmn.replace(b'id="route_of"', b'id="route_off"')
    findings = folder.check()
    refused(findings, "unknown-decision", "choose")
    refused(findings, "unused-decision", "route_off")


def test_refuses_a_withdrawal_nobody_waits_for(folder: Folder) -> None:
    refused(folder.replace('message = "withdrawn"', 'message = "gone"').check(), "withdrawal", "withdrawal.message")


def test_refuses_a_procedure_nobody_may_start(folder: Folder) -> None:
    refused(folder.replace('roles = ["staff"]\n', "").check(), "start", "start")


def test_refuses_a_public_start_that_asks_for_no_contact(folder: Folder) -> None:
    findings = folder.replace('roles = ["staff"]', "public = true").check()
    refused(findings, "start", "start.contact.email")


def test_refuses_an_outcome_without_words_and_words_without_outcome(folder: Folder) -> None:
    findings = folder.replace("answered = ", "answred = ").check()
    refused(findings, "outcome", "answered")
    refused(findings, "outcome", "outcomes.answred")


def test_refuses_unknown_process(folder: Folder) -> None:
    assert refused(folder.replace('process = "leave"', 'process = "leaf"').check(), "unknown-process").line == 6


def test_refuses_a_process_nothing_starts(folder: Folder) -> None:
    other = Diagram("beside").start("other_begun").user("other").end("other_done").path("other_begun other other_done")
    other.lane = "lane_beside"
    folder.others["beside.bpmn"] = other.xml()
    finding = refused(folder.check(), "process-not-run", "beside")
    assert finding.file.endswith("beside.bpmn")


def test_refuses_an_id_a_tool_made_and_a_missing_name(folder: Folder) -> None:
    folder.diagram = Diagram().start().user("Activity_0x1y2z").end("answered").path("begun Activity_0x1y2z answered")
    folder.diagram.shapes[1].attributes["name"] = ""
    findings = folder.check()
    refused(findings, "id", "Activity_0x1y2z")
    refused(findings, "name", "Activity_0x1y2z")


def test_refuses_a_name_that_is_not_in_sentence_case(folder: Folder) -> None:
    refused(folder.attribute("decide", name="decide on it").check(), "name", "decide")
    refused(folder.attribute("decide", name="DECIDE ON IT").check(), "name", "decide")


def test_refuses_elements_no_scenario_visits(folder: Folder) -> None:
    seen = {"begun", "phase", "phase_begun", "choose", "long_one", "decide", "which", "thank", "decided", "answered"}
    findings = folder.check(visited={"leave": seen})
    assert {f.element for f in findings} == {"explain", "late", "remind", "reminded", "taken_back", "withdrawn"}
    assert {f.rule for f in findings} == {"not-visited"}


def test_refuses_a_procedure_without_scenario(folder: Folder) -> None:
    folder.scenarios = ()
    refused(folder.check(), "no-scenario")


def test_refuses_a_changed_digest_without_a_new_version(folder: Folder) -> None:
    assert "version = 2" in refused(folder.check(locked={("leave", 1): "0" * 64}), "version", "version").way_out


def test_refuses_a_form_that_open_cases_need(folder: Folder) -> None:
    schema = {
        "leave.decide": {"answer": {"kind": "choice", "required": True, "choices": ["yes"]}},
        "leave.gone": {"x": {"kind": "choice", "required": True, "choices": []}},
        "leave.explain": {"urgent": {"kind": "boolean", "required": False, "choices": []}},
        "leave.request": {"kind": {"kind": "date", "required": True, "choices": []}},
    }
    sentences = "".join(f.sentence for f in folder.check(deployed={"leave": {1: schema}}))
    for words in (
        "choices that version does not know: no",
        "leave.gone is gone",
        "urgent of leave.explain is gone",
        "was a date",
    ):
        assert words in sentences


def test_refuses_two_procedures_with_one_prefix(folder: Folder) -> None:
    procedure = folder.load()
    surroundings = Surroundings(folder.forms, read_register(folder.root))
    assert refused(check_all({"a": procedure, "b": procedure}, surroundings), "prefix").element == "prefix"


def test_refuses_the_same_id_in_two_files(folder: Folder) -> None:
    other = Diagram("beside").start().user("other").end().path("begun other done")
    folder.others["beside.bpmn"] = other.xml()
    assert "beside.bpmn" in refused(folder.check(), "duplicate-id", "begun").sentence


def test_broken_files_are_told_with_their_line(folder: Folder) -> None:
    folder.others = {"broken.bpmn": b"<a>\n<b></a>", "page.bpmn": b"<html/>", "broken.dmn": b""}
    rules = {(finding.file.rpartition("/")[2], finding.rule) for finding in folder.check()}
    assert rules == {("broken.bpmn", "xml"), ("page.bpmn", "not-bpmn"), ("broken.dmn", "xml")}


def test_the_engine_has_the_last_word(folder: Folder) -> None:
    assert folder.dmn is not None
    folder.dmn = folder.dmn.replace(b"<output id", b"<annotation/><output id", 1)
    assert refused(folder.check(), "engine").file.endswith("route_of.dmn")


def test_refuses_a_notice_that_is_called_like_a_mail_of_ours(folder: Folder) -> None:
    refused(folder.replace("[notices.late]", "[notices.task]").check(), "notice-name", "notices.task")
