"""The bodies: who sits in them, by which rules they decide, when they meet; committees convened and dissolved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body, BodyKind
from ombud.webapp.board.body_page import BodyPage, bodies_of, page_of
from ombud.webapp.board.forms import ConveneForm, DissolveForm
from ombud.webapp.board.posts import once
from ombud.webapp.board.rule_forms import RulesForm, rules_form
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.sent import whole
from ombud.workflows.board import bodies, rules
from ombud.workflows.board.presiding import not_presiding
from ombud.workflows.days import day_of
from ombud.workflows.refusals import Forbidden, InvalidCommand, RulesChanged

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
    """Sets those that were changed, with one reason. What was decided on older rules is shown beside those of now."""
    page = _ruling(key)
    form = rules_form(desk().office.board, page.rules, request.form)
    if not form.validate():
        return _rules(page, form, seen=_seen()), InvalidCommand.status
    board, by, at, reason = desk().office.board, current_user.actor, now(), str(form["reason"].data)
    given, seen, once = form.given(), _seen(), request_key()

    def command(session: Session) -> None:
        rules.set_rules(session, board, key, given, reason=reason, by=by, at=at, seen=seen, request_key=once)

    try:
        perform(command)
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _rules(page, form, seen=seen), refusal.status
    except RulesChanged as refusal:
        page = _ruling(key)
        fresh = rules_form(board, page.rules)
        fresh["reason"].data = reason
        return _rules(page, fresh, refusal=words_of(refusal), typed=form.typed(page.rules)), refusal.status
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
    by, at, sent = current_user.actor, now(), request_key()
    begins_on, ends_on, name = _day(form.begins_on.data), _day(form.ends_on.data), str(form.name.data)

    def command(session: Session) -> None:
        bodies.convene(
            session,
            name=name,
            parent_key=key,
            kind=BodyKind(form.kind.data),
            charge=str(form.charge.data),
            begins_on=begins_on,
            ends_on=ends_on,
            by=by,
            at=at,
            request_key=sent,
        )

    try:
        once(command)
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _convene(page, form), refusal.status
    flash(_("%(name)s is convened.", name=name))
    with read() as session:
        convened = session.scalars(select(Body.key).where(Body.name == name.strip())).one()
    return redirect(url_for("bodies.show", key=convened), code=303)


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
    by, at, sent, on = current_user.actor, now(), request_key(), _day(form.on.data)
    try:
        once(lambda session: bodies.dissolve(session, key, on=on, by=by, at=at, request_key=sent))
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
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
        raise not_presiding()
    return page


def _ruling(key: str) -> BodyPage:
    """Raises NotFound, Forbidden."""
    page = _page(key)
    if not page.may_set_rules:
        raise Forbidden(_("The co-chairs, the board's staff and the operator write down the rules of a body."))
    return page


def _rules(
    page: BodyPage,
    form: RulesForm,
    *,
    seen: int | None = None,
    refusal: str = "",
    typed: Sequence[tuple[str, str]] = (),
) -> str:
    """`seen` stays what it was while somebody corrects their answers: they have seen no others."""
    version = page.rules_version if seen is None else seen
    return render_template("board/rules.html", page=page, form=form, seen=version, refusal=refusal, typed=typed)


def _seen() -> int:
    """How often a rule had been set when the form was shown; a form without it was made on nothing."""
    return whole(request.form.get("seen"), -1)


def _convene(page: BodyPage, form: ConveneForm) -> str:
    return render_template("board/convene.html", page=page, form=form)


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value
