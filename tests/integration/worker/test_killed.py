"""Workers are killed, between any two statements: every effect in the database happens once, no mail is lost."""

from __future__ import annotations

import signal
from collections import Counter
from datetime import datetime
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ombud.storage.chain import verify_chain
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobStatus
from ombud.storage.letters import Delivery, DeliveryStatus, Letter, LetterStatus, OutboxMail, OutboxStatus
from ombud.workflows.jobs.patience import LEASE
from ombud.workflows.mail.smtp import SmtpMailer
from tests.integration.worker.dying import APPLICATION, Errand, start
from tests.integration.worker.world import World
from tests.support.mail import Inbox

FAR = 1_000
"""More steps than the course has; a course that long does not end."""

LONG = [pytest.mark.long, pytest.mark.timeout(1_800)]


@pytest.mark.parametrize("stride", [pytest.param(1, marks=LONG, id="every"), pytest.param(7, id="some")])
def test_killed_between_any_two_statements(world: World, inbox: Inbox, stride: int) -> None:
    """A receipt is set and delivered, staff are told of their task: with a death at each step along the way."""
    for dies_at in count(1, stride):
        case_id = world.ask()
        killed = _killed_at(world, inbox, dies_at)
        world.clock.at += LEASE
        world.mailer = SmtpMailer(inbox.host, inbox.port, timeout=10)
        world.work("the next")
        world.each(lambda session, case_id=case_id: _happened_once(session, case_id, by=world.clock.at))
        _no_mail_lost(world, inbox, case_id)
        if not killed:
            break
        assert dies_at < FAR
    assert dies_at > 40  # it had that many chances to die
    assert stride > 1 or _repeated(inbox) > 0  # R2: some deaths fell between sending and marking


def _repeated(inbox: Inbox) -> int:
    times = Counter(message["Message-ID"] for message in inbox.messages)
    return sum(1 for many in times.values() if many > 1)


def _killed_at(world: World, inbox: Inbox, dies_at: int) -> bool:
    errand = Errand(world.url, world.clock.at, inbox.port, f"dies at {dies_at}", dies_at)
    process = start(errand)
    process.join()
    world.each(bury)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def bury(session: Session) -> None:
    """Waits until PostgreSQL has noticed that the process is gone, and let go of its locks."""
    if session.connection().dialect.name == "postgresql":
        end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = :name"
        session.execute(text(end), {"name": APPLICATION})


def _happened_once(session: Session, case_id: UUID, *, by: datetime) -> None:
    due = select(Job.status).where(Job.case_id == case_id, Job.run_at <= by)
    assert set(session.scalars(due)) == {JobStatus.DONE}
    assert session.scalars(select(Letter.status).where(Letter.case_id == case_id)).all() == [LetterStatus.RENDERED]
    assert session.scalars(select(Delivery.status).where(Delivery.case_id == case_id)).all() == [
        DeliveryStatus.DELIVERED
    ]
    outbox = session.execute(select(OutboxMail.notice, OutboxMail.status).where(OutboxMail.case_id == case_id)).all()
    assert sorted(outbox) == [("letter", OutboxStatus.SENT), ("task", OutboxStatus.SENT)]
    kinds = session.execute(select(Event.kind, func.count()).where(Event.chain == case_id).group_by(Event.kind)).all()
    assert dict(map(tuple, kinds)) == {"opened": 1, "letter.rendered": 1, "letter.delivered": 1}
    assert verify_chain(session, case_id).ok


def _no_mail_lost(world: World, inbox: Inbox, case_id: UUID) -> None:
    """Each mail of the outbox has arrived; one that arrived twice is the same to the last byte."""
    written = world.each(lambda s: s.scalars(select(OutboxMail.message_id).where(OutboxMail.case_id == case_id)).all())
    arrived = {message["Message-ID"]: set() for message in inbox.messages}
    for message in inbox.messages:
        arrived[message["Message-ID"]].add(message.as_bytes())
    assert set(written) <= set(arrived)
    assert all(len(copies) == 1 for copies in arrived.values())
