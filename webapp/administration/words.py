"""What the states of organisations and people are called on the pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ombud.storage.directory import OrganisationKind, Participation
from ombud.workflows.people.listing import State

KINDS = {
    OrganisationKind.AGENCY: _("Agency"),
    OrganisationKind.LEAD: _("HMIS Lead"),
    OrganisationKind.SYSTEM_ADMINISTRATOR: _("System Administrator"),
    OrganisationKind.COC: _("Continuum of Care"),
    OrganisationKind.CAN: _("Coordinated Access Network"),
    OrganisationKind.OTHER: _("Other"),
}

PARTICIPATIONS = {
    Participation.LISTED: _("Listed only"),
    Participation.PROSPECTIVE: _("Wants to take part"),
    Participation.PARTICIPATING: _("Takes part"),
    Participation.ENDED: _("No longer takes part"),
}

STATES = {
    State.ACTIVE: _("Active"),
    State.NO_SECOND_FACTOR: _("No second factor yet"),
    State.INVITED: _("Invited"),
    State.LAPSED: _("Invitation lapsed"),
    State.NOT_INVITED: _("Not invited"),
    State.DISABLED: _("Disabled"),
}

MARKS = {
    State.ACTIVE: "state--done",
    State.NO_SECOND_FACTOR: "state--now",
    State.INVITED: "state--now",
    State.LAPSED: "state--late",
    State.NOT_INVITED: "",
    State.DISABLED: "state--late",
}
"""How a state looks beside its word."""
