"""The policies as of a day: the manual's, overlaid with the versions that amendments have made.

A number is a label of its time. Retired numbers are used again, so a citation is looked up by number *and* day (A03).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ombud.storage.board import PolicyVersion
from ombud.storage.organisations import folded
from ombud.workflows.days import day_of
from ombud.workflows.procedures.board import BoardToml
from ombud.workflows.procedures.policies import OWN_HEADER, Label, Policy, RetiredPolicy, the_manual

Reader = Session | Connection

BODY = "body"
"""Where people look a policy up first: of several numbers, the one in the manual's body leads."""


@dataclass(frozen=True, slots=True)
class PolicyAt:
    """One version of a policy."""

    slug: str
    labels: tuple[Label, ...]
    title: str
    from_on: date | None  # its first day; None: as long as is known
    until_on: date | None  # the first day it no longer holds; None: it still does
    case_id: UUID | None = None  # the amendment it came out of
    header: Policy | None = None  # what the manual prints above it

    @property
    def number(self) -> str:
        return next((label.number for label in self.labels if label.where in (BODY, "")), self.labels[0].number)

    def holds(self, on: date) -> bool:
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or on < self.until_on)

    def is_numbered(self, number: str, *, on: date) -> bool:
        wanted = number.strip().casefold()
        return any(label.number.casefold() == wanted and label.holds(on) for label in self.labels)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the change log. The manual's own entries have their day here and their words there."""

    on: date
    slug: str
    number: str
    title: str
    entry: str
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """When a policy is to be reviewed (P111-b). `own_on` is its own last approval; None where its header is blank."""

    policy: PolicyAt
    own_on: date | None
    due_on: date
    overdue: bool
    own_is_old: bool  # its own approval alone would have made it due by now (A74)


def in_force(reader: Reader, *, on: date) -> list[PolicyAt]:
    """The policies that hold on a day, by number."""
    held = (version for versions in _timelines(reader).values() for version in versions if version.holds(on))
    return sorted(held, key=lambda version: (not version.number.isdigit(), version.number.zfill(4), version.title))


def by_number(reader: Reader, number: str, *, on: date) -> PolicyAt | None:
    """What a citation of that day means. The number in the manual's body goes before one that stands elsewhere."""
    found = [version for version in in_force(reader, on=on) if version.is_numbered(number, on=on)]
    found.sort(key=lambda version: version.number.casefold() != number.strip().casefold())
    return found[0] if found else None


def by_slug(reader: Reader, slug: str, *, on: date) -> PolicyAt | None:
    return next((version for version in versions_of(reader, slug) if version.holds(on)), None)


def versions_of(reader: Reader, slug: str) -> tuple[PolicyAt, ...]:
    """Every version of a policy, the oldest first; none for a slug nobody has used."""
    return tuple(_timelines(reader).get(slug, ()))


def was_titled(reader: Reader, title: str) -> bool:
    """Whether a policy has or ever had this title, however it is typed."""
    known = (version for versions in _timelines(reader).values() for version in versions)
    return any(folded(version.title) == folded(title) for version in known)


def change_log(reader: Reader) -> tuple[Change, ...]:
    """What changed and when, the newest first."""
    found = [*_logged(), *(_changed(row) for row in _rows(reader))]
    return tuple(sorted(found, key=lambda change: (-change.on.toordinal(), change.number, change.slug)))


def review_due(reader: Reader, board: BoardToml, *, at: datetime) -> tuple[ReviewDue, ...]:
    """The policies in force with the day each is to be reviewed, the soonest first. None where no period is set."""
    rule = board.policy_review
    if rule is None:
        return ()
    on, adopted = day_of(at), the_manual().manual.adopted
    found = []
    for policy in in_force(reader, on=on):
        own = _own(policy)
        due = _years_later(max(own or adopted, adopted), rule.years)
        old = own is not None and _years_later(own, rule.years) <= on
        found.append(ReviewDue(policy, own, due, overdue=due < on, own_is_old=old))
    return tuple(sorted(found, key=lambda review: review.due_on))


def _timelines(reader: Reader) -> dict[str, list[PolicyAt]]:
    toml = the_manual()
    found = {policy.slug: [_of_manual(policy)] for policy in toml.policies}
    found |= {policy.slug: [_retired(policy)] for policy in toml.retired}
    for slug, rows in groupby(_rows(reader), key=lambda row: row.slug):
        found[slug] = list(_overlaid(found.get(slug, []), list(rows)))
    return found


def _of_manual(policy: Policy) -> PolicyAt:
    since = [label.since for label in policy.labels if label.since is not None]
    from_on = min(since) if since and len(since) == len(policy.labels) else None
    return PolicyAt(policy.slug, policy.labels, policy.title, from_on, None, header=policy)


def _retired(policy: RetiredPolicy) -> PolicyAt:
    return PolicyAt(policy.slug, policy.labels, policy.title, None, policy.retired)


@dataclass(frozen=True, slots=True)
class _Row:
    slug: str
    number: str
    title: str
    from_on: date
    retired_on: date | None
    change: str
    case_id: UUID | None


def _rows(reader: Reader) -> list[_Row]:
    columns = (PolicyVersion.slug, PolicyVersion.number, PolicyVersion.title, PolicyVersion.from_on)
    more = (PolicyVersion.retired_on, PolicyVersion.change, PolicyVersion.case_id)
    statement = select(*columns, *more).order_by(PolicyVersion.slug, PolicyVersion.from_on)
    return [_Row(*row) for row in reader.execute(statement)]


def _overlaid(versions: list[PolicyAt], rows: list[_Row]) -> Iterator[PolicyAt]:
    """Each version ends on the day the next begins; one that is retired as it begins only ends the one before."""
    for row in rows:
        labels = (Label(number=row.number, where=""),)
        new = PolicyAt(row.slug, labels, row.title, row.from_on, row.retired_on, row.case_id)
        versions = [*(_ended(version, row.from_on) for version in versions), new]
    yield from (version for version in versions if version.from_on is None or version.from_on != version.until_on)


def _ended(version: PolicyAt, on: date) -> PolicyAt:
    return version if version.until_on is not None and version.until_on <= on else replace(version, until_on=on)


def _logged() -> Iterator[Change]:
    toml = the_manual()
    for policy in toml.policies:
        number = _of_manual(policy).number
        yield from (Change(day, policy.slug, number, policy.title, "") for day in policy.logged)
    for gone in toml.retired:
        yield Change(gone.retired, gone.slug, gone.labels[0].number, gone.title, gone.reason)


def _changed(row: _Row) -> Change:
    return Change(row.from_on, row.slug, row.number, row.title, row.change, row.case_id)


def _own(policy: PolicyAt) -> date | None:
    """A policy's own last approval; a header names a month, which counts from its first day."""
    if policy.header is None:
        return policy.from_on
    if policy.header.approval != OWN_HEADER or not policy.header.approved:
        return None
    month, _slash, year = policy.header.approved.partition("/")
    return date(int(year), int(month), 1)


def _years_later(day: date, years: int) -> date:
    """The same day of another year; the last of February where that year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
