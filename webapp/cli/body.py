"""`ombud body`: the bodies, who sits in them, and the rules they decide by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body, BodyKind, TermKind
from ombud.storage.directory import Organisation
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.cli import environment
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import bodies, cochairs, rules, seats
from ombud.workflows.clock import utc_now
from ombud.workflows.days import day_of
from ombud.workflows.people import persons
from ombud.workflows.procedures.board import BodyRule, read_board
from ombud.workflows.refusals import InvalidCommand, NotFound

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def body() -> None:
    """Bodies: committees convened and dissolved, seats filled and left, rules set."""


@body.command("list")
def list_() -> None:
    """Every body that stands today."""
    with reading(environment.migrated()) as session:
        today = day_of(utc_now())
        for found in session.scalars(select(Body).where(bodies.stands(today)).order_by(Body.key)):
            until = f"  until {found.ends_on}" if found.ends_on else ""
            click.echo(f"{found.key:<28} {found.kind:<10} {found.name}{until}")


@body.command()
@click.argument("name")
def show(name: str) -> None:
    """Who sits in the body NAME (its key, its name, or one it had), and what its chairs should see to."""
    board, today = read_board(), day_of(utc_now())
    with reading(environment.migrated()) as session:
        found = _named(session, name)
        click.echo(f"{found.name} ({found.key})" + (f": {found.charge}" if found.charge else ""))
        for seat in seats.roster(session, found.id, on=today):
            click.echo(_line(seat))
        if board.cochairs and board.cochairs.body == found.key:
            for term in cochairs.terms(session, board, on=today):
                click.echo(f"Co-chair  {term.name}  {term.from_on} to {term.to_on or 'no last day'}")
            for warning in cochairs.warnings(session, board, on=today):
                click.echo(f"! {warning.sentence} ({warning.source})")


@body.command()
@click.argument("key")
@click.argument("name")
@click.option("--parent", default="dsb", show_default=True, help="The body that convenes it.")
@click.option(
    "--kind", type=click.Choice([each.value for each in BodyKind]), default=BodyKind.AD_HOC.value, show_default=True
)
@click.option("--charge", default="", help="What it is convened for.")
@click.option("--begins", type=DAY, help="Its first day; today without it.")
@click.option("--ends", type=DAY, help="Its last day.")
def convene(
    key: str, name: str, parent: str, kind: str, charge: str, begins: datetime | None, ends: datetime | None
) -> None:
    """Convene a committee KEY called NAME, with a charge and a last day."""

    def command(session: Session) -> None:
        bodies.convene(
            session,
            key=key,
            name=name,
            parent_key=parent,
            kind=BodyKind(kind),
            charge=charge,
            begins_on=_day(begins),
            ends_on=ends.date() if ends else None,
            by=OPERATOR,
            at=utc_now(),
        )

    _change(command, f"{name} is convened.")


@body.command()
@click.argument("key")
@click.option("--on", type=DAY, help="Its last day; today without it.")
def dissolve(key: str, on: datetime | None) -> None:
    """Dissolve the committee KEY: its seats close, and whoever sits in them leaves."""
    _change(lambda s: bodies.dissolve(s, key, on=_day(on), by=OPERATOR, at=utc_now()), f"{key} ends on {_day(on)}.")


@body.command("open-seat")
@click.argument("name")
@click.argument("group")
@click.argument("label")
@click.option("--on", type=DAY, help="Its first day; today without it.")
def open_seat(name: str, group: str, label: str, on: datetime | None) -> None:
    """Open a seat of GROUP, called LABEL, in the body NAME, within the numbers of the policy."""

    def command(session: Session) -> None:
        body_id, office = _named(session, name).id, environment.office()
        seats.open_seat(session, office, body_id, group=group, label=label, from_on=_day(on), by=OPERATOR, at=utc_now())

    _change(command, f"{label} is open.")


@body.command("close-seat")
@click.argument("name")
@click.argument("label")
@click.option("--on", type=DAY, help="Its last day; today without it.")
def close_seat(name: str, label: str, on: datetime | None) -> None:
    """Close the seat LABEL of the body NAME."""
    _change(
        lambda s: seats.close_seat(s, _seat(s, name, label).seat_id, on=_day(on), by=OPERATOR, at=utc_now()),
        f"{label} closes on {_day(on)}.",
    )


@body.command("close-without-ground")
@click.argument("name")
def close_without_ground(name: str) -> None:
    """Close the seats of NAME whose condition no longer holds: the administrator's, once it is the Lead."""

    def command(session: Session) -> None:
        closed = seats.close_without_ground(
            session, environment.office(), _named(session, name).id, by=OPERATOR, at=utc_now()
        )
        click.echo(f"{len(closed)} closed.")

    _change(command, "Looked at every seat.")


