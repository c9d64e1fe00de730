"""Views of the inbox that somebody named: kept, renamed, removed. Each is a link above the list, for them alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.inbox.forms import NameForm
from ombud.webapp.inbox.going_on import query_of
from ombud.workflows.inbox import Box, Look, look_of
from ombud.workflows.inbox.saved import remove, rename, save, views_of
from ombud.workflows.refusals import InvalidAnswers, InvalidCommand

blueprint = Blueprint("views", __name__)


@blueprint.get("/inbox/views")
@signed_in
def listing() -> Any:
    return _listing(None, NameForm())


@blueprint.get("/inbox/views/new")
@signed_in
def new() -> Any:
    return _naming(_query(request.args.to_dict()), NameForm())


@blueprint.post("/inbox/views/new")
@signed_in
def keep() -> Any:
    form, query = NameForm(request.form), _query(dict(parse_qsl(request.form.get("query", ""))))
    office, by, at, key = desk().office, current_user.actor, now(), request_key()

    def command(session: Session) -> None:
        save(session, office, str(form.name.data), query, by=by, at=at, request_key=key)

    if not _done(form, command):
        return _naming(query, form), InvalidAnswers.status
    flash(_("The view is kept. It is a link above your inbox."))
    return redirect(f"{url_for('inbox.show')}?{query}", code=303)


@blueprint.post("/inbox/views/<uuid:view_id>/rename")
@signed_in(record="own")
def call(view_id: UUID) -> Any:
    form, office, by = NameForm(request.form), desk().office, current_user.actor
    if not _done(form, lambda session: rename(session, office, view_id, str(form.name.data), by=by)):
        return _listing(view_id, form), InvalidAnswers.status
    flash(_("The view has its new name."))
    return redirect(url_for("views.listing"), code=303)


@blueprint.post("/inbox/views/<uuid:view_id>/remove")
@signed_in(record="own")
def drop(view_id: UUID) -> Any:
    by = current_user.actor
    perform(lambda session: remove(session, view_id, by=by))
    flash(_("The view is removed."))
    return redirect(url_for("views.listing"), code=303)


def _done(form: NameForm, command: Callable[[Session], None]) -> bool:
    """Whether it was carried out; if not, the form says why."""
    if not form.validate():
        return False
    try:
        perform(command)
    except InvalidCommand as refusal:
        form.name.errors = [*form.name.errors, words_of(refusal)]
        return False
    return True


def _query(sent: dict[str, str]) -> str:
    """The address of the inbox as it is kept: what there is not, is left out."""
    try:
        return query_of(Box(sent.get("box", Box.MINE)), look_of(sent))
    except ValueError:
        return query_of(Box.MINE, Look())


def _naming(query: str, form: NameForm) -> str:
    return render_template("inbox/naming.html", query=query, form=form)


def _listing(renamed: UUID | None, form: NameForm) -> str:
    with read() as session:
        views = views_of(session, desk().office, current_user.person_id)
    return render_template("inbox/views.html", views=views, renamed=renamed, form=form)
