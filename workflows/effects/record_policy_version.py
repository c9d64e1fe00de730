"""record_policy_version: what the board adopted becomes a dated version of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, text

from ombud.storage.board import PolicyVersion
from ombud.storage.cases import Submission
from ombud.storage.inserting import insert_into
from ombud.storage.organisations import folded
from ombud.workflows import engine, policies
from ombud.workflows.held import HeldCase, Row
from ombud.workflows.refusals import InvalidAnswers
from ombud.workflows.submissions import read
from ombud.workflows.text import translate as _

WHAT = "policy_version"

NEW = "new"
RETIRES = ("retire", "retired")
"""A case of that kind, or a review that came out so, ends the policy."""


def record_policy_version(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Adds the version that the submission of `task`, made in this very step, describes.

    `kind` and `outcome` say what becomes of the `policy` (its slug, none for a new one), `from_on` from which day on.
    Raises InvalidAnswers, naming the field, where the version would contradict another.
    """
    given = effect.parameters
    said = _said(held, str(given["task"]))
    retires = given["kind"] in RETIRES or given["outcome"] in RETIRES
    row = {
        "id": held.row_id(WHAT, effect.key),
        "slug": given["policy"] or _slug(said["policy_title"]),
        "number": said["number"],
        "title": said["policy_title"],
        "from_on": date.fromisoformat(str(given["from_on"])),
        "retired_on": date.fromisoformat(str(given["from_on"])) if retires else None,
        "change": f"{said['change']} ({said['citation']})",
        "case_id": held.id,
    }
    _judge(held, row, is_new=given["kind"] == NEW)
    _add(held, row)


def take_back_versions(held: HeldCase, gone: Sequence[engine.ElementKey]) -> None:
    """Takes back the versions that came out of steps which were taken back."""
    ids = [held.row_id(WHAT, key) for key in gone]
    held.connection.execute(delete(PolicyVersion).where(PolicyVersion.id.in_(ids)))


def _add(held: HeldCase, row: Row) -> None:
    """Whoever records a version of the same policy for the same day at the same moment is told so."""
    statement = insert_into(PolicyVersion, held.connection).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=["slug", "from_on"])
    if held.connection.execute(statement.returning(PolicyVersion.id)).one_or_none() is None:
        raise InvalidAnswers({"effective_on": [_("Another version of this policy begins on that day already.")]})


def _said(held: HeldCase, element: str) -> dict[str, Any]:
    row = next((row for row in reversed(held.submissions) if row["element"] == element), None)
    if row is None:
        raise engine.EngineError(f"{held.case['number']}: nothing was sent for {element} in this step")
    values, _labels = read(held.key, Submission(**row))
    return values


def _slug(title: str) -> str:
    return folded(title).replace(" ", "_") or "policy"


def _take_turns(held: HeldCase) -> None:
    """SQLite needs nothing: its units of work take turns anyway."""
    if held.connection.dialect.name == "postgresql":
        held.connection.execute(text("LOCK TABLE policy_versions IN SHARE ROW EXCLUSIVE MODE"))


def _judge(held: HeldCase, row: Row, *, is_new: bool) -> None:
    """What is judged stays as it is until this is committed: two that give one number away take turns."""
    _take_turns(held)
    on, slug = row["from_on"], row["slug"]
    versions = policies.versions_of(held.connection, slug)
    if is_new and (versions or policies.was_titled(held.connection, row["title"])):
        raise InvalidAnswers({"policy_title": [_("There is or was a policy of this title already.")]})
    if not is_new and not any(version.holds(on) for version in versions):
        raise InvalidAnswers({"effective_on": [_("The policy does not hold on that day.")]})
    other = policies.by_number(held.connection, row["number"], on=on)
    if other is not None and other.slug != slug and row["retired_on"] is None:
        taken = _("On that day, %(number)s is the number of “%(title)s”.", number=row["number"], title=other.title)
        raise InvalidAnswers({"number": [taken]})
