"""Policies in words: numbers with where they stand, what a blank header means, what is due for review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ombud.workflows import policies
from ombud.workflows.days import day_of
from ombud.workflows.policies import Change, PolicyAt, ReviewDue
from ombud.workflows.procedures.board import BoardToml
from ombud.workflows.procedures.policies import OWN_HEADER, Policy


@dataclass(frozen=True, slots=True)
class Line:
    """A policy that holds today."""

    policy: PolicyAt
    changed_on: date | None  # as the change log or an amendment has it
    review: ReviewDue | None

    @property
    def slug(self) -> str:
        return self.policy.slug

    @property
    def header(self) -> Policy | None:
        return self.policy.header

    @property
    def by_adoption(self) -> bool:
        """Its own header names no approval: it holds because the manual as a whole was adopted (A04)."""
        return self.header is not None and self.header.approval != OWN_HEADER


def lines(session: Session, board: BoardToml, *, at: datetime) -> list[Line]:
    reviews = {review.policy.slug: review for review in policies.review_due(session, board, at=at)}
    held = policies.in_force(session, on=day_of(at))
    return [Line(policy, _changed_on(policy), reviews.get(policy.slug)) for policy in held]


def numbers(policy: PolicyAt) -> str:
    """“212 (213 in the contents and the change log)”: one number may differ from place to place (A03)."""
    elsewhere: dict[str, list[str]] = {}
    for label in policy.labels:
        if label.number != policy.number:
            elsewhere.setdefault(label.number, []).append(_place(label.where))
    told = [
        _("%(number)s in %(places)s", number=number, places=_(" and ").join(places))
        for number, places in elsewhere.items()
    ]
    return f"{policy.number} ({', '.join(told)})" if told else policy.number


def with_words(log: Iterable[Change]) -> list[Change]:
    """The entries that say what changed; the manual's own stand in the manual."""
    return [change for change in log if change.entry]


def _changed_on(policy: PolicyAt) -> date | None:
    return policy.header.logged[-1] if policy.header and policy.header.logged else policy.from_on


def _place(where: str) -> str:
    places = {"body": _("the body"), "contents": _("the contents"), "change log": _("the change log")}
    return str(places.get(where, where))
