"""The forms of the Lead's yearly monitoring (Policy 201): documents are asked for, looked at, and what is wrong is put right."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.days import past_day
from ombud.forms.fields import Choice, Choices, Files, Line, Pick, Text, Tick, when
from ombud.forms.text import lazy as _


class PickForm(OmbudForm):
    """An agency beside those that are drawn: the Lead sees a risk, and says which (A24)."""

    title = _("Monitor an agency that was not drawn")
    intro = _(
        "A quarter of the agencies is drawn by lot each year. This is for one more, because of a risk. It does not count for the quarter."
    )
    submit = _("Begin the monitoring")

    organisation = Pick(
        _("Which agency?"), source="organisations.participating", routes=True, missing=_("Choose the agency.")
    )
    reason = Text(
        _("Why this agency?"),
        help=_("The agency reads it. Name no client and no user."),
        missing=_("Say why."),
    )


class RequestForm(OmbudForm):
    title = _("Say which documents are wanted")
    intro = _(
        "They verify what the agency has certified. Ask for documents, not for a visit, and for none with data of clients."
    )
    submit = _("Ask the agency for them")

    checklists = Choices(
        _("What is verified?"),
        (
            ("exhibit_a", _("Statements of the administrative checklist (Exhibit A)")),
            ("exhibit_b", _("Statements of the security checklist (Exhibit B)")),
            ("policies", _("Other parts of the policies and procedures")),
        ),
        personal=False,
        missing=_("Choose what is verified."),
    )
    statements = Text(
        _("Which statements or policies?"),
        personal=False,
        missing=_("Say which."),
    )
    documents = Text(
        _("Which documents are to show it?"),
        help=_(
            "Such as letters of appointment, training records, the agency's own procedures. Without data of clients."
        ),
        personal=False,
        missing=_("Say which documents."),
    )


class DocumentsForm(OmbudForm):
    title = _("Send the documents")
    intro = _("Send what the Lead asked for. Black out whatever is about clients.")
    submit = _("Send them to the Lead")

    documents = Files(_("Documents (optional)"))
    answer = Text(
        _("What is sent, and what is not?"),
        help=_("Say for each document where it is, or why there is none."),
        missing=_("Say what is sent."),
    )
    no_clients = Tick(
        _("Nothing that is sent holds data of clients."),
        required=True,
        personal=False,
        missing=_("Black out first what is about clients."),
    )


class ExaminationForm(OmbudForm):
    title = _("Look whether the documents support it")
    intro = _("Look at each statement you asked about. Nothing that is found here touches the agency's access.")
    submit = _("Record what they show")

    stage = Choice(
        _("What do the documents show?"),
        (
            ("supported", _("They support what the agency has certified")),
            ("more", _("That cannot be said yet: more documents are needed")),
            ("findings", _("Something is not supported: it has to be put right")),
        ),
        routes=True,
        missing=_("Choose what they show."),
    )
    looked_at = Text(
        _("What did you look at?"),
        when=when("stage", "supported", "findings"),
        help=_("This is the monitoring record."),
        personal=False,
        missing=_("Say what you looked at."),
    )
    findings = Text(
        _("What is not supported?"),
        when=when("stage", "findings"),
        help=_("One after the other, with the statement or policy."),
        personal=False,
        missing=_("Say what is not supported."),
    )


class StepsForm(OmbudForm):
    title = _("Recommend steps")
    intro = _(
        "The agency works with you to put right what was found. The days are counted from the finding, and access continues."
    )
    submit = _("Send findings and steps")

    steps = Text(
        _("Which steps do you recommend?"),
        help=_("For each finding, what the agency does and what will show it."),
        personal=False,
        missing=_("Say which steps."),
    )


class RemedyForm(OmbudForm):
    title = _("Complete the steps")
    intro = _("Record what was done for each step. Access continues meanwhile.")
    submit = _("Send it to the Lead")

    done = Text(_("What was done?"), help=_("For each step. Name no client."), missing=_("Say what was done."))
    evidence = Files(_("What shows it (optional)"))


class CheckForm(OmbudForm):
    """Put right, not yet, or ended without it: that people decide, also where a finding does not stand (A21)."""

    title = _("Check what was put right")
    intro = _("Look at each finding again.")
    submit = _("Record it")

    stage = Choice(
        _("Is everything put right?"),
        (
            ("corrected", _("Yes")),
            ("outstanding", _("No: something is still to be done")),
            ("not_corrected", _("No: it was decided that the remediation ends without it")),
        ),
        routes=True,
        help=_("Ending it is a decision of people, which you record. Ombud changes nobody's access."),
        missing=_("Choose what you find."),
    )
    remarks = Text(
        _("What is still to be done?"),
        when=when("stage", "outstanding"),
        personal=False,
        missing=_("Say what is still to be done."),
    )
    decision = Text(
        _("Who decided it, when, and what follows?"),
        when=when("stage", "not_corrected"),
        help=_("The letter to the agency quotes this."),
        personal=False,
        missing=_("Say who decided it, when, and what follows."),
    )


class BoardForm(OmbudForm):
    title = _("Record what the board says")
    intro = _("The remediation is past day 60. Nothing happens by itself: tell the board, and record what it says.")
    submit = _("Record it")

    heard_on = past_day(_("On which day did the board hear of it?"))
    said = Text(_("What does the board say?"), personal=False, missing=_("Say what the board says."))
    reference = Line(_("Where is it in the minutes? (optional)"), required=False, personal=False)


FORMS: dict[str, type[OmbudForm]] = {
    "pick": PickForm,
    "request": RequestForm,
    "documents": DocumentsForm,
    "examination": ExaminationForm,
    "steps": StepsForm,
    "remedy": RemedyForm,
    "check": CheckForm,
    "board": BoardForm,
}
