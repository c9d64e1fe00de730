"""Writing to the other side of a case, and notes among those who work on it. The thread stands on the case's page too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ombud.forms.base import OmbudForm
from ombud.webapp import forms_bridge
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.files import sent_form
from ombud.webapp.guards import by_code, signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.messages.talk import Talk, talk_of
from ombud.webapp.public import limits
from ombud.webapp.public.limits import MESSAGES_PER_PARTY, TRAP
from ombud.workflows import messages
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import Found, case_by_id, case_by_number
from ombud.workflows.casefile.sheet import Head, head_of
from ombud.workflows.days import day_of
from ombud.workflows.messages import MESSAGE, NOTE
from ombud.workflows.refusals import Conflict, Forbidden, InvalidAnswers, InvalidCommand

blueprint = Blueprint("messages", __name__)

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Page:
    case_id: UUID
    head: Head
    talk: Talk
    back: str


@blueprint.get("/cases/<number>/messages")
@signed_in(record="may_read_case")
def show(number: str) -> Any:
    return _shown(_of_case(number))


@blueprint.post("/cases/<number>/messages")
@signed_in(record="may_read_case")
def send(number: str) -> Any:
    return _write(_of_case(number), MESSAGE, messages.send, current_user.actor, _("Sent. Whoever it concerns is told."))


@blueprint.post("/cases/<number>/notes")
@signed_in(record="works_on_case")
def add_note(number: str) -> Any:
    return _write(_of_case(number), NOTE, messages.add_note, current_user.actor, _("Kept. Only staff see it."))


@blueprint.get("/track/messages")
@by_code(record="own_matter")
def show_by_code(party: Actor) -> Any:
    return _shown(_of_party(party))


@blueprint.post("/track/messages")
@by_code(record="own_matter")
def send_by_code(party: Actor) -> Any:
    return _write(_of_party(party), MESSAGE, messages.send, party, _("Sent. Thank you."))


def _of_case(number: str) -> Page:
    with read() as session:
        found = case_by_number(session, desk().office, current_user.actor, number, at=now())
        head, talk = head_of(session, found), _talk(session, found, current_user.actor)
    return Page(found.case.id, head, talk, url_for("cases.show", number=head.number, _anchor="messages"))


def _of_party(party: Actor) -> Page:
    if party.case_id is None:
        raise Forbidden()
    with read() as session:
        found = case_by_id(session, desk().office, party, party.case_id, at=now())
        head, talk = head_of(session, found), _talk(session, found, party)
    return Page(found.case.id, head, talk, url_for("tracked.show", _anchor="messages"))


def _talk(session: Any, found: Found, actor: Actor) -> Talk:
    talk = talk_of(session, found, actor, at=now())
    if talk is None:
        raise Forbidden(_("Your role sees the course of a case, not what people wrote in it."))
    return talk


def _write(page: Page, key: str, command: Command, by: Actor, done: str) -> Any:
    """A repeat, and a case that was closed meanwhile, are answered by the command."""
    page = replace(page, talk=replace(page.talk, to=_chosen(page.talk)))
    form = forms_bridge.filled(key, sent_form(), {}, today=day_of(now()))
    trapped = page.talk.by_code and limits.is_trapped(form)
    if trapped or form.errors:
        return _shown(page, key, form), InvalidAnswers.status
    if page.talk.by_code and (wait := limits.too_many("message", str(by.party_id), free=MESSAGES_PER_PARTY)):
        form.form_errors.append(
            _("You sent many messages just now. Wait %(wait)s seconds, then send again.", wait=wait)
        )
        return _shown(page, key, form), 429
    office, at, sent = desk().office, now(), request_key()
    more = {"to": page.talk.to} if key == MESSAGE and page.talk.to else {}
    try:
        perform(
            lambda session: command(
                session, office, page.case_id, form.answers(), by=by, at=at, request_key=sent, **more
            )
        )
    except InvalidCommand as refusal:
        form.form_errors.append(words_of(refusal))
        return _shown(page, key, form), refusal.status
    except Conflict as refusal:
        return _shown(page, key, form, words_of(refusal)), refusal.status
    flash(done)
    return redirect(page.back, code=303)


def _chosen(talk: Talk) -> UUID | None:
    sent = request.form.get("to", "")
    return next((party_id for party_id, _name in talk.thread.readers if str(party_id) == sent), None)


def _shown(page: Page, key: str = "", form: OmbudForm | None = None, refusal: str = "") -> str:
    talk = page.talk.with_form(key, form) if form and not refusal else page.talk
    return render_template("messages/messages.html", page=page, talk=talk, form=form, refusal=refusal, trap=TRAP)
