"""The forms of the grievance of an agency, a prospective agency or a Continuum of Care (Policy 114).

`stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import grievance
from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future, past_day
from ombud.forms.fields import Choice, Choices, Day, Line, Pick, Text, Tick, when
from ombud.forms.text import lazy as _

COMPLAINANTS = (
    ("agency", _("A participating agency")),
    ("prospective", _("An agency that wants to participate")),
    ("coc", _("A Continuum of Care")),
)

#: (value, label, places in the policy's list). The policy names one area twice, in two wordings: one answer here (A40).
LISTED_AREAS = (
    ("governance", _("HMIS governance"), (1,)),
    ("administration", _("Administration"), (2,)),
    ("end_users", _("End-user administration and support"), (3,)),
    ("data_access", _("Data maintenance and access"), (4,)),
    ("compliance", _("Compliance and monitoring"), (5, 11)),
    ("reporting", _("Reporting"), (6,)),
    ("project_management", _("Project management"), (7,)),
    ("planning", _("Planning and policy development"), (8,)),
    ("grants", _("HMIS grant application and administration"), (9,)),
    ("data_quality", _("Data quality"), (10,)),
    ("project_evaluation", _("Project evaluation"), (12,)),
)
OTHER_AREA = ("other", _("Something else"))
SUBJECT_AREAS = (*((value, label) for value, label, _places in LISTED_AREAS), OTHER_AREA)


class ComplaintForm(OmbudForm):
    """Opens the case. The formal stage needs the conversation's date or a reason why there was none (A39)."""

    title = _("Grievance about a decision or action of the HMIS Lead")
    yours = _("Your complaint")
    intro = _(
        "For participating agencies, agencies that want to participate, and Continuums of Care. "
        "The policy asks you to talk about it first; you can also explain why you bring it in writing at once."
    )

    contact_name = grievance.name_of_sender()
    contact_email = grievance.mail_address(_("Your e-mail address"))
    language = grievance.language()
    complainant_kind = Choice(
        _("Who brings the grievance?"), COMPLAINANTS, personal=False, missing=_("Choose who brings the grievance.")
    )
    agency = Pick(
        _("Which agency?"),
        source="organisations.participating",
        when=when("complainant_kind", "agency"),
        missing=_("Choose your agency."),
        personal=False,
    )
    continuum = Pick(
        _("Which Continuum of Care?"),
        source="organisations.continuums",
        when=when("complainant_kind", "coc"),
        missing=_("Choose your Continuum of Care."),
        personal=False,
    )
    organisation_name = Line(
        _("Name of the agency that wants to participate"),
        when=when("complainant_kind", "prospective"),
        missing=_("Enter the name of your agency."),
    )
    subject_areas = Choices(
        _("What is it about?"),
        SUBJECT_AREAS,
        personal=False,
        help=_("The subject areas of the policy. Choose all that fit."),
        missing=_("Choose at least one subject area, or “Something else”."),
    )
    subject_other = Line(
        _("If it is about something else: what?"),
        when=when("subject_areas", "other"),
        missing=_("Say in a few words what it is about."),
    )
    complaint = Text(
        _("What was decided or done, and why do you object?"),
        missing=_("Describe the decision or action you object to."),
    )
    remedy = Text(_("What should be put right? (optional)"), required=False)
    documents = grievance.documents()
    director_is_subject = Tick(
        _("The grievance is about the Director of HMIS and Strategic Analysis personally"),
        routes=True,
        help=_("Then the Executive Director of the HMIS Lead decides in the Director's place."),
    )
    stage = Choice(
        _("How do you want to begin?"),
        (("informal", _("With a conversation (informal stage)")), ("formal", _("In writing at once (formal stage)"))),
        routes=True,
        missing=_("Choose how to begin."),
    )
    conversation_held_on = Day(
        _("If in writing at once: on which day did you talk to the Lead's staff about it?"),
        when=when("stage", "formal"),
        required=False,
        validators=(not_in_the_future,),
    )
    no_informal_reason = Text(
        _("If you have not talked about it: why not?"), when=when("stage", "formal"), required=False
    )

    def check(self) -> Iterator[tuple[str, str]]:
        skipped = (
            self.stage.data == "formal" and not self.conversation_held_on.data and not self.no_informal_reason.data
        )
        if skipped and not self.conversation_held_on.errors:
            yield (
                "no_informal_reason",
                _("Say why there was no conversation first, or enter the day of the conversation above."),
            )


