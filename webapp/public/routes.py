"""Without an account: the front page, filing, the receipt with the tracking code, and signing in with that code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from ombud.forms.base import OmbudForm
from ombud.storage.session import unit_of_work
from ombud.webapp import forms_bridge
from ombud.webapp.accounts import throttle
from ombud.webapp.accounts.throttle import Key
from ombud.webapp.cases.starting import Starting, startable, starting
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.files import sent_form
from ombud.webapp.guards import public
from ombud.webapp.idempotency import request_key
from ombud.webapp.language import language
from ombud.webapp.public import receipt, tracking
from ombud.webapp.public.forms import CodeForm
from ombud.workflows import cases
from ombud.workflows.actors import STRANGER
from ombud.workflows.days import day_of
from ombud.workflows.refusals import InvalidAnswers

blueprint = Blueprint("public", __name__)

TRAP = "website"
"""A field people do not see and programs that fill in everything do."""

FILINGS_PER_ADDRESS = 20
CODES_PER_ADDRESS = 10


@blueprint.get("/")
@public
def home() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("inbox.show"))
    with read() as session:
        listed = startable(session, desk(), STRANGER, at=now())
    return render_template("public/home.html", procedures=listed)


@blueprint.get("/file/<key>")
@public
def form(key: str) -> Any:
    page = _starting(key)
    return _page(
        page,
        forms_bridge.blank(page.form_key, page.choices, today=day_of(now()), known={page.contact.language: language()}),
    )


@blueprint.post("/file/<key>")
@public
def file(key: str) -> Any:
    page = _starting(key)
    form = forms_bridge.filled(page.form_key, sent_form(), page.choices, today=day_of(now()))
    if request.form.get(TRAP):
        form.form_errors.append(_("Leave the field “Website” empty. It is there for programs that fill in everything."))
    if form.errors or form.form_errors:
        return _page(page, form), InvalidAnswers.status
    if wait := _too_many(Key.of(desk().config.secret_key, "file", request.remote_addr or "", free=FILINGS_PER_ADDRESS)):
        form.form_errors.append(
            _("Many were sent from your network just now. Wait %(wait)s seconds, then send again.", wait=wait)
        )
        return _page(page, form), 429
    office, at, sent = desk().office, now(), request_key()
    opened = perform(
        lambda session: cases.open_case(session, office, key, form.answers(), by=STRANGER, at=at, request_key=sent)
    )
    receipt.put(opened)
    return redirect(url_for("public.show_receipt"), code=303)


@blueprint.get("/receipt")
@public
def show_receipt() -> Any:
    return render_template("public/receipt.html", opened=receipt.take())


@blueprint.get("/track")
@public
def track() -> Any:
    if tracking.tracked():
        return redirect(url_for("tracked.show"), code=303)
    return render_template("public/track.html", form=CodeForm())


@blueprint.post("/track")
@public
def enter_code() -> Any:
    """A right code always opens its case; only wrong ones are counted, so nobody is kept out by another's guessing."""
    form = CodeForm(request.form)
    if not form.validate():
        return render_template("public/track.html", form=form), 422
    with read() as session:
        found = tracking.find(session, str(form.code.data))
    if found is None:
        key = Key.of(desk().config.secret_key, "code", request.remote_addr or "", free=CODES_PER_ADDRESS)
        if wait := _too_many(key):
            raise TooManyRequests(retry_after=wait)
        form.code.errors = [_("No case has this code. Compare it with your receipt.")]
        return render_template("public/track.html", form=form), 422
    tracking.remember(*found)
    return redirect(url_for("tracked.show"), code=303)


@blueprint.post("/track/leave")
@public
def leave() -> Any:
    tracking.forget()
    flash(_("This browser no longer shows your case."))
    return redirect(url_for("public.track"), code=303)


def _too_many(key: Key) -> int:
    """Seconds to wait; 0 lets it through and counts it."""
    with unit_of_work(desk().database) as session:
        wait = throttle.seconds_to_wait(session, [key], at=now())
        if not wait:
            throttle.count_failure(session, [key], at=now())
    return wait


def _starting(key: str) -> Starting:
    with read() as session:
        return starting(session, desk(), STRANGER, key, at=now())


def _page(page: Starting, form: OmbudForm) -> str:
    return render_template("public/file.html", page=page, form=form, trap=TRAP)
