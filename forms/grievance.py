"""What both grievance procedures ask alike."""

from __future__ import annotations

from ombud.forms import decision, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Address, Choice, Day, Files, Line, Text, When
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS

LANGUAGES = (("en", _("English")), ("es", _("Spanish")))


class WithdrawalForm(withdrawal.WithdrawalForm):
    title = _("Withdraw the grievance")
    intro = _("The case is closed and nothing more happens in it. You may bring a new grievance later.")


def name_of_sender() -> Line:
    return Line(_("Your name"), missing=_("Enter your name."))


def other_way_to_reach() -> Line:
    return Line(
        _("Another way to reach you, if you have no e-mail"),
        help=_("A phone number, or an address for letters."),
        required=False,
    )


def language(label: str = _("Which language shall we write to you in?")) -> Choice:
    """In which language mails and letters are written."""
    return Choice(label, LANGUAGES, default="en")


def mail_address(label: str, *, required: bool = True) -> Address:
    return Address(label, required=required, missing=_("Enter an e-mail address: letters are sent there."))


def documents(*, when: When | None = None) -> Files:
    return Files(
        _("Documents that belong to it (optional)"),
        help=LIMITS,
        when=when,
    )


def decided_on() -> Day:
    return decision.decided_on(_("On which day was it heard and decided?"))


def votes_counted() -> Line:
    return decision.votes_counted(
        _("For each answer the number of votes, and the abstentions. The letter quotes this.")
    )


def reasons() -> Text:
    return Text(
        _("What are the reasons?"),
        help=_("The decision letter quotes this."),
        missing=_("State the reasons: the letter has to give them."),
    )


def action() -> Text:
    return Text(_("What happens now, and who does it? (optional)"), help=_("The letter quotes this."), required=False)


def stepped_aside() -> Line:
    return Line(
        _("If there was no ballot here: who stepped aside? (optional)"),
        help=_("Whoever belongs to a party of the grievance, or to the HMIS Lead, does not decide on it."),
        required=False,
    )


class ReasonsForm(OmbudForm):
    """The subcommittee's reasons, written down once it has decided; whoever writes them decides nothing."""

    title = _("Reasons for the subcommittee's decision")
    intro = _("The grievance subcommittee has decided. Write down why, and what happens now: the letter quotes it.")
    submit = _("Send the decision")

    reasons = reasons()
    action = action()
