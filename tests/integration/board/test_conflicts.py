"""Nobody decides on their own matter: every ground, everywhere the matter could be seen or decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Conflict, Delegation
from ombud.storage.cases import Attachment, TaskStatus
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.events import Event
from ombud.storage.letters import Letter
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import inbox, proof, tasks
from ombud.workflows.casefile.documents import attachment_of, pdf_of
from ombud.workflows.casefile.finding import case_by_id, task_by_id
from ombud.workflows.casefile.sheet import sheet_of
from ombud.workflows.inbox import Box
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.refusals import (
    NotFound,
    NotYourTask,
    Refusal,
)
from tests.support.court import MONDAY, Court
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases

BARRED = {
    "recused": "recused",
    "declared": "has a conflict",
    "subject": "subject of the case",
    "party": "party",
    "organisation": "from the organisation the case is from",
    "lead": "from the organisation whose act is judged",
    "decided": "decided before",
}
SEES_THE_CASE = ("party", "decided")
"""A party sees its own matter, and who decided before sees what they decided on; the hearing is neither's."""


def outcome(look: Callable[[], Any]) -> str:
    try:
        look()
    except Refusal as refusal:
        return type(refusal).__name__
    return "yes"


def reads(court: Court, name: str, look: Callable[[Session, Any], Any]) -> str:
    with reading(court.database) as session:
        actor = court.who(name)
        return outcome(lambda: look(session, actor))


def file_id(court: Court, kind: Any) -> Any:
    with reading(court.database) as session:
        return session.scalars(select(kind.id).where(kind.case_id == court.case_id)).first()


@pytest.mark.parametrize("name", BARRED)
def test_barred_by_each_ground_everywhere(appealed: Court, name: str) -> None:
    court, hear = appealed, appealed.task("hear").id
    visible = name in SEES_THE_CASE
    office, at = court.office, court.at
    letter, paper = file_id(court, Letter), file_id(court, Attachment)

    def found(session: Session, actor: Any) -> Any:
        return case_by_id(session, office, actor, court.case_id, at=at)

    page, document, attached = (
        reads(court, name, look)
        for look in (
            lambda s, a: sheet_of(s, office, found(s, a), a, {}, at=at),
            lambda s, a: pdf_of(s, office, found(s, a), a, letter, at=at),
            lambda s, a: attachment_of(s, found(s, a), a, paper, at=at),
        )
    )
    assert [page, document, attached] == ["yes" if visible else "NotFound"] * 3
    refused = "NotYourTask" if visible else "NotFound"
    assert outcome(lambda: court.claim("hear", name)) == refused
    assert outcome(lambda: court.complete("hear", name, ruling="upheld", reasons="So be it.")) == refused
    with reading(court.database) as session:
        actor = court.who(name)
        boxes = [inbox.read(session, office, actor, box=box, at=at) for box in (Box.MINE, Box.GROUPS)]
        assert [line for box in boxes for group in box.groups for line in group.lines] == []
        if visible:
            its = task_by_id(session, office, actor, hear, at=at)
            assert not its.role_held
            assert not its.may_act
        else:
            with pytest.raises(NotFound):
                task_by_id(session, office, actor, hear, at=at)
        assert court.id_of(name) not in dict(tasks.candidates(session, hear, at=at))


def test_nobody_barred_is_told_and_whoever_is_free_decides(appealed: Court) -> None:
    assert appealed.work() == {"free@panel.example", "other@panel.example"}
    appealed.pass_days(40)
    assert appealed.work() == {"free@panel.example", "other@panel.example"}, "the hearing is overdue"
    appealed.complete("hear", "free", ruling="upheld", reasons="The clerk was right.")
    assert appealed.case().status == "closed"
    with reading(appealed.database) as session:
        assert proof.verify(session, appealed.office, appealed.case()) == []


