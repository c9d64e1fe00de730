"""The rules of a body are set together, by who presides over that very body, once, and on what they were."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN
from ombud.storage.procedures import Setting
from ombud.storage.session import unit_of_work
from ombud.workflows.board import rules
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotConfigured, NotFound, RulesChanged
from tests.integration.board.by_ballot import MONDAY
from tests.integration.board.hall import HOUR, Hall


def set_rules(hall: Hall, given: dict[str, Any], *, by: str = "coco", body: str = "panel", **more: Any) -> None:
    hall.at += HOUR
    said = {"reason": "By-laws, article 4"} | more
    hall.do(lambda s: rules.set_rules(s, hall.office.board, body, given, by=hall.who(by), at=hall.at, **said))


def in_force(hall: Hall, body: str = "panel") -> dict[str, Any]:
    return hall.see(lambda s: rules.values(s, hall.office.board, body, at=hall.at))


def version(hall: Hall) -> int:
    return hall.see(lambda s: rules.version(s, "panel"))


def told(hall: Hall) -> list[tuple[Any, ...]]:
    of_rules = (one for one in hall.events(SYSTEM_CHAIN) if one.kind == "body.rule_set")
    return [(one.body["body"], one.body["name"], one.body["value"], one.actor_id) for one in of_rules]


def cochair_of(hall: Hall, name: str, body_id: UUID) -> None:
    role = {"role": "cochair", "scope": RoleScope.BODY, "scope_id": body_id, "from_on": MONDAY.date()}
    with unit_of_work(hall.database) as session:
        session.add(RoleHolding(person_id=hall.people[name], **role))


def test_those_that_change_are_set_in_one_command_with_an_event_each(hall: Hall) -> None:
    set_rules(hall, {"quorum": "at least 2/3", "tie": "chair_decides", "secret": True})
    assert (in_force(hall)["quorum"], in_force(hall)["tie"]) == ("at least 2/3", "chair_decides")
    coco = hall.people["coco"]
    assert told(hall) == [("panel", "quorum", "at least 2/3", coco), ("panel", "tie", "chair_decides", coco)]
    with pytest.raises(InvalidCommand, match="Nothing was changed"):
        set_rules(hall, {"quorum": "at least 2/3"})


def test_one_that_does_not_fit_leaves_all_as_they_were(hall: Hall) -> None:
    with pytest.raises(InvalidCommand, match="half"):
        set_rules(hall, {"tie": "chair_decides", "quorum": "half"})
    with pytest.raises(InvalidCommand, match="no rule speed"):
        set_rules(hall, {"tie": "chair_decides", "speed": 3})
    with pytest.raises(InvalidCommand, match="where this rule is written"):
        set_rules(hall, {"tie": "chair_decides"}, reason=" ")
    assert in_force(hall)["tie"] == "undecided"
    assert told(hall) == []


def test_the_same_request_twice_is_one_change(hall: Hall) -> None:
    for _click in range(2):
        set_rules(hall, {"tie": "chair_decides"}, seen=version(hall) - _click, request_key="once")
    assert len(told(hall)) == 1


def test_what_was_decided_on_older_rules_is_refused(hall: Hall) -> None:
    shown = version(hall)
    set_rules(hall, {"quorum": "5"}, seen=shown)
    with pytest.raises(RulesChanged):
        set_rules(hall, {"quorum": "more than 1/2", "tie": "chair_decides"}, by="staff", seen=shown)
    assert (in_force(hall)["quorum"], in_force(hall)["tie"]) == ("5", "undecided")


def test_a_rule_is_not_configured_again_and_no_ballot_opens(hall: Hall) -> None:
    set_rules(hall, {"quorum": None})
    assert in_force(hall)["quorum"] is None
    hall.appeal()
    with pytest.raises(NotConfigured, match="How many have to take part"):
        hall.open()
    with pytest.raises(InvalidCommand):
        set_rules(hall, {"alternates": None})  # yes or no: the data has a default


def test_who_presides_over_another_body_sets_no_rule_of_this_one(hall: Hall) -> None:
    cochair_of(hall, "pat", hall.body("empty"))
    set_rules(hall, {"tie": "chair_decides"}, by="pat", body="empty")
    for name in ("pat", "other_chair", "ada", "clerk"):
        with pytest.raises(Forbidden):
            set_rules(hall, {"tie": "chair_decides"}, by=name)
    with pytest.raises(NotFound):
        set_rules(hall, {"tie": "chair_decides"}, body="nowhere")
    for name, choice in {"coco": "chair_decides", "staff": "undecided", "olu": "chair_decides"}.items():
        set_rules(hall, {"tie": choice}, by=name)
    named = select(Setting.name).where(Setting.name == "body.panel.tie")
    assert len(hall.see(lambda s: s.scalars(named).all())) == 4
