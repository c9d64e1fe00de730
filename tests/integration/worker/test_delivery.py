"""A letter reaches its recipients, or it does not; the dates that hang on it follow."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Party
from ombud.storage.events import Event
from ombud.storage.jobs import JobKind, JobStatus
from ombud.storage.ledger import Deadline
from ombud.storage.letters import Channel, Delivery, DeliveryStatus, OutboxMail, OutboxStatus
from ombud.workflows.jobs import queue
from ombud.workflows.jobs.patience import TRIES_OF
from ombud.workflows.letters import deliveries
from ombud.workflows.mail.smtp import KeptMailer, SmtpMailer
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from tests.integration.worker.course import answer, sent
from tests.integration.worker.world import AT, DAY, World, add_person
from tests.support.mail import Inbox

pytestmark = pytest.mark.both_databases

ASKER = "asker@street.example"


@pytest.fixture
def post_office(world: World, inbox: Inbox) -> Inbox:
    """The world's mail goes over the wire to a real server."""
    world.mailer = SmtpMailer(inbox.host, inbox.port, timeout=5)
    return inbox


def the_delivery(world: World, letter: str = "receipt") -> Delivery:
    return world.each(lambda s: s.scalars(select(Delivery).join(Delivery.letter).filter_by(name=letter)).one())


def file_due(world: World) -> object:
    """The date that is counted from the receipt's delivery."""
    return world.each(lambda s: s.scalars(select(Deadline.due_at).where(Deadline.name == "after_receipt")).one())


def record(world: World, delivery_id: UUID, channel: str = "post", *, by: str = "lead_staff@nutmeg.example") -> None:
    actor = world.person(by)
    world.each(
        lambda s: deliveries.record_delivery(
            s, world.office, delivery_id, channel, "registered", by=actor, at=world.clock()
        )
    )


def test_a_refused_address_stops_the_consequence_until_somebody_delivers(world: World, post_office: Inbox) -> None:
    post_office.refuse[ASKER] = "550 no such mailbox"
    case_id = world.ask()
    answer(world, case_id)
    world.work()
    failed = the_delivery(world)
    assert failed.status == DeliveryStatus.FAILED
    assert failed.note == "The mail was refused with reply 550."
    assert file_due(world) is None
    assert post_office.to("operator@nutmeg.example")[0]["Subject"] == "INQ-2026-0001: a letter could not be delivered"
    assert all(job.status == JobStatus.DONE for job in world.jobs(kind=JobKind.MAIL))  # asking again is useless

    world.clock.at += DAY
    record(world, failed.id)
    world.work()
    delivered = the_delivery(world)
    assert (delivered.channel, delivered.status) == (Channel.POST, DeliveryStatus.DELIVERED)
    assert delivered.recorded_by is not None
    assert str(file_due(world)).startswith("2026-03-09")  # 3 March and five days, to the end of that day
    with pytest.raises(deliveries.AlreadyDelivered):
        record(world, failed.id)


def test_a_server_that_is_away_is_tried_again_with_the_same_message(world: World, post_office: Inbox) -> None:
    post_office.refuse[ASKER] = "451 try later"
    world.ask()
    world.work()
    (job,) = [job for job in world.jobs(kind=JobKind.MAIL) if job.status == JobStatus.READY]
    assert (job.attempts, job.run_at) == (1, AT + timedelta(seconds=30))
    assert job.last_error == "MailDelayed: delayed with reply 451"
    post_office.refuse.clear()
    world.clock.at += timedelta(seconds=30)
    world.work()
    assert len(post_office.to(ASKER)) == 1
    assert the_delivery(world).status == DeliveryStatus.DELIVERED


def test_a_line_that_breaks_after_the_mail_was_taken_repeats_the_same_message(world: World, post_office: Inbox) -> None:
    post_office.broken_off = True
    world.ask()
    world.work()
    post_office.broken_off = False
    world.clock.at += timedelta(seconds=30)
    world.work()
    first, second = post_office.to(ASKER)
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_mail_outlives_a_server_that_is_away_for_a_day(world: World) -> None:
    world.mailer = SmtpMailer("127.0.0.1", 9, timeout=1)  # nobody listens there
    world.ask()
    until = AT + DAY
    while world.clock.at < until:
        world.work()
        world.clock.at = min(job.run_at for job in world.jobs(kind=JobKind.MAIL, status=JobStatus.READY))
    assert world.jobs(status=JobStatus.DEAD) == []
    for _try in range(TRIES_OF[JobKind.MAIL]):
        world.work()
        world.clock.at += timedelta(hours=1)
    dead = world.jobs(status=JobStatus.DEAD)
    assert {job.kind for job in dead} == {JobKind.MAIL}
    assert the_delivery(world).status == DeliveryStatus.FAILED
    assert the_delivery(world).note == "The mail server could not be reached for too long."

    world.mailer = KeptMailer()
    operator = world.person("operator@nutmeg.example")
    world.each(
        lambda s: [queue.retry(s, job.id, reason=queue.Reason.REPAIRED, by=operator, at=world.clock()) for job in dead]
    )
    world.work()
    assert the_delivery(world).status == DeliveryStatus.DELIVERED


