"""A step brings somebody in: they are a party of this one case, unless it is about them or they are in it already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from ombud.storage.base import new_id
from ombud.storage.cases import LAPSED, Party, Submission
from ombud.storage.directory import Organisation, OrganisationKind, Person, RoleHolding, RoleScope
from ombud.storage.letters import Channel, Delivery, Letter
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import actors, engine
from ombud.workflows.effects.add_party import add_party, take_back_parties
from ombud.workflows.effects.bar_subject import bar_subject
from ombud.workflows.held import HeldCase, lock_unjudged
from ombud.workflows.opening import Opened
from ombud.workflows.refusals import InvalidAnswers, NotYourTask
from ombud.workflows.writing import write
from tests.support.permit import Town

pytestmark = pytest.mark.both_databases

STEP = engine.ElementKey("bring_in")


def step(town: Town, asked: Opened, act: Callable[[HeldCase], None]) -> None:
    with unit_of_work(town.database) as session:
        held = lock_unjudged(session, town.office, asked.case_id, by=town.who("clerk"), at=town.at)
        act(held)
        write(held)


def asks(town: Town, effect: str, name: str, **given: str) -> engine.RequestedEffect:
    return engine.RequestedEffect(STEP, effect, {"person": str(town.who(name).person_id), "field": "who", **given})


def bring_in(town: Town, asked: Opened, name: str) -> None:
    step(town, asked, lambda held: add_party(held, asks(town, "add_party", name, role="guide")))


def roles(town: Town, asked: Opened) -> dict[str, bool]:
    with reading(town.database) as session:
        rows = session.execute(select(Party.role, Party.own_matter).where(Party.case_id == asked.case_id))
        return {row.role: row.own_matter for row in rows}


def test_they_have_a_part_of_their_own_and_none_in_another_role(town: Town) -> None:
    asked = town.ask(town.who("asker"))
    bring_in(town, asked, "passer")
    assert roles(town, asked) == {"asker": True, "guide": True}


def test_nobody_has_two_parts(town: Town) -> None:
    asked = town.ask(town.who("asker"))
    with pytest.raises(InvalidAnswers) as refused:
        bring_in(town, asked, "asker")
    assert refused.value.errors["who"] == ["They have a part in this case already: choose somebody else."]


def test_whom_the_case_is_about_has_no_part_in_it(town: Town) -> None:
    asked = town.ask(town.who("asker"))
    step(town, asked, lambda held: bar_subject(held, asks(town, "bar_subject", "passer")))
    with pytest.raises(InvalidAnswers) as refused:
        bring_in(town, asked, "passer")
    assert refused.value.errors["who"] == ["The case is about them: choose somebody else."]


def test_only_who_belongs_to_the_organisation_or_holds_a_role_there(town: Town) -> None:
    asked = town.ask(town.who("asker"))
    here, elsewhere = new_id(), new_id()
    with unit_of_work(town.database) as session:
        for key, name in ((here, "Here"), (elsewhere, "Elsewhere")):
            session.add(
                Organisation(
                    id=key, name=name, sort_name=name.lower(), kind=OrganisationKind.AGENCY, created_at=town.at
                )
            )
        session.flush()
        session.get_one(Person, town.who("passer").person_id).organisation_id = elsewhere
        there = {"role": "hdc", "scope": RoleScope.ORGANISATION, "scope_id": here, "from_on": date(2026, 1, 1)}
        session.add(RoleHolding(person_id=town.who("deputy").person_id, **there))
    with pytest.raises(InvalidAnswers) as refused:
        step(
            town, asked, lambda held: add_party(held, asks(town, "add_party", "passer", role="guide", within=str(here)))
        )
    assert "do not belong" in refused.value.errors["who"][0]
    for name, within in (("passer", elsewhere), ("deputy", here)):
        given = asks(town, "add_party", name, role=name, within=str(within))
        step(
            town,
            asked,
            lambda held, given=given: add_party(held, replace(given, key=engine.ElementKey(given.parameters["role"]))),
        )
    assert roles(town, asked) == {"asker": True, "passer": True, "deputy": True}


def test_nobody_brings_a_case_about_themselves_where_the_step_says_so(town: Town) -> None:
    asked = town.ask(town.who("asker"))
    with pytest.raises(InvalidAnswers):
        step(town, asked, lambda held: bar_subject(held, asks(town, "bar_subject", "asker")))


def test_they_go_with_the_step_that_brought_them_in(town: Town) -> None:
    asked = town.ask(town.who("asker"))
    bring_in(town, asked, "passer")
    step(town, asked, lambda held: take_back_parties(held, [engine.ElementKey("another"), STEP]))
    assert roles(town, asked) == {"asker": True}


def test_what_is_asked_of_one_party_is_not_the_others(town: Town) -> None:
    """S3. Both without an account, in one case: each acts by their own part alone."""
    asked, guide = town.ask(), new_id()
    asker = town.stranger(asked)
    town.refuse_permit(asked)
    with unit_of_work(town.database) as session:
        session.add(Party(id=guide, case_id=asked.case_id, role="guide", own_matter=True))
    with pytest.raises(NotYourTask):
        town.complete(asked, "answer", actors.party(guide, asked.case_id), answer="appeal")
    town.complete(asked, "answer", asker, answer="appeal")


def test_what_was_sent_to_them_and_by_them_outlives_the_step_that_brought_them_in(town: Town) -> None:
    """A message and a letter are history: the step is taken back all the same, and they stay with the person."""
    asked = town.ask(town.who("asker"))
    bring_in(town, asked, "passer")
    passer = town.who("passer").person_id
    with unit_of_work(town.database) as session:
        guide = session.scalars(select(Party.id).where(Party.case_id == asked.case_id, Party.role == "guide")).one()
        letter = Letter(case_id=asked.case_id, element="tell:1", name="told", template_digest="", context_sealed=b"")
        letter.issued_at = town.at
        letter.deliveries = [
            Delivery(case_id=asked.case_id, person_id=passer, party_id=guide, channel=Channel.MAIL),
        ]
        about = {"element": "message", "form": "message.message", "answers_sealed": b"", "sent_at": town.at}
        message = Submission(case_id=asked.case_id, sent_by=passer, party_id=guide, **about)
        session.add_all([letter, message])
    step(town, asked, lambda held: take_back_parties(held, [STEP]))
    assert roles(town, asked) == {"asker": True, LAPSED: True}
    with reading(town.database) as session:
        (delivery,) = session.scalars(select(Delivery).where(Delivery.person_id == passer)).all()
        said = session.scalars(select(Submission).where(Submission.sent_by == passer)).all()
        theirs = session.scalars(select(Party).where(Party.person_id == passer)).all()
    assert delivery.party_id is None
    assert [one.element for one in said] == ["message"]
    assert theirs == []
    bring_in(town, asked, "passer")
    assert roles(town, asked) == {"asker": True, "guide": True}
