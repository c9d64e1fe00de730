"""Whoever stands in for somebody: what they may do, what reaches them, and what bars them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.board import ConflictKind
from ombud.storage.cases import Task
from ombud.storage.directory import Person, RoleHolding
from ombud.storage.events import Event
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import inbox, proof, tasks
from ombud.workflows.board import delegations
from ombud.workflows.mail import recipients
from ombud.workflows.people import substitutes
from ombud.workflows.refusals import (
    InvalidCommand,
    NotFound,
    NotYourTask,
)
from tests.integration.people.absence import TODAY, answer, stand_in
from tests.support.court import Court


def test_what_a_substitute_does_says_so(court: Court) -> None:
    court.ask()
    key = stand_in(court)
    court.claim("decide", "passer")
    court.complete("decide", "passer", decision="refused", reasons="No room.")
    with reading(court.database) as session:
        events = session.scalars(select(Event).where(Event.chain == court.case_id).order_by(Event.seq)).all()
        assert proof.verify(session, court.office, court.case()) == []
    cited = [(one.kind, one.body.get("substitute")) for one in events]
    assert cited[:3] == [("opened", None), ("task.claimed", str(key)), ("completed", str(key))]
    court.ask()
    court.complete("decide", "clerk", decision="refused", reasons="No room.")
    with reading(court.database) as session:
        own = session.scalars(select(Event).where(Event.chain == court.case_id, Event.kind == "completed")).one()
    assert "substitute" not in own.body


def test_the_inbox_says_why(court: Court) -> None:
    court.ask()
    stand_in(court)
    with reading(court.database) as session:
        mine = inbox.read(session, court.office, court.who("passer"), box=inbox.Box.GROUPS, at=court.at)
        own = inbox.read(session, court.office, court.who("clerk"), box=inbox.Box.GROUPS, at=court.at)
    (line,), (direct,) = (list(box.groups[0].lines) for box in (mine, own))
    assert line.why == "Clerk, as the substitute of Cleo Clerk"
    assert direct.why == "Clerk"


def test_mail_reaches_who_stands_in_and_not_who_did(court: Court) -> None:
    key = stand_in(court)
    assert court.work() == {"passer@town.example", "clerk@permit.example"}, "who is away hears of the answer"
    court.ask()
    assert "passer@town.example" in court.work()
    court.claim("decide", "passer")
    answer(court, key, "passer", substitutes.end)
    with reading(court.database) as session:
        asked = recipients.of_task(session, court.office, session.get_one(Task, court.task("decide").id), at=court.at)
    assert {one.email for one in asked} == {"clerk@permit.example", "decided@permit.example"}


def test_what_is_held_for_another_is_not_passed_on(court: Court) -> None:
    stand_in(court)
    with reading(court.database) as session:
        mirrored = select(RoleHolding.id).where(RoleHolding.person_id == court.id_of("passer"))
        holding_id = session.scalars(mirrored).one()
    with pytest.raises(InvalidCommand, match="not passed on"), unit_of_work(court.database) as session:
        delegations.record(
            session,
            court.office, holding_id=holding_id, to_person_id=court.id_of("free"), terms="Everything", source="P103-d",
            from_on=TODAY, to_on=None, by=court.who("passer"), at=court.at,
        )  # fmt: skip


def test_a_conflict_of_whoever_is_away_bars_their_substitute(court: Court) -> None:
    court.ask()
    stand_in(court)
    court.claim("decide", "passer")
    court.work()
    court.declare("clerk", ConflictKind.DECLARED, by="operator")
    assert court.task("decide").assignee_id is None, "what was claimed on their behalf goes back"
    assert court.work() == {"decided@permit.example"}
    with pytest.raises(NotFound):
        court.complete("decide", "passer", decision="granted", reasons="Why not.")
    with reading(court.database) as session:
        offered = {name for _key, name in tasks.candidates(session, court.task("decide").id, at=court.at)}
    assert offered == {"Dora Decided"}


def test_a_substitute_with_a_conflict_is_barred_themself(court: Court) -> None:
    court.ask()
    stand_in(court, to="free")
    court.declare("free", ConflictKind.DECLARED, by="operator")
    with pytest.raises((NotFound, NotYourTask)):
        court.complete("decide", "free", decision="granted", reasons="Why not.")
    court.complete("decide", "clerk", decision="granted", reasons="Why not.")


def test_who_may_act_by_the_list_is_who_may_act_by_the_command(court: Court) -> None:
    """Everybody against every task, with delegations, substitutes and every ground of a conflict."""
    stand_in(court, who="decided", to="passer")
    stand_in(court, who="clerk", to="other")
    court.appeal()
    first = court.case_id
    court.recuse("recused")
    court.declare("declared", ConflictKind.DECLARED, by="cochair")
    court.declare("subject", ConflictKind.SUBJECT, by="operator")
    court.ask()
    court.declare("clerk", ConflictKind.SUBJECT, by="operator")
    with reading(court.database) as session:
        names = [email.partition("@")[0] for email in session.scalars(select(Person.email))]
        open_tasks = session.scalars(select(Task.id).where(Task.case_id.in_([first, court.case_id]))).all()
    seen = {(name, key) for name in names for key in open_tasks if court.lists(name, key)}
    done = {(name, key) for name in names for key in open_tasks if court.lets(name, key)}
    assert seen == done
    decide = court.task("decide").id
    assert {name for name, key in done if key == decide} == {"decided", "passer"}, "who acts for the clerk is barred"
    assert {name for name, key in done if key != decide} == {"free", "other"}
