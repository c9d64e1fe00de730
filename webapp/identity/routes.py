"""Who brought a case whose identity is sealed: the page on which two people of two roles open it, and seal it again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.identity.forms import AnswerForm, AskForm
from ombud.workflows.identity import opening
from ombud.workflows.identity.reading import IdentityPage, page_of
from ombud.workflows.refusals import InvalidAnswers, OneIsNotTwo

blueprint = Blueprint("identity", __name__)


@blueprint.get("/cases/<number>/identity")
@signed_in(record="opens_identity")
def show(number: str) -> Any:
    return _show(_page(number))


@blueprint.post("/cases/<number>/identity")
@signed_in(record="opens_identity")
def ask(number: str) -> Any:
    page = _page(number)
    form = AskForm(request.form, page.roles)
    if not form.validate():
        return _show(page, asking=form), InvalidAnswers.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    role, reason = form.chosen, str(form.reason.data)
    perform(
        lambda session: opening.ask(
            session, office, page.case_id, role=role, reason=reason, by=by, at=at, request_key=key
        )
    )
    flash(_("Asked. Those who could agree are told by mail."))
    return redirect(url_for("identity.show", number=number), code=303)


@blueprint.post("/cases/<number>/identity/<uuid:opening_id>")
@signed_in(record="opens_identity")
def answer(number: str, opening_id: UUID) -> Any:
    page = _page(number)
    roles = page.may_agree or page.roles  # answered meanwhile: the command says so
    if page.mine:
        raise OneIsNotTwo()
    form = AnswerForm(request.form, roles)
    if not form.validate():
        return _show(page, answering=form), InvalidAnswers.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    agrees, role, reason = form.answer.data == "agree", form.chosen, str(form.reason.data)
    command = opening.agree if agrees else opening.refuse
    perform(
        lambda session: command(session, office, opening_id, role=role, reason=reason, by=by, at=at, request_key=key)
    )
    flash(_("It is open to the two of you.") if agrees else _("It stays sealed."))
    return redirect(url_for("identity.show", number=number), code=303)


@blueprint.post("/cases/<number>/identity/seal")
@signed_in(record="opens_identity")
def seal(number: str) -> Any:
    page, office, by, at, key = _page(number), desk().office, current_user.actor, now(), request_key()
    perform(lambda session: opening.seal_again(session, office, page.case_id, by=by, at=at, request_key=key))
    flash(_("Taken back.") if page.mine else _("It is sealed again."))
    return redirect(url_for("identity.show", number=number), code=303)


def _page(number: str) -> IdentityPage:
    with read() as session:
        return page_of(session, desk().office, number, current_user.actor, at=now())


def _show(page: IdentityPage, *, asking: AskForm | None = None, answering: AnswerForm | None = None) -> str:
    return render_template(
        "identity/identity.html",
        page=page,
        asking=asking or AskForm(None, page.roles),
        answering=answering or (AnswerForm(None, page.may_agree) if page.may_agree else None),
        wrong=asking or answering,
    )
