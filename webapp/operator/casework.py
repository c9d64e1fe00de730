"""The operator's page of a case: every act says what it will do to this very case, and asks why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.webapp.operator.choosing import Choosing, choosing_of
from ombud.webapp.operator.forms import ExtendForm
from ombud.webapp.operator.plans import Plan, plan_of_case, plan_of_deadline, plan_of_task
from ombud.webapp.sent import whole
from ombud.workflows import operating
from ombud.workflows.casefile.finding import Found, case_by_number
from ombud.workflows.permissions import OPERATORS
from ombud.workflows.refusals import CaseChanged, InvalidCommand

blueprint = Blueprint("casework", __name__)

Planner = Callable[[Session, Found], Plan]


@blueprint.get("/operator/cases/<number>")
@role(*OPERATORS, record="operates")
def show(number: str) -> Any:
    return render_template("operator/case.html", choosing=_choosing(number))


def _choosing(number: str) -> Choosing:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        operating.must_operate(session, found.case.id, by=current_user.actor, at=now())
        return choosing_of(session, desk().office, found, at=now())


@blueprint.get("/operator/cases/<number>/<act>")
@role(*OPERATORS, record="operates")
def ask(number: str, act: str) -> Any:
    return _ask(number, _for_case(act))


@blueprint.post("/operator/cases/<number>/<act>")
@role(*OPERATORS, record="operates")
def do(number: str, act: str) -> Any:
    return _do(number, _for_case(act))


@blueprint.get("/operator/cases/<number>/tasks/<uuid:task_id>")
@role(*OPERATORS, record="operates")
def ask_to_assign(number: str, task_id: UUID) -> Any:
    return _ask(number, _for_task(task_id))


@blueprint.post("/operator/cases/<number>/tasks/<uuid:task_id>")
@role(*OPERATORS, record="operates")
def assign(number: str, task_id: UUID) -> Any:
    return _do(number, _for_task(task_id))


@blueprint.get("/operator/cases/<number>/deadlines/<name>/<change>")
@role(*OPERATORS, record="operates")
def ask_to_change(number: str, name: str, change: str) -> Any:
    return _ask(number, _for_deadline(name, change))


@blueprint.post("/operator/cases/<number>/deadlines/<name>/<change>")
@role(*OPERATORS, record="operates")
def change_deadline(number: str, name: str, change: str) -> Any:
    return _do(number, _for_deadline(name, change))


def _for_case(act: str) -> Planner:
    return lambda session, found: plan_of_case(session, found, act, _sent(), by=current_user.actor, at=now())


def _for_task(task_id: UUID) -> Planner:
    return lambda session, found: plan_of_task(session, found, task_id, _sent(), by=current_user.actor, at=now())


def _for_deadline(name: str, change: str) -> Planner:
    return lambda session, found: plan_of_deadline(
        session, found, name, change, _sent(), by=current_user.actor, at=now()
    )


def _sent() -> Any:
    return request.form if request.method == "POST" else None


def _plan(number: str, planner: Planner) -> tuple[Found, Plan]:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        return found, planner(session, found)


def _ask(number: str, planner: Planner) -> str:
    found, plan = _plan(number, planner)
    return _page(found, plan)


def _do(number: str, planner: Planner) -> Any:
    """What was not shown is not done. 409, with what it would do now, where something happened in the case since."""
    found, plan = _plan(number, planner)
    if isinstance(plan.form, ExtendForm) and (not plan.form.is_shown or request.form.get("go") == "show"):
        plan.form.sure.data = False  # whatever was read before, it was not this
        return _page(found, plan), InvalidCommand.status if plan.form.errors or plan.statement.refused else 200
    if not plan.form.validate():
        return _page(found, plan), InvalidCommand.status
    by, at, key, case_id = current_user.actor, now(), request_key(), found.case.id

    def act(session: Session) -> None:
        if operating.is_done(session, case_id, seen=_seen(), request_key=key):
            return
        if plan.statement.refused:
            raise InvalidCommand(plan.statement.refused)
        plan.command(session, reason=str(plan.form.reason.data), by=by, at=at, request_key=key)

    try:
        perform(act)
    except CaseChanged as changed:
        found, plan = _plan(number, planner)
        return _page(found, plan, stale=words_of(changed)), changed.status
    except InvalidCommand as refused:
        plan.form.form_errors.append(words_of(refused))
        return _page(found, plan), refused.status
    flash(str(plan.words.done))
    return redirect(url_for("cases.show", number=number), code=303)


def _seen() -> int:
    """The number of the last event the operator was shown. Raises InvalidCommand for a form that does not say."""
    seen = whole(request.form.get("seen"), -1)
    if seen < 0:
        raise InvalidCommand(_("Open this page again, and send it from there."))
    return seen


def _page(found: Found, plan: Plan, *, stale: str = "") -> str:
    return render_template("operator/act.html", case=found.case, plan=plan, form=plan.form, stale=stale)
