"""Those of a body hear that a meeting they relied on is cancelled, moved or put back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.letters import OutboxMail
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board.announcing import CHANGED
from ombud.workflows.people import persons
from tests.integration.board.calendar_world import APRIL, JUNE, CalendarTown, schedule, set_rule, undo


def mails(town: CalendarTown) -> list[tuple[str, str]]:
    rows = select(OutboxMail).where(OutboxMail.notice == CHANGED).order_by(OutboxMail.created_at, OutboxMail.id)
    return town.see(lambda s: [(mail.subject, mail.text) for mail in s.scalars(rows)])


def join(town: CalendarTown, email: str, body: str = "panel", *, language: str = "en", **days: date) -> None:
    def joins(session: Session) -> None:
        who: dict[str, Any] = {"email": email, "name": email.split("@")[0], "language": language}
        newcomer = persons.add(session, organisation_id=None, **who, by=OPERATOR, at=town.at)
        scope_id = session.scalars(select(Body.id).where(Body.key == body)).one()
        held: dict[str, Any] = {"role": "member", "scope": RoleScope.BODY, "scope_id": scope_id}
        session.add(RoleHolding(person_id=newcomer, **held, **({"from_on": date(2020, 1, 1)} | days)))

    town.do(joins)


@pytest.fixture
def town(town: CalendarTown) -> CalendarTown:
    """With two members beside whoever presides, and one who was a member once."""
    join(town, "ada@nutmeg.example")
    join(town, "ben@nutmeg.example")
    join(town, "old@nutmeg.example", to_on=date(2021, 1, 1))
    return town


def test_a_cancelled_meeting_is_told_to_all_but_whoever_cancelled_it(town: CalendarTown) -> None:
    town.cancel(APRIL)
    town.settle()
    town.settle()
    told = mails(town)
    assert len(told) == 2
    subject, text = told[0]
    assert "a meeting was cancelled" in subject
    assert "April 8, 2026" in text
    assert "/meetings" in text
    assert "The page of the meeting says why." in text
    assert "snow" not in subject + text  # the reason stands there, for those who may read it


def test_a_moved_meeting_names_both_days_and_coming_back_is_told_too(town: CalendarTown) -> None:
    town.move(APRIL, datetime(2026, 4, 15, 18, tzinfo=UTC))
    town.settle()
    (_subject, text), _other = mails(town)
    assert "April 8, 2026" in text
    assert "It is on April 15, 2026" in text
    undo(town, "moved")
    town.settle()
    back = [text for subject, text in mails(town) if "as it was before" in subject]
    assert (len(back), len(mails(town))) == (2, 4)
    assert all("is on April 8, 2026, " in text for text in back)


def test_what_was_taken_back_before_it_was_told_is_told_once(town: CalendarTown) -> None:
    town.cancel(APRIL)
    undo(town, "cancelled")
    town.settle()
    assert ["as it was before" in subject for subject, _text in mails(town)] == [True] * 2


def test_a_new_rule_is_one_mail_and_a_meeting_that_is_added_none(town: CalendarTown) -> None:
    schedule(town, JUNE)
    town.settle()
    assert mails(town) == []
    set_rule(town)
    set_rule(town, rrule="FREQ=MONTHLY;BYDAY=3TH")
    town.settle()
    assert ["other dates" in subject for subject, _text in mails(town)] == [True] * 2


def test_those_of_a_body_that_meets_with_it_hear_of_it_too(town: CalendarTown) -> None:
    def beside(session: Session) -> None:
        session.add(Body(key="beside", name="Beside", calendar_of_id=town.panel))

    town.do(beside)
    join(town, "bea@nutmeg.example", "beside", language="es")
    town.cancel(APRIL)
    town.settle()
    assert len(mails(town)) == 3
    assert any("8 de abril de 2026" in text for _subject, text in mails(town))
