"""One's own account: where it is signed in, what browsers remember, its password and language."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from babel.dates import format_time
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.storage.accounts import Account, Device
from ombud.storage.session import unit_of_work
from ombud.webapp.accounts import device, passwords, sessions, throttle
from ombud.webapp.accounts.forms import ChangeForm
from ombud.webapp.accounts.throttle import Key
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import signed_in
from ombud.webapp.language import language, names
from ombud.workflows import settings
from ombud.workflows.feed import address
from ombud.workflows.people import accounts, authenticators, tries

blueprint = Blueprint("own", __name__)


@blueprint.get("/account")
@signed_in
def account() -> Any:
    mine, at = current_user.person_id, now()
    with read() as opened:
        fresh = sessions.fresh_after(opened, desk().office, at=at)
        shown = {
            "sign_ins": sessions.listing(opened, mine, at=at, config=desk().config),
            "browsers": device.listing(opened, mine, fresh_after=fresh),
            "codes_left": authenticators.recovery_codes_left(opened, mine),
            "account": opened.get(Account, mine),
            "feed_made_at": address.made_at(opened, mine),
            "digest_at": _on_the_clock(settings.of_accounts(opened, desk().office, at=at)["digest_hour"]),
        }
    return render_template("accounts/account.html", **shown)


@blueprint.post("/account/sign-ins/<uuid:sign_in_id>/end")
@signed_in(record="own")
def end_sign_in(sign_in_id: UUID) -> Any:
    with unit_of_work(desk().database) as opened:
        sessions.end(opened, sign_in_id, of=current_user.person_id, at=now())
    return _back(_("That sign-in is ended."))


@blueprint.post("/account/sign-ins/end-others")
@signed_in
def end_other_sign_ins() -> Any:
    with unit_of_work(desk().database) as opened:
        sessions.end_others(opened, current_user.sign_in_id, of=current_user.person_id, at=now())
    return _back(_("Every other sign-in is ended."))


@blueprint.post("/account/browsers/<uuid:device_id>/forget")
@signed_in(record="own")
def forget_browser(device_id: UUID) -> Any:
    with unit_of_work(desk().database) as opened:
        device.end(opened, current_user.person_id, Device.id == device_id, at=now())
    return _back(_("That browser is forgotten: it asks for the code again."))


@blueprint.get("/account/password")
@signed_in
def password() -> Any:
    return render_template("accounts/password.html", form=ChangeForm())


@blueprint.post("/account/password")
@signed_in
def change_password() -> Any:
    form = ChangeForm(request.form)
    about = (current_user.name, current_user.email)
    if form.objects_to(about, desk().config.breached_passwords) or not _knows(form):
        return render_template("accounts/password.html", form=form), 422
    made = passwords.hash_password(str(form.new_password.data))
    mine, keep, by = current_user.person_id, current_user.sign_in_id, current_user.actor
    perform(lambda opened: accounts.change_password(opened, desk().office, mine, made, keep=keep, by=by, at=now()))
    return _back(_("Your password is changed. Every other browser is signed out."))


@blueprint.post("/account/language")
@signed_in
def speak() -> Any:
    """For pages and mails from now on, whatever the browser asks for."""
    chosen = request.form.get("language", "")
    perform(lambda opened: accounts.speak(opened, current_user.person_id, chosen))
    if chosen in names():
        session["language"] = chosen
    return _back(_("Your language is saved."))


def _knows(form: ChangeForm) -> bool:
    """Whether the old password is right. Raises TooManyRequests before it is looked at."""
    keys = [Key.of(desk().config.secret_key, "own-password", str(current_user.person_id))]
    throttle.admit(desk().database, keys, at=now())
    with read() as opened:
        account = opened.get(Account, current_user.person_id)
    right = passwords.matches(account.password_hash if account else None, str(form.password.data))
    with unit_of_work(desk().database) as opened:
        if right:
            throttle.forgive(opened, keys)
        else:
            tries.refused(opened, tries.Try.PASSWORD, at=now())
    if not right:
        form.password.errors = [_("This is not the password you have now.")]
    return right


def _on_the_clock(hour: int) -> str:
    """“7:00 AM”, on the clocks of the place."""
    return str(format_time(time(hour), format="short", locale=language())).replace("\u202f", " ")


def _back(said: str) -> Any:
    flash(said)
    return redirect(url_for("own.account"), code=303)
