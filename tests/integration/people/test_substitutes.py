"""Substitutes: asked, accepted, dated; what they hold, what they never get, and what bars them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from ombud.storage.base import new_id
from ombud.storage.board import ConflictKind
from ombud.storage.cases import Task
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import inbox, permissions, proof, tasks
from ombud.workflows.board import delegations
from ombud.workflows.mail import recipients
from ombud.workflows.people import standing_in, substitutes
from ombud.workflows.people.standing_in import Standing
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.refusals import (
    Conflict,
    Forbidden,
    InvalidCommand,
    NotFound,
    NotYourTask,
    Refusal,
    SubstituteAnswered,
    SubstituteForOneself,
    SubstituteForSubstitute,
    SubstituteInactive,
    SubstituteInThePast,
    SubstituteTwice,
)
from tests.integration.board.court import Court, found_court

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def court(database_url: str, tmp_path: Path) -> Iterator[Court]:
    court = found_court(database_url, tmp_path)
    yield court
    court.database.close()


def propose(court: Court, who: str = "clerk", to: str = "passer", *, by: str = "", **changes: Any) -> UUID:
    said: dict[str, Any] = {"from_on": TODAY, "to_on": TODAY + 9 * DAY} | changes
    person_id, substitute_id, actor = court.id_of(who), court.id_of(to), court.who(by or who)
    with unit_of_work(court.database) as session:
        return substitutes.propose(
            session, court.office, person_id=person_id, substitute_id=substitute_id, by=actor, at=court.at, **said
        )


def answer(court: Court, key: UUID, by: str, verb: Any = substitutes.accept) -> None:
    actor = court.who(by)
    with unit_of_work(court.database) as session:
        verb(session, key, by=actor, at=court.at)


def stand_in(court: Court, who: str = "clerk", to: str = "passer", **changes: Any) -> UUID:
    key = propose(court, who, to, **changes)
    answer(court, key, to)
    return key


def held(court: Court, name: str) -> list[tuple[str, date, date | None]]:
    with reading(court.database) as session:
        mine = select(RoleHolding).where(RoleHolding.person_id == court.id_of(name)).order_by(RoleHolding.from_on)
        return [(one.role, one.from_on, one.to_on) for one in session.scalars(mine)]


def states(court: Court, name: str) -> list[tuple[str, str, Standing]]:
    actor = court.who(name)
    with reading(court.database) as session:
        listed = standing_in.listing(session, actor, at=court.at)
    return [(one.person, one.substitute, one.standing) for one in listed]


def test_nothing_passes_before_it_is_accepted_and_nothing_after_it_is_over(court: Court) -> None:
    court.ask()
    key = propose(court)
    with pytest.raises(NotFound):
        court.claim("decide", "passer")
    answer(court, key, "passer")
    assert held(court, "passer") == [("clerk", TODAY, TODAY + 9 * DAY)]
    court.claim("decide", "passer")
    court.complete("decide", "passer", decision="refused", reasons="No room.")
    court.ask()
    court.pass_days(10)
    with pytest.raises(NotFound):
        court.claim("decide", "passer")
    assert states(court, "clerk") == [("Cleo Clerk", "Pat Passer", Standing.OVER)]


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
    assert court.work() == {"passer@town.example"}
    court.ask()
    assert "passer@town.example" in court.work()
    court.claim("decide", "passer")
    answer(court, key, "passer", substitutes.end)
    with reading(court.database) as session:
        asked = recipients.of_task(session, court.office, session.get_one(Task, court.task("decide").id), at=court.at)
    assert {one.email for one in asked} == {"clerk@permit.example", "decided@permit.example"}


def test_only_whoever_is_away_or_an_operator_proposes_and_only_who_was_asked_answers(court: Court) -> None:
    with pytest.raises(Forbidden):
        propose(court, by="free")
    with pytest.raises(Forbidden):
        propose(court, by="auditor")
    key = propose(court, by="operator")
    for name in ("clerk", "operator"):
        for verb in (substitutes.accept, substitutes.decline):
            with pytest.raises(Forbidden):
                answer(court, key, name, verb)
    with pytest.raises(NotFound):
        answer(court, key, "free")
    with pytest.raises(Forbidden):
        answer(court, key, "auditor", substitutes.end)
    answer(court, key, "passer", substitutes.decline)
    answer(court, key, "passer", substitutes.decline)
    with pytest.raises(SubstituteAnswered):
        answer(court, key, "passer")
    assert held(court, "passer") == []
    assert states(court, "auditor") == [("Cleo Clerk", "Pat Passer", Standing.DECLINED)]
    assert states(court, "free") == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"to": "clerk"}, SubstituteForOneself),
        ({"from_on": TODAY - DAY}, SubstituteInThePast),
        ({"to_on": TODAY - DAY}, SubstituteInThePast),
        ({"to": "declared"}, SubstituteInactive),
        ({"to": "free", "from_on": TODAY + 9 * DAY, "to_on": TODAY + 20 * DAY}, SubstituteTwice),
        ({"who": "passer", "to": "free"}, SubstituteForSubstitute),
        ({"who": "free", "to": "clerk"}, SubstituteForSubstitute),
    ],
)
def test_what_does_not_fit(court: Court, changes: dict[str, Any], refusal: type[Refusal]) -> None:
    propose(court)
    with unit_of_work(court.database) as session:
        session.execute(update(Person).where(Person.email.startswith("declared@")).values(active=False))
    with pytest.raises(refusal):
        propose(court, **({"who": "clerk"} | changes))
    assert issubclass(refusal, InvalidCommand | Conflict)


def test_a_declined_or_ended_one_leaves_the_days_free(court: Court) -> None:
    first = propose(court)
    answer(court, first, "passer", substitutes.decline)
    second = stand_in(court, to="free")
    answer(court, second, "clerk", substitutes.end)
    assert [role for role, *_days in held(court, "free")] == ["member"]
    stand_in(court, to="passer")
    assert held(court, "passer") == [("clerk", TODAY, TODAY + 9 * DAY)]


def test_ended_early_it_ended_the_day_before(court: Court) -> None:
    key = stand_in(court)
    court.pass_days(4)
    answer(court, key, "operator", substitutes.end)
    answer(court, key, "operator", substitutes.end)
    assert held(court, "passer") == [("clerk", TODAY, TODAY + 3 * DAY)]
    assert states(court, "passer") == [("Cleo Clerk", "Pat Passer", Standing.ENDED)]
    with reading(court.database) as session:
        kinds = session.scalars(select(Event.kind).where(Event.chain == SYSTEM_CHAIN).order_by(Event.seq)).all()
    assert kinds[-3:] == ["substitute.proposed", "substitute.accepted", "substitute.ended"]


def test_never_longer_than_the_role_and_not_what_is_not_passed_on(court: Court) -> None:
    with unit_of_work(court.database) as session:
        own = select(RoleHolding).where(RoleHolding.person_id == court.id_of("decided"), RoleHolding.role == "clerk")
        session.scalars(own).one().to_on = TODAY + 3 * DAY
    stand_in(court, who="decided", to="passer")
    assert held(court, "passer") == [("clerk", TODAY, TODAY + 3 * DAY)], "their seat has its alternate"
    stand_in(court, who="operator", to="other")
    assert [role for role, *_days in held(court, "other")] == ["member"], "operators act in person"


def test_who_holds_the_role_already_holds_it_once(court: Court) -> None:
    stand_in(court, who="clerk", to="decided")
    assert [role for role, *_days in held(court, "decided")].count("clerk") == 1


def test_accepted_late_it_begins_that_day(court: Court) -> None:
    key = propose(court)
    court.pass_days(2)
    answer(court, key, "passer")
    assert held(court, "passer") == [("clerk", TODAY + 2 * DAY, TODAY + 9 * DAY)]


def test_never_answered_it_lapses(court: Court) -> None:
    key = propose(court)
    court.pass_days(10)
    with pytest.raises(SubstituteAnswered):
        answer(court, key, "passer")
    assert states(court, "clerk") == [("Cleo Clerk", "Pat Passer", Standing.LAPSED)]


def test_a_role_granted_while_they_are_away_is_the_substitutes_too(court: Court) -> None:
    stand_in(court)
    days = {"from_on": TODAY + 2 * DAY, "to_on": None}
    of = {"role": "inspector", "scope": RoleScope.SYSTEM, "scope_id": SYSTEM_SCOPE}
    with unit_of_work(court.database) as session:
        for role in ("inspector", "auditor"):
            holding = RoleHolding(id=new_id(), person_id=court.id_of("clerk"), **(of | {"role": role}), **days)
            session.add(holding)
            session.flush()
            substitutes.follow(session, holding, at=court.at)
    assert held(court, "passer") == [
        ("clerk", TODAY, TODAY + 9 * DAY),
        ("inspector", TODAY + 2 * DAY, TODAY + 9 * DAY),
    ]


def test_what_is_held_for_another_is_not_passed_on(court: Court) -> None:
    stand_in(court)
    with reading(court.database) as session:
        mirrored = select(RoleHolding.id).where(RoleHolding.person_id == court.id_of("passer"))
        holding_id = session.scalars(mirrored).one()
    with pytest.raises(InvalidCommand, match="not passed on"), unit_of_work(court.database) as session:
        delegations.record(
            session, holding_id=holding_id, to_person_id=court.id_of("free"), terms="Everything", source="P103-d",
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
    seen = {(name, key) for name in names for key in open_tasks if _listed(court, name, key)}
    done = {(name, key) for name in names for key in open_tasks if _let(court, name, key)}
    assert seen == done
    decide = court.task("decide").id
    assert {name for name, key in done if key == decide} == {"decided", "passer"}, "who acts for the clerk is barred"
    assert {name for name, key in done if key != decide} == {"free", "other"}


def _listed(court: Court, name: str, task_id: UUID) -> bool:
    acts = permissions.may_act_on_task(court.who(name), on=court.at.date())
    with reading(court.database) as session:
        return session.scalar(select(Task.id).where(Task.id == task_id, acts)) is not None


def _let(court: Court, name: str, task_id: UUID) -> bool:
    """Claims it, and takes that back."""
    by = court.who(name)
    try:
        court.do(lambda s: tasks.claim(s, court.office, task_id, by=by, at=court.at))
        court.do(lambda s: tasks.release(s, court.office, task_id, by=by, at=court.at))
    except Refusal:
        return False
    return True
