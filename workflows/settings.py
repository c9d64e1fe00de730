"""Settings: declared in data with source and default, dated values in the database.

They come in families: each procedure's, and those of signing in. A case snapshots those of its procedure when it opens,
and keeps them. The rules of a body are dated in the same table; `board/rules.py` knows what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, CaseStatus
from ombud.storage.procedures import ProcedureVersion, Setting
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.days import TICK
from ombud.workflows.happening import happened
from ombud.workflows.office import Office
from ombud.workflows.procedures.model import DeadlineRule, ProcedureToml, SettingRule
from ombud.workflows.refusals import DeviatesFromPolicy, InvalidCommand
from ombud.workflows.text import translate as _

ACCOUNTS = "accounts"

TEN_YEARS: Final = {"days": 3_652, "hours": 3_652 * 24, "minutes": 3_652 * 24 * 60}
"""The largest number of each unit that a setting takes where its data names none: every date counted by it can still be
written down, and nobody waits longer. The unit is the last word of the setting's name; else it is days."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A setting as its data declares it. `local`: a local target or rule, never shown as policy."""

    name: str
    kind: str
    default: Any
    source: str
    choices: tuple[str, ...] = ()
    min: int = 0
    max: int | None = None
    routes: bool = False  # the diagram compares with it: the number is the policy's, the range is what forms can answer
    title: str = ""  # empty for a deadline's days: the step that waits names it
    law: str = ""  # the citation, where the law says it and not the policy

    @property
    def local(self) -> bool:
        return self.source == "local"

    @property
    def bounded(self) -> bool:
        """Whether the data itself says between which values an office may choose."""
        return bool(self.choices) or (self.max is not None and not self.routes)

    @property
    def highest(self) -> int:
        return self.max if self.max is not None else TEN_YEARS.get(self.name.rpartition("_")[2], TEN_YEARS["days"])

    def deviates(self, value: Any) -> bool:
        """Whether a value is another one than the policy, or the law, states, where it leaves no choice."""
        return not self.local and not self.bounded and value != self.default


@dataclass(frozen=True, slots=True)
class Family:
    """Settings that are declared together; in the database their names begin with its key."""

    key: str
    settings: Mapping[str, Declared]


def declared(toml: ProcedureToml) -> dict[str, Declared]:
    """Every setting of a procedure by short name. A deadline's days are one; a local target's default is off."""
    found = of_rules(toml.settings)
    for name, deadline in toml.deadlines.items():
        if not deadline.anchor.startswith("meeting:"):
            found[name] = _of_deadline(name, deadline)
    return found


def of_rules(rules: Mapping[str, SettingRule]) -> dict[str, Declared]:
    return {
        name: Declared(
            name,
            rule.kind,
            rule.default,
            rule.source,
            rule.choices,
            min=rule.min,
            max=rule.max,
            routes=rule.routes,
            title=rule.title,
            law=rule.law,
        )
        for name, rule in rules.items()
    }


def _of_deadline(name: str, deadline: DeadlineRule) -> Declared:
    low, high = deadline.choose or (0, None)
    default = None if deadline.local else deadline.days
    return Declared(name, "integer", default, deadline.source, min=low, max=high, law=deadline.law)


def family_of(toml: ProcedureToml) -> Family:
    return Family(toml.key, declared(toml))


def accounts_family(office: Office) -> Family:
    return Family(ACCOUNTS, of_rules(office.accounts.settings))


def snapshot(session: Session, toml: ProcedureToml, *, at: datetime) -> dict[str, Any]:
    """The values of a procedure's settings in force at `at`, by short name."""
    return in_force(session, toml.key, declared(toml), at=at)


def in_force(session: Session, family: str, settings: Mapping[str, Declared], *, at: datetime) -> dict[str, Any]:
    """The values of settings `FAMILY.NAME` at an instant, by short name; the default where none was set."""
    prefix = f"{family}."
    rows = session.execute(
        select(Setting.name, Setting.value)
        .where(Setting.name.startswith(prefix, autoescape=True), Setting.from_at <= at)
        .order_by(Setting.from_at)
    )
    values = {name: setting.default for name, setting in settings.items()}
    return values | {name.removeprefix(prefix): value for name, value in rows if name.removeprefix(prefix) in values}


