"""The criteria for granting access to the HMIS, as the HMIS Lead answers them (Attachment 1.0 and 2.0).

They carry the numbers of the attachment. What a met, an unmet or an unclear one leads to stands in the decision tables
of the procedure, not here.
"""

from __future__ import annotations

from ombud.forms.base import Group, OmbudForm
from ombud.forms.fields import Choice, Pick, Text, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _

CRITERION = (("met", _("Met")), ("not_met", _("Not met")), ("unclear", _("Unclear")))

BAR = (("no", _("No")), ("yes", _("Yes")), ("unclear", _("Unclear")))


def criterion(label: str, *, help: str = "") -> Choice:
    """A criterion of the attachment: met, not met or unclear."""
    return Choice(label, CRITERION, routes=True, help=help, missing=_("Choose whether it is met."))


class ScreeningForm(OmbudForm):
    """The Lead looks at the application criterion by criterion. The tables of the procedure weigh the answers."""

    title = _("Look at the application by the criteria")
    intro = _(
        "Answer each criterion by what the application says. One-time access ends the request; what is not met, or not "
        "clear, goes to the access subcommittee; the note on research never stops a request."
    )
    submit = _("Send the answers")
    groups = (
        Group(
            _("What is asked for, and by whom"),
            ("existing_reports", "ongoing", "one_time_only", "funding_or_provider", "connection"),
        ),
        Group(_("The CANs"), ("concerns_can", "can")),
        Group(
            _("Level, training and standing"),
            ("level_in_mou", "training", "contributes", "aggregated", "good_standing"),
        ),
        Group(_("Your findings"), ("high_abuse", "abuse_reason", "findings")),
    )

    existing_reports = criterion(_("1.1 The need cannot be met by existing reports (required)"))
    ongoing = criterion(_("1.2 The access is ongoing (required)"))
    funding_or_provider = criterion(
        _("1.3 It has to do directly with a funding requirement or a provider of homeless services (required)")
    )
    connection = criterion(
        _("1.4 There is a direct connection or a working relationship with people experiencing homelessness (required)")
    )
    concerns_can = Choice(
        _("1.5 Does it concern a particular Coordinated Access Network (CAN)? (conditional)"),
        YES_NO,
        routes=True,
        help=_("Then the CAN is told, and its view is heard before anything is decided."),
        missing=_("Choose whether a CAN is concerned."),
    )
    can = Pick(
        _("If so: which?"),
        source="organisations.cans",
        routes=True,
        when=when("concerns_can", "yes"),
        help=_("A CAN that is not listed is added by the operator first."),
        missing=_("Choose the CAN."),
    )
    level_in_mou = criterion(_("1.6 The level of access is stated in the memorandum (required)"))
    training = criterion(_("1.7 Whoever gets access takes part in HMIS training (required)"))
    contributes = criterion(_("1.8 The access contributes to ending homelessness (required)"))
    aggregated = Choice(
        _("1.9 Research: is it limited to aggregated and de-identified data? (conditional, advisory)"),
        (("not_research", _("It is not for research")), *CRITERION),
        routes=True,
        help=_("Matching with other sources can make that impossible. It does not stop the request."),
        missing=_("Choose whether it is limited so."),
    )
    good_standing = criterion(_("1.10 They are in good standing, and no earlier access was revoked (required)"))
    one_time_only = Choice(
        _("2.1 Is only one-time access asked for? (bar)"),
        BAR,
        routes=True,
        when=when("ongoing", "not_met", "unclear"),
        missing=_("Choose whether it is one-time."),
    )
    high_abuse = Choice(
        _("2.2 Is high abuse of client data possible? (bar, a judgement)"),
        BAR,
        routes=True,
        missing=_("Choose whether high abuse is possible."),
    )
    abuse_reason = Text(
        _("If it is, or if that is unclear: why do you think so?"),
        when=when("high_abuse", "yes", "unclear"),
        missing=_("Give the reason: this is a judgement."),
    )
    findings = Text(
        _("What did you find?"),
        help=_("Say why a criterion is not met or unclear. A letter that refuses the request quotes this."),
        missing=_("Write what you found."),
    )
