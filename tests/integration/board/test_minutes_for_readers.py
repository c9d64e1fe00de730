"""Minutes are one document; who is barred from an item gets a copy without it. They say what was true when a later
meeting approved them."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ombud.storage.ballots import BallotStatus
from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import Case
from ombud.storage.meetings import Minutes, MinutesStatus
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.board import minutes, resolutions
from ombud.workflows.board.minutes import MinutesPage
from ombud.workflows.refusals import DraftedLater, Forbidden, MinutesChanged
from tests.integration.board.papers_world import Panel, a_ballot, text_of
from tests.integration.board.petition import APRIL, MAY

REMARKS = "The third item was argued over for an hour."
LEFT_OUT = "An item is left out of this copy: its reader stepped aside from it, or may not take part in it."


def page(panel: Panel, by: str) -> MinutesPage:
    with reading(panel.database) as session:
        return minutes.minutes_of(session, panel.office, panel.meeting(APRIL), panel.who(by), at=panel.at)


def bar(panel: Panel, name: str, number: str) -> None:
    with unit_of_work(panel.database) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        who, facts = panel.who(name).person_id, {"declared_at": panel.at, "reason_sealed": b""}
        session.add(Conflict(case_id=case_id, person_id=who, kind=ConflictKind.RECUSED, **facts))


def a_drafted_meeting(panel: Panel) -> tuple[str, str]:
    """Two matters decided by ballot, the second of them Harbor House's, and a ballot on it that stands on no agenda.
    Gives the numbers of both."""
    open_to_all, harbors = panel.petition(), panel.petition("Harbor House")
    panel.hold(APRIL, "abena", "harbor")
    with unit_of_work(panel.database) as session:
        for case_id, outcome in ((open_to_all, "granted"), (harbors, "denied")):
            about = {"case_id": case_id, "task_id": panel.task(case_id).id}
            ballot = a_ballot(session, panel, meeting_id=panel.meeting(APRIL), **about)
            ballot.status, ballot.closed_at = BallotStatus.CLOSED, panel.at
            ballot.result = {"counts": {"granted": 4, "denied": 5}, "outcome": outcome, "reason": "carried"}
            ballot.resolution = resolutions.next_number(session, "panel", at=panel.at)
        loose = a_ballot(session, panel, meeting_id=panel.meeting(APRIL), case_id=harbors, motion="Is it urgent?")
        loose.status, loose.closed_at = BallotStatus.VOID, panel.at
    for case_id in (open_to_all, harbors):
        panel.hear(case_id)
    panel.adjourn(APRIL)
    panel.draft(APRIL, REMARKS)
    return panel.number(open_to_all), panel.number(harbors)


def test_nothing_of_an_item_reaches_whoever_is_barred_from_it(panel: Panel) -> None:
    open_to_all, harbors = a_drafted_meeting(panel)
    everything = text_of(panel.minutes(APRIL, "abena"))
    told = (harbors, "The petition is denied", "PANEL-2026-002", "Is it urgent?", "argued over")
    for words in (*told, open_to_all, "PANEL-2026-001"):
        assert words in everything, words
    assert LEFT_OUT not in everything
    copy = text_of(panel.minutes(APRIL, "harbor"))
    for words in told[:1] + told[2:]:
        assert words not in copy, words
    assert "Result: The petition is denied" not in copy
    assert "2. Petition" not in copy
    for words in (open_to_all, "PANEL-2026-001", "Result: The petition is granted", LEFT_OUT, "Hanna Harbor"):
        assert words in copy, words
    assert copy.count(LEFT_OUT) == 2
    assert page(panel, "abena").left_out is False
    assert page(panel, "harbor").left_out is True


def test_whoever_steps_aside_later_gets_a_copy_from_then_on_also_of_approved_minutes(panel: Panel) -> None:
    open_to_all, _harbors = a_drafted_meeting(panel)
    panel.hold(MAY, "abena")
    panel.approve(APRIL, in_=MAY)
    official = panel.minutes(APRIL, "bruno").content
    assert hashlib.sha256(official).hexdigest() == page(panel, "bruno").sha256
    bar(panel, "bruno", open_to_all)
    copy = text_of(panel.minutes(APRIL, "bruno"))
    assert open_to_all not in copy
    assert page(panel, "bruno").sha256 in copy.replace(" ", "")
    assert panel.minutes(APRIL, "abena").content == official
    assert page(panel, "bruno").status is MinutesStatus.APPROVED


def test_a_presider_who_is_barred_neither_reads_the_remarks_nor_writes_over_them(panel: Panel) -> None:
    _open_to_all, harbors = a_drafted_meeting(panel)
    bar(panel, "staff", harbors)
    shown = page(panel, "staff")
    assert (shown.remarks, shown.may_draft) == ("", False)
    assert page(panel, "chair").remarks == REMARKS
    with pytest.raises(Forbidden):
        panel.draft(APRIL, "Mine.")
    panel.draft(APRIL, "Mine.", by="chair")


def test_minutes_drafted_before_their_text_was_kept_are_cut_too(panel: Panel) -> None:
    _open_to_all, harbors = a_drafted_meeting(panel)
    with unit_of_work(panel.database) as session:
        session.execute(update(Minutes).values(manuscript_sealed=None))
    assert harbors in text_of(panel.minutes(APRIL, "abena"))
    assert harbors not in text_of(panel.minutes(APRIL, "harbor"))


def test_what_was_recorded_while_they_were_set_is_not_left_out(panel: Panel) -> None:
    panel.add(APRIL, "Budget")
    panel.hold(APRIL)
    panel.adjourn(APRIL)
    made = minutes.typeset(panel.manuscript(APRIL))
    with unit_of_work(panel.database) as session:
        ballot = a_ballot(session, panel, meeting_id=panel.meeting(APRIL), motion="Shall we move?")
        ballot.status, ballot.closed_at = BallotStatus.VOID, panel.at
    staff = panel.who("staff")
    with pytest.raises(MinutesChanged):
        panel.do(lambda s: minutes.draft(s, panel.office, made, by=staff, at=panel.at))
    panel.draft(APRIL)
    assert "Shall we move?" in text_of(panel.minutes(APRIL))


def test_a_meeting_approves_what_lay_before_it_and_nothing_drafted_after(panel: Panel) -> None:
    panel.hold(APRIL)
    panel.adjourn(APRIL)
    panel.draft(APRIL)
    panel.hold(MAY)
    panel.adjourn(MAY)
    assert [later.starts_at for later in page(panel, "chair").may_approve_in] == [MAY]
    panel.at += timedelta(days=1)
    panel.draft(APRIL, "Something else.")
    assert page(panel, "chair").may_approve_in == ()
    with pytest.raises(DraftedLater):
        panel.approve(APRIL, in_=MAY)
