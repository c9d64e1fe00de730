"""Who may not decide in a case: members recuse themselves, those who preside declare and lift the conflicts of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.storage.board import ConflictKind
from ombud.webapp.board.posts import was_done
from ombud.webapp.conflicts import sight
from ombud.webapp.conflicts.forms import DeclareForm, LiftForm, RecuseForm
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.workflows.board import conflicts
from ombud.workflows.board.conflicts import CaseConflicts
from ombud.workflows.casefile.finding import case_by_number
from ombud.workflows.casefile.sheet import Head, head_of
from ombud.workflows.refusals import Forbidden, InvalidAnswers

blueprint = Blueprint("conflicts", __name__)

OWN = "own"
"""Prefix of the form for one's own conflict: the page may show another beside it."""


@dataclass(frozen=True, slots=True)
class Page:
    case_id: UUID
    head: Head
    conflicts: CaseConflicts
    lists: bool  # shows who is barred

    def declare_form(self, data: Any = None) -> DeclareForm:
        return DeclareForm(data, self.conflicts.candidates)


@blueprint.get("/cases/<number>/conflicts")
@signed_in(record="may_see_case")
def show(number: str) -> Any:
    return _show(_page(number))


@blueprint.post("/cases/<number>/conflicts")
@signed_in(record="declares_conflict")
def declare(number: str) -> Any:
    """One's own conflict, or that of somebody else, by which of the page's two forms was sent."""
    if was_done():
        return redirect(url_for("inbox.show"), code=303)
    page = _page(number)
    if f"{OWN}-reason" in request.form or not page.conflicts.may_find:
        return _recuse(page)
    form = page.declare_form(request.form)
    if not form.validate():
        return _show(page, declaring=form), InvalidAnswers.status
    person_id = UUID(str(form.person.data))
    _declare(page, person_id, ConflictKind(form.kind.data), str(form.reason.data))
    flash(_("It is recorded. Nothing of the decision reaches them any more."))
    if person_id == current_user.person_id:
        return redirect(url_for("inbox.show"), code=303)
    return redirect(url_for("conflicts.show", number=number), code=303)


@blueprint.post("/cases/<number>/conflicts/<uuid:conflict_id>/lift")
@signed_in(record="finds_conflicts")
def lift(number: str, conflict_id: UUID) -> Any:
    page = _page(number)
    form = LiftForm(request.form, prefix=conflict_id.hex)
    if page.conflicts.may_find and not form.validate():
        return _show(page, lifting={conflict_id: form}), InvalidAnswers.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    reason = str(form.reason.data or "")
    perform(lambda session: conflicts.lift(session, office, conflict_id, reason=reason, by=by, at=at, request_key=key))
    flash(_("The bar is lifted."))
    return redirect(url_for("conflicts.show", number=number), code=303)


def _recuse(page: Page) -> Any:
    if not page.conflicts.may_recuse:
        raise Forbidden(_("Only whoever could decide here steps aside."))
    form = RecuseForm(request.form, prefix=OWN)
    if not form.validate():
        return _show(page, recusing=form), InvalidAnswers.status
    _declare(page, current_user.person_id, ConflictKind.RECUSED, str(form.reason.data))
    flash(_("You are recused from %(number)s. Others decide it without you.", number=page.head.number))
    return redirect(url_for("inbox.show"), code=303)


def _declare(page: Page, person_id: UUID, kind: ConflictKind, reason: str) -> None:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    perform(
        lambda session: conflicts.declare(
            session,
            office,
            page.case_id,
            person_id=person_id,
            kind=kind,
            reason=reason,
            by=by,
            at=at,
            request_key=key,
        )
    )


def _page(number: str) -> Page:
    actor, at = current_user.actor, now()
    with read() as session:
        found = case_by_number(session, desk().office, actor, number, at=at)
        known = conflicts.of_case(session, desk().office, found.case.id, actor, at=at)
        lists = sight.lists(session, known, actor, at=at)
        there = sight.has_page(session, known, actor, at=at)
        head = head_of(session, found)
    if not there:
        raise Forbidden(_("This page is for those who decide in the case and those who preside."))
    return Page(found.case.id, head, known, lists)


def _show(
    page: Page,
    *,
    recusing: RecuseForm | None = None,
    declaring: DeclareForm | None = None,
    lifting: dict[UUID, LiftForm] | None = None,
) -> str:
    declarations = [one.declaration for one in page.conflicts.barred if one.declaration]
    forms = {one.id: LiftForm(prefix=one.id.hex) for one in declarations}
    return render_template(
        "conflicts/conflicts.html",
        page=page,
        recusing=recusing or RecuseForm(prefix=OWN),
        declaring=declaring or page.declare_form(),
        lifting=forms | (lifting or {}),
        wrong=recusing or declaring or next(iter((lifting or {}).values()), None),
    )
