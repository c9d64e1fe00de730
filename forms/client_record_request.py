"""The forms of a client's request about their record (Policy 207). Plain language: many who fill them in are under strain."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.forms import grievance, withdrawal
from ombud.forms.base import OmbudForm
from ombud.forms.client_record_request_answer import ConsiderForm, GiveForm, ProduceForm
from ombud.forms.fields import Choice, Files, Line, Pick, Text, Tick, When, when
from ombud.forms.options import YES_NO
from ombud.forms.text import lazy as _
from ombud.forms.uploads import LIMITS


def _agency(asked: When, label: str = "") -> Pick:
    return Pick(
        label or _("Which agency?"),
        source="organisations.participating",
        routes=True,
        when=asked,
        missing=_("Choose the agency."),
    )


def _network(asked: When) -> Pick:
    return Pick(
        _("Which Coordinated Access Network (CAN)?"),
        source="organisations.cans",
        routes=True,
        when=asked,
        missing=_("Choose the CAN."),
    )


class RequestForm(OmbudForm):
    """Opens the case, without an account. Three kinds of request (A71)."""

    title = _("Ask for your HMIS record, or for a correction of it")
    yours = _("Your request")
    intro = _(
        "For people whose information is in CT HMIS, and for anyone who asks for them. You need no account. At the end "
        "you get a code: with it you can see what happens and write to us. Nothing is handed out before it is certain who "
        "is asking."
    )

    kind = Choice(
        _("What do you want?"),
        (
            ("copy", _("A copy of the record")),
            ("history", _("To know who added to, deleted or edited the record")),
            ("correction", _("Something in the record put right")),
        ),
        routes=True,
        missing=_("Choose what you want."),
    )
    filing_for = Choice(
        _("Whose record is it?"),
        (("myself", _("My own")), ("other", _("Somebody else's, for whom I may ask"))),
        missing=_("Choose whose record it is."),
    )
    contact_name = grievance.name_of_sender()
    client_name = Line(
        _("If you ask for somebody else: their name"),
        when=when("filing_for", "other"),
        missing=_("Enter the name of the person you ask for."),
    )
    contact_email = grievance.mail_address(_("Your e-mail address, if you have one"), required=False)
    contact_other = grievance.other_way_to_reach()
    language = grievance.language()
    keeper = Choice(
        _("Who made the record?"),
        (
            ("agency", _("An agency where I got help")),
            ("can", _("A Coordinated Access Network (CAN) that I was enrolled with")),
            ("unsure", _("I am not sure")),
        ),
        routes=True,
        help=_("If you are not sure, say so. We find out who keeps it."),
        missing=_("Choose who made the record. “I am not sure” is fine."),
    )
    agency = _agency(when("keeper", "agency"))
    can = _network(when("keeper", "can"))
    where = Text(
        _("Where did you get help, and when?"),
        help=_("As well as you remember. Also if the agency is not in the list."),
        when=when("keeper", "unsure"),
        missing=_("Tell us where you got help, as well as you remember."),
    )
    part = Text(
        _("Do you want a certain part of it, or a certain time? (optional)"),
        when=when("kind", "copy", "history"),
        required=False,
    )
    wrong = Text(
        _("What is wrong or missing in the record?"),
        when=when("kind", "correction"),
        missing=_("Tell us what is wrong or missing."),
    )
    right = Text(
        _("What should it say?"), when=when("kind", "correction"), missing=_("Tell us what the record should say.")
    )
    documents = Files(_("Documents that show it (optional)"), help=LIMITS, when=when("kind", "correction"))

    def check(self) -> Iterator[tuple[str, str]]:
        if not self.contact_email.data and not self.contact_other.data and not self.contact_email.errors:
            yield "contact_other", _("Give an e-mail address or another way to reach you, so that we can answer.")


class LookForm(OmbudForm):
    """By whoever was asked, the agency or the backbone of the CAN: whose record it is, and who is asking (A71)."""

    title = _("Look whose record it is, and who is asking")
    intro = _(
        "An agency answers for the records it created, the backbone of a CAN for those made under the CAN. Make sure "
        "who is asking before anything is handed out or changed. The policy says nothing of how."
    )
    submit = _("Save and send on")

    stage = Choice(
        _("What did you find?"),
        (
            ("ours", _("It is our record, and it is certain who is asking")),
            ("ask", _("It is our record: the client still has to show who is asking")),
            ("elsewhere", _("Somebody else made the record, or we do not know who")),
            ("none", _("There is no such record")),
            ("not_shown", _("The client was asked, and it is still not certain who is asking")),
        ),
        routes=True,
        missing=_("Choose what you found."),
    )
    identity_checked = Tick(
        _("I made sure who is asking"),
        required=True,
        when=when("stage", "ours"),
        missing=_("Nothing is handed out before it is certain who is asking."),
    )
    identity_by = Line(
        _("How?"),
        help=_("Such as: showed a photo identification here. No numbers of documents."),
        when=when("stage", "ours"),
        missing=_("Say how you made sure who is asking."),
    )
    represented = Choice(
        _("Does somebody ask for the client?"),
        YES_NO,
        when=when("stage", "ours"),
        missing=_("Choose yes or no."),
    )
    authority = Line(
        _("What shows that they may?"),
        help=_("Such as: a parent of a minor, a guardian, a written authority of the client."),
        when=when("represented", "yes"),
        missing=_("Say what shows that they may ask for the client."),
    )
    needed = Text(
        _("What does the client have to show, and how?"),
        help=_("The letter quotes this. The client can answer with a message in the case, or come to you."),
        when=when("stage", "ask"),
        missing=_("Tell the client what is needed."),
    )
    keeper = Choice(
        _("Who made it?"),
        (
            ("agency", _("Another agency")),
            ("can", _("A CAN: it was made under the CAN")),
            ("unsure", _("We do not know: the Lead finds out")),
        ),
        routes=True,
        when=when("stage", "elsewhere"),
        missing=_("Choose who made it."),
    )
    agency = _agency(when("keeper", "agency"))
    can = _network(when("keeper", "can"))
    reason = Text(
        _("Why? In plain words to the client"),
        help=_("The letter quotes this. Nothing of what stands in the record."),
        when=when("stage", "elsewhere", "none", "not_shown"),
        missing=_("Write a sentence to the client: the letter gives the reason."),
    )


class FindForm(OmbudForm):
    """For a client, an agency or a CAN that does not know."""

    title = _("Find out who keeps the record")
    intro = _(
        "An agency answers for the records it created, the backbone of a CAN for those made under the CAN. Whoever you "
        "name is asked next, and the client hears of it."
    )
    submit = _("Save and send on")

    stage = Choice(
        _("Is there such a record?"),
        (("elsewhere", _("Yes, and I know who keeps it")), ("none", _("No"))),
        routes=True,
        missing=_("Choose yes or no."),
    )
    keeper = Choice(
        _("Who made it?"),
        (("agency", _("An agency")), ("can", _("A CAN: it was made under the CAN"))),
        routes=True,
        when=when("stage", "elsewhere"),
        missing=_("Choose who made it."),
    )
    agency = _agency(when("keeper", "agency"))
    can = _network(when("keeper", "can"))
    reason = Text(
        _("Why? In plain words to the client"),
        help=_("The letter quotes this. Nothing of what stands in the record."),
        missing=_("Write a sentence to the client: the letter gives the reason."),
    )


class WithdrawalForm(withdrawal.WithdrawalForm):
    title = _("Withdraw the request")
    intro = _("The case is closed and nothing more happens in it. You may ask again at any time.")


FORMS: dict[str, type[OmbudForm]] = {
    "request": RequestForm,
    "look": LookForm,
    "find": FindForm,
    "produce": ProduceForm,
    "give": GiveForm,
    "consider": ConsiderForm,
    "withdrawal": WithdrawalForm,
}
