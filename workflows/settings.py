"""Settings: declared in `procedure.toml` with source and default, dated values in the database.

A case snapshots those of its procedure when it opens, and keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.procedures import Setting
from ombud.workflows.actors import Actor
from ombud.workflows.office import Office
from ombud.workflows.procedures.model import ProcedureToml, SettingRule
from ombud.workflows.refusals import InvalidCommand

ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class Declared:
    """A setting as its procedure declares it. `local`: a local target or rule, never shown as policy."""

    name: str
    kind: str
    default: Any
    source: str
    choices: tuple[str, ...] = ()
    max: int | None = None

    @property
    def local(self) -> bool:
        return self.source == "local"


def declared(toml: ProcedureToml) -> dict[str, Declared]:
    """Every setting of a procedure by short name. A deadline's days are one; a local target's default is off."""
    found = of_rules(toml.settings)
    for name, deadline in toml.deadlines.items():
        if not deadline.anchor.startswith("meeting:"):
            default = None if deadline.local else deadline.days
            found[name] = Declared(name, "integer", default, deadline.source)
    return found


def of_rules(rules: Mapping[str, SettingRule]) -> dict[str, Declared]:
    return {
        name: Declared(name, rule.kind, rule.default, rule.source, rule.choices, rule.max)
        for name, rule in rules.items()
    }


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


def set_value(
    session: Session, toml: ProcedureToml, name: str, value: Any, *, reason: str, by: Actor, at: datetime
) -> None:
    """A new value from `at` on; cases that are open keep theirs. Raises InvalidCommand for a value that does not fit."""
    setting = declared(toml).get(name)
    if setting is None:
        raise InvalidCommand(f"{toml.key} declares no setting {name}. It has: {', '.join(declared(toml)) or 'none'}.")
    if not _fits(setting, value):
        raise InvalidCommand(f"{toml.key}.{name} takes {_expected(setting)}, not {value!r}.")
    session.add(Setting(name=f"{toml.key}.{name}", value=value, from_at=at, set_by=by.person_id, reason=reason.strip()))


def _fits(setting: Declared, value: Any) -> bool:
    if value is None:
        return True
    match setting.kind:
        case "integer":
            whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            return whole and (setting.max is None or value <= setting.max)
        case "boolean":
            return isinstance(value, bool)
        case "choice":
            return value in setting.choices
    return isinstance(value, str)


def _expected(setting: Declared) -> str:
    upper = f" to {setting.max}" if setting.max is not None else ""
    kinds = {"integer": f"a whole number from 0{upper}", "boolean": "true or false", "text": "a text"}
    return kinds.get(setting.kind) or f"one of {', '.join(setting.choices)}"
