"""Settings: what is in force and where it comes from; a new value with its reason and its day."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.webapp.narrowing import asked, narrowed
from ombud.webapp.settings import overview
from ombud.webapp.settings.forms import SettingForm, setting_form
from ombud.workflows import settings
from ombud.workflows.permissions import ADMINISTRATORS, READERS
from ombud.workflows.refusals import InvalidCommand

blueprint = Blueprint("settings", __name__, url_prefix="/administration/settings")


@blueprint.get("")
@role(*READERS)
def index() -> Any:
    office, at, find = desk().office, now(), asked()
    with read() as session:
        families = narrowed(overview.sections(session, office, at=at), find)
        bodies = [] if find else overview.bodies(session, office, at=at)
    return render_template(
        "settings/index.html", families=families, bodies=bodies, find=find, clauses=desk().manual.clauses
    )


@blueprint.get("/<family>/<name>")
@role(*READERS, record="everybody")
def show(family: str, name: str) -> Any:
    section, line = _found(family, name)
    return _page(section, line, setting_form(line))


@blueprint.post("/<family>/<name>")
@role(*ADMINISTRATORS, record="everybody")
def change(family: str, name: str) -> Any:
    section, line = _found(family, name)
    form, at, by, key = setting_form(line, request.form), now(), current_user.actor, request_key()
    if not form.judge(at=at):
        return _page(section, line, form), InvalidCommand.status
    value, from_at, reason = form.chosen(), form.from_at(at=at), str(form.reason.data)
    try:
        perform(
            lambda session: settings.change(
                session, section.family, name, value, reason=reason, by=by, at=at, from_at=from_at, request_key=key,
                deviating="deviating" in form,
            )
        )  # fmt: skip
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _page(section, line, form), refusal.status
    flash(_("The setting is recorded."))
    return redirect(url_for("settings.show", family=family, name=name), code=303)


def _found(family: str, name: str) -> tuple[overview.Section, overview.Line]:
    """Raises NotFound."""
    with read() as session:
        section = overview.section(session, desk().office, family, at=now())
    return section, overview.line_of(section, name)


def _page(section: overview.Section, line: overview.Line, form: SettingForm) -> str:
    may_change = not current_user.roles.isdisjoint(ADMINISTRATORS)
    clause = desk().manual.clauses.get(line.declared.source)
    shown = {"section": section, "line": line, "form": form, "clause_of": clause}
    return render_template("settings/setting.html", may_change=may_change, **shown)
