"""The forms of the quarterly audit of contacts for multi-factor authentication (Policies 109 and 202).

Both kinds of contact are looked at (A53). A finding is one contact with all who share it: two at least (A54).
"""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import grievance
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Day, Line, Pick, Text
from ombud.forms.mfa_shared_contact import KINDS, shared_contact
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _

_NEXT = (
    ("another", _("Somebody else shares this contact too: I name them next")),
    ("finding", _("Another contact is shared: I record it next")),
    ("all", _("No: all findings are recorded")),
)


def _next() -> Choice:
    return Choice(_("Is there more?"), _NEXT, routes=True, missing=_("Choose whether there is more."))


def _account(label: str) -> Pick:
    return Pick(label, source="persons.of_agencies", personal=False, missing=_("Choose the user."))


class AuditForm(OmbudForm):
    """What the audit showed (P202-h), and whether authentication is asked for anew every week (P202-f)."""

    title = _("Audit the accounts")
    intro = _(
        "Look in the HMIS at the e-mail addresses and mobile numbers that are set up for multi-factor authentication. "
        "Ombud holds none of them."
    )
    submit = _("Record the audit")

    audited_on = Day(
        _("On which day did you audit the accounts?"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    accounts = Line(_("How many accounts were looked at?"), personal=False, missing=_("Enter how many."))
    shared = Choice(
        _("Do accounts share an e-mail address or a mobile number?"),
        YES_NO,
        routes=True,
        help=_("If so, each contact that is shared is recorded next, with all who share it."),
        missing=_("Choose yes or no."),
    )
    weekly = Choice(
        _("Does the HMIS ask everybody to authenticate anew every week?"),
        YES_NO,
        routes=True,
        missing=_("Choose yes or no."),
    )
    notes = Text(_("Anything else to record? (optional)"), required=False)
    documents = grievance.documents()

    def check(self) -> Iterator[tuple[str, str]]:
        """All accounts are audited, so there is a number of them."""
        if self.accounts.data and not self.accounts.data.isdecimal():
            yield "accounts", _("Enter a number.")


class FindingForm(OmbudForm):
    """One contact that is shared; each who shares it gets a notice and two weeks of their own."""

    title = _("Record a contact that is shared")
    intro = _("Everybody who shares it gets a case of their own: the notice, and two weeks from its delivery.")
    submit = _("Open their cases")

    kind = Choice(_("What is shared?"), KINDS, personal=False, missing=_("Choose what is shared."))
    contact = shared_contact()
    first = _account(_("Who shares it?"))
    second = _account(_("Who else shares it?"))
    next = _next()

    def check(self) -> Iterator[tuple[str, str]]:
        """A contact that one person has is not shared."""
        if self.first.data and self.first.data == self.second.data:
            yield "second", _("Choose two different users.")


class AnotherForm(OmbudForm):
    """One more who shares the contact recorded last."""

    title = _("Name another who shares the contact")
    intro = _("The contact is the one that was recorded last.")
    submit = _("Open their case")

    user = _account(_("Who shares it too?"))
    next = _next()


class WeeklyForm(OmbudForm):
    """That authentication is asked for anew every week again (P202-f)."""

    title = _("Have the weekly authentication set again")
    intro = _("The policy asks for it every week. Set it in the HMIS, with the vendor where it takes them.")
    submit = _("Record it")

    set_on = Day(
        _("Since which day is it asked for every week again?"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    evidence = Line(_("What shows it?"), personal=False, missing=_("Say what shows it."))


FORMS: dict[str, type[OmbudForm]] = {
    "audit": AuditForm,
    "finding": FindingForm,
    "another": AnotherForm,
    "weekly": WeeklyForm,
}
