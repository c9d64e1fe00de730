"""Links that were mailed: an invitation, another password. Looking at one uses nothing up; a bad one says nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ombud.storage.accounts import Account
from ombud.storage.session import unit_of_work
from ombud.webapp.accounts import login, passwords, sessions, throttle
from ombud.webapp.accounts.forms import ForgottenForm, PasswordForm
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import public
from ombud.webapp.idempotency import request_key
from ombud.workflows.people import account_links, tries
from ombud.workflows.people.account_links import Link
from ombud.workflows.refusals import LinkGone

blueprint = Blueprint("links", __name__)

View = tuple[str, int]


@blueprint.get("/welcome/<token>")
@public(record="secret_link")
def welcome(token: str) -> Any:
    return _page(_link(token), PasswordForm())


@blueprint.post("/welcome/<token>")
@public(record="secret_link")
def welcome_post(token: str) -> Any:
    """Sets the password and signs in as far as a password goes: the second factor comes next, as for everybody."""
    form, key = PasswordForm(request.form), request_key()
    if (person_id := _set_already(form, key)) is not None:
        return _enter(person_id)
    link = _link(token)
    if form.objects_to((link.name, link.email), desk().config.breached_passwords):
        return _page(link, form), 422
    password_hash = passwords.hash_password(str(form.new_password.data))
    try:
        perform(lambda opened: account_links.take_link(opened, token, password_hash, at=now(), request_key=key))
    except LinkGone:
        if _set_already(form, key) is None:
            raise
    return _enter(link.person_id)


@blueprint.get("/sign-in/forgotten")
@public
def forgotten() -> Any:
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@blueprint.post("/sign-in/forgotten")
@public
def forgotten_post() -> Any:
    form = ForgottenForm(request.form)
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form), 422
    email = str(form.email.data).strip().lower()
    throttle.admit(desk().database, throttle.of_request(request, desk().config, "forgotten", email), at=now())
    key = request_key()
    perform(lambda opened: account_links.reset_password(opened, desk().office, email, at=now(), request_key=key))
    flash(_("If there is an account with this address, a mail is on its way to it."))
    return redirect(url_for("accounts.sign_in"), code=303)


def _set_already(form: PasswordForm, key: str) -> UUID | None:
    """Whose password this very request has set, if it is theirs still: a double click is one password, and signs in as
    the first would have."""
    with read() as opened:
        person_id = account_links.taken_by(opened, key)
        account = opened.get(Account, person_id) if person_id else None
    right = account is not None and passwords.matches(account.password_hash, str(form.new_password.data))
    return person_id if right else None


def _enter(person_id: UUID) -> Any:
    with unit_of_work(desk().database) as opened:
        login.enter(sessions.begin(opened, person_id, at=now()))
    return redirect(url_for("second_factor.ask"), code=303)


def _link(token: str) -> Link:
    """Raises LinkGone for whatever opens nothing, TooManyRequests when too many did."""
    keys = throttle.of_request(request, desk().config, "link")
    throttle.admit(desk().database, keys, at=now())
    with read() as opened:
        link = account_links.link_of(opened, token, at=now())
    with unit_of_work(desk().database) as opened:
        if link is None:
            tries.refused(opened, tries.Try.LINK, at=now())
        else:
            throttle.forgive(opened, keys)
    if link is None:
        raise LinkGone()
    return link


def _page(link: Link, form: PasswordForm) -> str:
    return render_template("accounts/welcome.html", link=link, form=form)
