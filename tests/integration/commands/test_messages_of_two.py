"""A case with two parties: the office chooses to whom it writes, and neither party reads what the other is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from ombud.storage.cases import Party
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.forms_bridge import form_catalogue
from ombud.workflows import messages
from ombud.workflows.actors import Actor, party
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.thread import Thread, thread_of
from ombud.workflows.commands import perform
from ombud.workflows.opening import Opened
from ombud.workflows.refusals import InvalidCommand
from tests.support.permit import Town


@pytest.fixture
def town(town: Town) -> Town:
    forms = {key: form for key, form in form_catalogue().items() if key in messages.WRITTEN}
    town.office = replace(town.office, forms={**town.office.forms, **forms})
    return town


def neighbour(town: Town, asked: Opened) -> Actor:
    """A second party, without an account or an address."""
    key = uuid4()
    with unit_of_work(town.database) as session:
        session.add(Party(id=key, case_id=asked.case_id, role="neighbour"))
    return party(key, asked.case_id)


def send(town: Town, asked: Opened, by: Actor, message: str, **to: Any) -> None:
    perform(
        town.database,
        town.office,
        lambda s: messages.send(s, town.office, asked.case_id, {"message": message}, by=by, at=town.at, **to),
        at=town.at,
    )


def thread(town: Town, asked: Opened, actor: Actor) -> Thread:
    with reading(town.database) as session:
        return thread_of(session, case_by_id(session, town.office, actor, asked.case_id, at=town.at), actor, at=town.at)


def read_by(town: Town, asked: Opened, actor: Actor) -> list[str]:
    return [entry.text for entry in thread(town, asked, actor).entries]


def test_each_party_reads_only_what_it_wrote_and_what_it_was_told(town: Town) -> None:
    asked = town.ask()
    first, second, clerk = town.stranger(asked), neighbour(town, asked), town.who("clerk")
    send(town, asked, clerk, "Which park?", to=first.party_id)
    send(town, asked, clerk, "Does the noise reach you?", to=second.party_id)
    send(town, asked, second, "Every night.")
    assert read_by(town, asked, first) == ["Which park?"]
    assert read_by(town, asked, second) == ["Does the noise reach you?", "Every night."]
    seen = thread(town, asked, clerk)
    assert [(entry.text, entry.to) for entry in seen.entries] == [
        ("Which park?", dict(seen.readers)[first.party_id or UUID(int=0)]),
        ("Does the noise reach you?", dict(seen.readers)[second.party_id or UUID(int=0)]),
        ("Every night.", ""),
    ]
    assert thread(town, asked, first).readers == ()


def test_only_whoever_it_is_to_is_told(town: Town) -> None:
    asked = town.ask()
    second = neighbour(town, asked)
    town.work()
    send(town, asked, town.who("clerk"), "Does the noise reach you?", to=second.party_id)
    town.work()
    with reading(town.database) as session:
        told = session.scalars(select(OutboxMail.notice).where(OutboxMail.notice == messages.SENT)).all()
    assert told == []


@pytest.mark.parametrize("to", [None, UUID(int=7)])
def test_without_a_choice_or_with_another_cases_party_nothing_is_sent(town: Town, to: UUID | None) -> None:
    asked = town.ask()
    neighbour(town, asked)
    with pytest.raises(InvalidCommand):
        send(town, asked, town.who("clerk"), "Which park?", to=to)
    assert read_by(town, asked, town.who("clerk")) == []


def test_with_one_party_there_is_nothing_to_choose(town: Town) -> None:
    asked = town.ask()
    send(town, asked, town.who("clerk"), "Which park?")
    seen = thread(town, asked, town.who("clerk"))
    assert (seen.readers, [entry.to for entry in seen.entries]) == ((), [""])
    assert read_by(town, asked, town.stranger(asked)) == ["Which park?"]
