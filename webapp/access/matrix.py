"""Who may call what, made from the application itself: every route with its door, the rule of its record, and how far
both carry each role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Flask
from werkzeug.routing import Rule as Address

from ombud.webapp.access.rules import RULES, Rule
from ombud.webapp.guards import guard_of, record_of

NOBODY, CODE, ACCOUNT = "", "code", "account"
"""Columns beside the roles: somebody who is not signed in, a party with its tracking code, an account without a role."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Reach(StrEnum):
    YES = "yes"
    OWN = "own"  # only the records that the rule gives them
    NO = "no"


@dataclass(frozen=True, slots=True)
class Line:
    """One method of one address."""

    address: str
    method: str
    endpoint: str
    guard: str
    roles: tuple[str, ...]  # that the guard asks for
    record: str
    sentence: Any
    decided_by: str
    reaches: tuple[Reach, ...]  # in the order of the columns


def matrix_of(app: Flask, columns: Sequence[str]) -> list[Line]:
    """Every route and method, by address."""
    addresses = sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint))
    return [line for address in addresses for line in _lines(app, address, columns)]


def reach(guard: str, rule: Rule | None, role: str) -> Reach:
    """How far a role carries at a door with a rule behind it."""
    kind, _colon, names = guard.partition(":")
    if not _admits(kind, names.split(","), role):
        return Reach.NO
    if rule is None or rule.everybody or role in rule.always:
        return Reach.YES
    named = role not in (NOBODY, CODE, ACCOUNT)
    if role in rule.never or (rule.only and (not named or role not in rule.only)):
        return Reach.NO
    return Reach.OWN


def _lines(app: Flask, address: Address, columns: Sequence[str]) -> Iterator[Line]:
    view = app.view_functions[address.endpoint]
    guard, record = guard_of(view), record_of(view)
    rule = RULES.get(record)
    for method in METHODS:
        if method in (address.methods or ()):
            yield Line(
                address.rule,
                method,
                address.endpoint,
                guard.partition(":")[0],
                tuple(dict.fromkeys(guard.partition(":")[2].split(","))) if ":" in guard else (),
                record,
                rule.sentence if rule else "",
                _name(rule),
                tuple(reach(guard, rule, role) for role in columns),
            )


def _admits(kind: str, names: Sequence[str], role: str) -> bool:
    match kind:
        case "public":
            return True
        case "by_code":
            return role == CODE
        case "role":
            return role in names
        case "demo_only":
            return False
        case _:
            return role not in (NOBODY, CODE)


def _name(rule: Rule | None) -> str:
    if rule is None or rule.decided_by is None:
        return ""
    return f"{rule.decided_by.__module__.removeprefix('ombud.')}.{rule.decided_by.__name__}"