def test_somebody_without_an_address_gets_the_letter_by_post(world: World) -> None:
    world.ask(email="")
    world.work()
    waiting = the_delivery(world)
    assert (waiting.channel, waiting.status, waiting.required) == (Channel.POST, DeliveryStatus.WAITING, True)
    assert sent(world, "letter") == []
    assert sent(world, "by_post") == ["INQ-2026-0001: a letter has to go by post"]
    record(world, waiting.id, "hand")
    assert the_delivery(world).channel == Channel.HAND


def test_an_address_that_is_none_counts_as_refused(world: World, post_office: Inbox) -> None:
    world.ask(email="not an address", name="Rosa\r\nBcc: everybody@example.org")
    world.work()
    assert the_delivery(world).status == DeliveryStatus.FAILED
    assert post_office.to("everybody@example.org") == []


def test_a_name_with_a_line_break_forges_no_header(world: World, post_office: Inbox) -> None:
    world.ask(name="Rosa\r\nBcc: everybody@example.org")
    world.work()
    (message,) = post_office.to(ASKER)
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == ASKER


def test_a_mail_that_comes_back_was_not_delivered(world: World) -> None:
    case_id = world.ask()
    answer(world, case_id)
    world.work()
    assert file_due(world) is not None
    by, key = world.person("operator@nutmeg.example"), the_delivery(world).id

    def bounce(session: Session) -> None:
        deliveries.bounce(session, world.office, key, "mailbox full", by=by, at=world.clock())

    world.each(bounce)
    world.work()
    assert the_delivery(world).status == DeliveryStatus.FAILED
    assert file_due(world) is None
    assert sent(world, "undelivered") == ["INQ-2026-0001: a letter could not be delivered"]
    with pytest.raises(deliveries.NeverDelivered):
        world.each(bounce)


def test_a_letter_to_nobody_is_shown_as_failed(world: World) -> None:
    world.retire("director@nutmeg.example")
    case_id = world.ask(email="")
    answer(world, case_id)
    world.each(lambda s: [setattr(p, "role", "somebody_else") for p in s.scalars(select(Party))])
    world.work()
    reply = the_delivery(world, "reply")
    assert (reply.status, reply.note) == (DeliveryStatus.FAILED, "Nobody is known to whom this letter is addressed.")
    assert "INQ-2026-0001: a letter could not be delivered" in sent(world, "undelivered")


def test_who_may_record_a_delivery(world: World) -> None:
    world.ask(email="")
    world.work()
    key = the_delivery(world).id
    with pytest.raises(NotFound):
        record(world, key, by="director@nutmeg.example")  # holds no task of this case: it is not there for them
    with pytest.raises(InvalidCommand):
        record(world, key, "mail")
    with pytest.raises(InvalidCommand):
        record(world, key, "pigeon")
    with pytest.raises(NotFound):
        record(world, UUID(int=1))
    with pytest.raises(Forbidden):
        record(world, key, by=_auditor(world))
    assert the_delivery(world).status == DeliveryStatus.WAITING


def test_every_delivery_is_an_event_without_a_name(world: World) -> None:
    world.ask(email="")
    world.work()
    record(world, the_delivery(world).id)
    event = world.each(lambda s: s.scalars(select(Event).where(Event.kind == "letter.delivered")).one())
    assert event.body == {"letter": "receipt", "delivery": str(the_delivery(world).id), "channel": "post"}
    outbox = world.each(lambda s: s.scalars(select(OutboxMail.status)).all())
    assert set(outbox) == {OutboxStatus.SENT}


def _auditor(world: World) -> str:
    world.each(lambda s: add_person(s, "auditor@nutmeg.example", "auditor", name="An auditor").id)
    return "auditor@nutmeg.example"
