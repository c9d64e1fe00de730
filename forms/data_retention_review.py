"""The forms of the yearly review of records that nobody has used for years (Policy 303).

Counts only: no name, no number of a record. Nobody chooses from which day on a record counts as unused: two settings
fix it (A57). `stage` says where the matter stands: whoever moves it on answers it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ombud.forms import decision, grievance
from ombud.forms.base import Group, OmbudForm
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Choice, Choices, Day, Line, Pick, Text, Tick, when
from ombud.forms.text import lazy as _

CLASSES = (
    ("names", _("First and last names")),
    ("social_security", _("Social Security numbers")),
    ("telephones", _("Telephone numbers")),
    ("mail_addresses", _("E-mail addresses")),
    ("photographs", _("Photographs of clients")),
    ("addresses", _("Current physical addresses")),
    ("case_notes", _("Case notes")),
    ("documents", _("Uploaded documents that identify somebody, or show a disability or benefits")),
)
"""The identifiers of Policy 303, in its order (P303-e). A date of birth is not among them (A60)."""

PARTS = 4
"""Of a line of the report: organisation, project, the records unused, those merely created that long ago."""


class CutOff(Pick):
    """The last day of use with which a record counts as unused: one answer, which is fixed."""

    given: ClassVar[bool] = True

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, personal=False, missing=_("Choose the day."), **kwargs)
        self.type = "Pick"  # shown like any other
        self.invalid_choice_message = _("The day is fixed: so many years before the close of the federal fiscal year.")

    def words(self) -> dict[str, str]:
        return {f"{self.short_name}:{choice.value}": str(choice.label) for choice in self.choices}


def _count(label: str, **kwargs: Any) -> Line:
    return Line(label, personal=False, missing=_("Enter a number."), **kwargs)


class CountsForm(OmbudForm):
    """How many records there are, by organisation and project. The total of what is listed guards against a slip."""

    counted_to = CutOff(
        _("Records whose last activity was on or before"), source="cut_off.data_retention_review.years.fiscal_year_end"
    )
    stage = Choice(
        _("Are there such records?"),
        (("list", _("Yes")), ("none", _("No"))),
        routes=True,
        help=_("The last activity counts. A record that was created that long ago and used since is not among them."),
        missing=_("Choose yes or no."),
    )
    projects = Text(
        _("How many, by organisation and project?"),
        help=_(
            "One line for each project: organisation; project; records without activity; records created that long ago "
            "but used since. The last number is for the board to see: nothing is removed from these records."
        ),
        personal=False,
        when=when("stage", "list"),
        missing=_("Enter a line for each project."),
    )
    total = _count(_("How many records without activity in all?"), when=when("stage", "list"))
    created_only = _count(
        _("How many records in all were created that long ago but used since?"),
        help=_("Shown to the board beside the others. No step removes anything from them."),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        for name in ("total", "created_only"):
            if self[name].data and not self[name].data.isdecimal():
                yield name, _("Enter a number.")
        if self.stage.data == "list" and self.projects.data:
            yield from self._sums(self.projects.data)

    def _sums(self, text: str) -> Iterator[tuple[str, str]]:
        lines = [[part.strip() for part in line.split(";")] for line in text.splitlines() if line.strip()]
        for parts in lines:
            if len(parts) != PARTS or not all(parts) or not all(count.isdecimal() for count in parts[2:]):
                yield "projects", _("Write each line as: organisation; project; number; number.")
                return
        unused = sum(int(parts[2]) for parts in lines)
        if not unused:
            yield "projects", _("None of these records is without activity. Answer above that there are none.")
        if self.total.data and self.total.data.isdecimal() and int(self.total.data) != unused:
            yield "total", _("The lines above add up to %(sum)d.", sum=unused)
        created = sum(int(parts[3]) for parts in lines)
        if self.created_only.data and self.created_only.data.isdecimal() and int(self.created_only.data) < created:
            yield "created_only", _("The lines above add up to %(sum)d.", sum=created)


class ReportForm(CountsForm):
    """What the System Administrator reports to the board (P303-a, P303-b)."""

    title = _("Report the records that nobody has used for years")
    intro = _(
        "Counts only: name nobody, and enter no number of a record. The members of the board get the report as a letter."
    )
    submit = _("Send the report")

    notes = Text(_("Anything the board should know? (optional)"), required=False)


class VoteForm(OmbudForm):
    """What the board decided. A ballot fills it in; by hand it is recorded with the votes as counted."""

    title = _("Decision of the Data Strategy Board")
    intro = _(
        "The board decides for both Continuums of Care. Identifiers are removed and no record is deleted. Dates of birth "
        "are not among the identifiers of the policy: they stay, and could help to recognise somebody."
    )
    submit = _("Record the decision")

    stage = Choice(
        _("What did the board decide?"),
        (
            ("authorised", _("Authorise it: the eight kinds of identifiers, in all records of the report")),
            ("in_part", _("Authorise it in part")),
            ("more_kinds", _("Authorise it, and further kinds of identifiers as well")),
            ("refused", _("Do not authorise it")),
            ("questions", _("Ask the System Administrator first")),
        ),
        routes=True,
        missing=_("Choose what the board decided."),
    )
    decided_on = decision.decided_on()
    votes_counted = decision.votes_counted()


class ScopeForm(OmbudForm):
    """What an authorisation covers that is not simply for everything reported (P303-c, A60)."""

    title = _("Write down what the board has authorised")
    intro = _("The System Administrator goes by this. Only what the board has decided is removed.")
    submit = _("Send the authorisation")

    classes = Choices(
        _("Which kinds of identifiers are removed?"), CLASSES, personal=False, missing=_("Choose at least one kind.")
    )
    further = Text(
        _("Which further kinds, and in which words did the board decide on them? (optional)"),
        help=_("Such as dates of birth. The policy does not name them: each needs the board's decision."),
        required=False,
        personal=False,
    )
    records = Text(
        _("In the records of which organisations and projects?"),
        help=_("“All of the report”, or those that are left out."),
        personal=False,
        missing=_("Say in which records."),
    )


class ReasonsForm(OmbudForm):
    title = _("Write down the board's reasons")
    intro = _("The System Administrator gets a letter. It quotes what you write here.")
    submit = _("Send the letter")

    reasons = grievance.reasons()


class QuestionsForm(OmbudForm):
    title = _("Write down what the board asks")
    intro = _("The System Administrator gets a letter. It quotes what you write here.")
    submit = _("Send the letter")

    asked = Text(_("What does the board want to know?"), missing=_("Write down what the board asks."))


class AnswerForm(CountsForm):
    """The counts as they are now, corrected where need be: the board decides on these."""

    title = _("Answer the board, and send the counts again")
    intro = _("The members get the report anew, and it returns to the board at its next meeting.")
    submit = _("Send the answer")

    answer = Text(_("What do you answer?"), help=_("The members read this."), missing=_("Answer what the board asks."))


class RemovalForm(OmbudForm):
    """One entry of the execution log: counts by kind of identifier (P303-e to P303-g)."""

    title = _("Remove the identifiers in the HMIS")
    intro = _(
        "Remove what the board has authorised in the HMIS, then record it here: counts only. You may do it in several "
        "passes, each with an entry of its own. Ombud changes nothing in the HMIS itself."
    )
    submit = _("Record it")
    groups = (
        Group(_("What was done, and when"), ("stage", "removed_on")),
        Group(
            _("Removed from how many records"),
            (
                "names",
                "social_security",
                "telephones",
                "mail_addresses",
                "photographs",
                "addresses",
                "case_notes",
                "documents",
                "further",
            ),
        ),
        Group(_("What remains, and who looked"), ("used_since", "reason", "kept", "standards")),
    )

    stage = Choice(
        _("Is it done?"),
        (
            ("done", _("Yes: all that the board has authorised is removed")),
            ("more", _("In part: more follows, in another entry")),
            ("stopped", _("No: the rest cannot be removed")),
        ),
        routes=True,
        missing=_("Choose whether it is done."),
    )
    removed_on = Day(
        _("On which day did you work on it?"),
        personal=False,
        missing=_("Enter the day."),
        validators=(not_in_the_future,),
    )
    names = _count(_("First and last names: removed from how many records?"), required=False)
    social_security = _count(_("Social Security numbers: removed from how many records?"), required=False)
    telephones = _count(_("Telephone numbers: removed from how many records?"), required=False)
    mail_addresses = _count(_("E-mail addresses: removed from how many records?"), required=False)
    photographs = _count(_("Photographs of clients: removed from how many records?"), required=False)
    addresses = _count(_("Current physical addresses: removed from how many records?"), required=False)
    case_notes = _count(_("Case notes: removed from how many records?"), required=False)
    documents = _count(_("Uploaded documents: removed from how many records?"), required=False)
    further = Line(
        _("Further kinds that the board decided on: which, and from how many records? (optional)"),
        required=False,
        personal=False,
    )
    used_since = _count(
        _("How many records were left out because they have been used again?"),
        help=_("Look before you remove anything: a record used since the report is not one without activity."),
    )
    reason = Text(
        _("Why can the rest not be removed?"),
        personal=False,
        when=when("stage", "stopped"),
        missing=_("Say why."),
    )
    kept = Tick(
        _("No record was deleted: the records stay, without the identifiers, for analysis over the years."),
        required=True,
        personal=False,
        missing=_("Records are never deleted here."),
    )
    standards = Tick(
        _("The identifiers were removed as the 2004 HMIS Data and Technical Standards ask."),
        required=True,
        personal=False,
        missing=_("They are removed as the standards ask."),
    )

    def check(self) -> Iterator[tuple[str, str]]:
        counts = [self[name] for name, _words in CLASSES]
        for field in (*counts, self.used_since):
            if field.data and not field.data.isdecimal():
                yield field.short_name, _("Enter a number.")
        if self.stage.data in ("done", "more") and not self.further.data and not any(one.data for one in counts):
            yield "names", _("Enter from how many records each kind was removed; 0 where there was nothing to remove.")


FORMS: dict[str, type[OmbudForm]] = {
    "report": ReportForm,
    "vote": VoteForm,
    "scope": ScopeForm,
    "reasons": ReasonsForm,
    "questions": QuestionsForm,
    "answer": AnswerForm,
    "removal": RemovalForm,
}
