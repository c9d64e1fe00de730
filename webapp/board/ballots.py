"""The page of a ballot and what is done on it: voting, standing aside, giving one's vote to another, closing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.webapp.board import ballot_page
from ombud.webapp.board.ballot_page import Shown
from ombud.webapp.board.forms import BarForm, ProxyForm, RecuseForm, VoidForm, VoteForm
from ombud.webapp.board.posts import was_done
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.files import download
from ombud.webapp.guards import signed_in
from ombud.webapp.idempotency import request_key
from ombud.webapp.sent import whole
from ombud.workflows.board import resolutions
from ombud.workflows.board.ballots import closing, voting
from ombud.workflows.board.presiding import not_presiding
from ombud.workflows.refusals import Conflict, Forbidden, InvalidAnswers, InvalidCommand, NotAMember, NotFound

blueprint = Blueprint("ballots", __name__)


@blueprint.get("/ballots/<uuid:ballot_id>")
@signed_in(record="sees_ballot")
def show(ballot_id: UUID) -> Any:
    return _page(_shown(ballot_id))


@blueprint.post("/ballots/<uuid:ballot_id>/seats/<uuid:seat_id>/vote")
@signed_in(record="votes")
def vote(ballot_id: UUID, seat_id: UUID) -> Any:
    shown = _shown(ballot_id)
    form = VoteForm(request.form, shown.ballot.options)
    if not form.validate() and any(seat.seat_id == seat_id for seat in shown.ballot.mine):
        return _page(shown, voting=(seat_id, form)), InvalidCommand.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    choice, seen = str(form.choice.data or ""), _number("seen")

    def command(session: Session) -> None:
        voting.cast(session, office, ballot_id, choice, seen=seen, seat_id=seat_id, by=by, at=at, request_key=key)

    return _done(ballot_id, command, _("Your vote is in. You can change it until the ballot is closed."), form=form)


@blueprint.post("/ballots/<uuid:ballot_id>/recuse")
@signed_in(record="votes")
def recuse(ballot_id: UUID) -> Any:
    if was_done():
        return _away(ballot_id)
    shown, form = _shown(ballot_id), RecuseForm(request.form)
    if not shown.ballot.on_roster:
        raise NotAMember()
    if not form.validate():
        return _page(shown, recusing=form), InvalidCommand.status
    office, by, at, key, reason = desk().office, current_user.actor, now(), request_key(), str(form.reason.data)
    me = current_user.person_id

    def command(session: Session) -> None:
        voting.recuse(session, office, ballot_id, person_id=me, reason=reason, by=by, at=at, request_key=key)

    return _done(ballot_id, command, _("You are recused. What you had voted no longer counts."), form=form, away=True)


@blueprint.post("/ballots/<uuid:ballot_id>/bar")
@signed_in(record="presides")
def bar(ballot_id: UUID) -> Any:
    """Whoever presides takes somebody out who has a conflict."""
    shown = _presided(ballot_id)
    form = BarForm(request.form, shown.may_be_barred)
    if not form.validate():
        return _page(shown, barring=form), InvalidCommand.status
    office, by, at, key, reason = desk().office, current_user.actor, now(), request_key(), str(form.reason.data)
    person_id = UUID(str(form.person.data))

    def command(session: Session) -> None:
        voting.recuse(session, office, ballot_id, person_id=person_id, reason=reason, by=by, at=at, request_key=key)

    return _done(ballot_id, command, _("They are recused. What they had voted no longer counts."), form=form)


@blueprint.post("/ballots/<uuid:ballot_id>/proxy")
@signed_in(record="votes")
def proxy(ballot_id: UUID) -> Any:
    shown = _shown(ballot_id)
    form = ProxyForm(request.form, shown.may_be_proxy)
    if not form.validate() and shown.may_be_proxy:
        return _page(shown, giving=form), InvalidCommand.status
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    to = current_user.person_id if form.errors else UUID(str(form.to.data))  # nobody's proxy: the command says why

    def command(session: Session) -> None:
        voting.give_proxy(session, office, ballot_id, to=to, by=by, at=at, request_key=key)

    return _done(ballot_id, command, _("It is on record: they vote for your seat while you are away."), form=form)


@blueprint.post("/ballots/<uuid:ballot_id>/proxy/back")
@signed_in(record="votes")
def proxy_back(ballot_id: UUID) -> Any:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()

    def command(session: Session) -> None:
        voting.take_back_proxy(session, office, ballot_id, by=by, at=at, request_key=key)

    return _done(ballot_id, command, _("Nobody votes in your place any more. A vote that was cast stands."))


@blueprint.post("/ballots/<uuid:ballot_id>/close")
@signed_in(record="presides")
def close(ballot_id: UUID) -> Any:
    office, by, at, key = desk().office, current_user.actor, now(), request_key()
    casting = request.form.get("casting_vote") or None

    def command(session: Session) -> None:
        closing.close(session, office, ballot_id, by=by, at=at, casting_vote=casting, request_key=key)

    return _done(ballot_id, command, _("The ballot is closed."))


@blueprint.post("/ballots/<uuid:ballot_id>/void")
@signed_in(record="presides")
def void(ballot_id: UUID) -> Any:
    shown, form = _presided(ballot_id), VoidForm(request.form)
    if not form.validate():
        return _page(shown, voiding=form), InvalidCommand.status
    office, by, at, key, reason = desk().office, current_user.actor, now(), request_key(), str(form.reason.data)

    def command(session: Session) -> None:
        closing.void(session, office, ballot_id, reason=reason, by=by, at=at, request_key=key)

    return _done(ballot_id, command, _("The ballot is void. Nothing was decided."), form=form)


@blueprint.get("/ballots/<uuid:ballot_id>/resolution.pdf")
@signed_in(record="sees_ballot")
def resolution(ballot_id: UUID) -> Any:
    with read() as session:
        return download(resolutions.pdf_of(session, desk().office, ballot_id, current_user.actor, at=now()))


def _done(
    ballot_id: UUID, command: Callable[[Session], None], said: str, *, form: Any = None, away: bool = False
) -> Any:
    """What a command refuses stands on the page as it is now, with what was typed. `away`: the page is theirs no more."""
    try:
        perform(command)
    except InvalidAnswers as refusal:
        return _page(_shown(ballot_id), refusal=_needs_hand(refusal)), refusal.status
    except (Conflict, Forbidden, InvalidCommand) as refusal:
        return _page(_shown(ballot_id), refusal=words_of(refusal), typed=_typed(form)), refusal.status
    flash(said)
    return _away(ballot_id) if away else redirect(_here(ballot_id), code=303)


def _away(ballot_id: UUID) -> Any:
    return redirect(_here(ballot_id) if _visible(ballot_id) else url_for("inbox.show"), code=303)


def _shown(ballot_id: UUID) -> Shown:
    with read() as session:
        return ballot_page.shown(session, desk().office, current_user.actor, ballot_id, at=now())


def _presided(ballot_id: UUID) -> Shown:
    """Raises NotFound, Forbidden."""
    shown = _shown(ballot_id)
    if not shown.ballot.presides:
        raise not_presiding()
    return shown


def _visible(ballot_id: UUID) -> bool:
    """Whoever recused themself from a case sees no more of it."""
    try:
        _shown(ballot_id)
    except NotFound:
        return False
    return True


def _here(ballot_id: UUID) -> str:
    return url_for("ballots.show", ballot_id=ballot_id)


def _page(
    shown: Shown,
    *,
    voting: tuple[UUID, VoteForm] | None = None,
    recusing: RecuseForm | None = None,
    barring: BarForm | None = None,
    giving: ProxyForm | None = None,
    voiding: VoidForm | None = None,
    refusal: str = "",
    typed: str = "",
) -> str:
    forms = {
        seat.seat_id: voting[1]
        if voting and voting[0] == seat.seat_id
        else VoteForm(None, shown.ballot.options, seat.choice or "")
        for seat in shown.ballot.mine
    }
    return render_template(
        "board/ballot.html",
        page=shown,
        vote_forms=forms,
        recusing=recusing or RecuseForm(),
        barring=barring or BarForm(None, shown.may_be_barred),
        giving=giving or ProxyForm(None, shown.may_be_proxy),
        voiding=voiding or VoidForm(),
        refusal=refusal,
        typed=typed,
    )


def _needs_hand(refusal: InvalidAnswers) -> str:
    lacking = "; ".join(" ".join(texts) for texts in refusal.errors.values())
    return str(_("The task asks for more than a ballot can say. Record it by hand: %(what)s", what=lacking))


def _typed(form: Any) -> str:
    return str(form["reason"].data or "") if form is not None and "reason" in form else ""


def _number(name: str) -> int:
    """The vote the page showed; a form without one has seen none that exists."""
    return whole(request.form.get(name), -1)
