"""What the events of the system's chain are called. One that has no words here is called by its kind."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ombud.workflows.casefile.words import humanised
from ombud.workflows.text import translate

KINDS = {
    "account.authenticator": _("Second factor set up"),
    "account.disabled": _("Account disabled"),
    "account.enabled": _("Account enabled again"),
    "account.invited": _("Invited"),
    "account.password_changed": _("Password changed"),
    "account.password_forgotten": _("Link for a new password asked for"),
    "account.password_set": _("Password chosen"),
    "account.recovery_codes": _("New recovery codes made"),
    "account.refused": _("Signing in refused"),
    "account.reset_reason": _("Why a second factor was reset"),
    "account.second_factor_reset": _("Second factor reset"),
    "account.signed_out": _("Signed out everywhere"),
    "agenda.added": _("Item put on an agenda"),
    "body.convened": _("Committee convened"),
    "body.dissolved": _("Committee dissolved"),
    "calendar.rule": _("Rule of regular meetings set"),
    "closure.added": _("Closure entered"),
    "closure.removed": _("Closure removed"),
    "cochair.designated": _("Co-chair designated"),
    "cochair.taken_back": _("Co-chair taken back"),
    "delegation.recorded": _("Role passed on"),
    "delegation.revoked": _("Delegation revoked"),
    "duty.done": _("Standing duty recorded as done"),
    "job.retried": _("Job tried again"),
    "meeting.cancelled": _("Meeting cancelled"),
    "meeting.moved": _("Meeting moved"),
    "meeting.scheduled": _("Meeting scheduled"),
    "organisation.added": _("Organisation added"),
    "organisation.changed": _("Organisation changed"),
    "organisation.participation": _("Taking part changed"),
    "organisations.imported": _("List of organisations imported"),
    "packet.read": _("Packet of a meeting opened"),
    "person.added": _("Person added"),
    "person.changed": _("Person changed"),
    "procedure.deployed": _("Version of a procedure deployed"),
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
}

ACTORS = {
    "operator": _("At the command line"),
    "party": _("Somebody without an account"),
    "worker": _("Ombud itself"),
}
"""Who acted, where it was no person of the directory."""

FACTS = {
    "body": _("Body"),
    "done_on": _("Done on"),
    "duty": _("Duty"),
    "ends_on": _("Until"),
    "fields": _("What was changed"),
    "from": _("From"),
    "from_on": _("From"),
    "kind": _("Kind"),
    "name": _("Name"),
    "on": _("On"),
    "organisation": _("Organisation"),
    "participation": _("Taking part"),
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


def kind_name(kind: str) -> str:
    return str(KINDS.get(kind) or translate(humanised(kind.replace(".", " "))))


def actor_name(actor: str) -> str:
    return str(ACTORS.get(actor.partition(":")[0]) or humanised(actor))
