"""The access matrix that is made from the application, held against what really happens: role × route × foreign record."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.directory import Organisation, OrganisationKind, Person, RoleHolding, RoleScope
from ombud.storage.session import unit_of_work
from ombud.webapp import guards
from ombud.webapp.access.matrix import ACCOUNT, CODE, NOBODY, Line, Reach, matrix_of, reach
from ombud.webapp.access.rules import RULES
from ombud.workflows import permissions
from ombud.workflows.people.demonstration import account_of
from ombud.workflows.people.roles import KnownRole, known_roles
from ombud.workflows.permissions import SYSTEM_SCOPE
from tests.web.house import Browser, House, password_hash
from tests.web.people import OPERATOR
from tests.web.records import Records, no_records, with_a_failed_delivery
from tests.web.records import answer as answer_of
from tests.web.routes_matrix import CODE as OWN_CODE
from tests.web.routes_matrix import GETS, OTHER_CODE, PEOPLE, POSTS

REFUSED = {403, 404}
DOORS = {"/sign-in", "/track"}
ENDS = ("/sign-out", "/track/leave")
"""What ends a session is everybody's, and would end the test's."""


@pytest.fixture
def records(house: House) -> Records:
    return with_a_failed_delivery(house)


def roles_of(house: House) -> list[KnownRole]:
    with unit_of_work(house.database) as session:
        return [one for one in known_roles(session, house.office) if one.scopes != (RoleScope.CASE,)]


def strangers(house: House) -> dict[str, str]:
    """Somebody for each role, who holds nothing else, within another organisation or another body; by address."""
    with unit_of_work(house.database) as session:
        body = Body(id=new_id(), key="elsewhere", name="Another body")
        organisation = Organisation(
            name="Another agency", sort_name="another agency", kind=OrganisationKind.AGENCY, created_at=house.at
        )
        session.add_all([body, organisation])
        session.flush()
        scopes = {RoleScope.SYSTEM: SYSTEM_SCOPE, RoleScope.BODY: body.id, RoleScope.ORGANISATION: organisation.id}
    people = {
        role.role: _stranger(house, role.role, role.scopes[0], scopes[role.scopes[0]]) for role in roles_of(house)
    }
    return people | {ACCOUNT: _stranger(house, "", RoleScope.SYSTEM, SYSTEM_SCOPE)}


def _stranger(house: House, role: str, scope: RoleScope, scope_id: UUID) -> str:
    email = f"stranger.{role or 'account'}@elsewhere.example"
    with unit_of_work(house.database) as session:
        person = Person(email=email, name=f"Some {role}", created_at=house.at)
        session.add(person)
        session.flush()
        session.add(account_of(house.office, person.id, password_hash(), at=house.at))
        if role:
            since = house.at.date() - timedelta(days=30)
            held = {"role": role, "scope": scope, "scope_id": scope_id, "from_on": since}
            session.add(RoleHolding(person_id=person.id, **held))
    return email


def line_of(house: House, lines: dict[tuple[str, str], Line], method: str, address: str) -> Line:
    adapter = house.app.url_map.bind("localhost")
    endpoint, _values = adapter.match(address, method=method)
    return lines[endpoint, method]


def answer(records: Records, browser: Browser, method: str, path: str) -> int | str:
    got = answer_of(records, browser, method, path)
    return got.partition("?")[0] if isinstance(got, str) else got


def refused(got: int | str) -> bool:
    return got in REFUSED or got in DOORS


def test_what_the_matrix_refuses_is_refused_and_foreign_records_are_too(house: House, records: Records) -> None:
    """S1. Somebody with no part in anything calls the routes of the hand-written matrix, once for every column of the
    generated one: roles it does not tell apart are tried by one of them."""
    people = strangers(house)
    made = matrix_of(house.app, [*people])
    lines = {(line.endpoint, line.method): line for line in made}
    alike = {tuple(line.reaches[index] for line in made): role for index, role in enumerate(people)}
    assert {ACCOUNT, "operator", "auditor", "cochair"} <= {*alike.values()}
    wrong = [
        one for role in alike.values() for one in _surprises(house, records, lines, [*people].index(role), people[role])
    ]
    assert wrong == []


def _surprises(
    house: House, records: Records, lines: dict[tuple[str, str], Line], index: int, email: str
) -> Iterator[tuple[str, str, str, str, int | str]]:
    """Where somebody is let in and the matrix says no, is refused at the door and it says yes, or sees a foreign record."""
    browser, plain = house.as_(email), email.startswith("stranger.account")
    for method, table in (("GET", GETS), ("POST", POSTS)):
        for path in table:
            line = line_of(house, lines, method, path.format(**records.names))
            expected = line.reaches[index]
            if path in ENDS or _decides_later(line) or _follows(line, expected, plain=plain):
                continue
            got = answer(records, browser, method, path)
            if expected is Reach.YES and (got in DOORS or got == 403):
                yield email, method, path, line.record, got
            foreign = plain and expected is Reach.OWN and line.record != "own"  # which leaves alone what is not theirs
            if (expected is Reach.NO or foreign) and not refused(got):
                yield email, method, path, line.record, got


def _follows(line: Line, expected: Reach, *, plain: bool) -> bool:
    """What need not be tried by everybody: an open door, and one that asks for roles, which the matrix reads from it.
    Whoever has no role at all tries those."""
    return (expected is Reach.YES and line.guard != "role") or (
        not plain and (expected is Reach.OWN or (expected is Reach.NO and line.guard == "role"))
    )


def _decides_later(line: Line) -> bool:
    """Doors whose answer depends on how far somebody is in signing in, or on the installation."""
    return line.guard in ("halfway", "setting_up", "demo_only")


def test_who_is_not_signed_in_gets_what_the_matrix_gives_nobody_and_the_code(house: House, records: Records) -> None:
    """S1. The doors for those without an account."""
    lines = {(line.endpoint, line.method): line for line in matrix_of(house.app, [NOBODY, CODE])}
    wrong = []
    for index, browser in enumerate((house.browser(), house.track(records.other_code))):
        for method, table in (("GET", GETS), ("POST", POSTS)):
            for path in table:
                address = path.format(**records.names)
                line = line_of(house, lines, method, address)
                if path in ENDS or _decides_later(line):
                    continue
                if line.reaches[index] is Reach.NO and not refused(got := answer(records, browser, method, path)):
                    wrong.append((index, method, path, got))
    assert wrong == []


def test_the_hand_written_matrix_and_the_generated_one_agree(house: House) -> None:
    """S1. Where the generated one says no to every role of somebody, the hand-written one refuses them."""
    roles, names = _roles_by_column(house), no_records()
    columns = [NOBODY, CODE, *sorted(set().union(*roles) - {NOBODY, CODE})]
    lines = {(line.endpoint, line.method): line for line in matrix_of(house.app, columns)}
    wrong = []
    for method, table in (("GET", GETS), ("POST", POSTS)):
        for path, expected in table.items():
            line = line_of(house, lines, method, path.format(**names))
            reaches = dict(zip(columns, line.reaches, strict=True))
            for who, wanted, of in zip(PEOPLE, expected, roles, strict=True):
                if not _decides_later(line) and all(reaches[role] is Reach.NO for role in of) and not refused(wanted):
                    wrong.append((who, method, path, wanted))
    assert wrong == []


def _roles_by_column(house: House) -> list[set[str]]:
    found = []
    with unit_of_work(house.database) as session:
        for who in PEOPLE:
            person_id = session.scalar(select(Person.id).where(Person.email == who))
            held = permissions.roles_of(session, person_id, at=house.at) if person_id else []
            code = {CODE} if who in (OWN_CODE, OTHER_CODE) else {NOBODY}
            found.append({row.role for row in held} | {ACCOUNT} if person_id else code)
    return found


def test_a_route_that_names_a_record_says_by_which_rule_it_is_seen(own_application: House) -> None:
    view = guards.signed_in(lambda number: number)
    own_application.app.add_url_rule("/secrets/<number>", "secret", view)
    with pytest.raises(guards.Unguarded, match="secret"):
        guards.check(own_application.app)
    guards.signed_in(record="no_such_rule")(view)
    own_application.app.view_functions["secret"] = guards.signed_in(record="no_such_rule")(lambda number: number)
    with pytest.raises(guards.Unguarded, match="secret"):
        guards.check(own_application.app)
    own_application.app.view_functions["secret"] = guards.signed_in(record="may_see_case")(lambda number: number)
    guards.check(own_application.app)


def test_every_rule_says_something_and_names_roles_that_exist(house: House) -> None:
    known = {one.role for one in roles_of(house)}
    with house.app.test_request_context():
        for name, rule in RULES.items():
            assert str(rule.sentence).endswith("."), name
            assert {*rule.always, *rule.only, *rule.never} <= known, name


@pytest.mark.parametrize(
    ("guard", "record", "role", "expected"),
    [
        ("public", "", NOBODY, Reach.YES),
        ("public", "secret_link", NOBODY, Reach.OWN),
        ("signed_in", "", NOBODY, Reach.NO),
        ("signed_in", "", ACCOUNT, Reach.YES),
        ("signed_in", "may_see_case", "director", Reach.OWN),
        ("signed_in", "may_see_case", "auditor", Reach.YES),
        ("signed_in", "may_read_case", "auditor", Reach.NO),
        ("signed_in", "presides", "director", Reach.NO),
        ("role:operator,auditor", "everybody", "auditor", Reach.YES),
        ("role:operator,auditor", "everybody", "director", Reach.NO),
        ("by_code", "own_matter", CODE, Reach.OWN),
        ("by_code", "own_matter", ACCOUNT, Reach.NO),
        ("demo_only", "", "operator", Reach.NO),
    ],
)
def test_how_far_a_role_comes(guard: str, record: str, role: str, expected: Reach) -> None:
    assert reach(guard, RULES.get(record), role) is expected


def test_before_every_address_each_role_is_told_in_words(house: House) -> None:
    page = house.as_(OPERATOR).see("/administration/access")
    assert "<code>" not in page
    assert "Sees the course of every case, never what people wrote in it." in page
    for role in roles_of(house):
        assert f'href="/help/roles/{role.role}"' in page
    assert 'href="/administration/access?role=auditor"' in page


def test_the_page_and_the_file_show_every_route(house: House) -> None:
    operator = house.as_(OPERATOR)
    page = operator.see("/administration/access?role=director")
    assert "Director of HMIS and Strategic Analysis" in page
    assert page.count("<code>/") == len(matrix_of(house.app, []))
    operator.see("/administration/access?role=nobody_at_all", status=404)
    file = operator.get("/administration/access.csv")
    assert file.mimetype == "text/csv"
    assert "attachment" in file.headers["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(file.text)))
    assert len(rows) == page.count("<code>/")
    (case,) = (row for row in rows if (row["method"], row["address"]) == ("GET", "/cases/<number>"))
    assert case | {"director": "own", "auditor": "yes", "nobody": "no", "rule": "may_open_case"} == case
    assert case["decided by"] == "workflows.permissions.cases.may_open_case"
