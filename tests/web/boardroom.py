"""A body at its meeting, on the pages: who presides, who is there, an appeal on the agenda, a ballot on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from ombud.storage.board import Body
from ombud.storage.meetings import AgendaItem, Meeting, MeetingKind, MeetingStatus
from ombud.storage.session import reading
from tests.web.house import DECISION, Browser, House
from tests.web.people import ABENA, BRUNO, CAROL, COCHAIR, DIRECTOR, DMITRI, HDC

STRANGER = HDC
RULES = "/bodies/grievance_subcommittee/rules"

NAMES = {ABENA: "Abena Osei", BRUNO: "Bruno Castell", CAROL: "Carol Haines", DMITRI: "Dmitri Volkov"}


@dataclass
class Hearing:
    """An appeal before the subcommittee, on the day of the meeting it was put on."""

    house: House
    number: str
    code: str
    task: str
    meeting_id: UUID

    @property
    def meeting(self) -> str:
        return f"/meetings/{self.meeting_id}"

    def call_to_order(self, *present: str) -> Browser:
        """The chair's browser, on the page of a meeting that is in session with those present."""
        chair = self.house.as_(CAROL)
        chair.see(self.meeting)
        chair.send(f"{self.meeting}/open")
        for email in present:
            arrive(chair, self.meeting, NAMES[email])
        chair.see(self.meeting)
        return chair

    def open_by_correspondence(self, until: date) -> str:
        """The address of a ballot the chair opens outside a meeting, until the end of a day."""
        chair, asked = self.house.as_(CAROL), f"/tasks/{self.task}/ballot"
        chair.see(asked)
        return chair.send(asked, {"meeting": "correspondence", "closes_on": until.isoformat()}).location

    def open_ballot(self, chair: Browser) -> str:
        """The address of the ballot the chair opens from the agenda."""
        page = chair.see(self.meeting)
        link = re.search(r'href="(/tasks/[^"]+/ballot[^"]*)"', page)
        assert link, "the agenda offers no ballot"
        chair.see(link[1])
        return chair.send(link[1], {"meeting": str(self.meeting_id)}).location


def a_hearing(house: House, **complaint: str) -> Hearing:
    number, code = house.file(**complaint)
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.appeal(number, code)
    house.work()
    task = house.task(number, "subcommittee_hears")
    with reading(house.database) as session:
        item = session.scalars(select(AgendaItem).where(AgendaItem.task_id == UUID(task))).one()
        assert item.meeting is not None
        meeting_id, house.at = item.meeting.id, item.meeting.starts_at
    return Hearing(house, number, code, task, meeting_id)


def may_vote_by_correspondence(house: House) -> None:
    """The subcommittee, from now on."""
    cochair = house.as_(COCHAIR)
    cochair.see(RULES)
    by_letter = {"correspondence": "yes", "reason": "Decided in March", "seen": cochair.hidden("seen")}
    cochair.send(RULES, by_letter)


def next_meeting(house: House, body: str) -> UUID:
    """The body's next regular meeting, whose day it becomes."""
    with reading(house.database) as session:
        coming = select(Meeting).join(Body).where(Body.key == body, Meeting.starts_at > house.at)
        coming = coming.where(Meeting.status == MeetingStatus.SCHEDULED, Meeting.kind == MeetingKind.REGULAR)
        meeting = session.scalars(coming.order_by(Meeting.starts_at).limit(1)).one()
        house.at = meeting.starts_at
        return meeting.id


def arrive(presider: Browser, meeting: str, name: str) -> None:
    person = re.search(rf"{name}</span>.*?/people/([0-9a-f-]+)/arrive", presider.see(meeting), re.DOTALL)
    assert person, f"{name} cannot arrive"
    presider.send(f"{meeting}/people/{person[1]}/arrive")


def vote(house: House, email: str, ballot: str, choice: str, *, status: int = 303) -> Browser:
    """Somebody votes on the page of the ballot as they see it."""
    voter = house.as_(email)
    voter.see(ballot)
    cast(voter, choice, status=status)
    return voter


def cast(voter: Browser, choice: str, *, status: int = 303) -> None:
    """Votes from the page that is open, for the first seat it offers."""
    paper = re.search(r'action="(/ballots/[^"]+/vote)"', voter.page.text)
    assert paper, "the page has no ballot paper"
    voter.send(paper[1], {"choice": choice, "seen": voter.hidden("seen")}, status=status)


def seen(browser: Browser) -> str:
    """The version of the agenda on the page that is open."""
    return browser.hidden("seen")
