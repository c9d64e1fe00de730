"""The agencies and people a simulated year needs, beside those of the directory. Nobody of them exists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.workflows.procedures.board import BoardToml
from ombud.workflows.procedures.directory import LONG_AGO
from ombud.workflows.procedures.furnishing import Furnishing

STAFF = (("director", "executive_director"), ("hdc", "hdc"), ("security", "security_coordinator"))
"""Who is at every agency: the first part of an address, and the role."""


def add_agencies(session: Session, board: BoardToml, *, until: int, users: int, at: datetime) -> None:
    """As many that `until` agencies take part, each with a director, both coordinators and `users` users."""
    taking_part = (
        Organisation.kind == OrganisationKind.AGENCY,
        Organisation.participation == Participation.PARTICIPATING,
    )
    known = session.scalar(select(func.count()).select_from(Organisation).where(*taking_part)) or 0
    house = Furnishing(session, board, at)
    for number in range(known + 1, until + 1):
        _agency(house, number, users)
    session.flush()


def _agency(house: Furnishing, number: int, users: int) -> None:
    name = f"Simulated Agency {number}"
    house.organisation(
        name,
        kind=OrganisationKind.AGENCY,
        participation=Participation.PARTICIPATING,
        victim_service_provider=False,
        coc_numbers="",
    )
    house.session.flush()
    for who, role in (*STAFF, *((f"user{user}", "end_user") for user in range(1, users + 1))):
        email = f"{who}@agency{number}.example"
        house.person(email, f"{who.title()} of {name}", organisation=name, language="en")
        house.session.flush()
        house.role(email, role, organisation=name, body=None, from_on=LONG_AGO, to_on=None)
