"""The document registry: the newest record counts, nothing is edited, and a checklist's entry follows the checklist."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ombud.storage.registry import Possession
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import registry
from ombud.workflows.checklists import Item
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound, StandInInUse
from tests.integration.papers.office import PaperOffice
from tests.support.together import together

HAVE, STAND_IN, MISSING = Possession.HAVE, Possession.STAND_IN, Possession.MISSING


def test_before_anything_is_recorded_it_says_what_stands_in(office: PaperOffice) -> None:
    with reading(office.database) as session:
        found = {one.key: one.possession for one in registry.listed(session, office.office, at=office.at)}
    assert list(found) == list(office.office.documents.documents)
    assert (found["memorandum"], found["training_matrix"], found["exhibit_b"]) == (STAND_IN, MISSING, STAND_IN)
    assert found["grievance_forms"] is STAND_IN
    assert office.stands_in("memorandum") == "Stand-in, not the official form"
    assert office.stands_in("exhibit_b") == "Stand-in, not the official checklist"


def test_the_newest_record_counts_and_the_others_are_kept(office: PaperOffice) -> None:
    office.record("memorandum", note="Version of 2026")
    assert office.stands_in("memorandum") == ""
    office.at += timedelta(days=1)
    office.record("memorandum", MISSING, owner="Board staff", link="", by="second")
    found = office.entry("memorandum")
    assert (found.possession, found.owner, found.link) == (MISSING, "Board staff", "")
    assert [(one.possession, one.by, one.note) for one in office.records("memorandum")] == [
        (MISSING, "Second", ""),
        (HAVE, "Editor", "Version of 2026"),
    ]
    office.at -= timedelta(hours=1)
    assert office.entry("memorandum").possession is HAVE


def test_a_checklists_entry_follows_the_checklist(office: PaperOffice) -> None:
    with pytest.raises(StandInInUse, match="Publish the official text"):
        office.record("exhibit_a", HAVE)
    with pytest.raises(StandInInUse):
        office.record("exhibit_a", MISSING)
    office.record("exhibit_a", STAND_IN, note="Asked for in March")
    office.publish((Item("a", "An official item"),), seen=0)
    office.at += timedelta(minutes=1)
    assert office.entry("exhibit_a").possession is HAVE
    assert office.stands_in("exhibit_a") == ""
    with pytest.raises(StandInInUse, match="in use"):
        office.record("exhibit_a", STAND_IN)
    office.publish((Item("a", "An item in our words"),), seen=1, official=False)
    assert office.entry("exhibit_a").possession is STAND_IN
    assert office.stands_in("exhibit_b")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\u200bscript:alert(1)",
        "data:text/html,x",
        "http://files.example.org",
        "//files.example.org",
        "file:///etc/passwd",
        "https://",
        "https://who@files.example.org/",
        "https://files.example.org/a b",
        "mailto:somebody@example.org",
        "x" * 501,
    ],
)
def test_links_of_other_kinds_are_refused(office: PaperOffice, link: str) -> None:
    with pytest.raises(InvalidCommand):
        office.record("memorandum", link=link)
    assert office.records("memorandum") == []


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://files.example.org/mou.pdf?version=2#page=3", True),
        ("HTTPS://files.example.org", True),
        ("Cabinet: third drawer", False),
        ("S:\\HMIS\\Agreements\\mou.pdf", False),
        ("Shared drive, HMIS/Agreements", False),
        ("", False),
    ],
)
def test_an_address_or_a_plain_place(office: PaperOffice, link: str, opens: bool) -> None:
    office.record("memorandum", link=f" {link} ")
    assert (office.entry("memorandum").link, office.entry("memorandum").elsewhere) == (link, opens)


def test_somebody_has_to_keep_it(office: PaperOffice) -> None:
    with pytest.raises(InvalidCommand, match="Name the office"):
        office.record("memorandum", owner=" \u200b\x00")


@pytest.mark.parametrize("by", ["auditor", "agency"])
def test_others_record_nothing(office: PaperOffice, by: str) -> None:
    with pytest.raises(Forbidden):
        office.record("memorandum", by=by)
    assert office.records("memorandum") == []


def test_an_unknown_document_is_not_found(office: PaperOffice) -> None:
    for ask in (office.record, office.entry, office.records, office.stands_in):
        with pytest.raises(NotFound):
            ask("nothing")


def test_a_double_click_is_one_record_and_two_people_are_two(office: PaperOffice) -> None:
    act = partial(office.record, "memorandum", request="clicked")
    together(act, act)
    assert len(office.records("memorandum")) == 1
    together(partial(office.record, "security_plan", by="editor"), partial(office.record, "security_plan", by="second"))
    assert Counter(one.by for one in office.records("security_plan")) == Counter(["Editor", "Second"])


def test_the_event_names_the_document_and_nothing_anybody_typed(office: PaperOffice) -> None:
    office.record("memorandum", note="Ask Rosa Lindgren")
    (event,) = office.events("document.recorded")
    assert (event.body["document"], event.body["possession"]) == ("memorandum", "have")
    assert set(event.body) == {"document", "possession", "record"}


@pytest.mark.parametrize("change", ["UPDATE document_records SET note = 'x'", "DELETE FROM document_records"])
def test_what_was_recorded_is_history(office: PaperOffice, change: str) -> None:
    office.record("memorandum")
    with pytest.raises(IntegrityError, match="history"), unit_of_work(office.database) as session:
        session.execute(text(change))
