"""Versions of a checklist: published whole, one after the other, never edited; the stand-in until then."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ombud.storage.chain import verify_chain
from ombud.storage.events import SYSTEM_CHAIN
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import checklists
from ombud.workflows.checklists import Item
from ombud.workflows.refusals import ChecklistChanged, Forbidden, InvalidCommand, NotFound
from tests.integration.papers.office import OFFICIAL, PaperOffice, reworded
from tests.support.together import together

ITEMS = (Item("hdc_appointed", "An HDC is appointed.", "People"), Item("new", "Something new.", cites=("P101-d",)))


def test_the_stand_in_is_in_use_until_something_is_published(office: PaperOffice) -> None:
    shipped = office.current()
    assert (shipped.version, shipped.official, shipped.published_at) == (0, False, None)
    assert shipped.origin == "stand-in, not the official checklist"
    assert {item.id for item in shipped.items} == set(office.office.checklists["exhibit_a"].items)
    assert office.publish(ITEMS, seen=0) == 1
    found = office.current()
    assert (found.version, found.official, found.items) == (1, True, ITEMS)
    assert (found.published_by, found.reason, found.published_at) == ("Editor", "The Lead sent it.", office.at)
    assert office.current(ago=timedelta(seconds=1)) == shipped
    assert office.current("exhibit_b").version == 0
    assert [one.version for one in office.history()] == [1, 0]


def test_an_old_version_is_published_anew(office: PaperOffice) -> None:
    shipped = office.current()
    office.publish(ITEMS, seen=0)
    assert office.publish(shipped.items, seen=1, origin=shipped.origin, official=False, reason="The wrong text") == 2
    assert office.current().items == shipped.items
    assert not office.current().official
    with reading(office.database) as session:
        assert checklists.version(session, office.office, "exhibit_a", 1).items == ITEMS
        assert checklists.version(session, office.office, "exhibit_a", 0) == shipped
        with pytest.raises(NotFound):
            checklists.version(session, office.office, "exhibit_a", 3)


def test_whoever_was_slower_is_refused_by_name(office: PaperOffice) -> None:
    office.publish(ITEMS, seen=0)
    with pytest.raises(ChecklistChanged, match="version 1"):
        office.publish(reworded(ITEMS, "Other words"), seen=0)
    office.at -= timedelta(minutes=1)  # a request that began before the version it did not see
    with pytest.raises(ChecklistChanged):
        office.publish(reworded(ITEMS, "Other words"), seen=0)
    assert len(office.history()) == 2


@pytest.mark.both_databases
def test_of_two_at_once_one_is_published(office: PaperOffice) -> None:
    acts = [
        partial(office.publish, reworded(ITEMS, f"By {name}"), seen=0, by=name, key=name)
        for name in ("editor", "second")
    ]
    assert Counter(together(*acts)) == Counter([1, ChecklistChanged])
    assert [one.version for one in office.history()] == [1, 0]


def test_a_double_click_is_one_version(office: PaperOffice) -> None:
    act = partial(office.publish, ITEMS, seen=0, key="clicked")
    assert together(act, act) == [1, 1]
    assert act() == 1
    assert len(office.history()) == 2
    assert len(office.events("checklist.published")) == 1


def test_the_event_proves_the_items_and_repeats_no_words(office: PaperOffice) -> None:
    office.publish(ITEMS, seen=0)
    (event,) = office.events("checklist.published")
    assert {key: event.body[key] for key in ("checklist", "version", "official", "items")} == {
        "checklist": "exhibit_a",
        "version": 1,
        "official": True,
        "items": 2,
    }
    assert len(event.body["sha256"]) == 64
    assert "sent" not in str(event.body)
    with reading(office.database) as session:
        assert verify_chain(session, SYSTEM_CHAIN).ok


@pytest.mark.parametrize("by", ["auditor", "agency"])
def test_others_publish_nothing(office: PaperOffice, by: str) -> None:
    with pytest.raises(Forbidden):
        office.publish(ITEMS, seen=0, by=by)
    assert office.current().version == 0


@pytest.mark.parametrize(
    ("items", "words", "told"),
    [
        ((), {}, "from 1 to"),
        ((ITEMS[0],) * 2, {}, "the same one"),
        ((Item("", "Without an id"),), {}, "the same one"),
        ((Item("a", " "),), {}, "characters"),
        ((Item("a", "x" * 1001),), {}, "characters"),
        (tuple(Item(str(n), f"Item {n}") for n in range(201)), {}, "from 1 to"),
        (ITEMS, {"origin": "\u200b "}, "Say which document"),
        (ITEMS, {"reason": "\x00"}, "Say why"),
    ],
)
def test_what_does_not_fit_is_refused(
    office: PaperOffice, items: tuple[Item, ...], words: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidCommand, match=told):
        office.publish(items, seen=0, **words)
    assert office.history()[0].version == 0


def test_nothing_is_published_that_changes_nothing(office: PaperOffice) -> None:
    office.publish(ITEMS, seen=0)
    with pytest.raises(InvalidCommand, match="nothing would change"):
        office.publish(ITEMS, seen=1)
    assert office.publish(ITEMS, seen=1, official=False) == 2


def test_an_unknown_checklist_is_not_found(office: PaperOffice) -> None:
    with pytest.raises(NotFound):
        office.current("exhibit_z")
    with pytest.raises(NotFound):
        office.publish(ITEMS, seen=0, of="exhibit_z")


def test_hidden_characters_do_not_reach_the_database(office: PaperOffice) -> None:
    office.publish(ITEMS, seen=0, origin="Exhibit\x00 A\u202e", reason="One\r\nTwo\x00")
    found = office.current()
    assert (found.origin, found.reason) == ("Exhibit A", "One\nTwo")


@pytest.mark.parametrize("change", ["UPDATE checklist_versions SET reason = 'x'", "DELETE FROM checklist_versions"])
def test_what_was_published_is_history(office: PaperOffice, change: str) -> None:
    office.publish(ITEMS, seen=0, **OFFICIAL)
    with pytest.raises(IntegrityError, match="history"), unit_of_work(office.database) as session:
        session.execute(text(change))
