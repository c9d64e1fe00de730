"""Who acts for whom: the list for those whom it concerns, passing a role on, ending it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.delegations.forms import DelegationForm
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.lookup import account_at
from ombud.workflows.board import delegations
from ombud.workflows.days import day_of
from ombud.workflows.refusals import Forbidden, InvalidAnswers, Refusal

blueprint = Blueprint("delegations", __name__)


@blueprint.get("/delegations")
@signed_in
def show() -> Any:
    actor, at = current_user.actor, now()
    with read() as session:
        listed = delegations.listing(session, actor, at=at)
        offers = bool(delegations.delegable(session, actor, at=at))
    return render_template("delegations/delegations.html", listed=listed, offers=offers, clauses=desk().manual.clauses)


@blueprint.get("/delegations/new")
@signed_in
def new() -> Any:
    return _form_page(_form())


@blueprint.post("/delegations/new")
@signed_in
def record() -> Any:
    form = _form(request.form)
    if not form.validate():
        return _form_page(form), InvalidAnswers.status
    to = account_at(form.email)
    if to is None:
        return _form_page(form), InvalidAnswers.status
    try:
        _record(form, to)
    except Refusal as refusal:
        form.form_errors.append(words_of(refusal))
        return _form_page(form), refusal.status
    flash(_("The delegation is recorded. They find the tasks of that role in their inbox."))
    return redirect(url_for("delegations.show"), code=303)


@blueprint.post("/delegations/<uuid:delegation_id>/revoke")
@signed_in(record="between_them")
def revoke(delegation_id: UUID) -> Any:
    office, by, at = desk().office, current_user.actor, now()
    perform(lambda session: delegations.revoke(session, office, delegation_id, by=by, at=at))
    flash(_("The delegation is revoked, from this moment on."))
    return redirect(url_for("delegations.show"), code=303)


def _record(form: DelegationForm, to: UUID) -> None:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    perform(
        lambda session: delegations.record(
            session,
            office,
            holding_id=UUID(str(form.holding.data)),
            to_person_id=to,
            terms=str(form.terms.data),
            source=str(form.source.data),
            from_on=form.from_on.data or day_of(at),
            to_on=form.to_on.data,
            by=by,
            at=at,
            request_key=key,
        )
    )


def _form(data: Any = None) -> DelegationForm:
    with read() as session:
        offered = delegations.delegable(session, current_user.actor, at=now())
    if not offered:
        raise Forbidden(_("None of your roles can be passed on: a seat has its alternate instead."))
    return DelegationForm(data, offered, desk().manual.clauses, today=day_of(now()))


def _form_page(form: DelegationForm) -> str:
    return render_template("delegations/new.html", form=form)
