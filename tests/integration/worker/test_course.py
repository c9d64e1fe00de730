"""What the worker does for a case, from its first letter to its last."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Task, TaskStatus
from ombud.storage.chain import verify_chain
from ombud.storage.events import Event
from ombud.storage.jobs import JobKind, JobStatus
from ombud.storage.ledger import Deadline
from ombud.storage.letters import Channel, Delivery, DeliveryStatus, Letter, LetterStatus, OutboxMail
from ombud.workflows.days import day_of
from ombud.workflows.deadlines import commands as deadlines
from ombud.workflows.letters.issue import read_pdf
from tests.integration.worker.course import answer, sent
from tests.integration.worker.world import AT, COMPLAINT, DAY, World
from tests.support.pdf import text_of

pytestmark = pytest.mark.both_databases


def letter_text(world: World, case_id: UUID, name: str) -> str:
    def read(session: Session) -> bytes | None:
        letter = session.scalars(select(Letter).where(Letter.case_id == case_id, Letter.name == name)).one()
        return read_pdf(world.office.vault.unwrap(session.get_one(Case, case_id).data_key), letter)

    return text_of(world.each(read))


def test_a_letter_is_set_kept_and_announced(world: World) -> None:
    case_id = world.ask()
    world.work()
    text = letter_text(world, case_id, "receipt")
    assert "We have your inquiry" in text
    assert "Nobody answered our two mails." in text
    assert "Nutmeg Housing Data Alliance" in text
    assert "answered already" not in text

    def look(session: Session) -> None:
        letter = session.scalars(select(Letter)).one()
        pdf = read_pdf(world.office.vault.unwrap(session.get_one(Case, case_id).data_key), letter)
        assert letter.status == LetterStatus.RENDERED
        assert letter.pdf_sha256 == hashlib.sha256(pdf or b"").digest()
        event = session.scalars(select(Event).where(Event.kind == "letter.rendered")).one()
        assert event.body["sha256"] == letter.pdf_sha256.hex()
        delivery = session.scalars(select(Delivery)).one()
        assert (delivery.channel, delivery.status) == (Channel.MAIL, DeliveryStatus.DELIVERED)
        assert delivery.delivered_at == AT
        assert session.scalars(select(Event.kind).where(Event.kind.like("letter.%")).order_by(Event.seq)).all() == [
            "letter.rendered",
            "letter.delivered",
        ]
        assert verify_chain(session, case_id).ok

    world.each(look)
    (message,) = [m for m in world.mails if m["To"] == "Rosa Delgado <asker@street.example>"]
    assert message["Subject"] == "INQ-2026-0001: a letter is ready"
    assert "https://ombud.example/track" in message.get_content()
    assert message["Auto-Submitted"] == "auto-generated"
    assert all(job.status == JobStatus.DONE for job in world.jobs() if job.run_at <= AT)


def test_a_letter_says_what_stood_when_it_was_issued(world: World) -> None:
    """The receipt is set only after the answer was given; it knows nothing of the answer. The reply quotes both."""
    case_id = world.ask()
    answer(world, case_id)
    world.work()
    assert "answered already" not in letter_text(world, case_id, "receipt")
    reply = letter_text(world, case_id, "reply")
    assert "Please look into it." in reply
    assert "We are sorry." in reply
    assert "The lead_staff" in reply


def test_mails_hold_no_details_of_the_case(world: World) -> None:
    world.ask(name="Wilhelmina Quackenbush")
    world.work()
    rows = world.each(lambda session: session.scalars(select(OutboxMail)).all())
    for row in rows:
        assert b"street.example" not in row.recipient_sealed
        assert "Quackenbush" not in row.subject + row.text
    for message in world.mails:
        assert not any(line in message.get_content() for line in COMPLAINT.split("\n\n"))


def test_a_timer_that_fired_during_an_outage_fires_once(world: World) -> None:
    case_id = world.ask()
    world.work()
    world.clock.at = AT + 23 * DAY
    world.work()
    world.work()
    assert len(sent(world, "silent")) == 2
    fired = world.each(lambda s: s.scalars(select(Event).where(Event.chain == case_id, Event.kind == "ticked")).all())
    assert len(fired) == 1
    assert day_of(fired[0].at).isoformat() == "2026-03-23"  # counted from the due instant, not from the restart
    assert "We have no answer." in letter_text(world, case_id, "reply")


def test_no_timer_fires_early_when_the_clock_is_set_back(world: World) -> None:
    world.ask()
    world.work()
    due_at = world.jobs(kind=JobKind.TICK)[0].run_at
    world.clock.at = due_at - timedelta(microseconds=1)
    world.work()
    assert sent(world, "silent") == []
    world.clock.at = due_at
    world.work()
    world.clock.at = due_at - timedelta(hours=1)
    world.work()
    world.clock.at = due_at + timedelta(hours=1)
    world.work()
    assert len(sent(world, "silent")) == 2


def test_people_are_reminded_once_and_told_once_when_it_is_overdue(world: World) -> None:
    world.ask()
    world.clock.at = AT + 8 * DAY
    world.work()
    world.work()
    assert sent(world, "reminder") == ["INQ-2026-0001: a task is due soon"]
    world.clock.at = AT + 11 * DAY
    world.work()
    world.work()
    assert sent(world, "overdue") == ["INQ-2026-0001: a task is overdue"]
    told = world.each(lambda s: s.scalars(select(Deadline.overdue_told_at).where(Deadline.name == "answer")).one())
    assert told == world.clock.at


def test_nobody_is_told_of_a_task_that_is_done(world: World) -> None:
    case_id = world.ask()
    answer(world, case_id)
    world.clock.at = AT + 11 * DAY
    world.work()
    assert (sent(world, "reminder"), sent(world, "overdue")) == ([], [])
    done = world.each(lambda s: s.scalars(select(Task.status).where(Task.element == "answer")).one())
    assert done == TaskStatus.COMPLETED


def test_nobody_is_told_of_a_date_that_has_moved(world: World) -> None:
    world.ask()
    world.work()

    by = world.person("operator@nutmeg.example")

    def extend(session: Session) -> None:
        key = session.scalars(select(Deadline.id).where(Deadline.name == "answer")).one()
        until = day_of(AT) + timedelta(days=18)
        deadlines.extend(session, world.office, key, until=until, reason="ill", by=by, at=world.clock())

    world.each(extend)
    world.clock.at = AT + 12 * DAY
    world.work()
    assert (sent(world, "reminder"), sent(world, "overdue")) == ([], [])
    world.clock.at = AT + 19 * DAY
    world.work()
    assert (len(sent(world, "reminder")), len(sent(world, "overdue"))) == (1, 1)


def test_where_nobody_holds_a_role_the_operators_hear_of_it(world: World) -> None:
    world.retire("lead_staff@nutmeg.example")
    world.ask()
    world.work()
    assert sent(world, "task") == []
    assert sent(world, "nobody") == ["INQ-2026-0001: nobody could be told"]


def test_a_mail_speaks_the_language_of_its_reader(world: World) -> None:
    world.ask(language="es")
    world.work()
    (message,) = [m for m in world.mails if "Rosa Delgado" in m["To"]]
    assert message["Content-Language"] == "es"
