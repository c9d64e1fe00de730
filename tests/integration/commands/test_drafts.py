"""What is typed and not sent: kept for whoever typed it, sealed, and gone with what it was typed for."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select, text, update

from ombud.storage.cases import Case
from ombud.storage.drafts import Draft
from ombud.storage.events import Event
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import drafts, operating, rewind, tasks, terminating
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import task_by_id
from ombud.workflows.drafts import Kept, OfTask, Written
from ombud.workflows.opening import Opened
from ombud.workflows.refusals import NotFound, NotYourTask, Refusal, TaskGone
from tests.support.permit import Town
from tests.support.together import together

pytestmark = pytest.mark.both_databases

SECRET = "Zebulon Quist lives by the river."
TYPED = Written({"reasons": [SECRET], "decision": ["refused"]}, {"reasons": "Reasons", "decision:refused": "Refused"})


def keep(town: Town, opened: Opened, by: Actor, written: Written = TYPED, *, element: str = "decide") -> None:
    task_id = town.task(opened, element).id
    with unit_of_work(town.database) as session:
        drafts.keep(session, town.office, OfTask(task_id), written, by=by, at=town.at)


def kept(town: Town, opened: Opened, by: Actor, *, element: str = "decide") -> Kept | None:
    with reading(town.database) as session:
        return drafts.kept(session, task_by_id(session, town.office, by, town.task(opened, element).id, at=town.at), by)


def how_many(town: Town) -> int:
    with reading(town.database) as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_it_is_there_again_for_its_writer_alone(town: Town) -> None:
    asked, clerk, deputy = town.ask(), town.who("clerk"), town.who("deputy")
    keep(town, asked, clerk)
    town.pass_days(1)
    later = Written({"reasons": ["No room."]}, {}, seen=["reasons"], done=["reasons"], parts=["reasons"])
    keep(town, asked, clerk, later)
    assert kept(town, asked, clerk) == Kept(later, town.at)
    assert kept(town, asked, deputy) is None
    keep(town, asked, deputy)
    assert kept(town, asked, clerk) == Kept(later, town.at)
    assert how_many(town) == 2


def test_nothing_of_it_is_readable_in_the_database_or_an_event(town: Town) -> None:
    asked = town.ask()
    with reading(town.database) as session:
        before = session.scalar(select(func.count()).select_from(Event))
    keep(town, asked, town.who("clerk"))
    with reading(town.database) as session:
        assert session.scalar(select(func.count()).select_from(Event)) == before
        row = session.scalars(select(Draft)).one()
        assert b"Zebulon" not in row.answers_sealed
        assert b"reasons" not in row.answers_sealed


def test_it_ends_when_its_task_is_completed(town: Town) -> None:
    asked = town.ask()
    keep(town, asked, town.who("clerk"))
    keep(town, asked, town.who("deputy"))
    town.refuse_permit(asked)
    assert how_many(town) == 0
    with pytest.raises(TaskGone):
        keep(town, asked, town.who("clerk"))


def test_it_ends_when_its_task_is_cancelled(town: Town) -> None:
    withdrawn, stopped = town.ask(town.who("asker")), town.ask()
    for asked in (withdrawn, stopped):
        keep(town, asked, town.who("clerk"))
    town.withdraw(withdrawn, town.who("asker"))
    assert how_many(town) == 1
    with unit_of_work(town.database) as session:
        terminating.terminate(
            session, town.office, stopped.case_id, reason="A test.", by=town.who("operator"), at=town.at
        )
    assert how_many(town) == 0


def test_it_does_not_come_back_with_a_task_that_is_opened_again(town: Town) -> None:
    asked, clerk = town.ask(), town.who("clerk")
    keep(town, asked, clerk)
    town.refuse_permit(asked)
    with unit_of_work(town.database) as session:
        rewind.undo(session, town.office, asked.case_id, reason="A slip.", by=town.who("operator"), at=town.at)
    assert kept(town, asked, clerk) is None
    keep(town, asked, clerk)
    assert kept(town, asked, clerk) is not None


def test_it_ends_with_the_key_of_its_case(town: Town) -> None:
    asked, other = town.ask(), town.ask()
    for one in (asked, other):
        keep(town, one, town.who("clerk"))
    with unit_of_work(town.database) as session:
        session.execute(update(Case).where(Case.id == asked.case_id).values(data_key=None))
    assert how_many(town) == 1
    with pytest.raises(NotFound):
        keep(town, asked, town.who("clerk"))


def test_a_task_that_is_handed_over_takes_no_draft_along(town: Town) -> None:
    asked, clerk, deputy = town.ask(), town.who("clerk"), town.who("deputy")
    for one in (clerk, deputy):
        keep(town, asked, one)
    assert deputy.person_id
    with unit_of_work(town.database) as session:
        task_id = town.task(asked, "decide").id
        tasks.reassign(session, town.office, task_id, to=deputy.person_id, reason="Away.", by=clerk, at=town.at)
    assert kept(town, asked, clerk) is None
    assert kept(town, asked, deputy) is not None


def test_nor_does_one_that_an_operator_hands_over(town: Town) -> None:
    asked, clerk, deputy = town.ask(), town.who("clerk"), town.who("deputy")
    keep(town, asked, clerk)
    for to, left in ((deputy.person_id, 0), (None, 1)):
        with unit_of_work(town.database) as session:
            task_id, by = town.task(asked, "decide").id, town.who("operator")
            operating.hand_over(session, town.office, task_id, to=to, reason="She is away.", by=by, at=town.at)
        assert how_many(town) == left
        keep(town, asked, deputy)  # and it is given back to all of them: nothing of theirs is lost


def test_a_claim_by_somebody_else_takes_nothing(town: Town) -> None:
    asked, clerk, deputy = town.ask(), town.who("clerk"), town.who("deputy")
    keep(town, asked, clerk)
    with unit_of_work(town.database) as session:
        tasks.claim(session, town.office, town.task(asked, "decide").id, by=deputy, at=town.at)
    keep(town, asked, clerk, Written({"reasons": ["And more."]}, {}))
    found = kept(town, asked, clerk)
    assert found
    assert found.written.values == {"reasons": ["And more."]}


def test_a_party_keeps_its_own_by_code(town: Town) -> None:
    asked = town.ask()
    town.refuse_permit(asked)
    stranger = town.stranger(asked)
    keep(town, asked, stranger, Written({"answer": ["appeal"]}, {}), element="answer")
    found = kept(town, asked, stranger, element="answer")
    assert found
    assert found.written.values == {"answer": ["appeal"]}
    town.complete(asked, "answer", stranger, answer="accept")
    assert how_many(town) == 0


@pytest.mark.parametrize(("who", "refusal"), [("passer", NotFound), ("asker", NotYourTask)])
def test_nobody_keeps_anything_on_a_task_of_others(town: Town, who: str, refusal: type[Refusal]) -> None:
    asked = town.ask(town.who("asker"))
    with pytest.raises(refusal):
        keep(town, asked, town.who(who))
    assert how_many(town) == 0


def test_what_was_changed_in_the_database_is_no_draft(town: Town) -> None:
    asked, clerk, deputy = town.ask(), town.who("clerk"), town.who("deputy")
    keep(town, asked, clerk)
    keep(town, asked, deputy)
    with unit_of_work(town.database) as session:  # the one put in the place of the other
        session.execute(
            text("UPDATE drafts SET answers_sealed = (SELECT answers_sealed FROM drafts ORDER BY id LIMIT 1)")
        )
    found = [kept(town, asked, one) for one in (clerk, deputy)]
    assert found.count(None) == 1


def test_what_is_kept_while_the_task_is_completed_does_not_outlive_it(town: Town) -> None:
    asked, clerk, deputy = town.ask(), town.who("clerk"), town.who("deputy")
    type_on = partial(keep, town, asked, deputy)
    finish = partial(town.complete, asked, "decide", clerk, decision="granted", reasons="Room enough.")
    together(type_on, finish, type_on)
    assert how_many(town) == 0
