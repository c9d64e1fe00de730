"""Sign in, as far as a password goes; sign out; the language of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from sqlalchemy import select

from ombud.storage.accounts import Account
from ombud.storage.directory import Person
from ombud.storage.session import unit_of_work
from ombud.webapp.accounts import device, login, passwords, sessions, throttle
from ombud.webapp.accounts.forms import SignInForm
from ombud.webapp.accounts.showing import demonstration_people
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public
from ombud.webapp.language import names
from ombud.workflows.people import tries

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("home.show"))
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
    here = current_user if current_user.is_authenticated else login.waiting()
    if here is not None:
        login.end(here.person_id, here.sign_in_id)
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("public.home"), code=303)


@blueprint.post("/language")
@public
def speak() -> Any:
    chosen = request.form.get("language", "")
    if chosen not in names():
        abort(400)
    session["language"] = chosen
    return redirect(_local(request.form.get("back", "")), code=303)


def after_sign_in() -> str:
    """Where somebody wanted to go before they were asked who they are."""
    target = session.pop("after_sign_in", "")
    return _local(target) if target else url_for("home.show")


def _local(path: str) -> str:
    """Only a path of this site: never another host."""
    adapter = current_app.create_url_adapter(request)
    known = adapter is not None and path.startswith("/") and not path.startswith("//") and adapter.test(path, "GET")
    return path if known else url_for("public.home")


def _check(email: str, password: str) -> UUID | None:
    """The person whose password it is. Raises TooManyRequests before the password is looked at."""
    keys = device.keys(request, desk().config, email)
    throttle.admit(desk().database, keys, at=now())
    with read() as opened:
        found = opened.execute(
            select(Account.password_hash, Person.id, Person.active)
            .join(Person, Person.id == Account.person_id)
            .where(Person.email == email)
        ).one_or_none()
    right = passwords.matches(found.password_hash if found and found.active else None, password)
    with unit_of_work(desk().database) as opened:
        if right:
            throttle.forgive(opened, keys)
        else:
            tries.refused(opened, tries.Try.PASSWORD, at=now())
    return found.id if found and right else None


def _welcome(email: str, person_id: UUID) -> Any:
    """On a browser that is remembered the password is enough; elsewhere the second factor comes next."""
    known = device.token_of(request, desk().config, email)
    with unit_of_work(desk().database) as opened:
        fresh = sessions.fresh_after(opened, desk().office, at=now())
        mfa_at = device.remembered(opened, person_id, known, fresh_after=fresh, at=now())
        token = sessions.begin(opened, person_id, mfa_at=mfa_at, at=now())
    login.enter(token)
    return redirect(url_for("second_factor.ask") if mfa_at is None else after_sign_in(), code=303)


def _page(form: SignInForm) -> str:
    people = []
    if desk().config.demo:
        with read() as opened:
            people = demonstration_people(opened, at=now())
    return render_template("accounts/sign_in.html", form=form, people=people, password=desk().config.demo_password)
