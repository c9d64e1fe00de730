"""What is refused of a procedure that opens by itself, and what its diagram may read."""

from __future__ import annotations

import pytest

from ombud.workflows.procedures.errors import ProcedureError
from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import Folder
from tests.unit.procedures.test_opening_rules import swap

SCHEDULE = '[schedule]\nevery = "quarter"\non = "01"\nsource = "P1-a"\n\n[lanes.office]'
WITHDRAWAL = '[withdrawal]\nmessage = "withdrawn"\nform = "leave.withdrawal"\nsource = "local"\n'


def test_refuses_whatever_needs_somebody_who_opened_it(folder: Folder) -> None:
    findings = folder.replace("[lanes.office]", SCHEDULE).check()
    assert "Remove form from [start]" in refused(findings, "schedule-start", "start.form").way_out
    assert refused(findings, "schedule-start", "start.roles").file.endswith("procedure.toml")
    assert refused(findings, "schedule-party", "withdrawal")
    assert refused(findings, "schedule-start", "letters.answer.quotes")
    assert refused(findings, "schedule-party", "letters.answer.to").line > 1


def test_whoever_a_step_brings_in_gets_letters(folder: Folder) -> None:
    folder.replace("[lanes.office]", SCHEDULE).replace("party:complainant", "party:boss")
    refused(folder.check(), "schedule-party", "letters.answer.to")
    swap(folder, "add_party", person="kind", role="'boss'", field="'kind'", within="organisation")
    assert not [
        f for f in folder.check() if f.rule in ("schedule-party", "recipient") and f.element.startswith("letters")
    ]


def test_refuses_a_schedule_without_a_source_in_the_register(folder: Folder) -> None:
    unknown = SCHEDULE.replace("P1-a", "P9-z")
    findings = folder.replace("[lanes.office]", unknown).check()
    assert "no row P9-z" in refused(findings, "schedule-source", "schedule.source").sentence
    findings = folder.replace('source = "P9-z"', 'source = "local"').check()
    assert "no local target" in refused(findings, "schedule-source", "schedule.source").sentence


def test_how_long_before_a_meeting_is_a_setting_that_is_there_and_has_a_most(folder: Folder) -> None:
    ahead = '[schedule]\nevery = "year"\nbefore = "lead_days"\nanchor = "meeting:board/march"\nsource = "P1-a"\n\n'
    findings = folder.replace("[lanes.office]", f"{ahead}[lanes.office]").check()
    assert "no setting lead_days" in refused(findings, "schedule-before", "schedule.before").sentence
    setting = '[settings.lead_days]\ntitle = "Days ahead"\ndefault = 60\nsource = "local"\n\n'
    findings = folder.replace("[lanes.office]", f"{setting}[lanes.office]").check()
    assert "at most 300 days" in refused(findings, "schedule-before", "settings.lead_days").sentence
    findings = folder.replace("default = 60", "default = 60\nmax = 120").check()
    assert "schedule-before" not in {finding.rule for finding in findings}


def test_refuses_a_procedure_that_neither_asks_nor_is_scheduled(folder: Folder) -> None:
    findings = folder.replace('form = "leave.request"\n', "").check()
    assert "[schedule]" in refused(findings, "start", "start").way_out


def test_only_a_case_of_a_schedule_has_a_period_to_count_from(folder: Folder) -> None:
    findings = folder.replace('anchor = "opened"', 'anchor = "period"').check()
    assert "schedule" in refused(findings, "anchor", "deadlines.answer_due.anchor").sentence


def test_refuses_a_broken_rule_by_file_and_line(folder: Folder) -> None:
    folder.replace("[lanes.office]", SCHEDULE.replace('on = "01"', 'on = "31"'))
    folder.write()
    with pytest.raises(ProcedureError, match=r'procedure.toml:\d+.*such as "01"'):
        folder.load()


@pytest.mark.parametrize(
    ("more", "rule", "place"),
    [
        ('since = "opened"', "deadline-since", "deadlines.answer_due.since"),
        ('then = "regular"', "deadline-then", "deadlines.answer_due.then"),
        ('since = "opened"\nthen = "someday"', "deadline-then", "deadlines.answer_due.then"),
    ],
)
def test_refuses_what_only_a_meeting_can_be_counted_by(folder: Folder, more: str, rule: str, place: str) -> None:
    refused(folder.replace('anchor = "opened"', f'anchor = "opened"\n{more}').check(), rule, place)


def test_what_comes_after_a_months_meeting_passes(folder: Folder) -> None:
    rule = 'anchor = "meeting:board/march"\nsince = "opened"\nthen = "regular"'
    folder.replace('days = 10\nanchor = "opened"', rule)
    assert not {finding.rule for finding in folder.check()} & {"deadline-since", "deadline-then", "anchor"}


def test_a_lane_may_be_that_of_the_organisation_a_round_is_for(folder: Folder) -> None:
    lane = '[lanes.office]\nscope = "organisation"\nwithin = "organisation"'
    of_one = folder.replace("[lanes.office]", SCHEDULE.replace("[lanes.office]", lane)).check()
    assert "Nobody writes" in refused(of_one, "unknown-variable", "lanes.office.within").sentence
    of_each = folder.replace('every = "quarter"\n', 'every = "quarter"\nper = "participating"\n').check()
    assert "unknown-variable" not in {finding.rule for finding in of_each}


SAYS = SCHEDULE.replace('on = "01"', 'on = "01"\nsays = { kind = "yearly" }')


def test_persons_may_open_cases_beside_a_schedule_that_answers_in_their_place(folder: Folder) -> None:
    assert not {one.rule for one in folder.replace("[lanes.office]", SAYS).check()} & {
        "schedule-start",
        "schedule-says",
    }


def test_such_a_schedule_has_a_period_to_count_from_though_persons_open_cases_too(folder: Folder) -> None:
    counted = folder.replace('anchor = "opened"', 'anchor = "period"')
    assert "anchor" not in {one.rule for one in counted.replace("[lanes.office]", SAYS).check()}


def test_a_schedule_says_only_what_the_start_form_asks_and_routes(folder: Folder) -> None:
    findings = folder.replace("[lanes.office]", SAYS.replace("kind =", "weather =")).check()
    assert "does not ask" in refused(findings, "schedule-says", "schedule.says").sentence
