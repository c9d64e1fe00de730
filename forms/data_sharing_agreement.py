"""The forms of a request for data that identifies people, released under an agreement (Policy 405).

What the agreement says is asked in `data_sharing_agreement_text`, what follows in `data_sharing_agreement_force`. `stage`
says where the request stands: whoever moves it on answers it anew. `drafts` says the same of what is published under the
agreement in force, which goes on beside the project itself.
"""

from __future__ import annotations

from ombud.forms import grievance, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.data_sharing_agreement_force import (
    ClosingForm,
    CompletionForm,
    DeliveryForm,
    DraftForm,
    ExecutionForm,
    FinalForm,
    ReasonsForm,
    SignatureForm,
    VoteForm,
)
from ombud.forms.data_sharing_agreement_text import AgreementForm, MeetingForm, ReviewForm, TransferForm, uses
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Line, Text, Tick, when
from ombud.forms.text import lazy as _


class RequestForm(OmbudForm):
    """Opens the case (step 1)."""

    title = _("Request for data that identifies people")
    yours = _("Your request")
    intro = _(
        "Use this only if figures or rows without personal information cannot answer your question: names, initials, "
        "dates of birth, telephone numbers, e-mail addresses and Social Security numbers are personal. Such data is "
        "released under a data sharing agreement only, which the Data Strategy Board has to approve. Send no data about "
        "clients with this form."
    )

    contact_name = grievance.name_of_sender()
    contact_email = grievance.mail_address(_("Your e-mail address"))
    language = grievance.language()
    organisation_name = Line(_("For which organisation do you ask?"), missing=_("Enter the name of the organisation."))
    purpose = Text(
        _("What do you need the data for?"),
        help=_("The research, evaluation or advocacy that it serves."),
        missing=_("Say what you need the data for."),
    )
    variables = Text(_("Which data do you need?"), help=_("One item to a line."), missing=_("Say which data you need."))
    parameters = Text(
        _("About whom, from where and from which time?"), missing=_("Say about whom, from where and from which time.")
    )
    why_identified = Text(
        _("Which of it identifies people, and why would the work not be possible without it? (optional)"),
        help=_("The HMIS Lead talks with you about this before anything else."),
        required=False,
    )
    uses = uses(required=False)
    earlier_request = Text(
        _("If this follows from another request for data: which, and what came out of it? (optional)"), required=False
    )
    documents = grievance.documents()


class NeedForm(OmbudForm):
    """Step 1a: somebody of the Lead talks with the requester before an agreement is written."""

    title = _("Talk about the need for personal information")
    intro = _(
        "Contact the requester. Confirm that information that identifies people is needed, and talk about how sensitive "
        "it is. Nothing else begins before that."
    )
    submit = _("Record the conversation")

    stage = Choice(
        _("Is information that identifies people needed?"),
        (("needed", _("Yes")), ("not_needed", _("No: data without it answers the question"))),
        routes=True,
        missing=_("Choose whether it is needed."),
    )
    talked_on = past_day(_("On which day did you talk?"), missing=_("Enter the day of the conversation."))
    talked_with = Line(_("With whom?"), missing=_("Enter with whom you talked."))
    sensitivity = Tick(
        _("We talked about how sensitive information that identifies people is"),
        required=True,
        missing=_("It is talked about before it goes on."),
    )
    note = Text(
        _("What came out of it?"), help=_("The letter to the requester quotes this."), missing=_("Say what came out.")
    )


class RouteForm(OmbudForm):
    """The requester goes on without personal information, or says why it is needed after all."""

    title = _("How do you want to go on?")
    intro = _("The HMIS Lead thinks that data without personal information answers your question.")

    stage = Choice(
        _("What do you want?"),
        (
            ("aggregate", _("Go on as a request for data without personal information")),
            ("insists", _("I need personal information, and say why")),
        ),
        routes=True,
        missing=_("Choose how you want to go on."),
    )
    why = Text(
        _("If you need it: why does data without it not do?"),
        when=when("stage", "insists"),
        missing=_("Say why you need it."),
    )


class WithdrawalForm(withdrawal.WithdrawalForm):
    title = _("Withdraw the request for data")
    intro = _("The case is closed and no data is delivered. You may file a new request later.")


FORMS: dict[str, type[OmbudForm]] = {
    "request": RequestForm,
    "need": NeedForm,
    "route": RouteForm,
    "agreement": AgreementForm,
    "transfer": TransferForm,
    "review": ReviewForm,
    "meeting": MeetingForm,
    "vote": VoteForm,
    "reasons": ReasonsForm,
    "final": FinalForm,
    "signature": SignatureForm,
    "execution": ExecutionForm,
    "delivery": DeliveryForm,
    "completion": CompletionForm,
    "draft": DraftForm,
    "closing": ClosingForm,
    "withdrawal": WithdrawalForm,
}
