"""A worker is killed at any moment of a daily mail: it comes all the same, once, and a repeat is the same to the last
byte. Two workers that wake at the same hour send it once."""

from __future__ import annotations

import signal
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.letters import OutboxMail
from ombud.storage.notices import DigestItem
from ombud.workflows.digest.waiting import About, put_aside
from ombud.workflows.jobs.patience import LEASE
from ombud.workflows.mail.recipients import resolve
from ombud.workflows.mail.smtp import KeptMailer, SmtpMailer
from tests.integration.digest.place import COLLEAGUE, STAFF, Place, morning
from tests.integration.worker.course import answer
from tests.integration.worker.dying import Errand, start
from tests.integration.worker.test_killed import bury
from tests.support.mail import Inbox
from tests.support.together import together

pytestmark = pytest.mark.both_databases

LONG = [pytest.mark.long, pytest.mark.timeout(1_800)]


@pytest.mark.parametrize("stride", [pytest.param(1, marks=LONG, id="every"), pytest.param(14, id="some")])
def test_killed_between_any_two_statements(place: Place, inbox: Inbox, stride: int) -> None:
    case_id = _with_a_task_without_a_date(place)
    for day, dies_at in enumerate(count(1, stride)):
        _put_aside(place, case_id)
        place.clock.at = morning(day)
        killed = _killed_at(place, inbox, dies_at)
        place.clock.at += LEASE
        place.mailer = SmtpMailer(inbox.host, inbox.port, timeout=10)
        place.work("the next")
        assert _happened_once(place, inbox, day)
        place.clock.at += timedelta(hours=2)
        if not killed:
            break
    assert dies_at > 25  # it had that many chances to die


def test_two_workers_at_one_hour_send_it_once(place: Place, inbox: Inbox) -> None:
    case_id = _with_a_task_without_a_date(place)
    _put_aside(place, case_id)
    place.clock.at = morning(0)
    workers = [start(Errand(place.url, place.clock.at, inbox.port, f"worker {n}", dies_at=0)) for n in range(2)]
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert (len(inbox.to(STAFF)), len(inbox.to(COLLEAGUE))) == (1, 1)
    assert place.waiting() == []


def test_a_mail_that_was_given_up_takes_nothing_with_it(place: Place) -> None:
    """What it would have said comes with the mail of the next day, beside what is new."""
    case_id = _with_a_task_without_a_date(place)
    _put_aside(place, case_id)
    place.each(lambda s: s.execute(update(Job).where(Job.kind == JobKind.DIGEST).values(status=JobStatus.DEAD)))
    place.ask(email="")
    place.work()
    place.until(morning(1))
    (mail,) = place.daily(STAFF)
    assert mail["Subject"] == "2 matters for you"
    assert place.waiting() == []


def test_nothing_is_put_aside_for_a_mail_that_has_gone(place: Place) -> None:
    """Told and sent at the same moment, it comes with this mail or with the next one, and in one of them."""
    case_id = _with_a_task_without_a_date(place)
    for day in range(4):
        _put_aside(place, case_id)
        place.clock.at = morning(day)
        together(lambda: _put_aside(place, case_id), place.work)
    place.until(morning(4))
    assert place.waiting() == []
    ended = place.each(lambda s: s.scalars(select(DigestItem.mail_id).where(DigestItem.mail_id.is_not(None))).all())
    assert len(ended) == 2 * 2 * 4
    assert 4 <= len(place.daily(STAFF)) <= 5


def _with_a_task_without_a_date(place: Place) -> UUID:
    """It is there every day, and nothing else happens by itself."""
    case_id = place.ask(email="")
    place.work()
    answer(place, case_id)
    place.work()
    place.until(morning(0) - timedelta(hours=1))
    place.each(lambda s: [setattr(item, "ended_at", place.clock.at) for item in s.scalars(select(DigestItem))])
    place.mailer = KeptMailer()
    return case_id


def _put_aside(place: Place, case_id: UUID) -> None:
    task_id = place.task(case_id, "file")

    def put(session: Session) -> None:
        case, at = session.get_one(Case, case_id), place.clock()
        staff = resolve(session, place.office, ["role:lead_staff"], case, at=at)
        told = put_aside(session, place.office, case, staff, notice="task", about=About(task_id), at=at)
        assert told == []

    place.each(put)


def _killed_at(place: Place, inbox: Inbox, dies_at: int) -> bool:
    process = start(Errand(place.url, place.clock.at, inbox.port, f"dies at {dies_at}", dies_at))
    process.join()
    place.each(bury)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _happened_once(place: Place, inbox: Inbox, day: int) -> bool:
    """Each of the two has one more mail, however many copies of it came."""
    assert place.waiting() == []
    assert {job.status for job in place.jobs(kind=JobKind.DIGEST) if job.run_at <= place.clock.at} == {JobStatus.DONE}
    written = place.each(lambda s: s.scalar(select(func.count()).where(OutboxMail.notice == "digest")))
    assert written == 2 * (day + 1)
    for email in (STAFF, COLLEAGUE):
        copies = {str(mail["Message-ID"]): set[bytes]() for mail in inbox.to(email)}
        for mail in inbox.to(email):
            copies[str(mail["Message-ID"])].add(mail.as_bytes())
        assert len(copies) == day + 1
        assert all(len(same) == 1 for same in copies.values())
    return True
