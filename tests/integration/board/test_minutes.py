"""Minutes say what a meeting did, from what was recorded; they are frozen when drafted and approved by a later meeting."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.meetings import Minutes, MinutesStatus
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.board import minutes, resolutions
from ombud.workflows.board.agenda import ItemKind, ItemState
from ombud.workflows.board.minutes import MinutesPage
from ombud.workflows.refusals import Forbidden, InvalidCommand, MinutesApproved, NotAdjourned, NotFound
from tests.integration.board.papers_world import Panel, a_ballot, stand_aside, text_of
from tests.integration.board.petition import APRIL, JUNE, MAY


def page(panel: Panel, by: str = "chair", meeting: Any = APRIL) -> MinutesPage:
    with reading(panel.database) as session:
        return minutes.minutes_of(session, panel.office, panel.meeting(meeting), panel.who(by), at=panel.at)


def closed(panel: Panel, ballot: Ballot, **result: Any) -> None:
    """The ballot as its closing leaves it."""
    ballot.status, ballot.closed_at = BallotStatus.CLOSED, panel.at
    ballot.result = {
        "counts": {},
        "abstained": 0,
        "recused": 0,
        "not_voted": 0,
        "outcome": None,
        "tied": False,
    } | result


def a_meeting(panel: Panel) -> None:
    """Four matters: one by ballot, one by hand, one put off, one withdrawn before the meeting; and a free item."""
    voted, by_hand, put_off, withdrawn = (panel.petition() for _each in range(4))
    panel.add(APRIL, "Report of the chair")
    panel.withdraw(withdrawn)
    panel.hold(APRIL, "abena", "bruno", "chair")
    with unit_of_work(panel.database) as session:
        about = {"meeting_id": panel.meeting(APRIL), "case_id": voted, "task_id": panel.task(voted).id}
        ballot = a_ballot(session, panel, secret=True, **about)
        stand_aside(session, ballot, "Second seat", alternate=panel.who("passer").person_id, at=panel.at)
        stand_aside(session, ballot, "Third seat", alternate=None, at=panel.at)
        closed(panel, ballot, counts={"granted": 2, "denied": 0}, abstained=1, outcome="granted", reason="carried")
        ballot.resolution = resolutions.next_number(session, "panel", at=panel.at)
    panel.hear(voted)
    panel.hear(by_hand, ruling="denied")
    panel.defer(panel.item_of(put_off).id, seen=panel.agenda(APRIL).version)
    panel.adjourn(APRIL)


def test_minutes_are_built_from_what_was_recorded(panel: Panel) -> None:
    a_meeting(panel)
    panel.draft(APRIL, "The heating failed.")
    text = text_of(panel.minutes(APRIL))
    for words in (
        "Minutes of the meeting of April 8, 2026", "Called to order April 8, 2026, 10:00 AM", "Adjourned", "12:00 PM",
        "Abena Osei", "Bruno Castell", "Marcus Doyle", "Is the petition granted?", "The petition is granted 2",
        "Abstained 1", "PANEL-2026-001", "The petition is denied Recorded by hand, without a ballot.",
        "Put off to the meeting of May 13, 2026", "Report of the chair Taken up", "The heating failed.",
        "Stood aside: Second seat (the alternate acted); Third seat",
    ):  # fmt: skip
        assert words in text, words
    assert "Marcus Doyle 10:00 AM 12:00 PM Items 1. Petition to the panel" in text
    for hidden in ("Hanna Harbor", "Rosa", "left out our shelter", "Withdrawn"):
        assert hidden not in text


def test_what_is_frozen_is_sealed_and_its_hash_is_in_the_history(panel: Panel) -> None:
    a_meeting(panel)
    panel.draft(APRIL)
    made = panel.minutes(APRIL)
    assert made.name == "minutes-panel-2026-04-08.pdf"
    digest = hashlib.sha256(made.content).hexdigest()
    with reading(panel.database) as session:
        row = session.scalars(select(Minutes)).one()
        events = session.scalars(select(Event).where(Event.chain == SYSTEM_CHAIN, Event.kind.startswith("minutes.")))
        assert [(e.kind, e.body["sha256"]) for e in events] == [("minutes.drafted", digest)]
    assert (row.pdf_sha256.hex(), page(panel).sha256) == (digest, digest)
    assert b"%PDF" not in row.pdf_sealed


def test_only_a_meeting_that_is_over_has_minutes_and_only_presiders_draft_them(panel: Panel) -> None:
    panel.petition()
    with pytest.raises(NotAdjourned):
        panel.draft(APRIL)
    panel.hold(APRIL)
    with pytest.raises(NotAdjourned):
        panel.draft(APRIL)
    panel.adjourn(APRIL)
    with pytest.raises(Forbidden):
        panel.draft(APRIL, by="abena")
    with pytest.raises(NotFound):
        panel.minutes(APRIL)
    panel.draft(APRIL)
    with pytest.raises(NotFound):
        panel.minutes(APRIL, by="passer")


def test_their_approval_is_on_the_next_regular_agenda_and_settles_it(panel: Panel) -> None:
    a_meeting(panel)
    panel.draft(APRIL)
    panel.draft(APRIL, "Corrected.")
    item = panel.agenda(MAY).items[0]
    assert (item.kind, item.state, item.title) == (
        ItemKind.MINUTES, ItemState.OPEN, "Minutes of the meeting of 2026-04-08",
    )  # fmt: skip
    assert [one.kind for one in panel.agenda(MAY).items].count(ItemKind.MINUTES) == 1
    assert "The body is asked to approve them." in text_of(panel.packet(MAY, "abena"))
    with pytest.raises(InvalidCommand):
        panel.approve(APRIL, in_=MAY)
    panel.hold(MAY, "abena")
    assert [meeting.starts_at for meeting in page(panel).may_approve_in] == [MAY]
    frozen = panel.minutes(APRIL).content
    panel.approve(APRIL, in_=MAY)
    assert panel.agenda(MAY).items[0].state is ItemState.DECIDED
    shown = page(panel)
    assert (shown.status, shown.approved_at, shown.approved_in and shown.approved_in.starts_at) == (
        MinutesStatus.APPROVED, MAY, MAY,
    )  # fmt: skip
    assert panel.minutes(APRIL).content == frozen
    with pytest.raises(MinutesApproved):
        panel.draft(APRIL)
    with pytest.raises(MinutesApproved):
        panel.approve(APRIL, in_=MAY)
    panel.adjourn(MAY)
    panel.draft(MAY)
    assert "Approved at the meeting of May 13, 2026" in text_of(panel.minutes(MAY))


def test_minutes_nobody_approved_wait_for_the_meeting_after(panel: Panel) -> None:
    a_meeting(panel)
    panel.draft(APRIL)
    panel.until(MAY + timedelta(days=1))
    assert panel.agenda(JUNE).items[0].kind is ItemKind.MINUTES


def test_a_ballot_that_came_to_nothing_says_why(panel: Panel) -> None:
    case_id = panel.petition()
    panel.hold(APRIL, "abena")
    with unit_of_work(panel.database) as session:
        about = {"meeting_id": panel.meeting(APRIL), "case_id": case_id, "task_id": panel.task(case_id).id}
        closed(panel, a_ballot(session, panel, **about), counts={"granted": 1, "denied": 1}, reason="tied")
        closed(panel, a_ballot(session, panel, **about), reason="no_quorum")
        closed(panel, a_ballot(session, panel, **about), counts={"granted": 1})
        void = a_ballot(session, panel, meeting_id=panel.meeting(APRIL), motion="Shall we move?")
        void.status, void.closed_at = BallotStatus.VOID, panel.at
    panel.adjourn(APRIL)
    panel.draft(APRIL)
    text = text_of(panel.minutes(APRIL))
    for words in (
        "Not decided",
        "A tie: nothing was decided.",
        "There was no quorum",
        "Not carried.",
        "Other ballots Shall we move?",
        "Void: nothing was",
    ):
        assert words in text


def test_a_resolution_is_one_page_with_its_number(panel: Panel) -> None:
    a_meeting(panel)
    with reading(panel.database) as session:
        ballot = session.scalars(select(Ballot)).one()
        made = resolutions.pdf_of(session, panel.office, ballot.id, panel.who("abena"), at=panel.at)
        with pytest.raises(NotFound):
            resolutions.pdf_of(session, panel.office, ballot.id, panel.who("passer"), at=panel.at)
    text = text_of(made)
    for words in (
        "Resolution PANEL-2026-001", "Is the petition granted?", "The petition is granted", "April 8, 2026",
        "At the meeting of April 8, 2026", "Secret ballot", "PET-2026-0001", "1 / 1",
    ):  # fmt: skip
        assert words in text


def test_who_is_barred_from_the_case_does_not_get_its_resolution(panel: Panel) -> None:
    case_id = panel.petition("Harbor House")
    with unit_of_work(panel.database) as session:
        ballot = a_ballot(session, panel, case_id=case_id, task_id=panel.task(case_id).id)
        closed(panel, ballot, counts={"granted": 2}, outcome="granted", reason="casting_vote")
        ballot.resolution = resolutions.next_number(session, "panel", at=panel.at)
        ballot_id = ballot.id
    with reading(panel.database) as session:
        text = text_of(resolutions.pdf_of(session, panel.office, ballot_id, panel.who("abena"), at=panel.at))
        assert "By correspondence" in text
        assert "After a tie, by the casting vote." in text
        with pytest.raises(NotFound):
            resolutions.pdf_of(session, panel.office, ballot_id, panel.who("harbor"), at=panel.at)


def test_what_was_decided_by_correspondence_is_not_taken_for_a_decision_by_hand(panel: Panel) -> None:
    case_id = panel.petition()
    with unit_of_work(panel.database) as session:
        ballot = a_ballot(session, panel, case_id=case_id, task_id=panel.task(case_id).id)
        closed(panel, ballot, counts={"granted": 2}, outcome="denied", reason="not_carried")
    panel.hear(case_id, ruling="denied")
    panel.hold(APRIL)
    panel.adjourn(APRIL)
    panel.draft(APRIL)
    text = text_of(panel.minutes(APRIL))
    assert "Recorded by hand" not in text
    assert "No option was carried; this is what stands then." in text
