"""The forms of a client's grievance (Policies 103 and 114). Plain language: many who fill them in are under strain."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import grievance
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Files, Line, Pick, Text, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _
from ombud.forms.text import sentences
from ombud.forms.uploads import LIMITS


class ComplaintForm(OmbudForm):
    """Opens the case, without an account. What it is about is only the sender's first word: the triage decides."""

    title = _("Complain about help you got, or about your information")
    yours = _("Your complaint")
    intro = _(
        "For people who get help from an agency that uses CT HMIS, and for anyone who writes for them. "
        "You need no account. At the end you get a code: with it you can see what happens and answer us."
    )
    privacy = _(
        "Your name and how to reach you are sealed: those who work on your complaint see what you write, not who you "
        "are, unless two people of two roles open it, and then you see that they did. "
        "What you write in your own words and what your files are called is shown as it is: leave your name out there."
    )

    filing_for = Choice(
        _("Who is this complaint for?"),
        (("myself", _("For me")), ("other", _("For somebody else, who knows that I write"))),
        missing=_("Choose who the complaint is for."),
    )
    contact_name = grievance.name_of_sender()
    client_name = Line(
        _("If you write for somebody else: their name"),
        when=when("filing_for", "other"),
        missing=_("Enter the name of the person you write for."),
    )
    contact_email = grievance.mail_address(_("Your e-mail address, if you have one"), required=False)
    contact_other = grievance.other_way_to_reach()
    language = grievance.language()
    about = Choice(
        _("What is it mostly about?"),
        (
            ("service", _("The help I got, or did not get, from an agency")),
            ("information", _("How my personal information was used or shared")),
            ("system", _("The HMIS as a whole, not one agency")),
            ("lead", _("Something the organisation that runs the HMIS decided or did")),
            ("unsure", _("I am not sure")),
        ),
        help=_("If you are not sure, say so. We read what you write and send it to the right place."),
        missing=_("Choose what it is mostly about. “I am not sure” is fine."),
    )
    agency = Pick(
        _("Which agency is it about? (optional)"), source="organisations.participating", required=False, personal=False
    )
    agency_typed = Line(_("If the agency is not in the list: its name (optional)"), required=False)
    happened = Text(_("What happened?"), missing=_("Tell us what happened, in your own words."))
    when_it_happened = Line(_("When was that? (optional)"), help=_("As well as you remember."), required=False)
    wish = Text(_("What would make it right? (optional)"), required=False)
    documents = Files(
        _("Documents that belong to it (optional)"),
        help=sentences(
            LIMITS,
            _("What is in a file, and what it is called, is not sealed: take your name out if nobody is to know it."),
        ),
    )
    told_agency = Choice(
        _("Have you told the agency?"),
        (("yes", _("Yes")), ("no", _("No")), ("not_about_an_agency", _("It is not about an agency"))),
        missing=_("Choose whether you have told the agency."),
    )
    agency_said = Text(
        _("If you told the agency: what did they say? (optional)"), when=when("told_agency", "yes"), required=False
    )

    def check(self) -> Iterator[tuple[str, str]]:
        if not self.contact_email.data and not self.contact_other.data and not self.contact_email.errors:
            yield "contact_other", _("Give an e-mail address or another way to reach you, so that we can answer.")


class TriageForm(OmbudForm):
    """Where the complaint belongs (A34). Kept by the board's staff, so that the Lead never sorts complaints about itself."""

    title = _("Find the right place for a client's complaint")
    intro = _(
        "Go by what the client wrote, not only by what they chose. The table of the procedure turns your answer into "
        "the route; the letter names the reason and the route."
    )
    submit = _("Save and send on")

    matter = Choice(
        _("What is the complaint about?"),
        (
            ("service_quality", _("The service of an agency")),
            ("personal_information", _("The use or disclosure of personal information by an agency")),
            ("system_level", _("The system as a whole, not one agency")),
            ("lead_act", _("A decision or action of the HMIS Lead")),
        ),
        routes=True,
        missing=_("Choose what the complaint is about."),
    )
    agency_tried = Choice(
        _("If it is about personal information: did the client bring it to the agency, and was it left unresolved?"),
        YES_NO,
        routes=True,
        when=when("matter", "personal_information"),
        missing=_("Say whether the agency has been asked already."),
    )
    agency = Pick(
        _("If it is about personal information: which agency? (optional)"),
        source="organisations.participating",
        routes=True,
        required=False,
        when=when("matter", "personal_information"),
        help=_(
            "Its executive director is told what the subcommittee decides, and not who complained. If it is not in the "
            "list, somebody has to tell it by post."
        ),
    )
    agency_name = Line(
        _("Which agency does it concern? (optional)"), help=_("As the letter should name it."), required=False
    )
    reason = Text(
        _("Why does it belong there?"),
        help=_("One or two plain sentences to the client. The letter quotes them."),
        missing=_("Write a sentence to the client: every letter gives the reason."),
    )


class AgencyAnswerForm(OmbudForm):
    """The client tells how it went at the agency; that settles the `route` anew."""

    title = _("Tell us how it went at the agency")
    intro = _("Answer when the agency has answered you, or when it does not answer.")

    route = Choice(
        _("Has the agency solved the problem?"),
        (("solved", _("Yes")), ("subcommittee", _("No, please send it to the grievance subcommittee"))),
        routes=True,
        missing=_("Choose whether the agency solved the problem."),
    )
    agency_said = Text(
        _("If not: what did the agency say or do?"),
        when=when("route", "subcommittee"),
        missing=_("Tell us what the agency said or did. “They did not answer” is fine."),
    )


class HearingForm(OmbudForm):
    """The decision of the grievance subcommittee on a client's complaint."""

    title = _("Decision on a client's complaint")
    intro = _(
        "A ballot answers this by itself when it is closed. Record the decision here only if it was taken without one."
    )
    submit = _("Record the decision")

    finding = Choice(
        _("What did the subcommittee decide?"),
        (
            ("founded", _("The complaint is right")),
            ("partly_founded", _("The complaint is right in part")),
            ("not_founded", _("The complaint is not right")),
        ),
        routes=True,
        missing=_("Choose what the subcommittee decided."),
    )
    decided_on = grievance.decided_on()
    votes_counted = grievance.votes_counted()
    stepped_aside = grievance.stepped_aside()


class ReasonsForm(grievance.ReasonsForm):
    """The reasons for the client, and what the agency is asked to do where it was about personal information."""

    for_the_agency = Text(
        _("If it was about personal information at an agency: what is the agency asked to do? (optional)"),
        help=_(
            "The letter to the agency quotes this, and neither the reasons nor the complaint. Do not name the client."
        ),
        required=False,
    )


FORMS: dict[str, type[OmbudForm]] = {
    "complaint": ComplaintForm,
    "triage": TriageForm,
    "agency_answer": AgencyAnswerForm,
    "hearing": HearingForm,
    "reasons": ReasonsForm,
    "withdrawal": grievance.WithdrawalForm,
}
