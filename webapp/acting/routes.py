"""Somebody acts in a role of an agency while nobody holds it: who does, naming somebody, ending it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.acting.forms import ActingForm
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role, signed_in
from ombud.webapp.idempotency import request_key
from ombud.workflows.days import day_of
from ombud.workflows.people import acting, vacancies
from ombud.workflows.people.vacancies import Post
from ombud.workflows.permissions import NAMERS
from ombud.workflows.refusals import Forbidden, InvalidAnswers, InvalidCommand

blueprint = Blueprint("acting", __name__, url_prefix="/acting")


@blueprint.get("")
@signed_in
def show() -> Any:
    actor, at = current_user.actor, now()
    with read() as session:
        posts = vacancies.posts(session, actor, at=at)
        listed = vacancies.who_acts(session, actor, at=at)
    shown = {(one.organisation_id, one.role) for one in posts}
    elsewhere = [one for one in listed if (one.organisation_id, one.role) not in shown]
    return render_template("acting/acting.html", posts=posts, elsewhere=elsewhere)


@blueprint.get("/<uuid:organisation_id>/<name>")
@role(*NAMERS, record="names_acting")
def new(organisation_id: UUID, name: str) -> Any:
    post, form = _asked(organisation_id, name)
    return _form_page(post, form)


@blueprint.post("/<uuid:organisation_id>/<name>")
@role(*NAMERS, record="names_acting")
def appoint(organisation_id: UUID, name: str) -> Any:
    post, form = _asked(organisation_id, name, request.form)
    if not form.validate():
        return _form_page(post, form), InvalidAnswers.status
    try:
        _name(post, form)
    except (InvalidCommand, Forbidden) as refusal:
        form.form_errors.append(words_of(refusal))
        return _form_page(post, form), refusal.status
    flash(_("They act on these days, and are told by mail."))
    return redirect(url_for("acting.show"), code=303)


@blueprint.post("/<uuid:holding_id>/end")
@role(*NAMERS, record="names_acting")
def end(holding_id: UUID) -> Any:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    perform(lambda session: acting.end(session, office, holding_id, by=by, at=at, request_key=key))
    flash(_("It is ended, from this moment on."))
    return redirect(url_for("acting.show"), code=303)


def _asked(organisation_id: UUID, name: str, data: Any = None) -> tuple[Post, ActingForm]:
    """Raises NotFound for a role of an organisation in which the reader names nobody."""
    actor, at = current_user.actor, now()
    with read() as session:
        post = vacancies.post(session, actor, organisation_id, name, at=at)
        people = acting.may_be_named(session, organisation_id, by=actor)
    return post, ActingForm(data, people, from_on=post.free_on)


def _name(post: Post, form: ActingForm) -> None:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    person_id, today = UUID(form.person.data), day_of(at)
    perform(
        lambda session: acting.name(
            session,
            office,
            person_id,
            role=post.role,
            organisation_id=post.organisation_id,
            from_on=form.from_on.data or today,
            to_on=form.to_on.data or today,
            by=by,
            at=at,
            request_key=key,
        )
    )


def _form_page(post: Post, form: ActingForm) -> str:
    return render_template("acting/new.html", post=post, form=form)
