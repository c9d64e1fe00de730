"""What an operator does with somebody's way to sign in: invite, disable and enable, reset, sign out everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.administration.forms import ResetForm
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.workflows.people import accounts, leaving
from ombud.workflows.people.profile import Profile, profile
from ombud.workflows.permissions import ADMINISTRATORS
from ombud.workflows.refusals import InvalidCommand

blueprint = Blueprint("signing_in", __name__, url_prefix="/administration/people/<uuid:person_id>")


@blueprint.post("/invite")
@role(*ADMINISTRATORS, record="without_account")
def invite(person_id: UUID) -> Any:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    return _done(
        person_id,
        lambda session: accounts.invite(session, office, person_id, by=by, at=at, request_key=key),
        _("They are invited by mail. Links from before no longer work."),
    )


@blueprint.get("/disable")
@role(*ADMINISTRATORS, record="everybody")
def disabling(person_id: UUID) -> Any:
    return render_template("administration/disable.html", profile=_profile(person_id))


@blueprint.post("/disable")
@role(*ADMINISTRATORS, record="everybody")
def disable(person_id: UUID) -> Any:
    """The account at once; their tasks follow, case by case."""
    office, by, at = desk().office, current_user.actor, now()
    perform(lambda session: leaving.disable(session, office, person_id, by=by, at=at))
    given = leaving.give_back_all(desk().database, desk().office, person_id, by=by, at=at)
    flash(_("The account is disabled.") + " " + _given_back(given))
    return _back(person_id)


@blueprint.post("/enable")
@role(*ADMINISTRATORS, record="everybody")
def enable(person_id: UUID) -> Any:
    by, at = current_user.actor, now()
    return _done(
        person_id,
        lambda session: accounts.enable(session, person_id, by=by, at=at),
        _("They may sign in again, with the password and the second factor they had."),
    )


@blueprint.post("/give-back")
@role(*ADMINISTRATORS, record="everybody")
def give_back(person_id: UUID) -> Any:
    """Tasks of a role that ended while they had claimed them."""
    _profile(person_id)
    by, at = current_user.actor, now()
    flash(_given_back(leaving.give_back_all(desk().database, desk().office, person_id, by=by, at=at)))
    return _back(person_id)


@blueprint.post("/sign-out")
@role(*ADMINISTRATORS, record="everybody")
def sign_out(person_id: UUID) -> Any:
    by, at = current_user.actor, now()
    return _done(
        person_id,
        lambda session: leaving.sign_out(session, person_id, by=by, at=at),
        _("They are signed out everywhere."),
    )


@blueprint.get("/second-factor")
@role(*ADMINISTRATORS, record="everybody")
def resetting(person_id: UUID) -> Any:
    return _reset_page(person_id, ResetForm())


@blueprint.post("/second-factor")
@role(*ADMINISTRATORS, record="everybody")
def reset(person_id: UUID) -> Any:
    form = ResetForm(request.form)
    if not form.validate():
        return _reset_page(person_id, form), InvalidCommand.status
    office, by, at, key, reason = desk().office, current_user.actor, now(), request_key(), str(form.reason.data)
    return _done(
        person_id,
        lambda session: leaving.reset_second_factor(
            session, office, person_id, reason=reason, by=by, at=at, request_key=key
        ),
        _("The second factor is reset. They set up a new one when they sign in next, and are told by mail."),
    )


def _done(person_id: UUID, command: Callable[[Session], object], words: str) -> Any:
    perform(command)
    flash(words)
    return _back(person_id)


def _back(person_id: UUID) -> Any:
    return redirect(url_for("people.show", person_id=person_id), code=303)


def _given_back(given: int) -> str:
    if not given:
        return str(_("They had claimed no open task."))
    return str(ngettext("%(num)s task went back to its role.", "%(num)s tasks went back to their roles.", given))


def _profile(person_id: UUID) -> Profile:
    with read() as session:
        return profile(session, person_id, at=now())


def _reset_page(person_id: UUID, form: ResetForm) -> str:
    return render_template("administration/second_factor.html", profile=_profile(person_id), form=form)
