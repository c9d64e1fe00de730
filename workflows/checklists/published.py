"""The versions of a checklist: reading them, and publishing the next one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

import orjson
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.chain import append_system_event
from ombud.storage.checklists import ChecklistVersion
from ombud.storage.directory import Person
from ombud.storage.events import SYSTEM_CHAIN
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.checklists.text import LARGEST, LONGEST
from ombud.workflows.checklists.values import STAND_IN, Checklist, Item, from_toml, item_from_json
from ombud.workflows.office import Office
from ombud.workflows.refusals import ChecklistChanged, InvalidCommand, NotFound
from ombud.workflows.text import translate as _
from ombud.workflows.written import visible

RESOLUTION, ITEMS = "resolution", "items"
"""How a row keeps its items where a resolution approved them; else it keeps the items alone."""


def current(session: Session, office: Office, key: str, *, at: datetime) -> Checklist:
    """The newest version published by then; the stand-in where there is none. Raises NotFound."""
    return newest(session, _stand_in(office, key), at=at)


def newest(session: Session, stand_in: Checklist, *, at: datetime) -> Checklist:
    """The newest version of a stand-in's list published by then, else the stand-in."""
    found = _rows(session, stand_in, ChecklistVersion.published_at <= at)
    return found[0] if found else stand_in


def version(session: Session, office: Office, key: str, number: int) -> Checklist:
    """Raises NotFound for a checklist or a version that there is not."""
    stand_in = _stand_in(office, key)
    if number == STAND_IN:
        return stand_in
    found = _rows(session, stand_in, ChecklistVersion.version == number)
    if not found:
        raise NotFound()
    return found[0]


def history(session: Session, office: Office, key: str) -> list[Checklist]:
    """Every version, the newest first and the stand-in last. Raises NotFound."""
    stand_in = _stand_in(office, key)
    return [*_rows(session, stand_in), stand_in]


def publish(
    session: Session,
    office: Office,
    key: str,
    *,
    items: Sequence[Item],
    origin: str,
    official: bool,
    reason: str,
    seen: int,
    resolution: str = "",
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> int:
    """Makes the items the next version and gives its number; the same request twice is one version.

    `seen` is the version the page showed, `resolution` the number of the one by which the body that approves checklists
    has approved these items (P201-d). Raises Forbidden, NotFound, InvalidCommand, ChecklistChanged.
    """
    permissions.require(session, by, permissions.EDITORS, at=at)
    requests.hold(session, f"checklist:{key}")
    row_id = uuid5(SYSTEM_CHAIN, request_key) if request_key else new_id()
    if (done := session.get(ChecklistVersion, row_id)) is not None:
        return done.version
    _may_follow(newest := history(session, office, key)[0], seen)
    following = replace(
        newest,
        version=newest.version + 1,
        official=official,
        origin=visible(origin).strip(),
        items=tuple(items),
        resolution=visible(resolution).strip(),
    )
    reason = visible(reason, lines=True).strip()
    _require_sound(following, newest, reason)
    _require_resolution(session, following)
    _add(session, following, row_id, reason=reason, by=by, at=at, request_key=request_key)
    return following.version


def _add(
    session: Session,
    following: Checklist,
    row_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None,
) -> None:
    written = [item.as_json() for item in following.items]
    facts = {
        "checklist": following.key,
        "version": following.version,
        "official": following.official,
        "items": len(written),
        "sha256": hashlib.sha256(orjson.dumps(written)).hexdigest(),
    } | ({"resolution": following.resolution} if following.resolution else {})
    append_system_event(
        session, "checklist.published", facts, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key
    )
    session.add(
        ChecklistVersion(
            id=row_id,
            key=following.key,
            version=following.version,
            official=following.official,
            origin=following.origin,
            items={RESOLUTION: following.resolution, ITEMS: written} if following.resolution else written,
            published_at=at,
            published_by=by.person_id,
            reason=reason,
        )
    )
    session.flush()


def _may_follow(newest: Checklist, seen: int) -> None:
    if newest.version != seen:
        raise ChecklistChanged(_("It is at version %(number)d now.", number=newest.version))


def _require_sound(following: Checklist, newest: Checklist, reason: str) -> None:
    items, ids = following.items, [item.id for item in following.items]
    if not 0 < len(items) <= LARGEST:
        raise InvalidCommand(_("A checklist has from 1 to %(max)d items.", max=LARGEST))
    if len(set(ids)) < len(ids) or not all(ids):
        raise InvalidCommand(_("Two items are the same one. Say for one of them that it is new."))
    if not all(item.text.strip() and len(item.text) <= LONGEST for item in items):
        raise InvalidCommand(_("Each item has from 1 to %(max)d characters.", max=LONGEST))
    if not following.origin:
        raise InvalidCommand(_("Say which document the items were taken from."))
    if not reason:
        raise InvalidCommand(_("Say why this version is published."))
    text = (items, following.origin, following.official, following.resolution)
    if text == (newest.items, newest.origin, newest.official, newest.resolution):
        raise InvalidCommand(_("That is what is in use already: nothing would change."))


def _require_resolution(session: Session, following: Checklist) -> None:
    """What is cited was decided by the body that approves checklists, by a ballot of no case, and stands."""
    if not following.resolution:
        return
    cited = (Ballot.resolution == following.resolution, Ballot.status == BallotStatus.CLOSED, Ballot.case_id.is_(None))
    of_body = select(Ballot.id).join(Body, Body.id == Ballot.body_id).where(*cited, Body.key == following.approver)
    if session.scalar(of_body) is None:
        raise InvalidCommand(
            _("The body that approves this checklist has no resolution %(number)s.", number=following.resolution)
        )


def _stand_in(office: Office, key: str) -> Checklist:
    toml = office.checklists.get(key)
    if toml is None:
        raise NotFound()
    return from_toml(key, toml)


def _rows(session: Session, stand_in: Checklist, *conditions: ColumnElement[bool]) -> list[Checklist]:
    rows = session.execute(
        select(ChecklistVersion, Person.name)
        .outerjoin(Person, Person.id == ChecklistVersion.published_by)
        .where(ChecklistVersion.key == stand_in.key, *conditions)
        .order_by(ChecklistVersion.version.desc())
    )
    return [_checklist(row, name or "", stand_in) for row, name in rows]


def _checklist(row: ChecklistVersion, name: str, stand_in: Checklist) -> Checklist:
    approved = row.items if isinstance(row.items, dict) else {RESOLUTION: "", ITEMS: row.items}
    return Checklist(
        stand_in.key,
        stand_in.title,
        row.version,
        row.official,
        row.origin,
        tuple(item_from_json(item) for item in approved[ITEMS]),
        row.published_at,
        name,
        row.reason,
        stand_in.approver,
        approved[RESOLUTION],
    )
