"""The manual names an HMIS Administrator and says nowhere who it is: the director, until somebody is given it (A08)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, update

from ombud.storage.cases import Task
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.session import reading
from ombud.workflows import inbox, permissions, tasks
from ombud.workflows.board import duties
from ombud.workflows.mail import recipients
from ombud.workflows.people import listing
from ombud.workflows.people.profile import HoldingState, Right, holding_of, profile
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.duties import DutiesToml
from ombud.workflows.refusals import NotFound
from tests.integration.people.absence import DAY, TODAY, stand_in
from tests.integration.people.quarter import Quarter
from tests.support.court import Court

ROLE = "hmis_administrator"


@pytest.fixture
def asked(court: Court) -> Iterator[Court]:
    """A task of the administrator's; whoever is free directs, and nobody administers."""
    court.ask()
    hold(court, "free", "director")
    decide = court.task("decide").id
    court.do(lambda s: s.execute(update(Task).where(Task.id == decide).values(role=ROLE)))
    return court


def hold(court: Court, name: str, role: str, *, from_on: date = TODAY - DAY, to_on: date | None = None) -> UUID:
    held = {"role": role, "scope": RoleScope.SYSTEM, "scope_id": SYSTEM_SCOPE, "from_on": from_on, "to_on": to_on}
    row = RoleHolding(person_id=court.id_of(name), **held)
    court.do(lambda s: s.add(row))
    return row.id


def everywhere(court: Court) -> set[str]:
    """Who may act on the task: by the list, the inbox, the command, the mail and the roles. They have to agree."""
    task, found = court.task("decide").id, []
    with reading(court.database) as session:
        names = [email.partition("@")[0] for email in session.scalars(select(Person.email))]
        told = recipients.of_task(session, court.office, session.get_one(Task, task), at=court.at)
        found.append({one.email.partition("@")[0] for one in told})
        named = recipients.resolve(session, court.office, [f"role:{ROLE}"], None, at=court.at)
        found.append({one.email.partition("@")[0] for one in named})
    found += [
        {name for name in names if does(court, name, task)} for does in (Court.lists, _in_inbox, Court.lets, _holds)
    ]
    assert all(one == found[0] for one in found), found
    return found[0]


def _in_inbox(court: Court, name: str, task_id: UUID) -> bool:
    with reading(court.database) as session:
        box = inbox.read(session, court.office, court.who(name), box=inbox.Box.GROUPS, at=court.at)
        return task_id in {line.task_id for group in box.groups for line in group.lines}


def _holds(court: Court, name: str, _task_id: UUID) -> bool:
    with reading(court.database) as session:
        return permissions.has_role(session, court.who(name), (ROLE,), at=court.at)


@pytest.mark.both_databases
def test_the_director_has_it_until_somebody_is_given_it_and_again_afterwards(asked: Court) -> None:
    assert everywhere(asked) == {"free"}
    hold(asked, "other", ROLE, to_on=TODAY + 2 * DAY)
    assert everywhere(asked) == {"other"}
    asked.at += 3 * DAY
    assert everywhere(asked) == {"free"}, "the last day is over"


def test_somebody_who_has_left_holds_nothing(asked: Court) -> None:
    hold(asked, "other", ROLE)
    gone = asked.id_of("other")
    asked.do(lambda s: s.execute(update(Person).where(Person.id == gone).values(active=False)))
    assert everywhere(asked) == {"free"}


def test_one_to_come_changes_nothing_yet(asked: Court) -> None:
    hold(asked, "other", ROLE, from_on=TODAY + DAY)
    assert everywhere(asked) == {"free"}


def test_a_substitute_of_the_director_has_it_too(asked: Court) -> None:
    stand_in(asked, who="free", to="passer")
    assert everywhere(asked) == {"free", "passer"}


def test_a_claim_stands_only_while_the_role_is_theirs(asked: Court) -> None:
    task, by = asked.task("decide").id, asked.who("free")
    asked.do(lambda s: tasks.claim(s, asked.office, task, by=by, at=asked.at))
    assert asked.lists("free", task)
    hold(asked, "other", ROLE)
    assert not asked.lists("free", task)
    assert asked.lists("other", task)


def test_a_duty_of_the_role_is_recorded_by_whoever_has_it(asked: Court) -> None:
    duty = {"key": "plan", "who": f"role:{ROLE}", "what": "Reviews the plan", "source": "P105-e"}
    toml = DutiesToml.model_validate({"chase": {"every": "P1M", "source": "local"}, "duties": [duty]})
    office = replace(asked.office, duties=toml)

    def may_record(name: str) -> bool:
        with reading(asked.database) as session:
            return bool(duties.recordable(session, office, asked.who(name), at=asked.at))

    assert [name for name in ("free", "other", "clerk") if may_record(name)] == ["free"]
    hold(asked, "other", ROLE)
    assert [name for name in ("free", "other", "clerk") if may_record(name)] == ["other"]


def test_other_roles_are_nobodys_by_default(asked: Court) -> None:
    with reading(asked.database) as session:
        assert not permissions.has_role(session, asked.who("free"), ("security_officer",), at=asked.at)
        assert recipients.resolve(session, asked.office, ["role:security_officer"], None, at=asked.at) == []


def test_the_pages_of_people_say_so(quarter: Quarter) -> None:
    quarter.grant("new", "director")
    who = quarter.id_of("new")
    with reading(quarter.database) as session:
        (held, also) = profile(session, who, at=quarter.at).now
        assert (held.title, held.right) == ("Director of HMIS and Strategic Analysis", Right.OWN)
        assert (also.title, also.right, also.whose) == ("HMIS Administrator", Right.DEFAULT, held.title)
        assert not also.ends_here
        assert not also.may_take_back
        assert holding_of(session, who, also.id, at=quarter.at).right is Right.OWN, "it ends with what it comes with"
        (line,) = listing.people(session, listing.Asked(role=ROLE), at=quarter.at).lines
        assert line.roles == ("Director of HMIS and Strategic Analysis", "HMIS Administrator (by default)")
    quarter.grant("hdc", ROLE)
    with reading(quarter.database) as session:
        assert [one.right for one in profile(session, who, at=quarter.at).now] == [Right.OWN]
        assert [one.name for one in listing.people(session, listing.Asked(role=ROLE), at=quarter.at).lines] == [
            "Tomas Berg"
        ]
        assert all(one.state is HoldingState.IN_FORCE for one in profile(session, who, at=quarter.at).now)
    with reading(quarter.database) as session, pytest.raises(NotFound):
        holding_of(session, who, UUID(int=7), at=quarter.at)
