"""Without an account: the front page, filing, the receipt with the tracking code."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.forms.base import OmbudForm
from ombud.webapp import flows, forms_bridge
from ombud.webapp.cases.starting import Starting, startable
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import public
from ombud.webapp.idempotency import sending_key
from ombud.webapp.language import language, spoken_from_here
from ombud.webapp.public import doors, limits, receipt
from ombud.webapp.public.front import groups
from ombud.webapp.public.limits import FILINGS_PER_ADDRESS, TRAP
from ombud.workflows.actors import STRANGER
from ombud.workflows.days import day_of
from ombud.workflows.opening import Opened
from ombud.workflows.refusals import InvalidAnswers

blueprint = doors.blueprint

TOO_MANY = 429


@blueprint.get("/")
@public
def home() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("home.show"))
    with read() as session:
        listed = startable(session, desk(), STRANGER, at=now())
    return render_template("public/home.html", groups=groups(listed))


@blueprint.get("/file/<key>")
@public(record="everybody")
def form(key: str) -> Any:
    page = flows.start_page(STRANGER, key)
    return _page(page, flows.blank(page, {page.contact.language: language()}))


@blueprint.post("/file/<key>")
@public(record="everybody")
def file(key: str) -> Any:
    before = language()
    if spoken_from_here():
        return _go_on(key, before)
    opened = flows.open_case(STRANGER, key, _page, refuses=_refuses, key_of=sending_key)
    if not isinstance(opened, Opened):
        return opened
    receipt.put(opened)
    return redirect(url_for("public.show_receipt"), code=303)


@blueprint.get("/receipt")
@public
def show_receipt() -> Any:
    where = f"{desk().office.base_url}{url_for('public.track')}"
    return render_template("public/receipt.html", opened=receipt.take(), where=where)


def _go_on(key: str, before: str) -> str:
    """The form in another language, with all that was typed on it; files a browser does not send back."""
    page, typed = flows.start_page(STRANGER, key), dict(request.form.lists())
    letters = page.contact.language or ""
    if typed.get(letters) == [before]:
        typed[letters] = [language()]
    if any(file.filename for file in request.files.values()):
        flash(_("What you typed is kept. Please choose your files again."))
    return _page(page, forms_bridge.drafted(page.form_key, typed, page.choices, today=day_of(now())))


def _refuses(form: OmbudForm) -> int:
    """What fills in everything, and what comes too fast; the status, 0 for neither."""
    if limits.is_trapped(form):
        return InvalidAnswers.status
    wait = limits.too_many("file", limits.address(), free=FILINGS_PER_ADDRESS)
    if wait:
        form.form_errors.append(
            _("Many were sent from your network just now. Wait %(wait)s seconds, then send again.", wait=wait)
        )
    return TOO_MANY if wait else 0


def _page(page: Starting, form: OmbudForm) -> str:
    return render_template("public/file.html", page=page, form=form, trap=TRAP)
