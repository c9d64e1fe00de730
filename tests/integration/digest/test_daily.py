"""What can wait comes once a day in one mail; what cannot comes at once; nothing comes twice, and nothing after it was
acted on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.directory import Person, RoleHolding
from ombud.storage.jobs import JobKind, JobStatus
from ombud.storage.letters import OutboxMail
from ombud.workflows import settings
from ombud.workflows.actors import OPERATOR
from tests.integration.digest.place import COLLEAGUE, DIRECTOR, STAFF, Place, morning, text_of
from tests.integration.worker.course import answer, sent
from tests.integration.worker.world import AT, COMPLAINT, DAY
from tests.support.statements import statements


def test_new_tasks_come_in_the_morning_in_one_mail(place: Place) -> None:
    first, second = place.ask(), place.ask(name="Wilhelmina Quackenbush")
    place.work()
    assert place.to(STAFF) == []
    assert len(place.to("asker@street.example")) == 2, "letters go at once"
    place.until(morning(0) - timedelta(seconds=1))
    assert place.to(STAFF) == []
    place.until(morning(0))
    (mail,) = place.to(STAFF)
    assert mail["Subject"] == "2 matters for you"
    said = text_of(mail)
    for number, case_id in (("INQ-2026-0001", first), ("INQ-2026-0002", second)):
        assert (
            f"- {number}, Inquiry: Answer. Due: March 12, 2026\n  https://ombud.example/tasks/{place.task(case_id)}"
            in said
        )
    assert "https://ombud.example/inbox" in said
    assert not any(secret in said for secret in ("Quackenbush", "Rosa", "street.example", *COMPLAINT.split("\n\n")))
    place.until(morning(1))
    assert len(place.to(STAFF)) == 1
    assert place.waiting() == []


def test_a_day_without_anything_new_brings_no_mail(place: Place) -> None:
    case_id = place.ask()
    place.work()
    answer(place, case_id)
    place.until(morning(0))
    assert text_of(place.daily(STAFF)[0]).count("INQ-2026-0001") == 1, "the next task of the case"
    place.until(morning(1))
    assert len(place.daily(STAFF)) == 1
    (digest, *_others) = place.jobs(kind=JobKind.DIGEST)
    assert digest.payload.keys() == {"person"}


def test_what_was_taken_or_done_since_is_left_out(place: Place) -> None:
    taken, done, left = place.ask(), place.ask(), place.ask()
    place.work()
    place.claim(taken, STAFF)
    answer(place, done)
    place.claim(done, STAFF, "file")
    place.until(morning(0))
    (mail,) = place.daily(COLLEAGUE)
    assert mail["Subject"] == "1 matter for you"
    assert str(place.task(left)) in text_of(mail)
    assert place.waiting() == []


def test_a_mail_in_which_nothing_would_be_left_is_not_sent(place: Place) -> None:
    place.claim(place.ask(), STAFF)
    place.work()
    place.until(morning(0))
    assert place.to(COLLEAGUE) == []
    assert {job.status for job in place.jobs(kind=JobKind.DIGEST)} == {JobStatus.DONE}


def test_a_reminder_can_wait_and_an_overdue_notice_cannot(place: Place) -> None:
    """Three days before the twelfth it is due soon, on the thirteenth it is late."""
    place.ask()
    place.work()
    place.until(morning(0))
    place.until(AT + 8 * DAY)
    assert sent(place, "reminder") == []
    place.until(morning(8))
    (_new, soon) = place.daily(STAFF)
    assert "Due soon:\n\n- INQ-2026-0001, Inquiry: Answer. Due: March 12, 2026" in text_of(soon)
    place.until(AT + 11 * DAY)
    assert len(sent(place, "overdue")) == 2, "to each of the two at once"


def test_what_is_due_by_tomorrow_does_not_wait(place: Place) -> None:
    """The receipt was delivered four days ago: to file it is due tomorrow."""
    case_id = place.ask()
    place.work()
    place.until(morning(0))
    place.clock.at = AT + 4 * DAY
    answer(place, case_id)
    place.work()
    assert [str(mail["Subject"]) for mail in place.to(STAFF)][-1] == "INQ-2026-0001: a task is waiting for you"
    assert len(place.daily(STAFF)) == 1


def test_each_reads_in_their_own_language(place: Place) -> None:
    place.each(lambda s: s.execute(update(Person).where(Person.email == STAFF).values(language="es")))
    place.ask()
    place.work()
    place.until(morning(0))
    (mail,) = place.to(STAFF)
    assert mail["Content-Language"] == "es"
    assert "12 de marzo de 2026" in text_of(mail)
    assert place.to(COLLEAGUE)[0]["Content-Language"] == "en"


def test_whoever_wants_everything_at_once_gets_it_so(place: Place) -> None:
    place.wants_all_at_once(STAFF)
    place.ask()
    place.work()
    assert [str(mail["Subject"]) for mail in place.to(STAFF)] == ["INQ-2026-0001: a task is waiting for you"]
    place.until(morning(0))
    assert len(place.to(STAFF)) == 1
    assert len(place.daily(COLLEAGUE)) == 1


def test_what_waited_before_one_chose_comes_with_the_next_daily_mail(place: Place) -> None:
    place.ask()
    place.work()
    place.wants_all_at_once(STAFF)
    place.until(morning(0))
    assert len(place.daily(STAFF)) == 1


def test_notices_of_a_procedure_never_wait(place: Place) -> None:
    place.ask()
    place.until(AT + 21 * DAY)
    assert len(sent(place, "silent")) == 2
    assert any("was not answered" in str(mail["Subject"]) for mail in place.to(DIRECTOR))


def test_without_an_account_everything_comes_at_once(place: Place) -> None:
    place.retire(STAFF)
    place.retire(COLLEAGUE)
    place.ask()
    place.work()
    assert sent(place, "nobody") == ["INQ-2026-0001: nobody could be told"]


def test_a_suspended_case_waits_for_the_mail_after_it_is_resumed(place: Place) -> None:
    case_id = place.ask()
    place.work()
    place.turn(case_id, "suspend")
    for day in range(3):
        place.until(morning(day))
    assert place.to(STAFF) == []
    place.turn(case_id, "resume")
    place.until(morning(3))
    place.until(morning(4))
    assert [mail["Subject"] for mail in place.to(STAFF)] == ["1 matter for you"]


def test_a_worker_that_was_away_sends_one_mail_and_not_three(place: Place) -> None:
    place.ask()
    place.work()
    place.until(morning(3))
    place.ask()
    place.until(morning(3) + timedelta(hours=1))
    place.until(morning(4))
    assert [mail["Subject"] for mail in place.daily(STAFF)] == ["1 matter for you"] * 2


def test_the_hour_is_the_offices(place: Place) -> None:
    family = settings.accounts_family(place.office)
    place.each(
        lambda s: settings.change(s, family, "digest_hour", 18, reason="We read mail at night.", by=OPERATOR, at=AT)
    )
    place.ask()
    place.work()
    place.until(AT + timedelta(hours=9) - timedelta(seconds=1))
    assert place.to(STAFF) == []
    place.until(AT + timedelta(hours=9))
    assert len(place.daily(STAFF)) == 1


def test_an_hour_moved_on_the_same_day_brings_no_second_mail_that_day(place: Place) -> None:
    family = settings.accounts_family(place.office)
    place.ask()
    place.work()
    place.until(morning(0))
    later = {"reason": "Later.", "by": OPERATOR, "at": place.clock.at}
    place.each(lambda s: settings.change(s, family, "digest_hour", 18, **later))
    place.ask()
    place.until(morning(0) + timedelta(hours=11))
    assert len(place.daily(STAFF)) == 1
    place.until(morning(1) + timedelta(hours=11))
    assert len(place.daily(STAFF)) == 2


def test_somebody_who_is_here_no_longer_gets_no_mail(place: Place) -> None:
    place.ask()
    place.work()
    place.retire(STAFF)
    place.until(morning(0))
    assert place.to(STAFF) == []
    assert place.waiting() == []


def test_a_role_that_has_ended_gets_no_mail_of_its_tasks(place: Place) -> None:
    place.ask()
    place.work()
    place.each(_end_roles)
    place.until(morning(0))
    assert place.to(STAFF) == []


def test_its_row_in_the_outbox_names_nobody(place: Place) -> None:
    place.ask()
    place.work()
    place.until(morning(0))
    rows = place.each(lambda s: s.scalars(select(OutboxMail).where(OutboxMail.notice == "digest")).all())
    assert rows
    assert all(b"nutmeg" not in row.recipient_sealed and "nutmeg" not in row.text for row in rows)
    assert {row.case_id for row in rows} == {None}


def test_whoever_a_case_is_from_hears_in_the_morning_that_it_has_moved_on(place: Place) -> None:
    """Not of bringing it, and once for all steps of a day; the letter about it comes at once."""
    asker = "asker@harbor.example"
    by = place.settle(asker, "hdc")
    case_id = place.ask_as(by)
    place.work()
    place.until(morning(0))
    assert place.daily(asker) == []
    answer(place, case_id)
    place.work()
    assert [str(mail["Subject"]) for mail in place.to(asker)] == ["INQ-2026-0001: a letter is ready"] * 2
    place.until(morning(1))
    (mail,) = place.daily(asker)
    assert "Your own cases have moved on:\n\n- INQ-2026-0001, Inquiry\n  https://ombud.example/cases/INQ" in text_of(
        mail
    )


def test_many_matters_take_no_more_statements_than_few(place: Place) -> None:
    asked = []
    for day, many in enumerate((2, 6)):
        for _case in range(many):
            place.ask(email="")
        place.work()
        place.clock.at = morning(day)
        with statements(place.database) as seen:
            place.work()
        asked.append(len([one for one in seen if "FROM tasks" in one or "FROM cases" in one or "FROM parties" in one]))
        place.clock.at += timedelta(hours=2)
    assert [str(mail["Subject"]) for mail in place.daily(STAFF)] == ["2 matters for you", "6 matters for you"]
    assert asked[0] == asked[1]


def test_of_a_case_in_which_one_is_asked_for_something_no_more_is_said(place: Place) -> None:
    """Somebody who works there brought it themselves."""
    case_id = place.ask_as(place.settle("both@nutmeg.example", "lead_staff"), roles=("hdc",))
    place.work()
    place.until(morning(0))
    answer(place, case_id)
    place.work()
    place.until(morning(1))
    said = text_of(place.daily("both@nutmeg.example")[-1])
    assert "Inquiry: File" in said
    assert "moved on" not in said


def _end_roles(session: Session) -> None:
    session.execute(update(RoleHolding).where(RoleHolding.role == "lead_staff").values(to_on=AT.date()))
