"""The demonstration's cases: scenarios played so that they end a moment ago, on the database the demonstration shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ombud.storage.session import Database
from ombud.workflows.days import day_of, days_in
from ombud.workflows.mail.smtp import Mailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.model import Scenario, read_scenario
from ombud.workflows.procedures.scenarios.stage import Stage
from ombud.workflows.refusals import Refusal


def play_up_to(database: Database, office: Office, mailer: Mailer, paths: list[Path], *, now: datetime) -> list[Stage]:
    """Plays each file's steps with its clock set so that the last one falls on `now`, the longest story first.

    Raises ProcedureError for a step that is refused: a demonstration shows what works.
    """
    stories = sorted((read_scenario(path) for path in paths), key=_length, reverse=True)
    return [_play(database, office, mailer, story, now=now) for story in stories]


def began_at(paths: list[Path], *, now: datetime) -> datetime:
    """When the longest story begins."""
    return now - max((_length(read_scenario(path)) for path in paths), default=timedelta())


def _length(story: Scenario) -> timedelta:
    return timedelta(days=sum(days_in(step.advance) for step in story.toml.step if step.advance))


def _play(database: Database, office: Office, mailer: Mailer, story: Scenario, *, now: datetime) -> Stage:
    stage = Stage(database, office, mailer, now - _length(story))
    shift = day_of(stage.now) - day_of(story.at)
    for number, step in enumerate(story.toml.step, 1):
        try:
            act(stage, step.retold(_shifted(step.with_, shift), answers=_shifted(step.answers, shift)))
        except Refusal as refusal:
            raise ProcedureError(f"{story.path}: step {number} ({step.verb}): {refusal}") from refusal
    return stage


def _shifted(named: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    """The dates people name move with the story."""
    return {name: value + shift if isinstance(value, date) else value for name, value in named.items()}
