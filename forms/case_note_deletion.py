"""The forms of the deletion of a case note (Policy 404). Three facts and no more: the HMIS ID and the day identify a client."""

from __future__ import annotations

from ombud.forms.base import OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Day, Line, Pick, Text, when
from ombud.forms.text import lazy as _


class FoundForm(OmbudForm):
    """Opens the case, and says nothing of the note: only the coordinator may (P404-b)."""

    title = _("Have a case note deleted")
    intro = _(
        "An agency cannot delete a case note once it is saved. Only your HMIS Data Coordinator may ask for it. Tell them "
        "yourself which note it is: write nothing of it here, and name no client."
    )
    submit = _("Pass it to the coordinator")

    agency = Pick(
        _("Which agency?"),
        source="organisations.participating",
        personal=False,
        missing=_("Choose the agency."),
    )
    finder = Choice(
        _("Who are you?"),
        (
            ("coordinator", _("I am the agency's HMIS Data Coordinator")),
            ("staff", _("I am somebody else at the agency")),
        ),
        routes=True,
        help=_("Whatever you choose: only the coordinator can file the request."),
        missing=_("Choose who you are."),
    )


class RequestForm(OmbudForm):
    """What the Help Desk has to know, and nothing else (P404-f)."""

    title = _("Ask for the deletion of a case note")
    intro = _(
        "Work with whoever found the note. The Help Desk needs three facts. Nothing else is kept here, and none of the "
        "three stands in lists, mails or letters."
    )
    submit = _("Send it to the Help Desk")

    stage = Choice(
        _("Does the note have to be deleted?"),
        (("filed", _("Yes: I ask for it")), ("dropped", _("No: it stays"))),
        routes=True,
        missing=_("Choose yes or no."),
    )
    hmis_id = Line(
        _("HMIS ID of the client's record"),
        help=_("The ID only. No name."),
        when=when("stage", "filed"),
        missing=_("Enter the HMIS ID."),
    )
    note_created_on = Day(
        _("On which day was the note created?"),
        when=when("stage", "filed"),
        personal=True,
        missing=_("Enter the day on which the note was created."),
        validators=(not_in_the_future,),
    )
    reason = Text(
        _("Why does it have to be deleted?"),
        help=_("Name nobody: no client, and nobody whom the note is about. Do not repeat what stands in it."),
        when=when("stage", "filed"),
        missing=_("Give the reason."),
    )
    why_not = Text(
        _("Why not?"),
        help=_("Whoever found the note reads it. Name no client."),
        when=when("stage", "dropped"),
        missing=_("Say why the note stays."),
    )


class DecisionForm(OmbudForm):
    title = _("Decide on the deletion of a case note")
    intro = _(
        "The policy protects the integrity of case notes, and gives no criteria. Nobody decides where they have a part "
        "of their own. Name no client: the letter quotes what you write."
    )
    submit = _("Record the decision")

    stage = Choice(
        _("What becomes of the request?"),
        (
            ("approved", _("The note is deleted")),
            ("declined", _("The note stays")),
            ("returned", _("It is returned: something is missing or not clear")),
            ("dropped", _("The coordinator has taken it back")),
        ),
        routes=True,
        missing=_("Choose what becomes of the request."),
    )
    missing_facts = Text(
        _("What is missing or not clear?"),
        help=_("The letter to the coordinator quotes this. Name no client."),
        when=when("stage", "returned"),
        missing=_("Say what is missing."),
    )
    reasons = Text(
        _("Why?"),
        help=_("The letter quotes this. Name no client."),
        when=when("stage", "declined", "dropped"),
        missing=_("State the reasons: the letter has to give them."),
    )


class DeletionForm(OmbudForm):
    """The outcome record: Ombud deletes nothing in the HMIS."""

    title = _("Delete the case note in the HMIS")
    intro = _(
        "Find it by the HMIS ID and the day on which it was created. If it is not there, the request is returned."
    )
    submit = _("Record it")

    stage = Choice(
        _("Is it deleted?"),
        (("deleted", _("Yes")), ("not_found", _("No: there is no such note, or more than one"))),
        routes=True,
        missing=_("Choose yes or no."),
    )
    deleted_on = Day(
        _("On which day?"),
        when=when("stage", "deleted"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    evidence = Line(
        _("What shows it?"),
        help=_("Such as: the ticket of the Help Desk. No HMIS ID."),
        when=when("stage", "deleted"),
        personal=False,
        missing=_("Say what shows it."),
    )
    looked_for = Text(
        _("What did you find instead?"),
        help=_("The letter to the coordinator quotes this. Name no client."),
        when=when("stage", "not_found"),
        missing=_("Say what you found."),
    )


FORMS: dict[str, type[OmbudForm]] = {
    "found": FoundForm,
    "request": RequestForm,
    "decision": DecisionForm,
    "deletion": DeletionForm,
}
