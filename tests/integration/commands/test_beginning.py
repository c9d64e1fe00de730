"""What is begun in order to open a case: kept for whoever began it, under a key of its own, until it is sent or given up."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from ombud.storage.cases import Task
from ombud.storage.drafts import Draft
from ombud.storage.jobs import Job, JobKind
from ombud.storage.sealing import SealBroken, Vault
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import drafts, settings
from ombud.workflows.actors import OPERATOR, STRANGER, Actor
from ombud.workflows.drafts import Kept, OfProcedure, OfTask, Written
from ombud.workflows.refusals import AlreadySent, NotFound, NotYours, Refusal
from tests.support.permit import Town
from tests.support.together import together

pytestmark = pytest.mark.both_databases

TYPED = Written({"wish": ["A kiosk for Zebulon Quist"]}, {"wish": "What do you wish?"})
KEY = "k" * 64


def begin(
    town: Town, by: Actor, written: Written = TYPED, *, procedure: str = "permit", key: str | None = None
) -> None:
    with unit_of_work(town.database) as session:
        drafts.keep(session, town.office, OfProcedure(procedure, key), written, by=by, at=town.at)


def begun(town: Town, by: Actor) -> Kept | None:
    with reading(town.database) as session:
        return drafts.begun(session, town.office, "permit", by)


def how_many(town: Town) -> int:
    with reading(town.database) as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_it_is_there_again_for_whoever_began_it_alone(town: Town) -> None:
    asker, clerk = town.who("asker"), town.who("clerk")
    begin(town, asker)
    town.pass_days(1)
    later = Written({"wish": ["A stall"]}, {}, seen=["wish"], done=[], parts=[])
    begin(town, asker, later)
    assert begun(town, asker) == Kept(later, town.at)
    assert begun(town, clerk) is None
    with reading(town.database) as session:
        assert drafts.begun_by(session, asker) == {"permit": town.at}
        assert drafts.begun_by(session, clerk) == {}
    assert how_many(town) == 1


def test_nothing_of_it_is_readable_but_with_the_master_key(town: Town) -> None:
    asker = town.who("asker")
    begin(town, asker)
    with reading(town.database) as session:
        row = session.scalars(select(Draft)).one()
    assert b"Zebulon" not in row.answers_sealed
    assert (row.case_id, row.task_id) == (None, None)
    with pytest.raises(SealBroken):
        Vault(bytes(32)).unwrap(row.data_key)
    with unit_of_work(town.database) as session:
        session.execute(update(Draft).values(data_key=town.office.vault.new_case_key()[1]))
    assert begun(town, asker) is None


def test_it_ends_when_its_writer_opens_a_case_and_not_when_others_do(town: Town) -> None:
    asker = town.who("asker")
    begin(town, asker)
    town.ask()
    assert how_many(town) == 1
    asked = town.ask(asker, request_key=KEY)
    assert how_many(town) == 0
    begin(town, asker)
    assert town.ask(asker, request_key=KEY) == asked
    assert how_many(town) == 1, "the same request again opens nothing"


def test_a_page_that_was_sent_keeps_nothing_any_more(town: Town) -> None:
    asker = town.who("asker")
    town.ask(asker, request_key=KEY)
    with pytest.raises(AlreadySent):
        begin(town, asker, key=KEY)
    begin(town, asker, key="another page")
    assert how_many(town) == 1


def test_what_saves_itself_while_it_is_sent_is_not_left_behind(town: Town) -> None:
    asker = town.who("asker")

    def save() -> None:
        try:
            begin(town, asker, key=KEY)
        except AlreadySent:
            return

    together(save, partial(town.ask, asker, request_key=KEY), save)
    assert how_many(town) == 0


def test_it_is_given_up_by_whoever_began_it(town: Town) -> None:
    asker, operator = town.who("asker"), town.who("clerk")
    begin(town, asker)
    for who, left in ((operator, 1), (asker, 0)):
        with unit_of_work(town.database) as session:
            drafts.give_up(session, "permit", by=who)
        assert how_many(town) == left


@pytest.mark.parametrize(
    ("who", "procedure", "refusal"),
    [
        ("passer", "permit", NotYours),
        ("stranger", "permit", NotYours),  # may send it, and has no way to come back
        ("operator", "permit", NotYours),
        ("asker", "unknown", NotFound),
    ],
)
def test_nobody_begins_what_they_may_not_start(town: Town, who: str, procedure: str, refusal: type[Refusal]) -> None:
    by = STRANGER if who == "stranger" else town.who(who)
    with pytest.raises(refusal):
        begin(town, by, procedure=procedure)
    assert how_many(town) == 0


def test_it_is_deleted_when_nobody_has_gone_on_with_it_for_long(town: Town) -> None:
    asker = town.who("asker")
    begin(town, asker)
    begin(town, asker)
    with reading(town.database) as session:
        assert session.scalar(select(func.count()).where(Job.kind == JobKind.DRAFT)) == 1
    town.pass_days(20)
    begin(town, asker, Written({"wish": ["A stall"]}, {}))
    for days, left in ((29, 1), (1, 1), (1, 0)):
        town.pass_days(days)
        town.work()
        assert how_many(town) == left
    assert begun(town, asker) is None
    begin(town, asker)
    town.work()
    assert how_many(town) == 1, "what is begun anew is another one"


def test_for_how_long_is_a_setting_that_counts_for_what_is_there(town: Town) -> None:
    begin(town, town.who("asker"))
    with unit_of_work(town.database) as session:
        family = settings.accounts_family(town.office)
        settings.change(session, family, "draft_days", 40, reason="Holidays.", by=OPERATOR, at=town.at)
    for days, left in ((31, 1), (9, 1), (1, 0)):
        town.pass_days(days)
        town.work()
        assert how_many(town) == left


def test_a_draft_is_of_a_task_or_of_a_procedure(town: Town) -> None:
    asked, clerk = town.ask(), town.who("clerk")
    with unit_of_work(town.database) as session:
        task_id = session.scalars(select(Task.id).where(Task.case_id == asked.case_id)).one()
        drafts.keep(session, town.office, OfTask(task_id), TYPED, by=clerk, at=town.at)
    for wrong in ({"procedure": "permit"}, {"case_id": None}, {"task_id": None, "case_id": None}, {"data_key": b"x"}):
        with pytest.raises(IntegrityError), unit_of_work(town.database) as session:
            session.execute(update(Draft).values(wrong))
    town.ask(clerk)
    assert how_many(town) == 1, "opening a case ends no draft of a task"
