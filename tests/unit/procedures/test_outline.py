"""A procedure told in order: every step of every shipped one once, none before what leads to it, no way into nowhere."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from ombud.workflows import engine
from ombud.workflows.engine import Definition
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.outline import Kind, Outline, Told, outline_of
from ombud.workflows.procedures.root import BPMN

KEYS = sorted(path.parent.name for path in BPMN.glob("*/procedure.toml"))
TOLD = ("userTask", "serviceTask", "businessRuleTask", "endEvent", "boundaryEvent", "subProcess")


@cache
def definition(key: str) -> Definition:
    found = load_all(BPMN)[key]
    return engine.parse(found.toml.process, dict(found.bpmn), dict(found.dmn), digest="")


def outline(key: str) -> Outline:
    return outline_of(definition(key))


def named(key: str, element: str) -> Told:
    return next(told for told in outline(key).every() if told.element.id == element)


@pytest.mark.parametrize("key", KEYS)
def test_every_task_timer_and_end_is_told_once(key: str) -> None:
    told = Counter(one.element.id for one in outline(key).every())
    elements = definition(key).elements.values()
    must = {one.id for one in elements if one.type in TOLD or one.event == "timer"}
    assert {name: told[name] for name in must} == dict.fromkeys(must, 1)
    assert max(told.values()) == 1


@pytest.mark.parametrize("key", KEYS)
def test_every_way_leads_to_something_told_and_tasks_are_counted_in_order(key: str) -> None:
    every = list(outline(key).every())
    there = {one.element.id for one in every}
    assert {way.to for one in every for way in one.ways} <= there
    assert [one.number for one in every if one.kind is Kind.TASK] == list(
        range(1, 1 + sum(bool(o.number) for o in every))
    )


def test_what_comes_first_is_told_first_and_what_only_joins_ways_is_not() -> None:
    tasks = [one.element.id for one in outline("agency_grievance").every() if one.kind is Kind.TASK]
    assert tasks == [
        "log_conversation", "file_complaint", "director_decides", "executive_director_decides", "answer_decision",
        "subcommittee_hears", "write_reasons",
    ]  # fmt: skip
    ways = {way.said: way.to for way in named("agency_grievance", "stage_chosen").ways}
    assert ways == {"No, in writing at once": "acknowledge", "Yes": "log_conversation"}


def test_a_timer_stands_at_its_step_and_an_end_where_it_is_reached() -> None:
    decides = named("agency_grievance", "director_decides")
    assert [edge.element.id for edge in decides.edges] == ["decision_target_passed"]
    assert not decides.edges[0].element.interrupting
    settled = named("agency_grievance", "conversation_over").ways[0]
    assert settled.end is not None
    assert settled.end.element.name == "Conversation settled it"


def test_ways_that_go_on_side_by_side_are_a_fork() -> None:
    kinds = {one.element.id: one.kind for one in outline("mfa_shared_contact").every()}
    assert kinds["contact_or_change"] is Kind.FORK
    assert kinds["two_weeks"] is Kind.PART
