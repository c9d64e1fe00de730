"""`ombud person`: the first administrator, and what has to work when nobody can sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from ombud.storage.accounts import Account, AccountLink
from ombud.storage.directory import Organisation, OrganisationKind, Person, RoleHolding
from ombud.storage.events import Event
from ombud.storage.letters import OutboxMail
from ombud.storage.session import Database, reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.clock import utc_now
from ombud.workflows.people import account_links, demonstration

Run = Callable[..., Result]
LOST = ("--reason", "lost")
FIRST = ("person", "add", "ada@city.example", "--name", "Ada Lind", "--role", "operator")


@pytest.fixture
def database(run: Run, tmp_path: Path) -> Database:
    assert run("procedures", "deploy").exit_code == 0
    return Database(f"sqlite:///{tmp_path / 'ombud.sqlite'}")


def link_in(result: Result) -> str:
    assert result.exit_code == 0, (result.output, result.exception)
    found = re.search(r"http://localhost:8000/welcome/([A-Za-z0-9_-]{43})\n", result.output)
    assert found, result.output
    return found[1]


def test_the_first_administrator_is_added_and_invited(run: Run, database: Database) -> None:
    token = link_in(run(*FIRST))
    with reading(database) as session:
        person = session.scalars(select(Person)).one()
        assert (person.email, person.name, person.language) == ("ada@city.example", "Ada Lind", "en")
        assert [(one.role, str(one.scope)) for one in session.scalars(select(RoleHolding))] == [("operator", "system")]
        link = account_links.link_of(session, token, at=utc_now())
        assert link
        assert link.person_id == person.id
        assert session.scalars(select(OutboxMail)).all() == []


def test_a_new_invitation_ends_the_one_before_and_is_mailed_on_demand(run: Run, database: Database) -> None:
    first, second = link_in(run(*FIRST)), link_in(run("person", "invite", "ADA@city.example", "--mail"))
    with reading(database) as session:
        assert account_links.link_of(session, first, at=utc_now()) is None
        assert account_links.link_of(session, second, at=utc_now())
        assert [mail.text for mail in session.scalars(select(OutboxMail))] == [""]


def test_somebody_belongs_to_an_organisation_and_holds_its_role(run: Run, database: Database) -> None:
    with unit_of_work(database) as session:
        session.add(
            Organisation(
                name="Harbor House", sort_name="harbor house", kind=OrganisationKind.AGENCY, created_at=utc_now()
            )
        )
    words = ("--name", "Bo", "--role", "hdc", "--organisation", "Harbor House", "--language", "es")
    link_in(run("person", "add", "bo@harbor.example", *words))
    with reading(database) as session:
        (role,) = session.scalars(select(RoleHolding))
        assert (str(role.scope), role.scope_id) == ("organisation", session.scalars(select(Organisation.id)).one())
        assert session.scalars(select(Person.language)).one() == "es"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x@y.example", "--name", "X", "--role", "emperor"), "There is no role emperor to give. There are: "),
        (
            ("x@y.example", "--name", "X", "--role", "operator", "--organisation", "Nowhere"),
            "no organisation “Nowhere”",
        ),
        (("ada@city.example", "--name", "X", "--role", "operator"), "Somebody else has this address"),
        (("not an address", "--name", "X", "--role", "operator"), "e-mail address"),
        (("x@y.example", "--name", " ", "--role", "operator"), "Enter a name"),
        (("x@y.example", "--name", "X", "--role", "hdc"), "organisation"),
        (("x@y.example", "--name", "X", "--role", "operator", "--language", "tlh"), "tlh"),
    ],
)
def test_what_does_not_fit_is_said_and_nobody_is_added(
    run: Run, database: Database, words: tuple[str, ...], said: str
) -> None:
    link_in(run(*FIRST))
    result = run("person", "add", *words)
    assert result.exit_code != 0
    assert said in f"{result.output} {result.exception}"
    with reading(database) as session:
        assert len(session.scalars(select(Person)).all()) == len(session.scalars(select(AccountLink)).all()) == 1


def test_somebody_is_disabled_enabled_and_given_another_second_factor(run: Run, database: Database) -> None:
    link_in(run(*FIRST))
    assert run("person", "reset-second-factor", "ada@city.example", *LOST).exit_code == 1
    with unit_of_work(database) as session:
        person_id = session.scalars(select(Person.id)).one()
        session.add(demonstration.account_of(environment.office(), person_id, "no hash", at=utc_now()))
    assert run("person", "disable", "ada@city.example").exit_code == 0
    with reading(database) as session:
        assert session.scalars(select(Person.active)).one() is False
        assert session.scalars(select(AccountLink.used_at)).one() is not None
    assert "disabled" in str(run("person", "invite", "ada@city.example").exception)
    assert run("person", "enable", "ada@city.example").exit_code == 0
    assert run("person", "reset-second-factor", "ada@city.example", *LOST).exit_code == 0
    with reading(database) as session:
        assert session.scalars(select(Person.active)).one() is True
        assert session.scalars(select(Account.totp_at)).one() is None
        why = session.scalars(select(Event.body).where(Event.kind == "account.reset_reason")).one()
        assert why == {"person": str(person_id), "reason": "lost"}
    assert run("person", "reset-second-factor", "ada@city.example").exit_code == 2  # it asks why
    assert "Nobody has the address" in str(run("person", "disable", "nobody@city.example").exception)


def test_a_list_of_breached_passwords_that_is_not_there_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OMBUD_BREACHED_PASSWORDS", str(tmp_path / "missing.txt"))
    with pytest.raises(environment.FileMissing, match=r"missing\.txt"):
        environment.config()
