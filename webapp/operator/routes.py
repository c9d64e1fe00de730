"""The operator's page: what is stuck, and the acts that get it going again."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from ombud.storage.jobs import Job, JobKind
from ombud.storage.letters import Channel
from ombud.storage.schema import current_revision, head_revision
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.webapp.operator.forms import DeliveryForm, RetryForm
from ombud.webapp.operator.overview import DeadLetter, Undelivered, dead_letter, dead_letters, overview_of, undelivered
from ombud.workflows.jobs import patience, queue
from ombud.workflows.letters.deliveries import record_delivery
from ombud.workflows.permissions import OPERATORS, RECORDERS

blueprint = Blueprint("operator", __name__)


@blueprint.get("/operator")
@role(*OPERATORS)
def show() -> Any:
    with read() as session:
        overview = overview_of(session, desk().office, desk().config, at=now())
    schema = current_revision(desk().database)
    running = {"version": version("ombud"), "schema": schema, "fits": schema == head_revision()}
    return render_template("operator/operator.html", overview=overview, running=running)


@blueprint.get("/operator/jobs/<uuid:job_id>/retry")
@role(*OPERATORS, record="everybody")
def retrying(job_id: UUID) -> Any:
    return _retry_page([_dead_letter(job_id)], 1, RetryForm())


@blueprint.post("/operator/jobs/<uuid:job_id>/retry")
@role(*OPERATORS, record="everybody")
def retry(job_id: UUID) -> Any:
    form = RetryForm(request.form)
    if not form.validate():
        return _retry_page([_dead_letter(job_id)], 1, form), 422
    by, at, key, reason = current_user.actor, now(), request_key(), queue.Reason(form.reason.data)
    perform(lambda session: queue.retry(session, job_id, reason=reason, by=by, at=at, request_key=key))
    flash(_("It is tried again at once."))
    return redirect(url_for("operator.show"), code=303)


@blueprint.get("/operator/jobs/retry")
@role(*OPERATORS)
def retrying_all() -> Any:
    error = request.args.get("error", "")
    return _retry_page(*_dead_of(error), RetryForm(), error=error)


@blueprint.post("/operator/jobs/retry")
@role(*OPERATORS)
def retry_all() -> Any:
    form, error = RetryForm(request.form), request.form.get("error", "")
    if not form.validate():
        return _retry_page(*_dead_of(error), form, error=error), 422
    by, at, key, reason = current_user.actor, now(), request_key(), queue.Reason(form.reason.data)
    number = perform(lambda session: queue.retry_all(session, error, reason=reason, by=by, at=at, request_key=key))
    if number is not None:
        flash(ngettext("One job is tried again at once.", "%(num)s jobs are tried again at once.", number))
    return redirect(url_for("operator.show"), code=303)


@blueprint.get("/deliveries/<uuid:delivery_id>")
@role(*RECORDERS, record="records_delivery")
def delivery(delivery_id: UUID) -> Any:
    return _delivery_page(delivery_id, DeliveryForm())


@blueprint.post("/deliveries/<uuid:delivery_id>")
@role(*RECORDERS, record="records_delivery")
def deliver(delivery_id: UUID) -> Any:
    form = DeliveryForm(request.form)
    if not form.validate():
        return _delivery_page(delivery_id, form), 422
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    said = (Channel(form.channel.data), str(form.note.data))
    number = perform(
        lambda session: record_delivery(session, office, delivery_id, *said, by=by, at=at, request_key=key)
    )
    flash(_("The delivery is recorded."))
    return redirect(url_for("cases.show", number=number), code=303)


def _dead_letter(job_id: UUID) -> DeadLetter:
    with read() as session:
        return dead_letter(session, job_id)


def _dead_of(error: str) -> tuple[list[DeadLetter], int]:
    with read() as session:
        return dead_letters(session, Job.last_error == error)


def _retry_page(jobs: list[DeadLetter], number: int, form: RetryForm, *, error: str = "") -> str:
    tries = sorted({patience.tries(JobKind(job.kind)) for job in jobs})
    return render_template("operator/retry.html", jobs=jobs, number=number, form=form, error=error, tries=tries)


def _undelivered(delivery_id: UUID) -> Undelivered:
    with read() as session:
        return undelivered(session, desk().office, current_user.actor, delivery_id, at=now())


def _delivery_page(delivery_id: UUID, form: DeliveryForm) -> str:
    return render_template("operator/delivery.html", delivery=_undelivered(delivery_id), form=form)
