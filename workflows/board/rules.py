"""The rules a body decides by: declared in `bpmn/board.toml`, set for each body with who and why, dated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.chain import append_system_event
from ombud.storage.events import SYSTEM_CHAIN
from ombud.storage.procedures import Setting
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.board import citing
from ombud.workflows.board.presiding import locked_body
from ombud.workflows.procedures.board import BoardToml, BodyRule
from ombud.workflows.refusals import InvalidCommand, NotConfigured, RulesChanged
from ombud.workflows.settings import after_others
from ombud.workflows.text import translate as _

SHARE = re.compile(r"(?:(?P<how>more than|at least)\s+(?P<part>\d+)\s*/\s*(?P<whole>\d+)|(?P<number>\d+))")


class Base(StrEnum):
    """What a share is taken of."""

    FILLED_SEATS = "filled_seats"
    ALL_SEATS = "all_seats"
    VOTES = "votes"
    VOTES_AND_ABSTENTIONS = "votes_and_abstentions"
    SEATS = "seats"


class Tie(StrEnum):
    UNDECIDED = "undecided"
    CHAIR_DECIDES = "chair_decides"


@dataclass(frozen=True, slots=True)
class Share:
    """A number, or a part of something, that has to be reached or exceeded."""

    part: Fraction | None = None
    number: int | None = None
    strict: bool = False

    def met(self, count: int, whole: int) -> bool:
        if self.number is not None:
            return count >= self.number
        assert self.part is not None
        return count > self.part * whole if self.strict else count >= self.part * whole


@dataclass(frozen=True, slots=True)
class Rules:
    """A body's rules as a ballot freezes them. Build it with `of`, which refuses what is not configured."""

    quorum: Share
    quorum_of: Base
    majority: Share
    majority_of: Base
    tie: Tie
    alternates: bool
    proxies: bool
    correspondence: bool
    secret: bool
    close_early: bool


def share(text: str) -> Share:
    """Raises ValueError for a text that is neither a number nor a share."""
    found = SHARE.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(text)
    if found["number"]:
        number = int(found["number"])
        if number < 1:
            raise ValueError(text)
        return Share(number=number)
    whole = int(found["whole"])
    if not whole or not 0 < int(found["part"]) <= whole:
        raise ValueError(text)
    return Share(part=Fraction(int(found["part"]), whole), strict=found["how"] == "more than")


def values(session: Session, board: BoardToml, body_key: str, *, at: datetime) -> dict[str, Any]:
    """Every rule of a body by name as it is in force; None: not configured."""
    prefix = f"body.{body_key}."
    rows = session.execute(
        select(Setting.name, Setting.value)
        .where(Setting.name.startswith(prefix, autoescape=True), Setting.from_at <= at)
        .order_by(Setting.from_at)
    )
    found = {name: rule.default for name, rule in board.rules.items()}
    return found | {name.removeprefix(prefix): value for name, value in rows if name.removeprefix(prefix) in found}


def missing(board: BoardToml, values: dict[str, Any]) -> list[str]:
    """The titles of the rules without which no ballot opens and that are not set."""
    return [rule.title for name, rule in board.rules.items() if rule.needed and values.get(name) is None]


def of(board: BoardToml, values: dict[str, Any], *, body: str) -> Rules:
    """Raises NotConfigured, naming what has to be set."""
    if lacking := missing(board, values):
        raise NotConfigured(
            _("%(body)s has not set: %(rules)s.", body=body, rules="; ".join(_(one) for one in lacking))
        )
    return Rules(
        quorum=share(values["quorum"]),
        quorum_of=Base(values["quorum_of"]),
        majority=share(values["majority"]),
        majority_of=Base(values["majority_of"]),
        tie=Tie(values["tie"]),
        **{name: bool(values[name]) for name in ("alternates", "proxies", "correspondence", "secret", "close_early")},
    )


def version(session: Session, body_key: str) -> int:
    """How often a rule of a body was set: whoever sets one has to have seen this number."""
    prefix = f"body.{body_key}."
    return session.scalar(select(func.count(Setting.id)).where(Setting.name.startswith(prefix, autoescape=True))) or 0


def set_rules(
    session: Session,
    board: BoardToml,
    body_key: str,
    given: Mapping[str, Any],
    *,
    reason: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    request_key: str | None = None,
) -> None:
    """New values from `at` on, None: not configured; ballots that are open keep theirs. What is given as it is in force
    stays. `seen` is the `version` they were decided on, where a page showed one. The same request twice is one change.

    Raises NotFound, Forbidden, InvalidCommand also where nothing would change, RulesChanged.
    """
    body = locked_body(session, Body.key == body_key, by=by, at=at, roles=permissions.RULE_SETTERS)
    if requests.is_repeat(session, SYSTEM_CHAIN, request_key):
        return
    if seen is not None and seen != version(session, body.key):
        raise RulesChanged()
    for name, value in given.items():
        _must_fit(board, name, value)
    if not reason.strip():
        raise InvalidCommand(_("Say where this rule is written, or who decided it."))
    known = values(session, board, body.key, at=at)
    changed = {name: value for name, value in given.items() if value != known[name]}
    if not changed:
        raise InvalidCommand(_("Nothing was changed."))
    for number, (name, value) in enumerate(changed.items()):
        once = request_key if number == 0 else None
        _set(session, body, name, value, reason=reason.strip(), by=by, at=at, request_key=once)


def _must_fit(board: BoardToml, name: str, value: Any) -> None:
    rule = board.rules.get(name)
    if rule is None:
        raise InvalidCommand(
            _("There is no rule %(name)s. There are: %(names)s.", name=name, names=", ".join(board.rules))
        )
    if not fits(rule, value):
        raise InvalidCommand(
            _("%(name)s does not take “%(value)s”. %(title)s", name=name, value=value, title=_(rule.title))
        )


def _set(
    session: Session,
    body: Body,
    name: str,
    value: Any,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None,
) -> None:
    full = f"body.{body.key}.{name}"
    facts, who = {"body": body.key, "name": name, "value": value}, {"actor": str(by), "actor_id": by.person_id}
    facts |= citing.presiding(session, body.id, by=by, at=at, roles=permissions.RULE_SETTERS)
    append_system_event(session, "body.rule_set", facts, at=at, request_key=request_key, **who)  # type: ignore[arg-type]
    from_at = after_others(session, full, at)
    session.add(Setting(name=full, value=value, from_at=from_at, set_by=by.person_id, reason=reason))


def fits(rule: BodyRule, value: Any) -> bool:
    """Nothing at all only fits where the data declares nothing: a rule that is not configured."""
    if value is None:
        return rule.default is None
    if rule.kind == "boolean":
        return isinstance(value, bool)
    if rule.kind == "choice":
        return value in rule.choices
    try:
        share(str(value))
    except ValueError:
        return False
    return isinstance(value, str)
