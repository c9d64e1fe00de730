"""Roles of one person: granted within a scope, ended with a last day, taken back where they were a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.directory import Organisation, RoleScope
from ombud.webapp.administration.forms import EndForm, GrantForm, Named
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.workflows import requests
from ombud.workflows.days import day_of
from ombud.workflows.people import leaving, roles
from ombud.workflows.people.profile import Held, Profile, holding_of, profile
from ombud.workflows.people.roles import KnownRole, known_roles
from ombud.workflows.permissions import ADMINISTRATORS, SYSTEM_SCOPE
from ombud.workflows.refusals import InvalidCommand, NotFound

blueprint = Blueprint("roles", __name__, url_prefix="/administration/people/<uuid:person_id>/roles")


@dataclass(frozen=True, slots=True)
class Offer:
    """A role and the kind of scope it is granted within."""

    known: KnownRole
    scope: RoleScope

    @property
    def key(self) -> str:
        return f"{self.known.role}/{self.scope}"


@blueprint.get("/new")
@role(*ADMINISTRATORS, record="everybody")
def choose(person_id: UUID) -> Any:
    """First the role, then what it is held within: the second list depends on the first."""
    with read() as session:
        found = profile(session, person_id, at=now())
        offers = _offers(session)
    by_scope = {scope: [one for one in offers if one.scope is scope] for scope in RoleScope}
    return render_template("administration/role_choose.html", profile=found, offers=by_scope)


@blueprint.get("/new/<name>/<scope>")
@role(*ADMINISTRATORS, record="everybody")
def new(person_id: UUID, name: str, scope: str) -> Any:
    found, offer = _asked(person_id, name, scope)
    return _grant_page(found, offer, _form(None, found, offer))


@blueprint.post("/new/<name>/<scope>")
@role(*ADMINISTRATORS, record="everybody")
def grant(person_id: UUID, name: str, scope: str) -> Any:
    found, offer = _asked(person_id, name, scope)
    form = _form(request.form, found, offer)
    if not form.validate():
        return _grant_page(found, offer, form), InvalidCommand.status
    try:
        _grant(person_id, offer, form)
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _grant_page(found, offer, form), refusal.status
    flash(_("The role is granted: %(role)s.", role=offer.known.title))
    return redirect(url_for("people.show", person_id=person_id), code=303)


@blueprint.get("/<uuid:holding_id>/end")
@role(*ADMINISTRATORS, record="everybody")
def ending(person_id: UUID, holding_id: UUID) -> Any:
    found, held = _held(person_id, holding_id)
    return _end_page(found, held, EndForm(to_on=day_of(now())))


@blueprint.post("/<uuid:holding_id>/end")
@role(*ADMINISTRATORS, record="everybody")
def end(person_id: UUID, holding_id: UUID) -> Any:
    found, held = _held(person_id, holding_id)
    form = EndForm(request.form)
    if not form.validate():
        return _end_page(found, held, form), InvalidCommand.status
    by, at, last = current_user.actor, now(), _day(form.to_on.data)
    try:
        perform(lambda session: roles.end(session, holding_id, to_on=last, by=by, at=at))
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _end_page(found, held, form), refusal.status
    return _ended(person_id, _("The role has its last day."))


@blueprint.post("/<uuid:holding_id>/take-back")
@role(*ADMINISTRATORS, record="everybody")
def take_back(person_id: UUID, holding_id: UUID) -> Any:
    by, at, key = current_user.actor, now(), request_key()

    def command(session: Session) -> None:
        if not requests.is_done(session, key):  # afterwards there is no such role to be found
            holding_of(session, person_id, holding_id, at=at)
        roles.take_back(session, holding_id, by=by, at=at, request_key=key)

    perform(command)
    return _ended(person_id, _("The role is taken back."))


def _grant(person_id: UUID, offer: Offer, form: GrantForm) -> None:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    scope_id = SYSTEM_SCOPE if offer.scope is RoleScope.SYSTEM else UUID(form.within.data)
    replaces = "replaces" in form and bool(form.replaces.data)
    perform(
        lambda session: roles.grant(
            session,
            office,
            person_id,
            role=offer.known.role,
            scope=offer.scope,
            scope_id=scope_id,
            from_on=_day(form.from_on.data),
            to_on=form.to_on.data,
            replaces=replaces,
            by=by,
            at=at,
            request_key=key,
        )
    )


def _ended(person_id: UUID, words: str) -> Any:
    """Tasks they had claimed by a role that is over already go back to it."""
    by, at = current_user.actor, now()
    leaving.give_back_all(desk().database, desk().office, person_id, by=by, at=at)
    flash(words)
    return redirect(url_for("people.show", person_id=person_id), code=303)


def _offers(session: Session) -> list[Offer]:
    known = [one for one in known_roles(session, desk().office) if one.granted]
    return [Offer(one, scope) for one in known for scope in one.scopes if scope is not RoleScope.CASE]


def _asked(person_id: UUID, name: str, scope: str) -> tuple[Profile, Offer]:
    """Raises NotFound for a person, a role or a kind of scope there is not."""
    with read() as session:
        found = profile(session, person_id, at=now())
        offers = {one.key: one for one in _offers(session)}
    offer = offers.get(f"{name}/{scope}")
    if offer is None:
        raise NotFound()
    return found, offer


def _form(data: Any, found: Profile, offer: Offer) -> GrantForm:
    with read() as session:
        scopes = _scopes(session, offer)
    own, single = str(found.person.organisation_id or ""), offer.known.one_per_organisation
    return GrantForm(data, scopes, own=own, single=single, today=day_of(now()))


def _scopes(session: Session, offer: Offer) -> Named | None:
    """What it can be held within; None in the whole system."""
    if offer.scope is RoleScope.SYSTEM:
        return None
    if offer.scope is RoleScope.BODY:
        return list(session.execute(select(Body.id, Body.name).order_by(Body.name)))
    fitting = select(Organisation.id, Organisation.name).order_by(Organisation.sort_name)
    if offer.known.kinds:
        fitting = fitting.where(Organisation.kind.in_(offer.known.kinds))
    return list(session.execute(fitting))


def _held(person_id: UUID, holding_id: UUID) -> tuple[Profile, Held]:
    with read() as session:
        found = profile(session, person_id, at=now())
        return found, holding_of(session, person_id, holding_id, at=now())


def _day(day: date | None) -> date:
    return day or day_of(now())


def _grant_page(found: Profile, offer: Offer, form: GrantForm) -> str:
    return render_template("administration/role_new.html", profile=found, known=offer.known, form=form)


def _end_page(found: Profile, held: Held, form: EndForm) -> str:
    return render_template("administration/role_end.html", profile=found, held=held, form=form)
