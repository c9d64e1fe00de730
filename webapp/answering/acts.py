"""What is done alike at every door while a form is answered: putting it off, going from page to page, looking it through.

Whatever is sent to these addresses is kept before anything is said about it, so that no refusal loses a word. Only files
are not: they are chosen on the last page, from which they are sent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ombud.forms import typed
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Files
from ombud.forms.steps import Step
from ombud.webapp import flows, forms_bridge
from ombud.webapp.answering.door import LOOKED_THROUGH, START, Door
from ombud.webapp.answering.sheet import Page, Sheet, answer_sheet
from ombud.webapp.desk import desk, now, perform
from ombud.webapp.tasks.page import TaskPage
from ombud.webapp.words import clock_words
from ombud.workflows import drafts
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.drafts import Kept, Written
from ombud.workflows.refusals import InvalidAnswers, TaskGone

STEP: Final = "step"
"""The field in which a page says which step of a form it is."""

CHANGES: Final = "changes"
"""Says that a step was come to from where the answers are looked through, and leads back there."""


def save(actor: Actor, task_id: UUID, door: Door) -> Any:
    return _save(actor, _open_sheet(actor, task_id, door))


def save_start(actor: Actor, key: str) -> Any:
    page = flows.start_page(actor, key)
    return _save(actor, answer_sheet(page, flows.blank(page), START))


def _save(actor: Actor, sheet: Sheet) -> Any:
    """Keeps what was typed, for later. A script is told when; a person goes back to where they came from."""
    key = request.form.get(STEP, "")
    _keep(actor, sheet, sheet.step(key) if key else None)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(saved=_("Saved %(moment)s", moment=clock_words(now())))
    if not sheet.page.may_act:
        return _taken(sheet)
    flash(_("Saved: %(what)s. Nobody but you sees it. It is not sent yet.", what=sheet.page.called))
    return redirect(url_for(sheet.door.away), code=303)


def show_step(actor: Actor, task_id: UUID, key: str, door: Door) -> Any:
    sheet = _open_sheet(actor, task_id, door)
    if not sheet.page.may_act:
        return _taken(sheet)
    return _step_page(sheet, sheet.step(key))


def go_on(actor: Actor, task_id: UUID, key: str, door: Door) -> Any:
    """To the next page that applies, or to look through it all; the same page again where something on it is amiss."""
    sheet = _open_sheet(actor, task_id, door)
    if not sheet.page.may_act:
        _keep(actor, sheet, None if key not in {step.key for step in sheet.steps} else sheet.step(key))
        return _taken(sheet)
    step = sheet.step(key)
    form = _judged(sheet, _typed(sheet, step), only=set(step.asks))
    now_on = answer_sheet(_keep(actor, sheet, step, done=not form.errors), form, door)
    if form.errors:
        return _step_page(now_on, step), InvalidAnswers.status
    following = _asked_anew(sheet, now_on) if _changes() else now_on.after(step)
    if following is None:
        return redirect(door.to("check", task_id), code=303)
    more = {CHANGES: "y"} if _changes() else {}
    return redirect(door.to("step", task_id, key=following.key, **more), code=303)


def _changes() -> bool:
    return bool(request.values.get(CHANGES))


def _asked_anew(before: Sheet, after: Sheet) -> Step | None:
    """The first part that applies only since an answer was changed."""
    known = {step.key for step in before.steps}
    return next((step for step in after.steps if step.key not in known), None)


def look_through(actor: Actor, task_id: UUID, door: Door, show_task: Any) -> Any:
    """From the page with every question to the one on which they are looked through."""
    sheet = _open_sheet(actor, task_id, door)
    form = _judged(sheet, _typed(sheet, None))
    page = _keep(actor, sheet, None, done=not form.errors)
    if not page.may_act:
        return _taken(sheet)
    if form.errors:
        return show_task(page, form), InvalidAnswers.status
    return redirect(door.to("check", task_id), code=303)


def show_check(actor: Actor, task_id: UUID, door: Door) -> Any:
    """What was answered, from what was kept: nothing is sent by looking at it."""
    page = flows.task_page(actor, task_id)
    if page.draft is None or not page.may_act:
        return redirect(door.to_task(task_id), code=303)
    form = _judged(answer_sheet(page, flows.blank(page), door), page.draft.written.values)
    return _check_page(answer_sheet(page, form, door))


def check_again(page: TaskPage, form: OmbudForm | None, door: Door) -> str | None:
    """The page of checking once more, where nothing but a file that was sent from it is amiss; None elsewhere."""
    if form is None or not page.may_act or LOOKED_THROUGH not in request.form:
        return None
    sheet = answer_sheet(page, form, door)
    return None if sheet.blocked or not form.errors else _check_page(sheet)


def _check_page(sheet: Sheet) -> str:
    """It sends what it shows, whatever becomes of the draft meanwhile."""
    sent = [(name, value) for name, values in typed.as_typed(sheet.form).items() for value in values]
    return render_template("answering/check.html", sheet=sheet, door=sheet.door, sent=sent)


def _open_sheet(actor: Actor, task_id: UUID, door: Door) -> Sheet:
    """Raises what the task page raises, and TaskGone: then the page of the refusal shows what was typed."""
    page = flows.task_page(actor, task_id)
    if not page.open:
        raise TaskGone()
    form = flows.blank(page) or forms_bridge.drafted(page.form_key, _kept(page), page.choices, today=day_of(now()))
    return answer_sheet(page, form, door)


def _kept(page: TaskPage) -> dict[str, list[str]]:
    return {name: list(values) for name, values in page.draft.written.values.items()} if page.draft else {}


def _typed(sheet: Sheet, step: Step | None) -> typed.Typed:
    return typed.taken(sheet.form, sheet.before, request.form, step)


def _keep(actor: Actor, sheet: Sheet, step: Step | None, *, done: bool = False) -> Page:
    """Gives the page with what is kept now."""
    values, before = _typed(sheet, step), sheet.written
    form = forms_bridge.drafted(sheet.page.form_key, values, sheet.page.choices, today=day_of(now()))
    now_on = answer_sheet(sheet.page, form, sheet.door)
    seen, passed = _progress(now_on, step, values, done=done)
    parts = [one.key for one in now_on.steps]
    written = Written(values, {**before.words, **typed.words_of(form)}, seen, passed, parts)
    office, at, subject = desk().office, now(), sheet.page.subject
    perform(lambda session: drafts.keep(session, office, subject, written, by=actor, at=at))
    return replace(sheet.page, draft=Kept(written, at))


def _progress(sheet: Sheet, step: Step | None, values: typed.Typed, *, done: bool) -> tuple[list[str], list[str]]:
    """The steps that were begun and those that were gone through, once this page is kept: a page that is only put off is
    still to be gone through; the one with every question takes nothing back."""
    before = sheet.written
    if step is None:
        here = [one.key for one in sheet.steps if any(any(values.get(name, ())) for name in one.asks)]
        passed = [one.key for one in sheet.steps] if done else list(sheet.done)
    else:
        here = [step.key]
        passed = [key for key in sheet.done if key != step.key] + here * done
    return list(dict.fromkeys([*before.seen, *here])), passed


def _judged(sheet: Sheet, values: Any, *, only: set[str] | None = None) -> OmbudForm:
    """The form judged but for its files, which are not chosen yet; with `only`, no more than these questions."""
    page = sheet.page
    form = forms_bridge.drafted(page.form_key, values, page.choices, today=day_of(now()))
    form.validate()
    for field in form:
        if isinstance(field, Files) or (only is not None and field.short_name not in only):
            field.errors = []
    return form


def _step_page(sheet: Sheet, step: Step) -> str:
    return render_template("answering/step.html", sheet=sheet, door=sheet.door, step=step, changes=_changes())


def _taken(sheet: Sheet) -> Response:
    flash(_("Somebody else has this task now. What you typed is kept, and you see it here."))
    return redirect(sheet.door.to_task(sheet.page.id), code=303)  # type: ignore[return-value]
