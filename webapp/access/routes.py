"""Who may do what, for those who look after the place or audit it: in words, by address for one role, and whole as a file."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ombud.storage.directory import RoleScope
from ombud.webapp.access.matrix import ACCOUNT, CODE, NOBODY, Line, Reach, matrix_of
from ombud.webapp.desk import desk, read
from ombud.webapp.guards import role
from ombud.workflows.guidance.roles import rights_of
from ombud.workflows.people.roles import known_roles
from ombud.workflows.permissions import INSPECTORS
from ombud.workflows.refusals import NotFound

blueprint = Blueprint("access", __name__)

DOORS = {
    "public": lazy_gettext("Anybody"),
    "signed_in": lazy_gettext("Anybody with an account"),
    "role": lazy_gettext("By role"),
    "by_code": lazy_gettext("A party with its tracking code"),
    "halfway": lazy_gettext("Whoever is signing in"),
    "setting_up": lazy_gettext("Whoever is setting their account up"),
    "demo_only": lazy_gettext("Anybody, in a demonstration only"),
}
REACHES = {Reach.YES: lazy_gettext("Yes"), Reach.OWN: lazy_gettext("Only own records"), Reach.NO: lazy_gettext("No")}


@blueprint.get("/administration/access")
@role(*INSPECTORS)
def show() -> Any:
    """In words; with a role in the address, every address as that role has it."""
    if "role" not in request.args:
        return _in_words()
    columns = _columns()
    chosen = request.args["role"]
    if chosen not in columns:
        raise NotFound()
    lines = matrix_of(current_app, [chosen])
    counts = {reach: sum(line.reaches[0] is reach for line in lines) for reach in Reach}
    return render_template(
        "access/access.html",
        lines=lines, columns=columns, chosen=chosen, counts=counts, doors=DOORS, reaches=REACHES,
    )  # fmt: skip


def _in_words() -> str:
    with read() as session:
        known = [one for one in known_roles(session, desk().office) if one.scopes != (RoleScope.CASE,)]
    given = {one.role: rights_of(one.role) for one in known}
    return render_template(
        "access/roles.html",
        with_rights=[(one, given[one.role]) for one in known if given[one.role]],
        without=[one for one in known if not given[one.role]],
        anybody=ACCOUNT,
    )


@blueprint.get("/administration/access.csv")
@role(*INSPECTORS)
def download() -> Response:
    columns = _columns()
    lines = matrix_of(current_app, list(columns))
    file = Response(_csv(lines, columns), mimetype="text/csv")
    file.headers["Content-Disposition"] = 'attachment; filename="access.csv"'
    return file


def _columns() -> dict[str, str]:
    """The keys of the columns and what they are called. A party of a case acts as one with the code does."""
    with read() as session:
        roles = [one for one in known_roles(session, desk().office) if one.scopes != (RoleScope.CASE,)]
    others = {NOBODY: _("Not signed in"), CODE: _("With a tracking code"), ACCOUNT: _("An account without a role")}
    return others | {one.role: one.title for one in roles}


def _csv(lines: list[Line], columns: dict[str, str]) -> str:
    text = StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(["method", "address", "door", "roles", "rule", "decided by", *(key or "nobody" for key in columns)])
    for line in lines:
        facts = [line.method, line.address, line.guard, " ".join(line.roles), line.record, line.decided_by]
        sheet.writerow([*facts, *(str(reach) for reach in line.reaches)])
    return text.getvalue()
