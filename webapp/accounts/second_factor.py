"""The second factor: asked for after the password and again when it is due; set up, and its recovery codes."""

from __future__ import annotations

from typing import Any, Final

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.storage.accounts import Account
from ombud.storage.session import unit_of_work
from ombud.webapp.accounts import device, login, once, sessions, throttle
from ombud.webapp.accounts.forms import AuthenticatorForm, CurrentCodeForm, NewAuthenticatorForm, SecondFactorForm
from ombud.webapp.accounts.routes import after_sign_in
from ombud.webapp.accounts.showing import demonstration_code
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import halfway, setting_up, signed_in
from ombud.workflows import settings
from ombud.workflows.people import authenticators, tries

blueprint = Blueprint("second_factor", __name__)

Owner = sessions.Halfway | sessions.SignedIn

_CODES: Final = "recovery_codes"


@blueprint.get("/sign-in/second-factor")
@halfway
def ask(half: sessions.Halfway) -> Any:
    form = SecondFactorForm()
    form.code.data = demonstration_code(half.person_id)
    return _question(form)


@blueprint.post("/sign-in/second-factor")
@halfway
def answer(half: sessions.Halfway) -> Any:
    form = SecondFactorForm(request.form)
    if not form.validate():
        return _question(form), 422
    if not accept(half, str(form.code.data)):
        form.code.errors = [_("This code is not right, or it was used already. Wait for the next one and try again.")]
        form.code.data = demonstration_code(half.person_id)
        return _question(form), 422
    return let_in(half, keep=bool(form.keep_browser.data))


@blueprint.get("/account/second-factor")
@setting_up
def set_up(who: Owner) -> Any:
    return _offer(who, _form_for(who)())


@blueprint.post("/account/second-factor")
@setting_up
def set_up_post(who: Owner) -> Any:
    form = _form_for(who)(request.form)
    secret = authenticators.offered(desk().office, who.person_id, str(form.offered.data or ""))
    if secret is None or not form.validate():
        return _offer(who, form, secret), 422
    step = authenticators.step_of(secret, str(form.code.data), at=now())
    if step is None:
        form.code.errors = [_("These are not the digits of this authenticator. Is the clock of your phone right?")]
        return _offer(who, form, secret), 422
    if isinstance(form, NewAuthenticatorForm) and not accept(who, str(form.current_code.data)):
        form.current_code.errors = [_("This code is not right, or it was used already.")]
        return _offer(who, form, secret), 422
    with unit_of_work(desk().database) as opened:
        codes = authenticators.set_up(
            opened, desk().office, who.person_id, secret, step=step, keep=who.sign_in_id, by=who.actor, at=now()
        )
    response = redirect(url_for("second_factor.recovery_codes"), code=303)
    if isinstance(who, sessions.Halfway):
        let_in(who, keep=False, response=response)
    once.keep(_CODES, who.person_id, codes)
    return response


@blueprint.get("/account/recovery-codes")
@signed_in
def recovery_codes() -> Any:
    """The new codes, once; and the form that makes others."""
    return render_template(
        "accounts/recovery_codes.html", codes=once.take(_CODES, current_user.person_id), form=CurrentCodeForm()
    )


@blueprint.post("/account/recovery-codes")
@signed_in
def renew_recovery_codes() -> Any:
    form = CurrentCodeForm(request.form)
    if not form.validate() or not accept(current_user, str(form.current_code.data)):
        if not form.errors:
            form.current_code.errors = [_("This code is not right, or it was used already.")]
        return render_template("accounts/recovery_codes.html", codes=[], form=form), 422
    with unit_of_work(desk().database) as opened:
        codes = authenticators.renew_recovery_codes(opened, current_user.person_id, by=current_user.actor, at=now())
    once.keep(_CODES, current_user.person_id, codes)
    return redirect(url_for("second_factor.recovery_codes"), code=303)


def accept(who: Owner, code: str) -> bool:
    """Uses up a code. Raises TooManyRequests before it is looked at."""
    keys = _keys(who)
    throttle.admit(desk().database, keys, at=now())
    with unit_of_work(desk().database) as opened:
        right = authenticators.accept(opened, desk().office, who.person_id, code, at=now())
        if right:
            throttle.forgive(opened, keys)
        else:
            tries.refused(opened, tries.Try.SECOND_FACTOR, at=now())
    return right


def _keys(who: Owner) -> list[throttle.Key]:
    """Whoever is in already is counted by their sign-in: guesses of somebody who has the password are not theirs."""
    if isinstance(who, sessions.Halfway):
        return device.second_factor_keys(request, desk().config, who.email)
    return [throttle.Key.of(desk().config.secret_key, "second-factor", "sign-in", str(who.sign_in_id))]


def let_in(half: sessions.Halfway, *, keep: bool, response: Any = None) -> Any:
    """The sign-in counts from now on, under a new token; the browser is known to this account."""
    known = device.token_of(request, desk().config, half.email)
    with unit_of_work(desk().database) as opened:
        token = sessions.confirm(opened, half.sign_in_id, at=now())
        mark = device.remember(opened, half.person_id, old=known, keep=keep, at=now())
    login.enter(token)
    response = response or redirect(after_sign_in(), code=303)
    device.mark(response, desk().config, half.email, mark)
    return response


def _question(form: SecondFactorForm) -> str:
    with read() as opened:
        days = settings.of_accounts(opened, desk().office, at=now())["second_factor_days"]
    form.keep_browser.label.text = _("Do not ask again on this browser for %(days)s days", days=days)
    return render_template("accounts/second_factor.html", form=form, demo=desk().config.demo)


def _form_for(who: Owner) -> type[AuthenticatorForm]:
    """Whoever has an authenticator proves that it is theirs before they get another."""
    with read() as opened:
        account = opened.get(Account, who.person_id)
    return NewAuthenticatorForm if account and account.totp_at else AuthenticatorForm


def _offer(who: Owner, form: AuthenticatorForm, secret: str | None = None) -> str:
    if secret is None:
        secret, form.offered.data = authenticators.offer(desk().office, who.person_id)
    picture = segno.make(authenticators.address_of(secret, who.email), error="m").svg_data_uri(scale=5, border=4)
    return render_template("accounts/set_up.html", form=form, key=secret, picture=picture)
