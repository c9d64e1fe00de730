"""Resolutions: what a body decided by ballot, under a number of its own, and the letter that says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.cases import Case, CaseNumber
from ombud.storage.inserting import insert_into
from ombud.storage.meetings import Meeting
from ombud.workflows.actors import Actor
from ombud.workflows.board.agenda import sight
from ombud.workflows.board.papers import setting, tallies
from ombud.workflows.casefile.documents import PDF, Download
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _

COUNTER: Final = "resolution:"
"""Before a body's letters in the table of counters: no procedure's prefix has a colon, so none shares a counter."""

TEMPLATE: Final = "paper_resolution.html"
LANGUAGE: Final = "en"
"""Resolutions are in the language of the manual."""


def next_number(session: Session, body_key: str, *, at: datetime) -> str:
    """“DSB-2026-003”: the body's letters, the year in its own time zone, the next number within both.

    Two at the same instant get two numbers: the row of the counter is locked until the unit of work ends.
    """
    letters, year = letters_of(body_key), day_of(at).year
    connection = session.connection()
    statement = insert_into(CaseNumber, connection).values(prefix=f"{COUNTER}{letters}", year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": CaseNumber.last + 1})
    last = connection.execute(statement.returning(CaseNumber.last)).scalar_one()
    return f"{letters}-{year}-{last:03d}"


def letters_of(body_key: str) -> str:
    """What numbers of a body begin with: its key in capitals, with hyphens between its words."""
    return re.sub(r"[^A-Z0-9]+", "-", body_key.upper()).strip("-") or "BODY"


def pdf_of(session: Session, _office: Office, ballot_id: UUID, actor: Actor, *, at: datetime) -> Download:
    """The resolution a ballot came to, on one page: made anew each time, from rows that no longer change.

    Raises NotFound for a ballot without one, or whose decision was taken back, and where the reader may not see the ballot or is barred from its case.
    """
    stands = (Ballot.resolution.is_not(None), Ballot.status == BallotStatus.CLOSED)
    seen = select(Ballot).where(Ballot.id == ballot_id, *stands)
    ballot = session.scalar(seen.where(sight.sees_ballot(actor, on=day_of(at))))
    if ballot is None:
        raise NotFound()
    case = session.get(Case, ballot.case_id) if ballot.case_id else None
    with in_language(LANGUAGE):
        (told,), words = tallies.tallied(session, [ballot]), _words(session, ballot)
        about = f"{words['resolution']} {told.resolution}"
        values = {"ballot": told, "case_number": case.number if case else "", "words": words}
        values |= {"issuer": ballot.body.name, "about": about}
        content = setting.pdf(TEMPLATE, values, language=LANGUAGE)
    return Download(f"resolution-{told.resolution}.pdf", PDF, content)


def _words(session: Session, ballot: Ballot) -> Mapping[str, str]:
    meeting = session.get(Meeting, ballot.meeting_id) if ballot.meeting_id else None
    held = _("By correspondence")
    if meeting is not None:
        held = _("At the meeting of %(day)s", day=day_of(meeting.starts_at).isoformat())
    return {
        "resolution": _("Resolution"),
        "decided_on": _("Decided on"),
        "how": _("How"),
        "held": held,
        "case": _("Case"),
        "motion": _("Motion"),
        "result": _("Result"),
        "tally": _("Tally"),
        "secret": _("Secret ballot"),
        "option": _("Option"),
        "votes": _("Votes"),
        "abstained": _("Abstained"),
        "not_voted": _("Did not vote"),
    }
