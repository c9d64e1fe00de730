"""Sign in, sign out, and one's own open sign-ins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from ombud.storage.accounts import Account
from ombud.storage.directory import Person
from ombud.storage.session import unit_of_work
from ombud.webapp.accounts import device, passwords, sessions, throttle
from ombud.webapp.accounts.forms import SignInForm
from ombud.webapp.accounts.showing import demonstration_people
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public, signed_in
from ombud.webapp.language import names

blueprint = Blueprint("accounts", __name__, template_folder="templates")


@blueprint.get("/sign-in")
@public
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("inbox.show"))
    return _page(SignInForm())


@blueprint.post("/sign-in")
@public
def sign_in_post() -> Any:
    form = SignInForm(request.form)
    if not form.validate():
        return _page(form), 422
    email = str(form.email.data).strip().lower()
    person_id = _check(email, str(form.password.data))
    if person_id is None:
        form.form_errors.append(_("The e-mail address or the password is not right."))
        return _page(form), 422
    return _welcome(email, person_id)


@blueprint.post("/sign-out")
@public
def sign_out() -> Any:
    if current_user.is_authenticated:
        with unit_of_work(desk().database) as opened:
            sessions.end(opened, current_user.sign_in_id, of=current_user.person_id, at=now())
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("public.home"), code=303)


@blueprint.get("/account")
@signed_in
def account() -> Any:
    with read() as opened:
        listing = sessions.listing(opened, current_user.person_id, at=now(), config=desk().config)
    return render_template("accounts/account.html", sign_ins=listing)


@blueprint.post("/account/sign-ins/<uuid:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: UUID) -> Any:
    with unit_of_work(desk().database) as opened:
        sessions.end(opened, sign_in_id, of=current_user.person_id, at=now())
    flash(_("That sign-in is ended."))
    return redirect(url_for("accounts.account"), code=303)


@blueprint.post("/language")
@public
def speak() -> Any:
    chosen = request.form.get("language", "")
    if chosen not in names():
        abort(400)
    session["language"] = chosen
    return redirect(_local(request.form.get("back", "")), code=303)


def _local(path: str) -> str:
    """Only a path of this site: never another host."""
    adapter = current_app.create_url_adapter(request)
    known = adapter is not None and path.startswith("/") and not path.startswith("//") and adapter.test(path, "GET")
    return path if known else url_for("public.home")


def _check(email: str, password: str) -> UUID | None:
    """The person whose password it is. Raises TooManyRequests before the password is looked at."""
    keys = device.keys(request, desk().config, email)
    with unit_of_work(desk().database) as opened:
        wait = throttle.seconds_to_wait(opened, keys, at=now())
        if not wait:
            throttle.count_failure(opened, keys, at=now())
        found = opened.execute(
            select(Account.password_hash, Person.id, Person.active)
            .join(Person, Person.id == Account.person_id)
            .where(Person.email == email)
        ).one_or_none()
    if wait:
        raise TooManyRequests(retry_after=wait)
    if not passwords.matches(found.password_hash if found and found.active else None, password) or not found:
        return None
    with unit_of_work(desk().database) as opened:
        throttle.forgive(opened, keys)
    person_id: UUID = found.id
    return person_id


def _welcome(email: str, person_id: UUID) -> Any:
    """Everything of the browser's old session is dropped: what somebody planted there is worth nothing afterwards."""
    target, language = session.get("after_sign_in", ""), session.get("language")
    session.clear()
    if language:
        session["language"] = language
    with unit_of_work(desk().database) as opened:
        token = sessions.begin(opened, person_id, at=now())
        user = sessions.load(opened, token, at=now(), config=desk().config)
    login_user(user)
    response = redirect(_local(target) if target else url_for("inbox.show"), code=303)
    device.remember(response, desk().config, email)
    return response


def _page(form: SignInForm) -> str:
    people = []
    if desk().config.demo:
        with read() as opened:
            people = demonstration_people(opened, at=now())
    return render_template("accounts/sign_in.html", form=form, people=people, password=desk().config.demo_password)
