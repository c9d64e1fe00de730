"""How Ombud reaches somebody: a daily mail or everything at once, and their calendar feed."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.accounts import once
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.workflows.feed import address
from ombud.workflows.people import accounts

_ADDRESS: Final = "calendar_feed"

blueprint = Blueprint("reaching", __name__)


@blueprint.post("/account/mail")
@signed_in
def choose_mail() -> Any:
    chosen = request.form.get("mail", "")
    perform(lambda opened: accounts.hear(opened, current_user.person_id, chosen))
    flash(_("Your choice is saved. What was put aside for your daily mail already still comes with it."))
    return _back()


@blueprint.get("/account/calendar")
@signed_in
def calendar() -> Any:
    """The new address, once; and what to do with it."""
    with read() as opened:
        made_at = address.made_at(opened, current_user.person_id)
    shown = once.take(_ADDRESS, current_user.person_id)
    return render_template("accounts/calendar.html", address=shown[0] if shown else "", made_at=made_at)


@blueprint.post("/account/calendar")
@signed_in
def make_calendar() -> Any:
    mine, by, key = current_user.person_id, current_user.actor, request_key()
    token = perform(lambda opened: address.make(opened, desk().office, mine, by=by, at=now(), request_key=key))
    once.keep(_ADDRESS, mine, [desk().office.base_url + url_for("feed.own", token=token)])
    return redirect(url_for("reaching.calendar"), code=303)


@blueprint.post("/account/calendar/end")
@signed_in
def end_calendar() -> Any:
    perform(lambda opened: address.end(opened, current_user.person_id, by=current_user.actor, at=now()))
    flash(_("Your calendar feed is switched off. Remove it from your calendar too: it does not change there any more."))
    return _back()


def _back() -> Any:
    return redirect(url_for("own.account", _anchor="reaching"), code=303)
