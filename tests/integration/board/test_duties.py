"""Standing duties: due again after an interval, recorded with evidence, reminded of, chased while late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from ombud.storage.board import DutyRecord
from ombud.storage.directory import Person
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobKind
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.board import duties
from ombud.workflows.board.duties import State
from ombud.workflows.procedures.duties import DutiesToml
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from tests.support.court import DIRECTORY, Court

DUTIES = DutiesToml.model_validate(
    {
        "chase": {"every": "P1M", "source": "local"},
        "duties": [
            {"key": "oversight", "who": "body:board", "what": "Oversees", "source": "P102-b"},
            {
                "key": "evaluation",
                "who": "body:board",
                "what": "Advises on the yearly evaluation",
                "every": "P1Y",
                "remind": ["P14D"],
                "source": "P102-ac",
            },
            {"key": "hearings", "who": "body:panel/member", "what": "Hears", "every": "P3M", "source": "T-1"},
            {"key": "ledger", "who": "role:clerk", "what": "Keeps the ledger", "every": "P1M", "source": "T-2"},
        ],
    }
)
TODAY = date(2026, 3, 2)


@pytest.fixture
def court(court: Court) -> Court:
    """A court with duties."""
    court.office = replace(court.office, duties=DUTIES)
    return court


def record(court: Court, key: str, *, by: str, on: date = TODAY, evidence: str = "Minutes of March", request: str = "") -> None:  # fmt: skip
    actor, at, sent = court.who(by), court.at, request or None
    with unit_of_work(court.database) as session:
        duties.record_done(session, court.office, key, done_on=on, evidence=evidence, by=actor, at=at, request_key=sent)


def states(court: Court) -> list[tuple[str, State, date | None]]:
    with reading(court.database) as session:
        found = duties.status(session, DUTIES.duties, at=court.at)
    return [(one.duty.key, one.state, one.due_on) for one in found]


def watch(court: Court) -> None:
    with unit_of_work(court.database) as session:
        duties.watch(session, DUTIES, DUTIES.duties, at=court.at)


def jobs(court: Court) -> int:
    with reading(court.database) as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.kind == JobKind.DUTY)) or 0


def until(court: Court, day: date) -> list[tuple[str, str]]:
    """Lets the days pass, the worker working on each; gives who was written to and what about."""
    before = len(court.mailer.messages)
    while court.at.date() < day:
        court.pass_days(1)
        court.work()
    sent = court.mailer.messages[before:]
    return [(str(mail["To"].addresses[0].addr_spec), str(mail["Subject"])) for mail in sent]


def test_overdue_ones_come_first_then_by_date_then_what_is_done_all_the_time(court: Court) -> None:
    record(court, "evaluation", by="cochair", on=date(2024, 2, 29))
    record(court, "hearings", by="free")
    assert states(court) == [
        ("evaluation", State.OVERDUE, date(2025, 2, 28)),
        ("ledger", State.UNRECORDED, None),
        ("hearings", State.COMING, date(2026, 6, 2)),
        ("oversight", State.CONTINUOUS, None),
    ]
    record(court, "evaluation", by="cochair", on=TODAY, evidence="Report of March")
    record(court, "evaluation", by="cochair", on=date(2025, 3, 1), evidence="Found later")
    record(court, "oversight", by="cochair", evidence="Strategy adopted")
    with reading(court.database) as session:
        found = {one.duty.key: one for one in duties.status(session, DUTIES.duties, at=court.at)}
    done = found["evaluation"].last
    assert done is not None
    assert (done.on, done.evidence, done.by) == (TODAY, "Report of March", "Coco Chair")
    assert [one.evidence for one in found["evaluation"].done] == ["Report of March", "Found later", "Minutes of March"]
    assert found["evaluation"].due_on == date(2027, 3, 2)
    assert (found["oversight"].state, len(found["oversight"].done)) == (State.CONTINUOUS, 1)


@pytest.mark.parametrize(
    ("key", "may"),
    [
        ("oversight", {"cochair", "operator"}),
        ("evaluation", {"cochair", "operator"}),
        ("hearings", {"cochair", "operator", "free", "decided"}),
        ("ledger", {"cochair", "operator", "clerk", "decided"}),
    ],
)
def test_whoever_owes_it_records_it_or_whoever_presides(court: Court, key: str, may: set[str]) -> None:
    for name in ("cochair", "operator", "free", "clerk", "decided", "auditor", "passer"):
        if name in may:
            record(court, key, by=name)
            continue
        with pytest.raises(Forbidden):
            record(court, key, by=name)


def test_what_one_sees(court: Court) -> None:
    def seen(name: str) -> list[str]:
        actor = court.who(name)
        with reading(court.database) as session:
            return [duty.key for duty in duties.visible(session, court.office, actor, at=court.at)]

    assert seen("cochair") == seen("auditor") == [duty.key for duty in DUTIES.duties]
    assert (seen("clerk"), seen("free"), seen("passer")) == (["ledger"], ["hearings"], [])


def test_bad_records(court: Court) -> None:
    with pytest.raises(NotFound):
        record(court, "nothing", by="cochair")
    with pytest.raises(InvalidCommand, match="has not come"):
        record(court, "evaluation", by="cochair", on=TODAY + timedelta(days=1))
    with pytest.raises(InvalidCommand, match="what shows"):
        record(court, "evaluation", by="cochair", evidence=" ")


def test_the_same_request_twice_is_one_record_and_its_event_holds_no_evidence(court: Court) -> None:
    for _click in range(2):
        record(court, "evaluation", by="cochair", request="a double click")
    with reading(court.database) as session:
        (row,) = session.scalars(select(DutyRecord)).all()
        (event,) = session.scalars(select(Event).where(Event.kind == "duty.done")).all()
    assert set(event.body) == {"duty", "done_on", "record"}
    assert event.commitment == duties.committed(row.id, "Minutes of March")
    assert event.commitment != duties.committed(row.id, "Minutes of May")
    with pytest.raises(IntegrityError), unit_of_work(court.database) as session:
        session.execute(update(DutyRecord).values(evidence="Minutes of May"))


def test_a_reminder_before_and_a_mail_a_month_while_it_is_late(court: Court) -> None:
    record(court, "hearings", by="free", on=date(2026, 1, 10))
    told = until(court, date(2026, 4, 10))
    assert told == []
    told = until(court, date(2026, 4, 11))
    members = {email for email, subject in told if subject == "A standing duty is overdue"}
    assert "free@panel.example" in members
    assert len(members) == sum(any(held.body == "panel" for held in one.roles) for one in DIRECTORY.persons)
    assert until(court, date(2026, 5, 10)) == []
    assert {subject for _email, subject in until(court, date(2026, 5, 11))} == {"A standing duty is overdue"}
    record(court, "hearings", by="free", on=date(2026, 5, 11))
    assert until(court, date(2026, 7, 1)) == []


def test_a_reminder_speaks_the_language_of_its_reader(court: Court) -> None:
    with unit_of_work(court.database) as session:
        session.execute(update(Person).values(language="es"))
    record(court, "evaluation", by="cochair", on=date(2025, 3, 20))
    until(court, date(2026, 3, 6))
    (mail,) = court.mailer.messages
    assert mail["Content-Language"] == "es"
    assert "20 de marzo de 2026" in mail.get_content()


def test_a_body_is_reminded_through_who_presides_and_not_once_it_was_done(court: Court) -> None:
    record(court, "evaluation", by="cochair", on=date(2025, 3, 20))
    assert until(court, date(2026, 3, 5)) == []
    assert until(court, date(2026, 3, 6)) == [("cochair@board.example", "A standing duty is due soon")]
    with reading(court.database) as session:
        (mail,) = session.scalars(select(OutboxMail)).all()
    assert (mail.case_id, mail.notice) == (None, "duty")
    assert "March 20, 2026: Advises on the yearly evaluation" in mail.text
    assert "/duties" in mail.text
    record(court, "evaluation", by="cochair", on=date(2026, 3, 6))
    assert until(court, date(2026, 4, 30)) == []


def test_what_nobody_ever_recorded_is_asked_for_and_watching_twice_is_once(court: Court) -> None:
    watch(court)
    watched = jobs(court)
    court.at = datetime(2026, 3, 20, 14, tzinfo=UTC)
    watch(court)
    assert jobs(court) == watched
    told = until(court, date(2026, 4, 2))
    assert set(told) >= {("cochair@board.example", "A standing duty has no record")}
    assert {"clerk@permit.example", "decided@permit.example"} <= {email for email, _subject in told}
    record(court, "evaluation", by="cochair", on=date(2026, 4, 2))
    again = until(court, date(2026, 5, 2))
    assert "cochair@board.example" not in {email for email, _subject in again}
    assert "clerk@permit.example" in {email for email, _subject in again}


def test_a_duty_that_is_none_any_more_is_forgotten(court: Court) -> None:
    watch(court)
    court.office = replace(court.office, duties=DUTIES.model_copy(update={"duties": DUTIES.duties[:1]}))
    assert until(court, date(2026, 4, 5)) == []


def test_a_duty_nobody_holds_is_the_operators(court: Court) -> None:
    lonely = DUTIES.duties[3].model_copy(update={"who": "role:nobody"})
    court.office = replace(court.office, duties=DUTIES.model_copy(update={"duties": (lonely,)}))
    with unit_of_work(court.database) as session:
        duties.watch(session, court.office.duties, court.office.duties.duties, at=court.at)
    assert until(court, date(2026, 4, 2)) == [("operator@permit.example", "A standing duty has no record")]
