"""What happened in a case, in words, from its events. Nothing that anybody wrote appears here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import ConflictKind
from ombud.storage.cases import Party
from ombud.storage.events import Event
from ombud.workflows.casefile.documents import title_of
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.kinds import called
from ombud.workflows.casefile.people import brought_by, person_names
from ombud.workflows.casefile.words import element_name, humanised, outcome_name, role_name
from ombud.workflows.days import day_of
from ombud.workflows.engine.values import ElementKey, InputKind
from ombud.workflows.log import SETTINGS_TAKEN, TERMINATED, UNDONE
from ombud.workflows.text import translate as _

OF_THE_BODY: Final = ("vote.", "ballot.proxy")
"""Who votes, and for whom, is on the page of the ballot, for those who read it; parties see this history too."""

AMONG_THEM: Final = ("note.", "link.")
"""Notes are for those who work on the case, and this history is for its parties too; when a party looked is its own."""

OF_THE_SEAL: Final = "identity."

DELIVERED: Final = "letter.delivered"

NAMELESS: Final = ("conflict.", "ballot.recused", "message.")
"""That somebody stepped aside is part of the history; who did is for those who preside. Whoever writes to a party does so
by their role."""


@dataclass(frozen=True, slots=True)
class Happened:
    seq: int
    what: str
    who: str
    at: datetime
    then: tuple[str, ...]  # what followed from it


def timeline_of(session: Session, found: Found) -> tuple[Happened, ...]:
    """Newest first."""
    newest = select(Event).where(Event.chain == found.case.id).order_by(Event.seq.desc())
    events = [event for event in session.scalars(newest) if not event.kind.startswith((*OF_THE_BODY, *AMONG_THEM))]
    names = person_names(session, (event.actor_id for event in events))
    parties = list(session.scalars(select(Party).where(Party.case_id == found.case.id)))
    role = found.deployed.toml.start.party
    party = brought_by(found.case, parties, found.key, sealed=found.sealed, role=role)
    rows = []
    for _key, same in groupby(events, key=_told_as_one):
        several = list(same)
        event = several[0]
        what, then = _what(found, event, times=len(several)), tuple(_then(found, event.body or {}))
        rows.append(Happened(event.seq, what, _who(event, names, party), event.at, then))
    return tuple(rows)


def _told_as_one(event: Event) -> tuple[int | str, date | None]:
    """A letter to a whole board is delivered to each of them: one line for those of a day that follow each other."""
    if event.kind == DELIVERED:
        return str((event.body or {}).get("letter")), day_of(event.at)
    return event.seq, None


def _who(event: Event, names: dict[UUID, str], party: str) -> str:
    if event.kind.startswith(NAMELESS):
        return ""
    return names.get(event.actor_id, "") if event.actor_id else _actor(event.actor, party)


def _actor(actor: str, party: str) -> str:
    kind = actor.partition(":")[0]
    return {"party": party, "worker": _("Ombud"), "operator": _("The operator")}.get(kind, "")


def _what(found: Found, event: Event, *, times: int) -> str:
    name = element_name(found.deployed, ElementKey.parse(event.element).element) if event.element else ""
    match event.kind:
        case "opened":
            return _("Opened")
        case "completed":
            return _("Done: %(task)s", task=name)
        case "ticked":
            fired = [_name(found, key) for key in (event.body or {}).get("fired", ())]
            return _("The time came: %(timers)s", timers=", ".join(fired))
        case "delivered":
            return _message(found, event.input or {})
        case "conflict.declared" if (event.body or {}).get("kind") == ConflictKind.RECUSED:
            return _("Stepped aside from deciding")
        case kind if kind.startswith(OF_THE_SEAL):
            return _sealing(kind, event.body or {})
        case kind if kind == UNDONE:
            return _undone(found, event.body or {})
        case kind if kind.startswith("letter."):
            return _letter(found, event, times)
        case kind:
            return called(kind, name)


def _undone(found: Found, body: dict[str, Any]) -> str:
    """By the step that is open again; for a date of the diagram and an operator's ending there is none."""
    if body.get("input") == TERMINATED:
        return _("Taken back: the end by an operator")
    if body.get("input") == SETTINGS_TAKEN:
        return _("Taken back: the settings of another day")
    element = str(body.get("element") or "")
    withdrawal = found.deployed.toml.withdrawal
    if withdrawal is not None and element == withdrawal.message:
        return _("Taken back: the withdrawal")
    if body.get("input") == InputKind.COMPLETED and element:
        return _("Taken back: %(task)s", task=_name(found, element))
    return _("Taken back: what happened when the time came")


def _letter(found: Found, event: Event, times: int) -> str:
    """By its title: the step that issued it says little to whoever was sent it."""
    title = title_of(found, str((event.body or {}).get("letter")))
    if times > 1:
        return _("Letter delivered to %(count)s people: %(title)s", count=times, title=title)
    return called(event.kind, title)


def _sealing(kind: str, body: dict[str, Any]) -> str:
    """By the roles, which the event has; who they were is said beside it, and why is not in the history."""
    roles = ", ".join(role_name(role) for role in body.get("roles", [body.get("role")]) if role)
    match kind:
        case "identity.asked":
            return _("Asked to see who brought this case, with a reason: %(role)s", role=roles)
        case "identity.opened":
            return _("Opened who brought this case, for stated reasons: %(roles)s", roles=roles)
        case "identity.refused":
            return _("Did not agree to open who brought this case: %(role)s", role=roles)
    return _("Who brought this case is sealed again")


def _message(found: Found, given: dict[str, Any]) -> str:
    withdrawal = found.deployed.toml.withdrawal
    if withdrawal and given.get("message") == withdrawal.message:
        return _("Withdrawn")
    return _("A message arrived")


def _then(found: Found, body: dict[str, Any]) -> list[str]:
    lines = [_("Asked: %(task)s", task=_name(found, key)) for key in body.get("opened", ())]
    lines += _how(body)
    for effect in body.get("effects", ()):
        if effect.get("effect") == "put_on_agenda":
            lines.append(_("Put on the agenda"))
        elif "letter" in effect:
            lines.append(_("Letter: %(title)s", title=title_of(found, effect["letter"])))
        elif "notice" in effect:
            lines.append(_("Notice sent: %(subject)s", subject=_notice(found, effect["notice"])))
    if body.get("ended"):
        lines.append(_("Closed: %(outcome)s", outcome=outcome_name(found.deployed, body["ended"])))
    return lines


def _how(body: dict[str, Any]) -> list[str]:
    """How a task came to be done, where that is worth saying."""
    lines = []
    if "ballot" in body and "visited" in body:
        number = body.get("resolution")
        lines.append(_("By ballot, resolution %(number)s", number=number) if number else _("By ballot"))
    if body.get("by_hand"):
        lines.append(_("Recorded by hand, without a ballot"))
    if body.get("delegation"):
        lines.append(_("Under a delegation"))
    if body.get("substitute"):
        lines.append(_("As a substitute"))
    return lines


def _notice(found: Found, name: str) -> str:
    notice = found.deployed.toml.notices.get(name)
    return _(notice.subject) if notice else humanised(name)


def _name(found: Found, key: str) -> str:
    return element_name(found.deployed, ElementKey.parse(key).element)
