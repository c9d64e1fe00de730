"""The forms of organisations, people and roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired, Optional

from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.webapp.administration.words import KINDS, PARTICIPATIONS, STATES
from ombud.webapp.fields import Choice, Day, Form, Pick, at_most
from ombud.webapp.language import NAMES
from ombud.webapp.sent import whole
from ombud.workflows.people.declarations import Standing
from ombud.workflows.people.organisations import Facts
from ombud.workflows.text import translate

NONE = ""
"""The choice that means no organisation, no role, not known."""

Named = Iterable[tuple[UUID, str]]

_KNOWN = {"yes": True, "no": False, NONE: None}
_WORDS = {value: key for key, value in _KNOWN.items()}

DECLARED = "declared_"
"""What the names of questions begin with that ask for an attribute of a checklist."""


def _choices(titles: Mapping[Any, Any]) -> list[SelectChoice]:
    """Choices by value, in the order given."""
    return [SelectChoice(str(value), title) for value, title in titles.items()]


class OrganisationForm(Form):
    name = StringField(_("Name"), [DataRequired(_("Enter the name of the organisation."))])
    kind = Pick(_("Kind"), choices=_choices(KINDS))
    participation = Pick(_("Does it take part in the HMIS?"), choices=_choices(PARTICIPATIONS))
    victim_service_provider = Choice(
        _("Is it a victim service provider?"),
        choices=_choices({"yes": _("Yes"), "no": _("No"), NONE: _("Not known")}),
        default=NONE,
        description=_("One does not take part in the HMIS."),
    )
    coc_numbers = StringField(
        _("Numbers of its Continuums of Care (optional)"), description=_("Such as CT-503, with commas between them.")
    )
    another = BooleanField(_("This is another organisation than those with names like it"))

    @property
    def facts(self) -> Facts:
        return Facts(
            str(self.name.data),
            OrganisationKind(self.kind.data),
            Participation(self.participation.data),
            _KNOWN[self.victim_service_provider.data or NONE],
            str(self.coc_numbers.data or ""),
        )


class DeclaringForm(OrganisationForm):
    """The same with what the organisation has declared of itself, a question for each attribute of a checklist."""

    @property
    def declared(self) -> dict[str, bool | None]:
        """By attribute; None where it is not known."""
        asked = (field for field in self if field.name.startswith(DECLARED))
        return {field.name.removeprefix(DECLARED): _KNOWN[field.data or NONE] for field in asked}


def declaring_form(standings: Iterable[Standing]) -> type[DeclaringForm]:
    """The form that asks these, and not whether the organisation is another one: it is there already."""
    choices = _choices({"yes": _("Yes"), "no": _("No"), NONE: _("Not known")})
    told = _("What the agency has declared of itself: a checklist asks some items only then.")
    asked = {
        f"{DECLARED}{one.name}": Choice(translate(one.question), choices=choices, default=NONE, description=told)
        for one in standings
    }
    return type("DeclaringForm", (DeclaringForm,), {**asked, "another": None})


def organisation_form(organisation: Organisation, standings: Sequence[Standing] = ()) -> DeclaringForm:
    """The form with what the directory says now."""
    victims = _WORDS[organisation.victim_service_provider]
    declared: dict[str, Any] = {f"{DECLARED}{one.name}": _WORDS[one.declared] for one in standings}
    return declaring_form(standings)(
        **declared,
        name=organisation.name,
        kind=organisation.kind,
        participation=organisation.participation,
        victim_service_provider=victims,
        coc_numbers=organisation.coc_numbers.replace(";", ", "),
    )


class PersonForm(Form):
    name = StringField(_("Name"), [DataRequired(_("Enter their name."))])
    email = EmailField(
        _("E-mail address"),
        [DataRequired(_("Enter their e-mail address."))],
        description=_("They sign in with it and get their mail there. Nobody shares an address (P202-g)."),
    )
    organisation = Pick(_("Organisation"), default=NONE)
    language = Pick(_("Language of their pages and mails"), choices=_choices(NAMES), default="en")

    def __init__(self, data: Any = None, organisations: Named = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = [SelectChoice(str(key), name) for key, name in organisations]
        self.organisation.choices = [SelectChoice(NONE, _("None")), *known]

    @property
    def organisation_id(self) -> UUID | None:
        return UUID(self.organisation.data) if self.organisation.data else None


class NewPersonForm(PersonForm):
    role = Pick(
        _("First role (optional)"),
        default=NONE,
        description=_("From today on; a role of an organisation is held within theirs. Others are granted afterwards."),
    )
    invite = BooleanField(_("Invite them by mail at once"), default=True)

    def __init__(self, data: Any, organisations: Named, roles: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, organisations, **kwargs)
        self.role.choices = _choices({NONE: _("None yet"), **dict(roles)})


class SearchForm(Form):
    """Sent by POST: names and addresses stay out of URLs."""

    text = StringField(_("Name, address or organisation"), [at_most(200)])
    role = Pick(_("Role"), default=NONE)
    state = Pick(_("State"), default=NONE, choices=_choices({NONE: _("All"), **STATES}))
    page = StringField()

    def __init__(self, data: Any = None, roles: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.role.choices = _choices({NONE: _("All"), **dict(roles)})

    @property
    def number(self) -> int:
        return whole(self.page.data, 1)


class GrantForm(Form):
    within = Pick(_("Within"), [DataRequired(_("Choose what the role is held within."))])
    from_on = Day(_("From which day?"), [InputRequired(_("Enter the first day."))])
    to_on = Day(_("Until which day, that day included? (optional)"), [Optional()])
    replaces = BooleanField(_("They replace whoever holds this role there now, whose last day is the day before"))

    def __init__(self, data: Any, scopes: Named | None, *, own: str, single: bool, today: date) -> None:
        """`own` is the organisation they belong to: chosen first, where the role can be held within it."""
        super().__init__(data, from_on=today, within=own)
        if scopes is None:
            del self.within
        else:
            known = [SelectChoice(str(key), name) for key, name in scopes]
            self.within.choices = [SelectChoice(NONE, _("Choose")), *known]
        if not single:
            del self.replaces


class EndForm(Form):
    to_on = Day(
        _("What is the last day of this role?"),
        [InputRequired(_("Enter the last day."))],
        description=_("That day is included. Yesterday ends the role at once."),
    )


class ResetForm(Form):
    reason = Choice(
        _("Why is it reset?"),
        [InputRequired(_("Say why."))],
        choices=_choices(
            {
                "lost": _("The device is lost or broken"),
                "changed": _("They have another device"),
                "misused": _("Somebody else may have used it"),
            }
        ),
        description=_("Make sure that it is them who asks: call them back on a number you know."),
    )
