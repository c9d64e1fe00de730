"""Whom a procedure speaks of before there is a case: the role of a lane, those a letter goes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.workflows.casefile.words import humanised, role_name
from ombud.workflows.procedures.model import Lane, Scope
from ombud.workflows.procedures.roles import read_roles
from ombud.workflows.text import translate as _

Bodies = Mapping[str, str]
"""The names of the bodies there are, by key."""


@dataclass(frozen=True, slots=True)
class Who:
    """A role with the page it has, and what it is called here."""

    role: str
    title: str


def body_names(session: Session) -> Bodies:
    return dict(session.execute(select(Body.key, Body.name)).all())


def who_in(lane: Lane, bodies: Bodies) -> Who:
    """Whose tasks those of a lane are."""
    if lane.scope is Scope.BODY:
        return Who(lane.role, _in_body(lane.role, lane.within, bodies))
    return Who(lane.role, role_name(lane.role))


def addressee(target: str, bodies: Bodies) -> str:
    """A recipient of a letter or notice in words; how it is written stands in `bpmn/README.md`."""
    kind, _colon, reference = target.partition(":")
    within, _slash, role = reference.rpartition("/")
    match kind:
        case "body":
            return _in_body(role, within, bodies)
        case "organisation":
            return _("%(role)s of the organisation it concerns", role=role_name(role))
        case "participating":
            return _("%(role)s of every agency that takes part", role=role_name(role))
        case _other:
            return role_name(role)


def _in_body(role: str, key: str, bodies: Bodies) -> str:
    known, name = read_roles().roles.get(role), _(bodies.get(key) or humanised(key))
    if known is None or known.within is None:
        return f"{role_name(role)}, {name}"
    return _(known.within.title, name=name)
