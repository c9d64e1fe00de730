"""What the minutes of a meeting say, as one HTML document in the language of the manual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from ombud.storage.meetings import Meeting
from ombud.workflows.board.papers import setting
from ombud.workflows.board.papers.proceedings import proceedings_of
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _

TEMPLATE: Final = "paper_minutes.html"
LANGUAGE: Final = "en"
"""Minutes are one document, in the language of the manual."""


def text_of(session: Session, office: Office, meeting: Meeting, remarks: str, *, at: datetime) -> str:
    """The document as it would be drafted at an instant."""
    with in_language(LANGUAGE):
        words = _words(meeting)
        values = {
            "meeting": meeting,
            "proceedings": proceedings_of(session, office, meeting, at=at),
            "remarks": remarks,
            "drafted_at": at,
            "words": words,
            "issuer": meeting.body.name,
            "about": setting.with_days(words["title"], language=LANGUAGE),
        }
        return setting.html(TEMPLATE, values, language=LANGUAGE)


def _words(meeting: Meeting) -> Mapping[str, str]:
    return {
        "title": _("Minutes of the meeting of %(day)s", day=day_of(meeting.starts_at).isoformat()),
        "opened": _("Called to order"),
        "adjourned": _("Adjourned"),
        "where": _("Where"),
        "drafted": _("Drafted"),
        "attendance": _("Attendance"),
        "name": _("Name"),
        "arrived": _("Arrived"),
        "left": _("Left"),
        "nobody": _("Nobody was noted as present."),
        "taken_up": _("Items"),
        "none": _("Nothing was taken up."),
        "by_hand": _("Recorded by hand, without a ballot."),
        "other_ballots": _("Other ballots"),
        "secret": _("Secret ballot"),
        "option": _("Option"),
        "votes": _("Votes"),
        "abstained": _("Abstained"),
        "not_voted": _("Did not vote"),
        "result": _("Result"),
        "resolution": _("Resolution"),
        "aside": _("Stood aside:"),
        "alternate": _("the alternate acted"),
        "input": _("Paid input from people with lived experience was received."),
        "remarks": _("Remarks"),
    }
