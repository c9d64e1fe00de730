"""Nobody holds a role that an agency always has: its executive director names who acts, for some days (A69)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.utils import parseaddr
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from ombud.storage.directory import Organisation, Person, RoleHolding
from ombud.storage.events import Event
from ombud.storage.session import reading
from ombud.workflows import permissions
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.people import acting, organisations, vacancies
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound, Refusal, RoleFilled, RoleHeld
from ombud.workflows.worker.drain import drain
from tests.integration.people.quarter import DAY, ELM, HARBOR, MONDAY, TODAY, Quarter

HEAD, AIDE, OTHER_HEAD, GONE = "member", "clerk", "auditor", "new"


@pytest.fixture
def agency(quarter: Quarter) -> Quarter:
    """Harbor House with a head and an aide, whose data coordinator left yesterday."""
    harbor = quarter.organisation(HARBOR)
    theirs = [quarter.id_of(name) for name in (HEAD, AIDE)]
    quarter.do(lambda s: s.execute(update(Person).where(Person.id.in_(theirs)).values(organisation_id=harbor)))
    quarter.grant(HEAD, "executive_director", HARBOR)
    quarter.grant(OTHER_HEAD, "executive_director", ELM)
    quarter.grant("second", "system_administrator")
    quarter.end(quarter.holding("hdc", "hdc").id, TODAY - DAY)
    return quarter


def name(quarter: Quarter, who: str = AIDE, *, by: str | Actor = HEAD, within: str = HARBOR, **changes: Any) -> UUID:
    said: dict[str, Any] = {"role": "hdc", "from_on": TODAY, "to_on": TODAY + 13 * DAY} | changes
    person_id, actor, agency = quarter.id_of(who), by if isinstance(by, Actor) else quarter.who(by), {}
    agency["organisation_id"] = quarter.organisation(within)
    return quarter.do(lambda s: acting.name(s, quarter.office, person_id, by=actor, at=quarter.at, **agency, **said))


def end(quarter: Quarter, holding_id: UUID, *, by: str = HEAD, **said: Any) -> None:
    actor = quarter.who(by)
    quarter.do(lambda s: acting.end(s, quarter.office, holding_id, by=actor, at=quarter.at, **said))


def told(quarter: Quarter) -> list[str]:
    """Whom mails went to since the last look, by the part of the address before the @."""
    mailer = KeptMailer()
    drain(quarter.database, quarter.office, mailer, clock=lambda: quarter.at)
    return sorted(parseaddr(message["To"])[1].partition("@")[0] for message in mailer.messages)


def lacking(quarter: Quarter, on: date) -> list[str]:
    with reading(quarter.database) as session:
        return [one.name for one in organisations.vacancies(session, on=on) if "hdc" in one.roles]


@pytest.mark.both_databases
def test_somebody_acts_until_the_last_day_and_fills_the_gap(agency: Quarter) -> None:
    assert HARBOR in lacking(agency, TODAY)
    name(agency)
    last = TODAY + 13 * DAY
    assert agency.days(AIDE, "hdc") == [(TODAY, last)]
    assert HARBOR not in lacking(agency, TODAY)
    assert HARBOR not in lacking(agency, last)
    assert HARBOR in lacking(agency, last + DAY), "it ends by itself"
    with reading(agency.database) as session:
        (now,) = vacancies.acting_now(session, on=last)
        assert (now.organisation, now.role, now.person, now.to_on) == (HARBOR, "hdc", "Cleo Clerk", last)
        assert vacancies.acting_now(session, on=last + DAY) == []


def test_it_is_logged_without_personal_data_and_those_who_have_to_know_are_told(agency: Quarter) -> None:
    holding_id = name(agency)
    (event,) = agency.told(acting.NAMED)
    harbor, aide = agency.organisation(HARBOR), agency.id_of(AIDE)
    days = {"from_on": "2026-03-02", "to_on": "2026-03-15"}
    within = {"role": "hdc", "scope": "organisation", "scope_id": str(harbor)}
    assert event.body == {"holding": str(holding_id), "person": str(aide)} | within | days
    assert event.actor_id == agency.id_of(HEAD)
    assert told(agency) == [AIDE, "operator", "second"], (
        "who acts, the operators, the System Administrator; not the head"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"from_on": TODAY - DAY}, "days that are over"),
        ({"to_on": TODAY - DAY}, "before the first"),
        ({"from_on": date.max, "to_on": date.max}, "calendar"),
        ({"who": "hdc", "within": HARBOR, "disabled": True}, "cannot sign in"),
        ({"who": GONE}, "cannot sign in"),
        ({"who": "operator"}, "your own agency"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(agency: Quarter, changes: dict[str, Any], words: str) -> None:
    changes = dict(changes)
    if changes.pop("disabled", False):
        gone = agency.id_of("hdc")
        agency.do(lambda s: s.execute(update(Person).where(Person.id == gone).values(active=False)))
    with pytest.raises(InvalidCommand, match=words):
        name(agency, **changes)
    assert agency.told(acting.NAMED) == []
    assert told(agency) == []


def test_there_is_nobody_named_where_there_is_no_vacancy(agency: Quarter) -> None:
    agency.grant("hdc", "hdc", HARBOR, from_on=TODAY + 9 * DAY)
    with pytest.raises(RoleFilled, match="Tomas Berg holds it since 2026-03-11"):
        name(agency)
    name(agency, to_on=TODAY + 8 * DAY)
    with pytest.raises(RoleHeld, match="2026-03-02 to 2026-03-10"):
        name(agency, to_on=TODAY + 8 * DAY)
    with pytest.raises(RoleFilled, match="Cleo Clerk"):
        name(agency, "hdc", from_on=TODAY + DAY, to_on=TODAY + 2 * DAY)


def test_a_gap_to_come_is_filled_before_it_comes(agency: Quarter) -> None:
    agency.grant("hdc", "hdc", HARBOR, to_on=TODAY + 4 * DAY)
    with reading(agency.database) as session:
        (post,) = vacancies.posts(session, agency.who(HEAD), at=MONDAY)
        assert (post.free_on, post.vacant) == (TODAY + 5 * DAY, False)
    name(agency, from_on=TODAY + 5 * DAY)
    with reading(agency.database) as session:
        (post,) = vacancies.posts(session, agency.who(HEAD), at=MONDAY)
        assert [(one.person, one.acts, one.coming) for one in post.holders] == [
            ("Tomas Berg", False, False),
            ("Cleo Clerk", True, True),
        ]
        assert post.free_on == TODAY + 14 * DAY


@pytest.mark.parametrize("by", [OTHER_HEAD, AIDE, "hdc", "operator", "second"])
def test_only_the_head_of_the_agency_names_and_ends(agency: Quarter, by: str) -> None:
    """Operators grant roles on the page of a person."""
    with pytest.raises(NotFound):
        name(agency, "hdc" if by == AIDE else AIDE, by=by)
    key = name(agency)
    with pytest.raises(NotFound):
        end(agency, key, by=by)


def test_a_role_or_an_agency_that_nobody_acts_in_is_not_found(agency: Quarter) -> None:
    for role in ("security_coordinator", "end_user", "emperor", ""):
        with pytest.raises(NotFound):
            name(agency, role=role)
    with pytest.raises(NotFound):
        name(agency, within=ELM)
    agency.grant(HEAD, "executive_director", "Inland Continuum")
    with pytest.raises(InvalidCommand, match="kind"):
        name(agency, within="Inland Continuum")


def test_nobody_names_themself(agency: Quarter) -> None:
    with pytest.raises(Forbidden, match="themself"):
        name(agency, HEAD)


def test_a_step_of_a_procedure_names_as_ombud_itself(agency: Quarter) -> None:
    name(agency, by=WORKER)
    assert agency.days(AIDE, "hdc") == [(TODAY, TODAY + 13 * DAY)]
    assert told(agency) == [AIDE, "operator", "second"]


def test_the_same_request_twice_is_one(agency: Quarter) -> None:
    key = name(agency, request_key="k" * 20)
    assert name(agency, request_key="k" * 20) == key
    assert len(agency.told(acting.NAMED)) == 1
    end(agency, key, request_key="e" * 20)
    end(agency, key, request_key="e" * 20)
    assert len(agency.told("role.taken_back")) == 1


@pytest.mark.both_databases
def test_two_named_at_once_are_one(agency: Quarter) -> None:
    def try_(who: str) -> bool:
        try:
            name(agency, who)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_, [AIDE, "hdc"])) == [False, True]


@pytest.mark.both_databases
def test_it_is_ended_early_and_everybody_is_told(agency: Quarter) -> None:
    key = name(agency)
    assert told(agency) == [AIDE, "operator", "second"]
    agency.at += 3 * DAY
    end(agency, key)
    assert agency.days(AIDE, "hdc") == [(TODAY, TODAY + 2 * DAY)]
    end(agency, key)
    assert told(agency) == [AIDE, "operator", "second"]
    assert len(agency.told("role.ended")) == 2, "the data coordinator's own, and this one; nothing is ended twice"
    with pytest.raises(NotFound):
        end(agency, agency.holding("hdc", "hdc").id)
    with pytest.raises(NotFound):
        end(agency, uuid4())


def test_one_that_begins_today_is_taken_back(agency: Quarter) -> None:
    end(agency, name(agency))
    assert agency.days(AIDE, "hdc") == []
    name(agency)
    assert len(agency.days(AIDE, "hdc")) == 1


def test_somebody_who_is_given_the_role_replaces_who_acts(agency: Quarter) -> None:
    name(agency)
    agency.grant("hdc", "hdc", HARBOR, from_on=TODAY + 5 * DAY, replaces=True)
    assert agency.days(AIDE, "hdc") == [(TODAY, TODAY + 4 * DAY)]


def test_who_sees_who_acts(agency: Quarter) -> None:
    name(agency)
    seen = {}
    for who in (HEAD, AIDE, OTHER_HEAD, "hdc", "operator", "second"):
        with reading(agency.database) as session:
            seen[who] = [one.person for one in vacancies.who_acts(session, agency.who(who), at=MONDAY)]
    everybody = {who: ["Cleo Clerk"] for who in (HEAD, AIDE, OTHER_HEAD, "operator", "second")}
    assert seen == everybody | {"hdc": []}, "the other head audits the place"


@pytest.mark.parametrize("who", [HEAD, AIDE, OTHER_HEAD, "hdc", "operator", "second"])
def test_where_somebody_may_name_by_the_list_they_may_by_the_command(agency: Quarter, who: str) -> None:
    actor = agency.who(who)
    with reading(agency.database) as session:
        may = permissions.names_acting(actor, on=TODAY, role="hdc")
        listed = set(session.scalars(select(Organisation.name).where(may)))
    for within in (HARBOR, ELM):
        assert (within in listed) is _may(lambda within=within: name(agency, GONE, by=actor, within=within))


def _may(command: Callable[[], Any]) -> bool:
    try:
        command()
    except NotFound:
        return False
    except InvalidCommand:  # it is theirs, and the person does not fit
        return True
    raise AssertionError("nobody without an account acts")


def test_a_substitute_of_the_head_names_in_their_place(agency: Quarter) -> None:
    with reading(agency.database) as session:
        head = session.scalars(select(RoleHolding).where(RoleHolding.role == "executive_director")).first()
        assert head is not None
        held = {"role": head.role, "scope": head.scope, "scope_id": agency.organisation(HARBOR), "from_on": TODAY}
    mirror = RoleHolding(person_id=agency.id_of("hdc"), on_behalf_of=agency.id_of(HEAD), **held)
    agency.do(lambda s: s.add(mirror))
    name(agency, by="hdc")
    with reading(agency.database) as session:
        assert session.scalars(select(Event.actor_id).where(Event.kind == acting.NAMED)).one() == agency.id_of("hdc")