def test_who_presides_reads_why_and_others_only_that(appealed: Court) -> None:
    seen = appealed.conflicts("cochair")
    assert {one.name.split()[1].lower(): one.why for one in seen.barred} == {
        name: (why,) for name, why in BARRED.items()
    }
    reasons = {one.name: one.declaration.reason for one in seen.barred if one.declaration}
    assert set(reasons.values()) == {"We are neighbours."}
    assert [name for _key, name in seen.candidates] == ["Cleo Clerk", "Fay Free", "Otto Other"]
    assert (seen.may_find, seen.may_recuse) == (True, False)
    for name in ("free", "auditor"):
        seen = appealed.conflicts(name)
        assert len(seen.barred) == len(BARRED)
        assert [one.declaration.reason for one in seen.barred if one.declaration] == ["", "", ""]
        assert (seen.may_find, seen.may_recuse) == (False, name == "free")
    with pytest.raises(NotFound):
        appealed.conflicts("recused")
    with pytest.raises(NotFound):
        appealed.conflicts("passer")


def test_what_somebody_had_claimed_goes_back_to_the_others(court: Court) -> None:
    court.appeal()
    court.work()
    court.claim("hear", "recused")
    court.recuse("recused")
    task = court.task("hear")
    assert (task.status, task.assignee_id) == (TaskStatus.READY, None)
    assert court.work() == {"free@panel.example", "other@panel.example", "declared@panel.example", "subject@panel.example"}  # fmt: skip
    court.claim("hear", "free")


def test_a_claim_of_somebody_barred_since_does_not_keep_others_from_being_told(court: Court) -> None:
    court.appeal()
    court.claim("hear", "free")
    with unit_of_work(court.database) as session:
        session.get_one(type(court.task("hear")), court.task("hear").id).assignee_id = court.id_of("decided")
    assert "decided@permit.example" not in court.work()


def test_a_case_about_a_role_is_about_its_holders_and_who_acts_for_one_of_them_does_not_decide_it(court: Court) -> None:
    with unit_of_work(court.database) as session:
        days = {"from_on": MONDAY.date(), "to_on": None}
        of = {"role": "clerk", "scope": RoleScope.SYSTEM, "scope_id": SYSTEM_SCOPE}
        holding = RoleHolding(person_id=court.id_of("free"), on_behalf_of=court.id_of("clerk"), **of, **days)
        session.add(holding)
        session.flush()
        people = {"from_person_id": court.id_of("clerk"), "to_person_id": court.id_of("free")}
        more = {"terms": "Decides while she is away", "source": "P103-d", "recorded_at": MONDAY}
        session.add(Delegation(**of, **days, **people, **more, holding_id=holding.id))
    court.ask(about_the_clerk=True)
    with reading(court.database) as session:
        barred = dict(session.execute(select(Conflict.person_id, Conflict.kind)).all())
        kinds = session.scalars(select(Event.kind).where(Event.chain == court.case_id).order_by(Event.seq)).all()
        assert proof.verify(session, court.office, court.case()) == []
    assert barred == {court.id_of("clerk"): "subject", court.id_of("decided"): "subject"}
    assert kinds == ["opened", "conflict.declared", "conflict.declared"]
    with pytest.raises(NotFound):
        court.complete("decide", "clerk", decision="granted", reasons="Of course.")
    assert court.work() == {"operator@permit.example"}, "nobody is left to be asked"
    with pytest.raises(NotFound):
        court.complete("decide", "free", decision="granted", reasons="Of course.")


def test_an_opening_about_nobody_asks_nothing_more(court: Court) -> None:
    def count(**answers: Any) -> int:
        with statements(court.database) as seen:
            court.ask(**answers)
        return len(seen)

    count()
    assert count(about_the_clerk=True) - count() == 3


def test_nobody_is_left_so_the_operator_hears_of_it(court: Court) -> None:
    court.appeal()
    for name in ("recused", "declared", "subject", "free", "other"):
        court.recuse(name)
    assert court.work() == {"operator@permit.example"}
    with pytest.raises(NotYourTask):
        court.claim("hear", "operator")
