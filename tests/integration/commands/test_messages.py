"""Messages and notes are part of a case's proof and no part of its course: undo, migration and replay pass over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ombud.storage.cases import Party, Submission
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.events import Event
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows import cases, messages, proof, rewind
from ombud.workflows.actors import OPERATOR, Actor
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.said import readable, said_in
from ombud.workflows.casefile.thread import Thread, thread_of
from ombud.workflows.commands import perform
from ombud.workflows.days import day_of
from ombud.workflows.log import log_of
from ombud.workflows.opening import Opened
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.refusals import CaseClosed, Forbidden, InvalidAnswers, InvalidCommand, NotFound
from tests.support.permit import Town, deploy_permit

WRITTEN = ("message.message", "message.note")
Command = Callable[..., None]


@pytest.fixture
def town(town: Town) -> Town:
    """The town with the two forms that every installation has."""
    forms = {key: form for key, form in form_catalogue().items() if key in WRITTEN}
    town.office = replace(town.office, forms={**town.office.forms, **forms})
    return town


def write(town: Town, asked: Opened, command: Command, by: Actor, *, key: str | None = None, **answers: Any) -> None:
    perform(
        town.database,
        town.office,
        lambda s: command(s, town.office, asked.case_id, answers, by=by, at=town.at, request_key=key),
        at=town.at,
    )


def talk(town: Town, asked: Opened) -> None:
    write(town, asked, messages.send, town.who("clerk"), message="Which park?")
    write(town, asked, messages.send, town.stranger(asked), message="The one by the river.")
    write(town, asked, messages.add_note, town.who("deputy"), note="There is no river.")


def thread(town: Town, asked: Opened, actor: Actor) -> Thread:
    with reading(town.database) as session:
        return thread_of(session, case_by_id(session, town.office, actor, asked.case_id, at=town.at), actor, at=town.at)


def faults(town: Town, asked: Opened) -> list[str]:
    with reading(town.database) as session:
        return proof.verify(session, town.office, town.case(asked))


def test_each_side_reads_the_messages_and_only_who_works_there_the_notes(town: Town) -> None:
    asked = town.ask()
    talk(town, asked)
    of_party, of_clerk = thread(town, asked, town.stranger(asked)), thread(town, asked, town.who("clerk"))
    assert [(one.text, one.who, one.mine) for one in of_party.entries] == [
        ("Which park?", "Clerk", False),
        ("The one by the river.", "Asker", True),
    ]
    assert [(one.text, one.who, one.note) for one in of_clerk.entries] == [
        ("Which park?", "Cleo Clerk", False),
        ("The one by the river.", "Asker", False),
        ("There is no river.", "Dana Deputy", True),
    ]
    assert (of_party.may_write, of_party.may_note) == (True, False)
    assert (of_clerk.may_write, of_clerk.may_note) == (True, True)


def test_a_party_with_an_account_never_reads_a_note(town: Town) -> None:
    asked = town.ask(town.who("asker"))
    write(town, asked, messages.send, town.who("clerk"), message="Which park?")
    write(town, asked, messages.add_note, town.who("clerk"), note="There is no river.")
    seen = thread(town, asked, town.who("asker"))
    assert [(one.text, one.who) for one in seen.entries] == [("Which park?", "Clerk")]
    assert seen.may_note is False
    with reading(town.database) as session:
        actor = town.who("asker")
        found = case_by_id(session, town.office, actor, asked.case_id, at=town.at)
        forms = {row.form for row in session.scalars(readable(session, found, actor, at=town.at))}
        assert forms == {"permit.ask", "message.message"}
        assert [said.title for said in said_in(session, town.office, found, actor, at=town.at)] == [
            "What was brought forward"
        ]
    with pytest.raises(Forbidden):
        write(town, asked, messages.add_note, town.who("asker"), note="Mine.")


def test_a_note_of_ones_own_is_not_read_any_more_by_whoever_is_only_a_party(town: Town) -> None:
    """Somebody may work on the case they brought, and stop working on it."""
    asked, asker = town.ask(town.who("asker")), town.who("asker")
    with unit_of_work(town.database) as session:
        holding = RoleHolding(
            person_id=asker.person_id,
            role="clerk",
            scope=RoleScope.SYSTEM,
            scope_id=SYSTEM_SCOPE,
            from_on=day_of(town.at),
        )
        session.add(holding)
    write(town, asked, messages.add_note, asker, note="I decide on it myself.")
    assert [one.note for one in thread(town, asked, asker).entries] == [True]
    with unit_of_work(town.database) as session:
        session.execute(
            delete(RoleHolding).where(RoleHolding.person_id == asker.person_id, RoleHolding.role == "clerk")
        )
    assert thread(town, asked, asker).entries == ()


def test_undo_passes_over_what_was_written_and_the_case_is_still_proven(town: Town) -> None:
    asked = town.ask()
    talk(town, asked)
    with reading(town.database) as session:
        before = log_of(session, asked.case_id)
    town.refuse_permit(asked)
    talk(town, asked)
    with unit_of_work(town.database) as session:
        rewind.undo(session, town.office, asked.case_id, reason="Too soon.", by=OPERATOR, at=town.at)
    with reading(town.database) as session:
        assert log_of(session, asked.case_id) == before
    assert town.open_tasks(asked) == {"decide"}
    assert len(thread(town, asked, town.who("clerk")).entries) == 6
    assert faults(town, asked) == []
    town.complete(asked, "decide", town.who("clerk"), decision="granted", reasons="After all.")
    assert town.case(asked).outcome == "permit_granted"
    assert faults(town, asked) == []


def test_migration_passes_over_them_too(town: Town) -> None:
    asked = town.ask()
    talk(town, asked)
    with unit_of_work(town.database) as session:
        deploy_permit(session, "v2")
        to = town.office.procedures.latest(session, "permit")
        rewind.migrate(session, town.office, asked.case_id, to=to, reason="New rules.", by=OPERATOR, at=town.at)
    assert town.open_tasks(asked) == {"review"}
    assert len(thread(town, asked, town.stranger(asked)).entries) == 2
    assert faults(town, asked) == []


def test_none_is_taken_away_again(town: Town) -> None:
    asked = town.ask()
    talk(town, asked)
    with pytest.raises(DBAPIError, match="history"), unit_of_work(town.database) as session:
        session.execute(delete(Submission).where(Submission.form == "message.note"))
    assert faults(town, asked) == []


def test_they_are_exported_with_the_case(town: Town) -> None:
    asked = town.ask()
    talk(town, asked)
    with reading(town.database) as session:
        exported = proof.export(session, town.office, town.case(asked))
    said = [one["values"] for one in exported["submissions"] if one["form"] in WRITTEN]
    assert {"message": "Which park?", "documents": None} in said or {"message": "Which park?"} in said
    assert any(one.get("note") == "There is no river." for one in said)


@pytest.mark.parametrize("command", [messages.send, messages.add_note])
def test_whoever_has_no_part_in_it_writes_nothing(town: Town, command: Command) -> None:
    asked, other = town.ask(), town.ask()
    for by in (town.who("passer"), town.who("chair"), town.stranger(other)):
        with pytest.raises(NotFound):
            write(town, asked, command, by, message="x", note="x")
    with pytest.raises(Forbidden):
        write(town, asked, command, OPERATOR, message="x", note="x")
    assert _events(town, asked) == 0


def test_a_party_by_code_keeps_no_note(town: Town) -> None:
    asked = town.ask()
    with pytest.raises(Forbidden):
        write(town, asked, messages.add_note, town.stranger(asked), note="Mine.")
    assert _events(town, asked) == 0


def test_a_closed_case_takes_none_a_sleeping_one_does(town: Town) -> None:
    asked = town.ask()
    with unit_of_work(town.database) as session:
        cases.suspend(session, town.office, asked.case_id, reason="Holidays.", by=OPERATOR, at=town.at)
    talk(town, asked)
    with unit_of_work(town.database) as session:
        cases.resume(session, town.office, asked.case_id, reason="Back.", by=OPERATOR, at=town.at)
    town.withdraw(asked, town.stranger(asked))
    for command in (messages.send, messages.add_note):
        with pytest.raises(CaseClosed):
            write(town, asked, command, town.who("clerk"), message="x", note="x")
    assert thread(town, asked, town.stranger(asked)).may_write is False
    assert len(thread(town, asked, town.stranger(asked)).entries) == 2


def test_the_same_request_again_writes_nothing_more(town: Town) -> None:
    asked = town.ask()
    for _click in range(2):
        write(town, asked, messages.send, town.who("clerk"), key="once", message="Which park?")
        write(town, asked, messages.add_note, town.who("clerk"), key="once more", note="Hm.")
    assert _events(town, asked) == 2


def test_an_empty_one_is_refused(town: Town) -> None:
    asked = town.ask()
    for command in (messages.send, messages.add_note):
        with pytest.raises(InvalidAnswers):
            write(town, asked, command, town.who("clerk"))
    assert _events(town, asked) == 0


def test_with_two_parties_the_office_is_asked_to_whom(town: Town) -> None:
    asked = town.ask()
    with unit_of_work(town.database) as session:
        _second_party(session, asked)
    with pytest.raises(InvalidCommand):
        write(town, asked, messages.send, town.who("clerk"), message="Which park?")
    assert _events(town, asked) == 0


def _second_party(session: Session, asked: Opened) -> None:
    first = session.scalars(select(Party).where(Party.case_id == asked.case_id)).one()
    session.add(Party(case_id=asked.case_id, role="neighbour", organisation_id=first.organisation_id))


def _events(town: Town, asked: Opened) -> int:
    with reading(town.database) as session:
        kinds = (Event.chain == asked.case_id, Event.kind.in_(("message.sent", "note.added")))
        return session.scalar(select(func.count()).select_from(Event).where(*kinds)) or 0