@body.command()
@click.argument("name")
@click.argument("label")
@click.argument("email")
@click.option("--organisation", default="", help="Whom the seat represents, by name.")
@click.option("--alternate", is_flag=True, help="As the holder's alternate.")
@click.option("--from", "begins", type=DAY, help="The first day; today without it.")
@click.option("--to", "ends", type=DAY, help="The last day; without it, until further notice.")
@click.option("--by", "entity", default="", help="Who appointed them; the group's appointing entity without it.")
def appoint(
    name: str,
    label: str,
    email: str,
    organisation: str,
    alternate: bool,
    begins: datetime | None,
    ends: datetime | None,
    entity: str,
) -> None:
    """Seat the person EMAIL in the seat LABEL of the body NAME."""

    def command(session: Session) -> None:
        seats.appoint(
            session,
            environment.office(),
            _seat(session, name, label).seat_id,
            person_id=_person(session, email),
            organisation_id=_organisation(session, organisation),
            kind=TermKind.ALTERNATE if alternate else TermKind.HOLDER,
            from_on=_day(begins),
            to_on=ends.date() if ends else None,
            appointed_by=entity,
            case_id=None,
            by=OPERATOR,
            at=utc_now(),
        )

    _change(command, f"{email} sits in {label}.")


@body.command()
@click.argument("name")
@click.argument("label")
@click.option("--alternate", is_flag=True, help="The alternate, not the holder.")
@click.option("--on", type=DAY, help="The last day; today without it.")
def leave(name: str, label: str, alternate: bool, on: datetime | None) -> None:
    """Whoever sits in the seat LABEL of the body NAME leaves it."""

    def command(session: Session) -> None:
        seat = _seat(session, name, label)
        sitting = seat.alternate if alternate else seat.holder
        if sitting is None:
            raise InvalidCommand(f"Nobody sits in {label}.")
        seats.end_term(session, sitting.term_id, on=_day(on), by=OPERATOR, at=utc_now())

    _change(command, f"{label} is vacant after {_day(on)}.")


@body.group()
def rule() -> None:
    """The rules a body decides by: quorum, majority, ties. The manual gives none."""


@rule.command("list")
@click.argument("name")
def list_rules(name: str) -> None:
    """Every rule of the body NAME as it is in force."""
    board = read_board()
    with reading(environment.migrated()) as session:
        values = rules.values(session, board, _named(session, name).key, at=utc_now())
    for key, declared in board.rules.items():
        value = "not configured" if values[key] is None else values[key]
        click.echo(f"{key:<16} {value!s:<24} {declared.title}")


@rule.command("set")
@click.argument("name")
@click.argument("key")
@click.argument("value")
@click.option("--reason", required=True, help="Where the rule is written, or who decided it.")
def set_rule(name: str, key: str, value: str, reason: str) -> None:
    """Set the rule KEY of the body NAME to VALUE (yes or no where it is one). Ballots that are open keep theirs."""
    board = read_board()
    typed = _typed(board.rules.get(key), value)

    def command(session: Session) -> None:
        found = _named(session, name).key
        rules.set_rules(session, board, found, {key: typed}, reason=reason, by=OPERATOR, at=utc_now())

    _change(command, f"{key} is {value} from now on.")


def _typed(declared: BodyRule | None, value: str) -> str | bool:
    if declared is None or declared.kind != "boolean":
        return value
    return {"yes": True, "true": True, "no": False, "false": False}.get(value.lower(), value)


def _line(seat: seats.SeatOn) -> str:
    holder = f"{seat.holder.name}, {seat.holder.organisation}".rstrip(", ") if seat.holder else "vacant"
    alternate = f"; alternate: {seat.alternate.name}" if seat.alternate else ""
    return f"{'votes' if seat.voting else 'no vote':<8}  {seat.label:<44} {holder}{alternate}"


def _named(session: Session, name: str) -> Body:
    found = bodies.by_name(session, name, on=day_of(utc_now()))
    if found is None:
        raise NotFound(f"No body is called {name}.")
    return found


def _seat(session: Session, name: str, label: str) -> seats.SeatOn:
    roster = seats.roster(session, _named(session, name).id, on=day_of(utc_now()))
    found = next((seat for seat in roster if seat.label.lower() == label.lower()), None)
    if found is None:
        raise NotFound(f"There is no seat {label}. There are: {', '.join(seat.label for seat in roster)}.")
    return found


def _person(session: Session, email: str) -> UUID:
    key = persons.by_address(session, email)
    if key is None:
        raise NotFound(f"Nobody in the directory has the address {email}.")
    return key


def _organisation(session: Session, name: str) -> UUID | None:
    if not name:
        return None
    key = session.scalar(select(Organisation.id).where(Organisation.name == name))
    if key is None:
        raise NotFound(f"The directory has no organisation {name}.")
    return key


def _day(given: datetime | None) -> date:
    return given.date() if given else day_of(utc_now())


def _change(command: Callable[[Session], object], told: str) -> None:
    with unit_of_work(environment.migrated()) as session:
        command(session)
    click.echo(told)