class ConversationForm(OmbudForm):
    """The log of the informal stage, kept by the Lead's staff (A39)."""

    title = _("Log of the conversation")
    intro = _("The informal stage is spoken. Record that it took place, with whom, and how it ended.")
    submit = _("Save the log")

    held_on = past_day(_("On which day was the conversation?"), missing=_("Enter the day of the conversation."))
    staff = Pick(
        _("Who spoke for the HMIS Lead?"),
        source="persons.lead_staff",
        help=_("The Director, or a designee who can put the matter right."),
        missing=_("Choose who spoke for the Lead."),
        personal=False,
    )
    parties = Text(_("Who else took part?"), missing=_("Name those who took part for the other side."))
    stage = Choice(
        _("How did it end?"),
        (("settled", _("Settled: the other side is satisfied")), ("unsettled", _("Not settled"))),
        routes=True,
        missing=_("Choose how the conversation ended."),
    )
    summary = Text(_("What was said and agreed?"), missing=_("Sum up in a sentence or two what was said and agreed."))


class WrittenComplaintForm(OmbudForm):
    """The complainant's choice after an informal stage that settled nothing."""

    title = _("File the complaint in writing, or let it rest")
    intro = _("The conversation did not settle the matter. A written complaint goes to the Director for a decision.")

    stage = Choice(
        _("What do you want to do?"),
        (("formal", _("File a formal complaint")), ("left_to_rest", _("Let it rest"))),
        routes=True,
        missing=_("Choose whether to file a formal complaint."),
    )
    complaint = Text(
        _("Your complaint in writing"),
        when=when("stage", "formal"),
        help=_("What was decided or done, why you object, and what the conversation left open."),
        missing=_("Write down your complaint: the formal stage needs it in writing."),
    )
    remedy = Text(_("What should be put right? (optional)"), when=when("stage", "formal"), required=False)
    documents = grievance.documents(when=when("stage", "formal"))


class DirectorDecisionForm(OmbudForm):
    """The Director decides, or hands over because the complaint is about them (A09)."""

    title = _("Decision on the complaint")
    intro = _("The decision letter quotes your decision and your reasons, and says how to appeal.")
    submit = _("Send")

    director_acts = Choice(
        _("Can you decide on this complaint?"),
        (
            ("decides", _("Yes, I decide")),
            ("hands_over", _("No, it concerns me: the Executive Director of the Lead decides")),
        ),
        routes=True,
        missing=_("Choose whether you decide or hand over."),
    )
    decision = Text(
        _("What do you decide?"), when=when("director_acts", "decides"), missing=_("Write down your decision.")
    )
    reasons = Text(
        _("What are the reasons?"),
        when=when("director_acts", "decides"),
        missing=_("State the reasons: the letter has to give them."),
    )
    action = Text(
        _("What happens now, and who does it? (optional)"), when=when("director_acts", "decides"), required=False
    )
    handover_reason = Text(
        _("If you hand over: how does the complaint concern you?"),
        when=when("director_acts", "hands_over"),
        missing=_("Say how the complaint concerns you."),
    )


class ExecutiveDecisionForm(OmbudForm):
    """The Lead's Executive Director decides in the Director's place (A09)."""

    title = _("Decision on the complaint")
    intro = _("You decide because the complaint concerns the Director. The decision letter quotes what you write.")
    submit = _("Send")

    decision = Text(_("What do you decide?"), missing=_("Write down your decision."))
    reasons = grievance.reasons()
    action = grievance.action()


class AnswerForm(OmbudForm):
    """The complainant accepts the decision or appeals."""

    title = _("Accept the decision, or appeal")
    intro = _("An appeal goes to the grievance subcommittee of the Data Strategy Board.")
    checks = True

    stage = Choice(
        _("Are you satisfied with the decision?"),
        (("accepted", _("Yes, I accept it")), ("appealed", _("No, I appeal"))),
        routes=True,
        missing=_("Choose whether you accept the decision or appeal."),
    )
    grounds = Text(
        _("If you appeal: why are you not satisfied?"),
        when=when("stage", "appealed"),
        missing=_("Say why you are not satisfied with the decision."),
    )
    documents = grievance.documents(when=when("stage", "appealed"))


class HearingForm(OmbudForm):
    """The decision of the grievance subcommittee on an appeal."""

    title = _("Decision on the appeal")
    intro = _(
        "A ballot answers this by itself when it is closed. Record the decision here only if it was taken without one."
    )
    submit = _("Record the decision")

    appeal_outcome = Choice(
        _("What did the subcommittee decide?"),
        (
            ("upheld", _("The decision stands")),
            ("varied", _("The decision is changed in part")),
            ("overturned", _("The decision is overturned")),
        ),
        routes=True,
        missing=_("Choose what the subcommittee decided."),
    )
    decided_on = grievance.decided_on()
    votes_counted = grievance.votes_counted()
    stepped_aside = grievance.stepped_aside()


FORMS: dict[str, type[OmbudForm]] = {
    "complaint": ComplaintForm,
    "conversation": ConversationForm,
    "written_complaint": WrittenComplaintForm,
    "director_decision": DirectorDecisionForm,
    "executive_decision": ExecutiveDecisionForm,
    "answer": AnswerForm,
    "hearing": HearingForm,
    "reasons": grievance.ReasonsForm,
    "withdrawal": grievance.WithdrawalForm,
}
