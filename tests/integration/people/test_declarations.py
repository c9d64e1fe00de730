"""What an organisation has declared of itself: kept with who said it and when, and never guessed."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from ombud.storage.session import reading
from ombud.workflows.asking import Asking
from ombud.workflows.people import declarations
from ombud.workflows.people.declarations import Standing
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from tests.integration.people.quarter import DAY, ELM, HARBOR, Quarter

HIPAA = "hipaa_covered"


def declare(quarter: Quarter, said: bool | None, *, by: str = "operator", attribute: str = HIPAA) -> None:
    actor, whose = quarter.who(by), quarter.organisation(HARBOR)
    lists = quarter.office.checklists
    quarter.do(lambda s: declarations.declare(s, lists, whose, attribute, said, by=actor, at=quarter.at))


def known(quarter: Quarter, name: str = HARBOR) -> Standing:
    with reading(quarter.database) as session:
        found = declarations.standing(session, quarter.office.checklists, quarter.organisation(name))
    return next(one for one in found if one.name == HIPAA)


def offered(quarter: Quarter, whose: UUID | None) -> list[str]:
    asking = Asking(uuid4(), "annual_certification", {}, whose)
    with reading(quarter.database) as session:
        return [value for value, _words in declarations.offered(HIPAA, asking)(session, quarter.at)]


def test_it_is_not_known_until_somebody_says_it(quarter: Quarter) -> None:
    assert known(quarter).declared is None
    assert known(quarter).at is None
    declare(quarter, False)
    said = known(quarter)
    assert (said.declared, said.by, said.at) == (False, "Olu Operator", quarter.at)
    assert known(quarter, ELM).declared is None
    (event,) = quarter.told("organisation.declared")
    assert event.body == {"organisation": str(quarter.organisation(HARBOR)), "attribute": HIPAA, "declared": False}
    assert event.actor_id == quarter.id_of("operator")


def test_the_newest_counts_and_can_be_taken_back(quarter: Quarter) -> None:
    for said in (True, True, False, None, None):
        declare(quarter, said)
        quarter.at += DAY
        assert known(quarter).declared is said
    assert [event.body["declared"] for event in quarter.told("organisation.declared")] == [True, False, None]


def test_what_is_known_is_the_only_answer_offered(quarter: Quarter) -> None:
    everything, whose = ["yes", "no", "unsure"], quarter.organisation(HARBOR)
    assert offered(quarter, whose) == everything
    declare(quarter, True)
    assert offered(quarter, whose) == ["yes"]
    assert offered(quarter, quarter.organisation(ELM)) == everything
    assert offered(quarter, None) == everything
    quarter.at += DAY
    declare(quarter, False)
    assert offered(quarter, whose) == ["no"]
    quarter.at += DAY
    declare(quarter, None)
    assert offered(quarter, whose) == everything


def test_only_an_administrator_records_what_a_checklist_asks_of_an_organisation(quarter: Quarter) -> None:
    with pytest.raises(Forbidden):
        declare(quarter, True, by="hdc")
    with pytest.raises(InvalidCommand):
        declare(quarter, True, attribute="left_handed")
    with pytest.raises(NotFound):
        quarter.do(
            lambda s: declarations.declare(
                s, quarter.office.checklists, uuid4(), HIPAA, True, by=quarter.who("operator"), at=quarter.at
            )
        )
    assert known(quarter).declared is None
