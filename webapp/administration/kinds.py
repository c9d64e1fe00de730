"""What the events of the system's chain are called, and their facts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ombud.webapp.administration.words import KINDS as ORGANISATIONS
from ombud.workflows.casefile.words import humanised
from ombud.workflows.text import translate

KINDS = {
    "account.authenticator": _("Second factor set up"),
    "account.disabled": _("Account disabled"),
    "account.enabled": _("Account enabled again"),
    "account.feed_ended": _("Calendar feed switched off"),
    "account.feed_made": _("Address of a calendar feed made"),
    "account.invited": _("Link to an account mailed"),
    "account.password_changed": _("Password changed"),
    "account.password_forgotten": _("Link for a new password asked for"),
    "account.password_set": _("Password chosen"),
    "account.recovery_codes": _("New recovery codes made"),
    "account.refused": _("Signing in refused"),
    "account.reset_reason": _("Why a second factor was reset"),
    "account.second_factor_reset": _("Second factor reset"),
    "account.signed_out": _("Signed out everywhere"),
    "agenda.added": _("Item put on an agenda"),
    "agenda.deferred": _("Item of an agenda deferred"),
    "agenda.input_received": _("Input on an item of an agenda received"),
    "agenda.input_wanted": _("Input on an item of an agenda asked for"),
    "agenda.ordered": _("Agenda put in order"),
    "agenda.placed": _("Item placed on the agenda of a meeting"),
    "agenda.removed": _("Item taken off an agenda"),
    "attendance.arrived": _("Arrival at a meeting recorded"),
    "attendance.left": _("Departure from a meeting recorded"),
    "ballot.closed": _("Ballot closed"),
    "ballot.opened": _("Ballot opened"),
    "ballot.proxy": _("Vote passed on to somebody else"),
    "ballot.recused": _("Somebody stepped aside from the ballot"),
    "ballot.void": _("Ballot void: nothing was decided"),
    "body.convened": _("Committee convened"),
    "body.dissolved": _("Committee dissolved"),
    "body.rule_set": _("Rule of voting set"),
    "calendar.rule": _("Rule of regular meetings set"),
    "checklist.published": _("Checklist published"),
    "closure.added": _("Closure entered"),
    "closure.removed": _("Closure removed"),
    "code.refused": _("Tracking code refused"),
    "cochair.designated": _("Co-chair designated"),
    "cochair.taken_back": _("Co-chair taken back"),
    "delegation.recorded": _("Role passed on"),
    "delegation.revoked": _("Delegation revoked"),
    "document.recorded": _("Document recorded"),
    "duty.done": _("Standing duty recorded as done"),
    "job.retried": _("Job tried again"),
    "letter_text.changed": _("Words of a letter changed"),
    "link.asked": _("New link to a case asked for"),
    "link.refused": _("Link to a case refused"),
    "meeting.adjourned": _("Meeting adjourned"),
    "meeting.cancelled": _("Meeting cancelled"),
    "meeting.moved": _("Meeting moved"),
    "meeting.opened": _("Meeting called to order"),
    "meeting.scheduled": _("Meeting scheduled"),
    "meeting.undone": _("Change of the calendar taken back"),
    "minutes.approved": _("Minutes approved"),
    "minutes.drafted": _("Minutes drafted"),
    "organisation.added": _("Organisation added"),
    "organisation.changed": _("Organisation changed"),
    "organisation.declared": _("What an organisation has declared recorded"),
    "organisation.participation": _("Taking part changed"),
    "organisations.imported": _("List of organisations imported"),
    "packet.read": _("Packet of a meeting opened"),
    "person.added": _("Person added"),
    "person.address_changed": _("Address of a person changed"),
    "person.changed": _("Person changed"),
    "procedure.deployed": _("Version of a procedure deployed"),
    "schedule.called": _("Round of a schedule opened"),
    "role.acting": _("Somebody named to act in a role"),
    "role.ended": _("Role given its last day"),
    "role.granted": _("Role granted"),
    "role.taken_back": _("Role taken back"),
    "seat.closed": _("Seat closed"),
    "seat.filled": _("Seat filled"),
    "seat.left": _("Seat left"),
    "seat.opened": _("Seat opened"),
    "seat.taken_back": _("Seat taken back"),
    "setting.changed": _("Setting changed"),
    "substitute.accepted": _("Substitute accepted"),
    "substitute.declined": _("Substitute declined"),
    "substitute.ended": _("Substitution ended"),
    "substitute.proposed": _("Substitute asked"),
    "vote.cast": _("Vote cast"),
    "vote.changed": _("Vote changed"),
}

ACTORS = {
    "operator": _("At the command line"),
    "party": _("Somebody without an account"),
    "worker": _("Ombud itself"),
}
"""Who acted, where it was no person of the directory."""

FACTS = {
    "body": _("Body"),
    "checklist": _("Checklist"),
    "document": _("Document"),
    "done_on": _("Done on"),
    "duty": _("Duty"),
    "ends_on": _("Until"),
    "fields": _("What was changed"),
    "from": _("From"),
    "from_on": _("From"),
    "kind": _("Kind"),
    "letter": _("Letter"),
    "name": _("Name"),
    "on": _("On"),
    "organisation": _("Organisation"),
    "participation": _("Taking part"),
    "period": _("Period"),
    "person": _("Person"),
    "procedure": _("Procedure"),
    "reason": _("Reason"),
    "starts_at": _("Meeting of"),
    "substitute": _("Substitute"),
    "to": _("To"),
    "to_on": _("Until"),
    "try": _("With what"),
    "value": _("Value"),
    "version": _("Version"),
}
"""The facts of an event that are shown, in this order of the alphabet; all others are ids and digests."""

CODED = frozenset(("checklist", "document", "fields", "kind", "letter", "procedure", "reason", "try"))
"""Facts whose values are words of the code."""

VALUES = {
    "ad_hoc": _("Ad hoc committee"),
    "agenda": _("Placing a case on an agenda"),
    "alternate": _("Alternate"),
    "ballot": _("End of a ballot"),
    "changed": _("It is another one now"),
    "calendar": _("Carrying on regular meetings"),
    "digest": _("Sending a daily mail"),
    "draft": _("Deleting what was begun long ago"),
    "duty": _("Standing duty"),
    "email": _("E-mail address"),
    "holder": _("Holder of the seat"),
    "invitation": _("Invitation"),
    "kind": _("Kind"),
    "language": _("Language"),
    "letter": _("Making a letter"),
    "link": _("Link"),
    "looking": _("To see whether it fails again"),
    "lost": _("Lost"),
    "mail": _("Sending a mail"),
    "misused": _("Somebody else may have used it"),
    "name": _("Name"),
    "notify": _("Telling people"),
    "open": _("Opening a case from another one"),
    "organisation_id": _("Organisation"),
    "overdue": _("Telling that something is overdue"),
    "passed": _("What made it fail has passed by itself"),
    "password": _("Password"),
    "regular": _("Regular meeting"),
    "remind": _("Reminder"),
    "repaired": _("What made it fail is put right"),
    "reset": _("Link for a new password"),
    "retime": _("Computing the dates of a case anew"),
    "schedule": _("Opening what is scheduled"),
    "second_factor": _("Second factor"),
    "selection": _("Selection committee"),
    "special": _("Special meeting"),
    "standing": _("Standing body"),
    "task": _("Telling of a task"),
    "tick": _("Deadline of a case"),
} | {str(kind): words for kind, words in ORGANISATIONS.items()}  # fmt: skip
"""What the words of the code are called that stand as a kind, a try or a changed field."""


def kind_name(kind: str) -> str:
    return str(KINDS.get(kind) or translate(humanised(kind.replace(".", " "))))


def actor_name(actor: str) -> str:
    return str(ACTORS.get(actor.partition(":")[0]) or humanised(actor))


def value_name(value: str) -> str:
    return str(VALUES.get(value) or translate(humanised(value)))
