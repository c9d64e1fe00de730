"""The forms of a change to the policies: suggested by anybody, presented by a sponsor, voted on by the board (Policy 111).

`stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from ombud.forms import decision, grievance, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.fields import Choice, Day, Line, Pick, Text, when
from ombud.forms.text import lazy as _

KINDS = (
    ("amend", _("Change a policy")),
    ("new", _("Add a policy")),
    ("retire", _("Retire a policy")),
    ("review", _("Review a policy: every one is looked at every three years")),
)

CHANGE_VOTES = (
    ("adopted", _("Adopted")),
    ("amended", _("Amended and adopted")),
    ("rejected", _("Rejected")),
    ("deferred", _("Deferred to the next regular meeting")),
)

REVIEW_VOTES = (
    ("reaffirmed", _("Reaffirmed: it stands as it is")),
    ("amended", _("Amended")),
    ("retired", _("Retired")),
    ("deferred", _("Deferred to the next regular meeting")),
)


class SuggestionForm(OmbudForm):
    """Opens the case: any party in the Continuum may suggest a change (P111-c)."""

    title = _("Suggest a change to the policies")
    yours = _("Your suggestion")
    intro = _(
        "Anybody may suggest a change. A member of the Data Strategy Board or staff of the HMIS Lead presents it to "
        "the board, which decides."
    )

    contact_name = grievance.name_of_sender()
    contact_email = grievance.mail_address(_("Your e-mail address"))
    language = grievance.language()
    kind = Choice(_("What do you suggest?"), KINDS, routes=True, missing=_("Choose what you suggest."))
    policy = Pick(
        _("Which policy?"),
        source="policies.in_force",
        routes=True,
        when=when("kind", "amend", "retire", "review"),
        missing=_("Choose the policy."),
    )
    suggestion = Text(_("What should change, and how?"), missing=_("Say what should change."))
    reasons = Text(_("Why?"), missing=_("Say why."))
    stage = Choice(
        _("Do you know somebody who would present it to the board?"),
        (("sponsor_known", _("Yes")), ("sponsor_unknown", _("No, or not yet"))),
        routes=True,
        help=_("A member of the board, or staff of the HMIS Lead. The staff of the board ask around if you do not."),
        missing=_("Choose yes or no."),
    )
    sponsor = Line(_("If yes: who?"), when=when("stage", "sponsor_known"), missing=_("Enter who would present it."))
    documents = grievance.documents()


class SponsorForm(OmbudForm):
    """Staff of the board find whoever presents the suggestion; without a sponsor it does not come before the board."""

    title = _("Find a sponsor")
    intro = _("A member of the board, or staff of the HMIS Lead, has to be willing to present the suggestion.")
    submit = _("Send")

    stage = Choice(
        _("Who is willing to present it?"),
        (
            ("member", _("A member of the board")),
            ("lead_staff", _("Staff of the HMIS Lead")),
            ("nobody", _("Nobody: it does not come before the board")),
        ),
        routes=True,
        missing=_("Choose who presents it."),
    )
    asked = Text(
        _("If nobody: who was asked, and what did they say?"),
        help=_("The letter to the proposer quotes this."),
        when=when("stage", "nobody"),
        missing=_("Say who was asked, and what they said."),
    )


class PresentationForm(OmbudForm):
    """The sponsor makes the suggestion a proposal to the board, or leaves it to somebody else (P111-d)."""

    title = _("Present the suggestion to the board")
    intro = _("As its sponsor you put the suggestion before the board. You need not agree with every word of it.")
    submit = _("Send")

    stage = Choice(
        _("Do you present it?"),
        (("presented", _("Yes, it goes to the next regular meeting")), ("declined", _("No, somebody else should"))),
        routes=True,
        missing=_("Choose whether you present it."),
    )
    proposal = Text(
        _("What is proposed, in the words the policy would have?"),
        when=when("stage", "presented"),
        missing=_("Write down the proposal."),
    )
    documents = grievance.documents(when=when("stage", "presented"))


class VoteForm(OmbudForm):
    """What the board decided on a change. A ballot fills it in; by hand it is recorded with the votes as counted."""

    title = _("Decision of the Data Strategy Board")
    intro = _("Record what the board decided on the proposal.")
    submit = _("Record the decision")

    stage = Choice(
        _("What did the board decide?"), CHANGE_VOTES, routes=True, missing=_("Choose what the board decided.")
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class ReviewForm(OmbudForm):
    """What came out of the review of a policy (P111-b)."""

    title = _("Review of a policy by the Data Strategy Board")
    intro = _("Record what the board decided when it reviewed the policy.")
    submit = _("Record the decision")

    stage = Choice(
        _("What came out of the review?"), REVIEW_VOTES, routes=True, missing=_("Choose what the board decided.")
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class RejectionForm(OmbudForm):
    """Why the board did not adopt it."""

    title = _("Write down the board's reasons")
    intro = _("The proposer gets a letter. It quotes what you write here.")
    submit = _("Send the letter")

    reasons = grievance.reasons()


class AdoptionForm(OmbudForm):
    """The dated version that came out of it. All of it is published, so it names nobody."""

    title = _("Record the new version of the policy")
    intro = _("This is published with the policies. Name nobody in it.")
    submit = _("Record the version")

    takes_effect = Choice(
        _("Does it take effect?"),
        (("yes", _("Yes")), ("overtaken", _("No: by another decision the policy no longer holds"))),
        routes=True,
        personal=False,
        missing=_("Choose whether it takes effect."),
    )
    overtaken_by = Text(
        _("Which decision was that?"),
        help=_("The letter to the proposer quotes this."),
        when=when("takes_effect", "overtaken"),
        personal=False,
        missing=_("Say which decision that was."),
    )
    number = Line(
        _("Which number does it have?"),
        help=_("The one it has, where it keeps it. The number of a retired policy can be used again."),
        when=when("takes_effect", "yes"),
        personal=False,
        missing=_("Enter its number."),
    )
    policy_title = Line(
        _("What is its title?"), when=when("takes_effect", "yes"), personal=False, missing=_("Enter its title.")
    )
    effective_on = Day(
        _("From which day on does this hold, or would it have held?"),
        routes=True,
        help=_("For a policy that is retired: the first day on which it no longer holds."),
        missing=_("Enter the day."),
    )
    change = Text(
        _("What changed, for the change log?"),
        help=_("A sentence or two, as the manual's change log has them."),
        when=when("takes_effect", "yes"),
        personal=False,
        missing=_("Write the entry of the change log."),
    )
    citation = Line(
        _("Where does the wording stand?"),
        help=_("Document, version and page, such as “Manual, version 8, page 31”."),
        when=when("takes_effect", "yes"),
        personal=False,
        missing=_("Say where the wording stands."),
    )


class WithdrawalForm(withdrawal.WithdrawalForm):
    """The proposer takes the suggestion back."""

    title = _("Take the suggestion back")
    intro = _("The case is closed and the board does not take it up. Anybody may suggest the same again.")
    submit = _("Take it back")


FORMS: dict[str, type[OmbudForm]] = {
    "suggestion": SuggestionForm,
    "sponsor": SponsorForm,
    "presentation": PresentationForm,
    "vote": VoteForm,
    "review": ReviewForm,
    "rejection": RejectionForm,
    "adoption": AdoptionForm,
    "withdrawal": WithdrawalForm,
}
