"""The settings an open case runs under: those of the day it was opened, unless an operator puts it under today's.

The move is an event of its own, with every value that changed; an undo takes it back. Dates that wait are computed anew
both times: what a person extended stays extended, and a date that stands still follows when its clock starts again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from ombud.storage.cases import CaseStatus
from ombud.storage.jobs import JobKind
from ombud.workflows import operating, settings
from ombud.workflows.actors import Actor
from ombud.workflows.deadlines.commands import retime_waiting
from ombud.workflows.held import HeldCase
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.log import SETTINGS_TAKEN, Taken
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.refusals import CaseChanged, CaseClosed, InvalidCommand
from ombud.workflows.submissions import say
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting by its short name: what the case has, and what holds now."""

    name: str
    was: Any
    now: Any


def differences(session: Session, deployed: Deployed, held: dict[str, Any], *, at: datetime) -> tuple[Difference, ...]:
    """Where the settings `held` by a case of this version differ from those in force at `at`."""
    today = settings.snapshot(session, deployed.toml, at=at)
    return tuple(Difference(name, held.get(name), now) for name, now in today.items() if held.get(name) != now)


def fingerprint(changed: Iterable[Difference]) -> str:
    """What a page says that it has shown; SHA-256 in hex."""
    return hashlib.sha256(orjson.dumps([asdict(one) for one in changed])).hexdigest()


def take_todays(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
    shown: str | None = None,
) -> None:
    """Puts an open case under the settings in force now. Whoever has a task whose day moves is told, and the parties.

    `shown` is the fingerprint of the differences somebody has read; None where nobody has to. Raises CaseChanged where
    they are others now, Forbidden, OwnMatter, NotFound, CaseClosed, and InvalidCommand where nothing would change.
    """
    held = operating.hold(session, office, case_id, reason=reason, by=by, at=at, request_key=request_key)
    if held.case["status"] == CaseStatus.CLOSED:
        raise CaseClosed()
    changed = differences(session, held.deployed, held.case["settings"], at=at)
    if not changed:
        raise InvalidCommand(_("It runs under today's settings already."))
    if shown is not None and shown != fingerprint(changed):
        raise CaseChanged(_("A setting has changed since you opened the page."))
    commitment = say(held, {"reason": reason.strip()}, element="case", about=SETTINGS_TAKEN)
    body = {"as_of": at.isoformat(), "changed": [asdict(one) for one in changed]}
    held.event(SETTINGS_TAKEN, body, commitment=commitment)
    _put_under(held, {one.name: one.now for one in changed})
    write(held)


def give_back(held: HeldCase, taken: Taken) -> None:
    """The values the case had before that move, and the dates that follow from them."""
    _put_under(held, {one["name"]: one["was"] for one in taken.changed if one["name"] in held.case["settings"]})


def _put_under(held: HeldCase, values: dict[str, Any]) -> None:
    held.case = {**held.case, "settings": {**held.case["settings"], **values}}
    held.changes["settings"] = held.case["settings"]
    if moved := retime_waiting(held):
        held.jobs.append(_followed_up(held, moved))


def _followed_up(held: HeldCase, moved: list[UUID]) -> dict[str, Any]:
    """The job after the commit: items of agendas go where the dates point, and people are told."""
    key = f"retime:{held.id}:settings:{held.case['head_seq']}"
    payload = {"change": "settings", "moved": [str(deadline) for deadline in moved]}
    return job_row(JobKind.RETIME, key, held.id, payload, held.at)
