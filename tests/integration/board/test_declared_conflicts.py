"""Conflicts that somebody declares: on oneself, on others, and lifted again."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.events import Event
from ombud.storage.session import reading
from ombud.workflows import proof
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import conflicts
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.said import said_in
from ombud.workflows.refusals import (
    BarredAlready,
    CaseClosed,
    Forbidden,
    InvalidCommand,
    NotFound,
    Refusal,
)
from tests.integration.board.by_ballot import MEETING
from tests.integration.board.hall import Hall
from tests.support.court import Court
from tests.support.together import together

pytestmark = pytest.mark.both_databases


def test_the_reason_is_nowhere_but_sealed(appealed: Court) -> None:
    with reading(appealed.database) as session:
        events = session.scalars(select(Event).where(Event.kind == "conflict.declared").order_by(Event.seq)).all()
        assert [set(event.body) for event in events] == [{"conflict", "person", "kind"}] * 3
        assert [event.body["kind"] for event in events] == ["recused", "declared", "subject"]
        assert all(event.commitment for event in events)
        free = appealed.who("free")
        found = case_by_id(session, appealed.office, free, appealed.case_id, at=appealed.at)
        said = said_in(session, appealed.office, found, free, at=appealed.at)
    assert "We are neighbours." not in str(said)


def test_only_oneself_recuses_and_only_who_presides_finds_others(court: Court) -> None:
    court.appeal()
    with pytest.raises(Forbidden):
        court.declare("declared", ConflictKind.RECUSED, by="free")
    with pytest.raises(Forbidden):
        court.declare("declared", ConflictKind.DECLARED, by="free")
    with pytest.raises(Forbidden):
        court.declare("declared", ConflictKind.SUBJECT, by="auditor")
    with pytest.raises(NotFound):
        court.declare("declared", ConflictKind.DECLARED, by="passer")
    with pytest.raises(InvalidCommand):
        court.recuse("recused", reason="  ")
    court.recuse("recused")
    with pytest.raises(BarredAlready):
        court.declare("recused", ConflictKind.DECLARED, by="cochair")


def test_who_presides_sees_the_course_and_a_barred_one_nothing(court: Court) -> None:
    court.ask()
    with pytest.raises(NotFound):
        court.conflicts("cochair")  # no body decides in it yet
    court.complete("decide", "decided", decision="refused", reasons="No room.")
    court.complete("answer", "party", answer="appeal")
    with reading(court.database) as session:
        found = case_by_id(session, court.office, court.who("cochair"), court.case_id, at=court.at)
        assert (found.reads, found.key) == (False, None)
    court.declare("cochair", ConflictKind.DECLARED, by="operator")
    with pytest.raises(NotFound):
        court.conflicts("cochair")


def test_the_same_request_twice_is_one_conflict(court: Court) -> None:
    court.appeal()
    court.recuse("recused", request_key="one click, two clicks")
    court.recuse("recused", request_key="one click, two clicks")
    impatient = partial(court.declare, "declared", ConflictKind.DECLARED, by="cochair", request_key="an impatient hand")
    together(impatient, impatient, impatient)
    with reading(court.database) as session:
        rows = session.scalars(select(Conflict.person_id).where(Conflict.case_id == court.case_id)).all()
    assert sorted(rows) == sorted([court.id_of("recused"), court.id_of("declared")])


def test_a_conflict_is_lifted_with_a_reason(appealed: Court) -> None:
    court = appealed

    def lift(name: str, by: str, reason: str = "It was another Rex.") -> None:
        with reading(court.database) as session:
            wanted = select(Conflict.id).where(Conflict.person_id == court.id_of(name), Conflict.lifted_at.is_(None))
            conflict_id = session.scalars(wanted).one()
        actor = court.who(by)
        court.do(lambda s: conflicts.lift(s, court.office, conflict_id, reason=reason, by=actor, at=court.at))

    with pytest.raises(NotFound):
        lift("recused", "recused")
    with pytest.raises(Forbidden):
        lift("recused", "free")
    with pytest.raises(InvalidCommand):
        lift("recused", "cochair", reason="")
    lift("recused", "cochair")
    court.claim("hear", "recused")
    (lifted,) = court.conflicts("cochair").lifted
    assert (lifted.name, lifted.reason, lifted.lifted_because) == (
        "Rex Recused",
        "We are neighbours.",
        "It was another Rex.",
    )
    (lifted,) = court.conflicts("free").lifted
    assert (lifted.reason, lifted.lifted_because) == ("", "")
    court.complete("hear", "recused", ruling="upheld", reasons="So be it.")
    with pytest.raises(CaseClosed):
        lift("declared", "cochair")
    with pytest.raises(CaseClosed):
        court.declare("free", ConflictKind.DECLARED, by="operator")
    with reading(court.database) as session:
        assert proof.verify(session, court.office, court.case()) == []


def test_the_last_one_who_could_decide_steps_aside_and_the_operators_hear_of_it(appealed: Court) -> None:
    appealed.work()
    appealed.recuse("free")
    assert appealed.work() == set()
    appealed.recuse("other")
    assert appealed.work() == {"operator@permit.example"}


def test_an_operator_lifts_no_conflict_of_their_own(court: Court) -> None:
    court.ask()
    court.declare("operator", ConflictKind.DECLARED, by="operator")
    (own,) = [one.declaration for one in court.conflicts("operator").barred if one.declaration]
    with pytest.raises(Forbidden):
        court.do(lambda s: conflicts.lift(s, court.office, own.id, reason="No.", by=court.who("operator"), at=court.at))
    court.do(lambda s: conflicts.lift(s, court.office, own.id, reason="Nothing to it.", by=OPERATOR, at=court.at))


def test_a_conflict_found_takes_the_vote_back_and_lets_an_alternate_in(hall: Hall) -> None:
    hall.appeal()
    hall.open(here=False, closes_at=MEETING)
    hall.vote("ada", "upheld")

    def declare(name: str, kind: ConflictKind, by: str) -> None:
        who: Any = {"person_id": hall.people[name], "kind": kind, "reason": "A cousin asks."}
        hall.do(lambda s: conflicts.declare(s, hall.office, hall.case_id, by=hall.who(by), at=hall.at, **who))

    declare("ada", ConflictKind.DECLARED, by="coco")
    declare("ben", ConflictKind.RECUSED, by="ben")
    for name in ("ada", "ben"):
        with pytest.raises(Refusal):
            hall.vote(name, "upheld", seen=0)
    hall.vote("alma", "overturned", seen=1)
    assert hall.ballot().status == "open"
    assert hall.see(lambda s: proof.verify(s, hall.office, hall.case())) == []
