"""What is done alike with an account and by code: answering a task, withdrawing a matter, opening a case.

A door says who acts, how its page looks, and where to go afterwards. What was typed comes back with the page, whatever
the refusal: nobody writes a decision twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from ombud.forms.base import OmbudForm
from ombud.webapp import forms_bridge
from ombud.webapp.cases.starting import Starting, starting
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.files import sent_form
from ombud.webapp.idempotency import request_key
from ombud.webapp.tasks.page import TaskPage, page_of
from ombud.workflows import cases, tasks
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.sheet import Head, head_of, may_withdraw
from ombud.workflows.choices import choices_for
from ombud.workflows.days import day_of
from ombud.workflows.opening import Opened
from ombud.workflows.refusals import Conflict, Forbidden, InvalidAnswers

Refused = tuple[str, int]
"""The page again, and its status."""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    case_id: UUID
    head: Head
    form: OmbudForm


def task_page(actor: Actor, task_id: UUID) -> TaskPage:
    with read() as session:
        return page_of(session, desk(), actor, task_id, at=now())


def complete(actor: Actor, task_id: UUID, show: Callable[..., str]) -> Refused | None:
    """Completes a task with what was sent. `show` takes the page, its form, and a `refusal` in words."""
    page = task_page(actor, task_id)
    form = forms_bridge.filled(page.form_key, sent_form(), page.choices, today=day_of(now()))
    if page.may_act and form.errors:
        return show(page, form), InvalidAnswers.status
    office, at, key = desk().office, now(), request_key()
    try:
        perform(
            lambda session: tasks.complete(session, office, task_id, form.answers(), by=actor, at=at, request_key=key)
        )
    except InvalidAnswers as refusal:
        page = task_page(actor, task_id)  # what it offers may be something else by now
        again = forms_bridge.filled(page.form_key, form.answers(), page.choices, today=day_of(now()))
        if not again.errors:
            forms_bridge.with_errors(again, refusal.errors)
        return show(page, again), refusal.status
    except Conflict as refusal:
        return show(task_page(actor, task_id), form, refusal=words_of(refusal)), refusal.status
    return None


def withdrawing(actor: Actor, case_id: UUID, *, sent: bool) -> Withdrawing:
    """The page on which a party ends its own matter, empty or as `sent`. A repeated request finds the case closed: it is
    let through, and the command answers it. Raises NotFound, Forbidden."""
    with read() as session:
        found = case_by_id(session, desk().office, actor, case_id, at=now())
        rule = found.deployed.toml.withdrawal
        if rule is None or not (sent or may_withdraw(session, found, actor)):
            raise Forbidden(_("Only whoever brought the matter may withdraw it, and only until it is settled."))
        choices = choices_for(session, desk().office.forms[rule.form], at=now())
        head, today = head_of(session, found), day_of(now())
    if sent:
        return Withdrawing(case_id, head, forms_bridge.filled(rule.form, sent_form(), choices, today=today))
    return Withdrawing(case_id, head, forms_bridge.blank(rule.form, choices, today=today))


def withdraw(actor: Actor, case_id: UUID, show: Callable[[Withdrawing], str]) -> Refused | None:
    page = withdrawing(actor, case_id, sent=True)
    if page.form.errors:
        return show(page), InvalidAnswers.status
    office, at, key, form = desk().office, now(), request_key(), page.form
    try:
        perform(
            lambda session: cases.withdraw(session, office, case_id, form.answers(), by=actor, at=at, request_key=key)
        )
    except InvalidAnswers as refusal:
        forms_bridge.with_errors(form, refusal.errors)
        return show(page), refusal.status
    return None


def start_page(actor: Actor, key: str) -> Starting:
    with read() as session:
        return starting(session, desk(), actor, key, at=now())


def open_case(
    actor: Actor,
    key: str,
    show: Callable[[Starting, OmbudForm], str],
    *,
    refuses: Callable[[OmbudForm], int] | None = None,
    key_of: Callable[[], str] = request_key,
) -> Opened | Refused:
    """Opens a case with what was sent. `refuses` may add an error of the door's own to a form that is right, and gives the
    status then; `key_of` says what is one sending."""
    page = start_page(actor, key)
    form = forms_bridge.filled(page.form_key, sent_form(), page.choices, today=day_of(now()))
    if form.errors:
        return show(page, form), InvalidAnswers.status
    if refuses is not None and (status := refuses(form)):
        return show(page, form), status
    office, at, sent = desk().office, now(), key_of()
    try:
        return perform(
            lambda session: cases.open_case(session, office, key, form.answers(), by=actor, at=at, request_key=sent)
        )
    except InvalidAnswers as refusal:
        return show(page, forms_bridge.with_errors(form, refusal.errors)), refusal.status


def blank(page: TaskPage | Starting, known: Mapping[str, str] | None = None) -> Any:
    """The form of a task that is the reader's to do, or that opens a case: as they left it, else with what is carried
    forward to it, else with what is `known` of them."""
    if not page.may_act:
        return None
    if page.draft:
        return forms_bridge.drafted(page.form_key, page.draft.written.values, page.choices, today=day_of(now()))
    if page.carried:
        return forms_bridge.begun(page.form_key, page.carried.values, page.choices, today=day_of(now()))
    return forms_bridge.blank(page.form_key, page.choices, today=day_of(now()), known=known)
