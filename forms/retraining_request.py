"""The forms of a CoC's request to retrain an agency (Policy 211). The policy says “consistently low” and gives no number."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Choices, Line, Pick, Text, when
from ombud.forms.text import lazy as _


class RequestForm(OmbudForm):
    title = _("Ask for a retraining of an agency")
    intro = _(
        "For an agency with consistently low performance. Its users are named afterwards, and each one is told why."
    )
    submit = _("Send the request")

    agency = Pick(
        _("Which agency?"),
        source="organisations.participating",
        routes=True,
        missing=_("Choose the agency."),
    )
    measures = Choices(
        _("Which performance is consistently low?"),
        (("ude", _("Universal data elements (UDE)")), ("esg", _("Emergency Solutions Grants (ESG)"))),
        personal=False,
        missing=_("Choose what is low."),
    )
    period = Line(
        _("Over which time?"),
        help=_("Such as: the two quarters from January to June 2026."),
        personal=False,
        missing=_("Say over which time."),
    )
    narrative = Text(
        _("What shows it, and why would a retraining help?"),
        help=_("The agency and its users read it as the reason. Name no client."),
        missing=_("Say what shows it."),
    )


class LookForm(OmbudForm):
    title = _("Look which users the request concerns")
    intro = _(
        "The request is for an agency; training is for people. Look with the agency who enters the data it is about."
    )
    submit = _("Record it")

    stage = Choice(
        _("Does it concern users of the agency?"),
        (("users", _("Yes: they are named one after the other")), ("nobody", _("No: there is nobody to retrain"))),
        routes=True,
        missing=_("Choose yes or no."),
    )
    reasons = Text(
        _("Why not?"),
        help=_("The CoC reads it."),
        when=when("stage", "nobody"),
        missing=_("Say why."),
    )


class NameForm(OmbudForm):
    title = _("Name a user")
    intro = _(
        "Each user you name gets a retraining of their own: the notice, and the time to register and complete it."
    )
    submit = _("Open the retraining")

    user = Pick(
        _("Which user?"),
        source="persons.of_agencies",
        routes=True,
        help=_("Of the agency the request is about. Name each user once."),
        missing=_("Choose the user."),
    )
    course = Line(
        _("Which training fits the user's project type?"),
        help=_("As it is called in the learning system."),
        personal=False,
        missing=_("Enter the training."),
    )
    stage = Choice(
        _("Is there another user?"),
        (("another", _("Yes: I name the next one")), ("all_named", _("No: all are named"))),
        routes=True,
        missing=_("Choose yes or no."),
    )


FORMS: dict[str, type[OmbudForm]] = {"request": RequestForm, "look": LookForm, "name": NameForm}