def of_accounts(session: Session, office: Office, *, at: datetime) -> dict[str, Any]:
    """The settings of `bpmn/accounts.toml` at an instant, by short name."""
    return in_force(session, ACCOUNTS, of_rules(office.accounts.settings), at=at)


def open_cases(session: Session, family: Family) -> int:
    """How many open cases there are of a procedure: each keeps the values it was opened under."""
    of_family = select(func.count()).select_from(Case).join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
    found = of_family.where(ProcedureVersion.key == family.key, Case.status != CaseStatus.CLOSED)
    return session.scalar(found) or 0


def set_value(session: Session, toml: ProcedureToml, name: str, value: Any, **how: Any) -> None:
    """A new value of a procedure's setting; as `change`."""
    change(session, family_of(toml), name, value, **how)


def change(
    session: Session,
    family: Family,
    name: str,
    value: Any,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    from_at: datetime | None = None,
    request_key: str | None = None,
    deviating: bool = False,
) -> None:
    """A new value from `from_at` (else now) on; cases that are open keep theirs. The same request twice is one change.

    Raises Forbidden, InvalidCommand for a value that does not fit or a day that has passed, and DeviatesFromPolicy for
    another number than the policy's unless `deviating` says that it is meant.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    if request_key is not None:
        requests.hold(session, request_key)
        if requests.case_of(session, request_key) is not None:
            return
    from_at = from_at or at
    setting = _judged(family, name, value, from_at=from_at, at=at)
    if not reason.strip():
        raise InvalidCommand(_("Say why."))
    if setting.deviates(value) and not deviating:
        raise DeviatesFromPolicy(_("%(source)s says otherwise.", source=setting.law or setting.source))
    full = f"{family.key}.{name}"
    facts = {"name": full, "value": value, "from": from_at.isoformat(), "deviates": setting.deviates(value)}
    happened(session, "setting.changed", facts, by=by, at=at, request_key=request_key)
    dated = after_others(session, full, from_at)
    session.add(Setting(name=full, value=value, from_at=dated, set_by=by.person_id, reason=reason.strip()))


def _judged(family: Family, name: str, value: Any, *, from_at: datetime, at: datetime) -> Declared:
    setting = family.settings.get(name)
    if setting is None:
        names = ", ".join(family.settings) or _("none")
        raise InvalidCommand(
            _("%(family)s declares no setting %(name)s. It has: %(names)s.", family=family.key, name=name, names=names)
        )
    if not fits(setting, value):
        text = _("%(name)s takes %(expected)s, not “%(value)s”.", name=name, expected=expected(setting), value=value)
        raise InvalidCommand(text)
    if from_at < at:
        raise InvalidCommand(_("That day has passed: a value holds from now on, or from a day to come."))
    return setting


def after_others(session: Session, name: str, from_at: datetime) -> datetime:
    """Of two values for the same instant the later decision holds: it stands a moment after the earlier one."""
    same_moment = select(func.max(Setting.from_at)).where(
        Setting.name == name, Setting.from_at >= from_at, Setting.from_at < from_at + 1000 * TICK
    )
    taken = session.scalar(same_moment)
    return from_at if taken is None else taken + TICK


def fits(setting: Declared, value: Any) -> bool:
    """Nothing at all only fits where the data declares nothing: a target that is off, a rule not configured."""
    if value is None:
        return setting.default is None
    match setting.kind:
        case "integer":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and setting.min <= value <= setting.highest
        case "boolean":
            return isinstance(value, bool)
        case "choice":
            return value in setting.choices
    return isinstance(value, str)


def expected(setting: Declared) -> str:
    """What a setting takes, in words."""
    match setting.kind:
        case "integer":
            return _("a whole number from %(low)s to %(high)s", low=setting.min, high=setting.highest)
        case "boolean":
            return _("yes or no")
        case "choice":
            return _("one of %(choices)s", choices=", ".join(setting.choices))
    return _("a text")
