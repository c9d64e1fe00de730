"""Substitutes while somebody is away: proposing one, answering, ending it, and who stands in for whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.lookup import account_at
from ombud.webapp.substitutes.forms import SubstituteForm
from ombud.workflows.days import day_of
from ombud.workflows.people import standing_in, substitutes
from ombud.workflows.refusals import InvalidAnswers, Refusal

blueprint = Blueprint("substitutes", __name__)


@blueprint.get("/substitutes")
@signed_in
def show() -> Any:
    actor, at = current_user.actor, now()
    with read() as session:
        listed = standing_in.listing(session, actor, at=at)
        mine = standing_in.roles_to_pass_on(session, current_user.person_id, on=day_of(at))
    asked = [one for one in listed if one.may_answer]
    rest = [one for one in listed if not one.may_answer]
    return render_template("substitutes/substitutes.html", asked=asked, listed=rest, mine=mine)


@blueprint.get("/substitutes/new")
@signed_in
def new() -> Any:
    return _form_page(_form())


@blueprint.post("/substitutes/new")
@signed_in
def propose() -> Any:
    form = _form(request.form)
    if not form.validate():
        return _form_page(form), InvalidAnswers.status
    person_id = account_at(form.person) if "person" in form else current_user.person_id
    substitute_id = form.chosen or account_at(form.email)
    if person_id is None or substitute_id is None:
        return _form_page(form), InvalidAnswers.status
    try:
        _propose(form, person_id, substitute_id)
    except Refusal as refusal:
        form.form_errors.append(words_of(refusal))
        return _form_page(form), refusal.status
    flash(_("They are asked by mail. Nothing changes until they accept."))
    return redirect(url_for("substitutes.show"), code=303)


@blueprint.post("/substitutes/<uuid:substitute_id>/accept")
@signed_in(record="between_them")
def accept(substitute_id: UUID) -> Any:
    office, by, at = desk().office, current_user.actor, now()
    perform(lambda session: substitutes.accept(session, office, substitute_id, by=by, at=at))
    flash(_("You stand in. The tasks of those roles are in your inbox on these days."))
    return redirect(url_for("substitutes.show"), code=303)


@blueprint.post("/substitutes/<uuid:substitute_id>/decline")
@signed_in(record="between_them")
def decline(substitute_id: UUID) -> Any:
    office, by, at = desk().office, current_user.actor, now()
    perform(lambda session: substitutes.decline(session, office, substitute_id, by=by, at=at))
    flash(_("You do not stand in."))
    return redirect(url_for("substitutes.show"), code=303)


@blueprint.post("/substitutes/<uuid:substitute_id>/end")
@signed_in(record="between_them")
def end(substitute_id: UUID) -> Any:
    office, by, at = desk().office, current_user.actor, now()
    perform(lambda session: substitutes.end(session, office, substitute_id, by=by, at=at))
    flash(_("It is ended, from this moment on."))
    return redirect(url_for("substitutes.show"), code=303)


def _propose(form: SubstituteForm, person_id: UUID, substitute_id: UUID) -> None:
    by, at, key, office = current_user.actor, now(), request_key(), desk().office

    def command(session: Session) -> None:
        substitutes.propose(
            session,
            office,
            person_id=person_id,
            substitute_id=substitute_id,
            from_on=form.from_on.data or day_of(at),
            to_on=form.to_on.data or day_of(at),
            by=by,
            at=at,
            request_key=key,
        )

    perform(command)


def _form(data: Any = None) -> SubstituteForm:
    with read() as session:
        keeps = standing_in.administers(session, current_user.actor, at=now())
        people = [] if keeps else standing_in.colleagues(session, current_user.person_id, on=day_of(now()))
    return SubstituteForm(data, today=day_of(now()), for_others=keeps, colleagues=people)


def _form_page(form: SubstituteForm) -> str:
    at = now()
    with read() as session:
        mine = standing_in.roles_to_pass_on(session, current_user.person_id, on=day_of(at))
    return render_template("substitutes/new.html", form=form, mine=mine)
