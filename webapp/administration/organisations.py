"""Organisations: the list, one of them, adding and changing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.storage.directory import Organisation
from ombud.webapp.administration import lists, standing
from ombud.webapp.administration.forms import DeclaringForm, OrganisationForm, organisation_form
from ombud.webapp.administration.words import KINDS, PARTICIPATIONS
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.webapp.sent import whole
from ombud.workflows.days import day_of
from ombud.workflows.people import declarations, organisations
from ombud.workflows.people.vacancies import acting_now
from ombud.workflows.permissions import ADMINISTRATORS, INSPECTORS
from ombud.workflows.refusals import InvalidCommand, LooksAlike, NotFound, RecordChanged
from ombud.workflows.text import translate

blueprint = Blueprint("organisations", __name__)

LONGEST_SEARCH = 200


@blueprint.get("/administration/organisations")
@role(*INSPECTORS)
def index() -> Any:
    text = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    page = whole(request.args.get("page"), 1)
    with read() as session:
        listed = lists.organisations(session, text, page=page)
        vacancies = organisations.vacancies(session, on=day_of(now()))
        acts = acting_now(session, on=day_of(now()))
        doubled = organisations.doubled(session)
    return render_template(
        "administration/organisations.html",
        listed=listed,
        text=text,
        vacancies=vacancies,
        acts=acts,
        doubled=doubled,
        kinds=KINDS,
        participations=PARTICIPATIONS,
    )


@blueprint.get("/administration/organisations/<uuid:organisation_id>")
@role(*INSPECTORS, record="everybody")
def show(organisation_id: UUID) -> Any:
    with read() as session:
        organisation = _found(session.get(Organisation, organisation_id))
        people = lists.of_organisation(session, organisation_id, at=now())
        declared = declarations.standing(session, desk().office.checklists, organisation_id)
        vacancies = organisations.vacancies(session, on=day_of(now()))
        acts = acting_now(session, on=day_of(now()), organisation_id=organisation_id)
    return render_template(
        "administration/organisation.html",
        organisation=organisation,
        people=people,
        declared=declared,
        missing=[one for one in vacancies if one.organisation_id == organisation_id],
        acts=acts,
        kinds=KINDS,
        participations=PARTICIPATIONS,
    )


@blueprint.get("/administration/organisations/new")
@role(*ADMINISTRATORS)
def new() -> Any:
    return _new_page(OrganisationForm())


@blueprint.post("/administration/organisations/new")
@role(*ADMINISTRATORS)
def add() -> Any:
    form = OrganisationForm(request.form)
    if not form.validate():
        return _new_page(form), InvalidCommand.status
    by, at, key = current_user.actor, now(), request_key()
    facts, another = form.facts, bool(form.another.data)
    try:
        added = perform(
            lambda session: organisations.add(session, facts, by=by, at=at, another=another, request_key=key)
        )
    except LooksAlike as refusal:
        return _alike_page(form, refusal), refusal.status
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _new_page(form), refusal.status
    flash(_("%(name)s is added.", name=facts.name))
    return redirect(url_for("organisations.show", organisation_id=added), code=303)


@blueprint.get("/administration/organisations/<uuid:organisation_id>/edit")
@role(*ADMINISTRATORS, record="everybody")
def edit(organisation_id: UUID) -> Any:
    with read() as session:
        organisation, recorded = _recorded(session, organisation_id)
    return _edit_page(organisation, recorded, recorded)


@blueprint.post("/administration/organisations/<uuid:organisation_id>/edit")
@role(*ADMINISTRATORS, record="everybody")
def change(organisation_id: UUID) -> Any:
    with read() as session:
        organisation, recorded = _recorded(session, organisation_id)
    form = type(recorded)(request.form)
    if not form.validate():
        return _edit_page(organisation, form, recorded), InvalidCommand.status
    by, at, facts, checklists = current_user.actor, now(), form.facts, desk().office.checklists

    def command(session: Session) -> None:
        session.get_one(Organisation, organisation_id, with_for_update=True)
        standing.must_stand(form, _recorded(session, organisation_id)[1])
        organisations.edit(session, organisation_id, facts, by=by, at=at)
        for name, said in form.declared.items():
            declarations.declare(session, checklists, organisation_id, name, said, by=by, at=at)

    try:
        perform(command)
    except RecordChanged as refusal:
        return _changed_page(organisation_id, form, refusal), refusal.status
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _edit_page(organisation, form, recorded), refusal.status
    flash(_("The change is recorded."))
    return redirect(url_for("organisations.show", organisation_id=organisation_id), code=303)


def _recorded(session: Session, organisation_id: UUID) -> tuple[Organisation, DeclaringForm]:
    """The organisation, and the form with what is recorded of it now. Raises NotFound."""
    organisation = _found(session.get(Organisation, organisation_id))
    known = declarations.standing(session, desk().office.checklists, organisation_id)
    return organisation, organisation_form(organisation, known)


def _found(organisation: Organisation | None) -> Organisation:
    if organisation is None:
        raise NotFound()
    return organisation


def _alike_page(form: OrganisationForm, refusal: LooksAlike) -> str:
    with read() as session:
        near = organisations.looking_alike(session, " ".join(str(form.name.data).split()))
    form.another.errors = [translate(refusal.message)]
    return _new_page(form, near=near)


def _new_page(form: OrganisationForm, near: list[Organisation] | None = None) -> str:
    return render_template("administration/organisation_new.html", form=form, near=near or [])


def _edit_page(organisation: Organisation, form: DeclaringForm, recorded: DeclaringForm) -> str:
    shown = request.form.get(standing.SHOWN) or standing.digest_of(recorded)
    return render_template("administration/organisation_edit.html", form=form, organisation=organisation, shown=shown)


def _changed_page(organisation_id: UUID, form: DeclaringForm, refusal: RecordChanged) -> str:
    with read() as session:
        organisation, recorded = _recorded(session, organisation_id)
    form.form_errors.append(words_of(refusal))
    standing.tell(form, recorded)
    shown = standing.digest_of(recorded)
    return render_template("administration/organisation_edit.html", form=form, organisation=organisation, shown=shown)
