"""The forms of a change of coordinator at an agency: HMIS Data Coordinator or Agency Security Coordinator (Policies 105, 107, 108).

`stage` says where the change stands: whoever moves it on answers it anew. One case for each of the two offices. What is asked
when somebody is named stands in `coordinator_change_naming`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import coordinator_change_naming
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Day, Pick, Text, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _


class ChangeForm(OmbudForm):
    """Opens the case. For the security coordinator, the 30 days run from the day of the change (P108-q, A68)."""

    title = _("Change of a coordinator")
    intro = _(
        "Every agency has one HMIS Data Coordinator (HDC) and one Agency Security Coordinator (ASC); one person may be both. "
        "Report each office on its own. A change of the security coordinator is reported within 30 days."
    )
    submit = _("Report the change")

    agency = Pick(
        _("Which agency?"), source="organisations.participating", routes=True, missing=_("Choose the agency.")
    )
    office = Choice(
        _("Which office changes hands?"),
        (("hdc", _("HMIS Data Coordinator")), ("security_coordinator", _("Agency Security Coordinator"))),
        routes=True,
        missing=_("Choose the office."),
    )
    situation = Choice(
        _("Is there a successor?"),
        (("replaced", _("Yes, or there will be one soon")), ("vacant", _("No: the office is vacant"))),
        routes=True,
        missing=_("Choose whether there is a successor."),
    )
    changed_on = Day(
        _("On which day did or does it change?"),
        routes=True,
        help=_("The last day of whoever held it before."),
        missing=_("Enter the day."),
    )
    leaves = Choice(
        _("Does whoever held it before need no access to the HMIS any more?"),
        YES_NO,
        routes=True,
        help=_("If so, a change of access is opened for them."),
        missing=_("Choose yes or no."),
    )
    before = Pick(
        _("Who held it before?"),
        source="persons.of_agencies",
        when=when("leaves", "yes"),
        missing=_("Choose who held it before."),
    )
    remarks = Text(_("What else should be known? (optional)"), required=False)


class FileForm(OmbudForm):
    """The Security Officer's file of all security coordinators, which is part of the Security Plan (P108-r)."""

    title = _("Bring the file of security coordinators up to date")
    intro = _(
        "The file holds name and contact of the security coordinator of every agency. It is part of the Security Plan."
    )
    submit = _("Record")

    stage = Choice(
        _("Is it up to date?"),
        (
            ("filed", _("Yes, with name and contact")),
            ("incomplete", _("No: something in the contact is missing or wrong")),
        ),
        routes=True,
        missing=_("Choose whether it is up to date."),
    )
    filed_on = Day(
        _("Since which day?"),
        when=when("stage", "filed"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    lacking = Text(_("What is missing or wrong?"), when=when("stage", "incomplete"), missing=_("Say what it is."))


class BridgeForm(OmbudForm):
    """While nobody is HDC, what only an HDC may do would wait: somebody acts for some days (A69)."""

    title = _("Bridge the vacancy")
    intro = _(
        "What only the HMIS Data Coordinator may do waits until there is one. You may name somebody of the agency who acts "
        "meanwhile, with a first and a last day. If there is a successor, say so."
    )
    submit = _("Record")

    stage = Choice(
        _("How does it go on?"),
        (("acting", _("Somebody acts meanwhile")), ("ready", _("There is a successor"))),
        routes=True,
        missing=_("Choose how it goes on."),
    )
    acting = Pick(
        _("Who acts meanwhile?"),
        source="persons.of_agencies",
        when=when("stage", "acting"),
        help=_(
            "Somebody of your own agency, not yourself. Name them on the page “Name who acts” too, which your list of tasks "
            "leads to: from then on the coordinator's tasks reach them."
        ),
        missing=_("Choose who acts."),
    )
    acting_from = Day(
        _("From which day?"), when=when("stage", "acting"), personal=False, missing=_("Enter the first day.")
    )
    acting_until = Day(
        _("Until which day?"),
        routes=True,
        when=when("stage", "acting"),
        missing=_("Enter the last day: nobody acts without an end."),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        first, last = self.acting_from.data, self.acting_until.data
        if self.stage.data == "acting" and first and last and last < first:
            yield "acting_until", _("The last day is before the first.")


FORMS: dict[str, type[OmbudForm]] = {
    "change": ChangeForm,
    "file": FileForm,
    "bridge": BridgeForm,
    **coordinator_change_naming.FORMS,
}
