"""Whoever steps aside from a case, or is found to have to: nothing of an open ballot reaches them, by whatever way."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from ombud.workflows import engine
from ombud.workflows.board.barred import of_case
from ombud.workflows.effects.bar_subject import bar_subject
from ombud.workflows.held import lock_unjudged
from ombud.workflows.refusals import NotFound, RecusedFromThis
from ombud.workflows.text import in_language
from ombud.workflows.writing import write
from tests.integration.board.hall import HOUR, Hall


def finds_it_is_about(hall: Hall, name: str) -> None:
    """A step of the diagram finds that the matter is about somebody."""
    found = engine.RequestedEffect(engine.ElementKey("found_out"), "bar_subject", {"person": str(hall.people[name])})

    def step(session: Session) -> None:
        held = lock_unjudged(session, hall.office, hall.case_id, by=hall.who("clerk"), at=hall.at)
        bar_subject(held, found)
        write(held)

    hall.do(step)


def test_a_proxy_that_was_given_before_shows_nothing_to_whoever_is_recused(hearing: Hall) -> None:
    hearing.give_proxy("ada", "cas")
    hearing.leave("ada")
    hearing.at += HOUR
    assert hearing.wanted("cas")
    hearing.recuse("cas")
    assert hearing.wanted("cas") == []
    with pytest.raises(NotFound):
        hearing.page("cas")
    with pytest.raises(RecusedFromThis):
        hearing.vote("cas", "upheld", seen=0)
    page = hearing.page("ada")
    assert not page.has_proxy
    assert [line.proxy for line in page.seats if line.holder_id == hearing.people["ada"]] == [""]
    hearing.give_proxy("ada", "ben")
    assert hearing.page("ada").has_proxy


def test_whom_a_step_finds_the_matter_to_be_about_votes_no_more(hearing: Hall) -> None:
    hearing.vote("ada", "upheld")
    finds_it_is_about(hearing, "ada")
    assert not any(line.voted for line in hearing.page("operator").seats)
    with pytest.raises(NotFound):
        hearing.page("ada")
    with pytest.raises(RecusedFromThis):
        hearing.vote("ada", "overturned", seen=1)
    assert [one.body["as"] for one in hearing.events() if one.kind == "ballot.recused"] == ["holder"]
    assert hearing.proven() == []


def test_why_a_step_barred_somebody_is_kept_in_english_and_read_in_ones_own_language(hearing: Hall) -> None:
    with in_language("es"):
        finds_it_is_about(hearing, "ada")
    known = hearing.see(lambda s: of_case(s, hearing.office, hearing.case_id, hearing.who("coco"), at=hearing.at))
    reasons = [one.declaration.reason for one in known.barred if one.declaration]
    assert reasons == ["What is decided here is about them."]
