"""How a party without an account gets to its case: by its code, by a link from a mail, by asking for another link.

What opens nothing is refused in the same words whatever is wrong with it, and counted; what is right always opens, so
nobody is kept out by another's guessing.
"""

from __future__ import annotations

import re
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import TooManyRequests

from ombud.storage.session import unit_of_work
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import public
from ombud.webapp.idempotency import request_key
from ombud.webapp.public import limits, tracking
from ombud.webapp.public.forms import CodeForm, LostForm
from ombud.webapp.public.limits import CODES_PER_ADDRESS, LINKS_PER_ADDRESS, TRAP
from ombud.workflows import codes
from ombud.workflows import tracking as links
from ombud.workflows.opening import CODE_BYTES
from ombud.workflows.refusals import InvalidAnswers, NotFound

blueprint = Blueprint("public", __name__)

NUMBER: Final = re.compile(r"[A-Za-z]{2,5}[ -]?\d{4}[ -]?\d{4,}")
"""How the number of a case is written, which stands in mails and letters where a code does not."""


@blueprint.get("/track")
@public
def track() -> Any:
    if tracking.tracked():
        return redirect(url_for("tracked.show"), code=303)
    return render_template("public/track.html", form=CodeForm())


@blueprint.post("/track")
@public
def enter_code() -> Any:
    form = CodeForm(request.form)
    if not form.validate():
        return render_template("public/track.html", form=form), InvalidAnswers.status
    with read() as session:
        found = tracking.find(session, str(form.code.data))
    if found is None:
        _refuse("code.refused")
        form.code.errors = [_why(str(form.code.data))]
        return render_template("public/track.html", form=form), InvalidAnswers.status
    tracking.remember(*found)
    return redirect(url_for("tracked.show"), code=303)


@blueprint.post("/track/leave")
@public
def leave() -> Any:
    tracking.forget()
    flash(_("This browser no longer shows your case."))
    return redirect(url_for("public.track"), code=303)


@blueprint.get("/track/link/<token>")
@public(record="secret_link")
def link(token: str) -> Any:
    """One button, and nothing is used up: programs that check mails for danger follow the links in them."""
    with read() as session:
        party = links.opens(session, token, at=now())
    if party is None:
        return _no_link()
    tracking.speak(tracking.language_of(party))
    return render_template("public/link.html")


@blueprint.post("/track/link/<token>")
@public(record="secret_link")
def open_link(token: str) -> Any:
    office, at, key = desk().office, now(), request_key()
    party = perform(lambda session: links.open_link(session, office, token, at=at, request_key=key))
    if party is None:
        return _no_link()
    with read() as session:
        found = tracking.with_language(session, party.id)
    tracking.remember(*found)
    return redirect(url_for("tracked.show"), code=303)


@blueprint.get("/track/lost")
@public
def lost() -> Any:
    return render_template("public/lost.html", form=LostForm(), trap=TRAP)


@blueprint.post("/track/lost")
@public
def ask_for_link() -> Any:
    """The same answer whether or not there is such a case with such an address; the worker finds out later."""
    form = LostForm(request.form)
    if not form.validate():
        return render_template("public/lost.html", form=form, trap=TRAP), InvalidAnswers.status
    if not request.form.get(TRAP):
        if wait := limits.too_many("lost", limits.address(), free=LINKS_PER_ADDRESS):
            raise TooManyRequests(retry_after=wait)
        office, at, number, email = desk().office, now(), str(form.number.data), str(form.email.data)
        perform(lambda session: links.ask_for_link(session, office, number, email, at=at))
    flash(_("If this case has this address, a link to it is on its way. It can take a few minutes."))
    return redirect(url_for("public.track"), code=303)


def _why(code: str) -> str:
    """Said of what was typed, never of what there is."""
    letters, missing = codes.length(CODE_BYTES), codes.length(CODE_BYTES) - len(codes.plain(code))
    if NUMBER.fullmatch(code.strip()):
        return str(_("That is the number of a case. The code has %(letters)s letters and digits.", letters=letters))
    if missing > 0:
        said = _("The code has %(letters)s letters and digits.", letters=letters)
        return f"{said} {ngettext('%(num)s is missing.', '%(num)s are missing.', missing)}"
    return str(_("No case has this code. Compare it with your receipt."))


def _no_link() -> Any:
    _refuse("link.refused")
    return render_template("public/no_link.html"), NotFound.status


def _refuse(what: str) -> None:
    """Counts it and keeps that it was refused. Raises TooManyRequests where they come too fast; that is not kept."""
    if wait := limits.too_many("code", limits.address(), free=CODES_PER_ADDRESS):
        raise TooManyRequests(retry_after=wait)
    with unit_of_work(desk().database) as session:
        links.refuse(session, what, at=now())
