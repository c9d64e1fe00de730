"""The bodies: who sits in them, by which rules they decide, when they meet; committees convened and dissolved."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.storage.board import BodyKind
from ombud.webapp.board.body_page import BodyPage, bodies_of, page_of
from ombud.webapp.board.forms import ConveneForm, DissolveForm
from ombud.webapp.board.rule_forms import RulesForm, rules_form
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import signed_in
from ombud.workflows.board import bodies, rules
from ombud.workflows.days import day_of
from ombud.workflows.refusals import Forbidden, InvalidCommand
from ombud.workflows.text import translate

blueprint = Blueprint("bodies", __name__)


@blueprint.get("/bodies")
@signed_in
def index() -> Any:
    with read() as session:
        listed = bodies_of(session, at=now())
    return render_template("board/bodies.html", bodies=listed)


@blueprint.get("/bodies/<key>")
@signed_in(record="everybody")
def show(key: str) -> Any:
    return render_template("board/body.html", page=_page(key))


@blueprint.get("/bodies/<key>/rules")
@signed_in(record="sets_rules")
def rules_page(key: str) -> Any:
    page = _ruling(key)
    return _rules(page, rules_form(desk().office.board, page.rules))


@blueprint.post("/bodies/<key>/rules")
@signed_in(record="sets_rules")
def set_rules(key: str) -> Any:
    """Sets those that were changed, with one reason. Sending the same values again changes nothing."""
    page = _ruling(key)
    form = rules_form(desk().office.board, page.rules, request.form)
    changed = form.changed() if form.validate() else {}
    if form.errors or form.form_errors:
        return _rules(page, form), InvalidCommand.status
    board, by, at, reason = desk().office.board, current_user.actor, now(), str(form["reason"].data)

    def command(session: Session) -> None:
        for name, value in changed.items():
            rules.set_rule(session, board, key, name, value, reason=reason, by=by, at=at)

    perform(command)
    flash(_("The rules are set. Ballots that are open keep those they were opened under."))
    return redirect(url_for("bodies.show", key=key), code=303)


@blueprint.get("/bodies/<key>/convene")
@signed_in(record="presides")
def convening(key: str) -> Any:
    return _convene(_presided(key), ConveneForm())


@blueprint.post("/bodies/<key>/convene")
@signed_in(record="presides")
def convene(key: str) -> Any:
    page, form = _presided(key), ConveneForm(request.form)
    if not form.validate():
        return _convene(page, form), InvalidCommand.status
    by, at = current_user.actor, now()
    begins_on, ends_on = _day(form.begins_on.data), _day(form.ends_on.data)
    try:
        perform(
            lambda session: bodies.convene(
                session,
                key=form.key,
                name=str(form.name.data),
                parent_key=key,
                kind=BodyKind(form.kind.data),
                charge=str(form.charge.data),
                begins_on=begins_on,
                ends_on=ends_on,
                by=by,
                at=at,
            )
        )
    except InvalidCommand as refusal:
        form.form_errors.append(translate(refusal.detail or refusal.message))
        return _convene(page, form), refusal.status
    flash(_("%(name)s is convened.", name=form.name.data))
    return redirect(url_for("bodies.show", key=form.key), code=303)


@blueprint.get("/bodies/<key>/dissolve")
@signed_in(record="presides")
def dissolving(key: str) -> Any:
    form = DissolveForm(data={"on": day_of(now())})
    return render_template("board/dissolve.html", page=_presided(key), form=form)


@blueprint.post("/bodies/<key>/dissolve")
@signed_in(record="presides")
def dissolve(key: str) -> Any:
    page, form = _presided(key), DissolveForm(request.form)
    if not form.validate():
        return render_template("board/dissolve.html", page=page, form=form), InvalidCommand.status
    by, at, on = current_user.actor, now(), _day(form.on.data)
    try:
        perform(lambda session: bodies.dissolve(session, key, on=on, by=by, at=at))
    except InvalidCommand as refusal:
        form.form_errors.append(translate(refusal.detail or refusal.message))
        return render_template("board/dissolve.html", page=page, form=form), refusal.status
    flash(_("It ends. Its seats end with it."))
    return redirect(url_for("bodies.show", key=key), code=303)


def _page(key: str) -> BodyPage:
    with read() as session:
        return page_of(session, desk().office, current_user.actor, key, at=now())


def _presided(key: str) -> BodyPage:
    """Raises NotFound, Forbidden."""
    page = _page(key)
    if not page.may_preside:
        raise Forbidden(translate("The chairs, the board's staff and the operator keep bodies and seats."))
    return page


def _ruling(key: str) -> BodyPage:
    """Raises NotFound, Forbidden."""
    page = _page(key)
    if not page.may_set_rules:
        raise Forbidden(_("The co-chairs, the board's staff and the operator write down the rules of a body."))
    return page


def _rules(page: BodyPage, form: RulesForm) -> str:
    return render_template("board/rules.html", page=page, form=form)


def _convene(page: BodyPage, form: ConveneForm) -> str:
    return render_template("board/convene.html", page=page, form=form)


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value
