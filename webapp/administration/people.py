"""People: the list and its search, one of them, adding somebody and correcting what the directory says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from ombud.storage.directory import Person, RoleScope
from ombud.webapp.administration import lists, standing
from ombud.webapp.administration.forms import Named, NewPersonForm, PersonForm, SearchForm
from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.guards import role
from ombud.webapp.idempotency import request_key
from ombud.workflows.days import day_of
from ombud.workflows.people import accounts, leaving, listing, persons, roles
from ombud.workflows.people.profile import profile
from ombud.workflows.people.roles import KnownRole, known_roles
from ombud.workflows.permissions import ADMINISTRATORS, INSPECTORS, SYSTEM_SCOPE
from ombud.workflows.refusals import AddressTaken, InvalidCommand, NotFound, RecordChanged

blueprint = Blueprint("people", __name__)


@blueprint.get("/administration/people")
@role(*INSPECTORS)
def index() -> Any:
    page, _fits = _list_page()
    return page


@blueprint.post("/administration/people")
@role(*INSPECTORS)
def search() -> Any:
    """A search changes nothing; it is sent by POST because names do not belong into addresses."""
    page, fits = _list_page(request.form)
    return page, 200 if fits else InvalidCommand.status


@blueprint.get("/administration/people/new")
@role(*ADMINISTRATORS)
def new() -> Any:
    return render_template("administration/person_new.html", form=_new_form(None))


@blueprint.post("/administration/people/new")
@role(*ADMINISTRATORS)
def add() -> Any:
    form = _new_form(request.form)
    if not form.validate():
        return render_template("administration/person_new.html", form=form), InvalidCommand.status
    key = request_key()
    try:
        person_id = perform(lambda session: _add(session, form, key))
    except InvalidCommand as refusal:
        _show(form, refusal)
        return render_template("administration/person_new.html", form=form), refusal.status
    invited = _("They are invited by mail.") if form.invite.data else _("They are not invited yet.")
    flash(_("%(name)s is added.", name=form.name.data) + " " + invited)
    return redirect(url_for("people.show", person_id=person_id), code=303)


@blueprint.get("/administration/people/<uuid:person_id>")
@role(*INSPECTORS, record="everybody")
def show(person_id: UUID) -> Any:
    with read() as session:
        found = profile(session, person_id, at=now())
        stranded = len(leaving.stranded(session, person_id, at=now()))
    return render_template("administration/person.html", profile=found, stranded=stranded)


@blueprint.get("/administration/people/<uuid:person_id>/edit")
@role(*ADMINISTRATORS, record="everybody")
def edit(person_id: UUID) -> Any:
    person = _person(person_id)
    return _edit_page(person, _form_of(person, _organisations()))


@blueprint.post("/administration/people/<uuid:person_id>/edit")
@role(*ADMINISTRATORS, record="everybody")
def change(person_id: UUID) -> Any:
    person, known = _person(person_id), _organisations()
    form = PersonForm(request.form, known)
    if not form.validate():
        return _edit_page(person, form), InvalidCommand.status
    office, by, at, facts = desk().office, current_user.actor, now(), _facts(form)

    def command(session: Session) -> None:
        standing.must_stand(form, _form_of(persons.held(session, person_id), known))
        persons.edit(session, office, person_id, by=by, at=at, **facts)

    try:
        perform(command)
    except RecordChanged as refusal:
        return _changed_page(person_id, form, refusal), refusal.status
    except InvalidCommand as refusal:
        _show(form, refusal)
        return _edit_page(person, form), refusal.status
    flash(_("The change is recorded."))
    return redirect(url_for("people.show", person_id=person_id), code=303)


def _form_of(person: Person, known: Named) -> PersonForm:
    """The form with what the directory says now."""
    facts = {"name": person.name, "email": person.email, "language": person.language}
    return PersonForm(None, known, organisation=str(person.organisation_id or ""), **facts)


def _edit_page(person: Person, form: PersonForm) -> str:
    shown = request.form.get(standing.SHOWN) or standing.digest_of(_form_of(person, _organisations()))
    return render_template("administration/person_edit.html", form=form, person=person, shown=shown)


def _changed_page(person_id: UUID, form: PersonForm, refusal: RecordChanged) -> str:
    person = _person(person_id)
    recorded = _form_of(person, _organisations())
    form.form_errors.append(words_of(refusal))
    standing.tell(form, recorded)
    shown = standing.digest_of(recorded)
    return render_template("administration/person_edit.html", form=form, person=person, shown=shown)


def _add(session: Session, form: NewPersonForm, key: str) -> UUID:
    """The person, their first role and the invitation, in one unit of work: all of it or nothing."""
    office, by, at = desk().office, current_user.actor, now()
    there = session.get(Person, persons.id_of(key)) is not None
    person_id = persons.add(session, by=by, at=at, request_key=key, **_facts(form))
    if there:
        return person_id
    if form.role.data:
        known = next(one for one in known_roles(session, office) if one.role == form.role.data)
        scope, scope_id = _first_scope(known, form.organisation_id)
        days: dict[str, Any] = {"from_on": day_of(at), "to_on": None}
        held: dict[str, Any] = {"role": known.role, "scope": scope, "scope_id": scope_id}
        roles.grant(session, office, person_id, by=by, at=at, **held, **days)
    if form.invite.data:
        accounts.invite(session, office, person_id, by=by, at=at)
    return person_id


def _first_scope(known: KnownRole, organisation_id: UUID | None) -> tuple[RoleScope, UUID]:
    """In the whole system, or else within their organisation."""
    if RoleScope.SYSTEM in known.scopes:
        return RoleScope.SYSTEM, SYSTEM_SCOPE
    if organisation_id is None:
        raise InvalidCommand(_("This role is held within an organisation. Choose theirs, or grant it afterwards."))
    return RoleScope.ORGANISATION, organisation_id


def _new_form(data: Any) -> NewPersonForm:
    with read() as session:
        known = known_roles(session, desk().office)
    first = [one for one in known if one.granted and {RoleScope.SYSTEM, RoleScope.ORGANISATION} & set(one.scopes)]
    wanted = request.args.get("organisation", "")
    return NewPersonForm(data, _organisations(), [(one.role, one.names) for one in first], organisation=wanted)


def _list_page(data: Any = None) -> tuple[str, bool]:
    """The page, and whether what it was searched for makes sense: otherwise it says so and lists everybody."""
    with read() as session:
        known = known_roles(session, desk().office)
        form = SearchForm(data, [(one.role, one.names) for one in known if one.scopes != (RoleScope.CASE,)])
        asked, fits = listing.Asked(), data is None or form.validate()
        if data is not None and fits:
            asked = listing.Asked(str(form.text.data or ""), form.role.data, form.state.data, page=form.number)
        page = listing.people(session, asked, at=now())
    searched = bool(asked.text or asked.role or asked.state)
    return render_template("administration/people.html", page=page, form=form, searched=searched), fits


def _facts(form: PersonForm) -> dict[str, Any]:
    return {
        "name": str(form.name.data),
        "email": str(form.email.data),
        "language": form.language.data,
        "organisation_id": form.organisation_id,
    }


def _show(form: PersonForm, refusal: InvalidCommand) -> None:
    """The refusal at the field it is about, or above the form."""
    if isinstance(refusal, AddressTaken):
        form.email.errors = [words_of(refusal)]
    else:
        form.form_errors.append(words_of(refusal))


def _organisations() -> list[tuple[UUID, str]]:
    with read() as session:
        return lists.organisation_names(session)


def _person(person_id: UUID) -> Person:
    with read() as session:
        person = session.get(Person, person_id)
    if person is None:
        raise NotFound()
    return person
