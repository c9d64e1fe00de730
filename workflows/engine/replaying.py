"""A log run again: an operator's undo (with the dates it recorded) or a move to a newer diagram (with dates
computed anew, timers that are then due firing between the entries)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ombud.workflows import refusals
from ombud.workflows.engine import commands
from ombud.workflows.engine.definition import Definition
from ombud.workflows.engine.values import (
    DueOf,
    ElementKey,
    Input,
    InputKind,
    Replayed,
    Step,
)

_JUST_AFTER = timedelta(microseconds=1)
"""Timers fire strictly after their instant."""


def replay(definition: Definition, inputs: Sequence[Input], *, due_of: DueOf | None) -> Replayed:
    """Raises NotReplayable, naming the entry that does not fit. Effects and messages in the steps were applied once
    already: the caller leaves them alone."""
    if not inputs or inputs[0].kind is not InputKind.OPENED:
        raise refusals.NotReplayable("Its log does not begin with its opening.")
    play = _Play(definition, due_of)
    for place, entry in enumerate(inputs, start=1):
        try:
            play.take(entry)
        except refusals.Refusal as problem:
            raise refusals.NotReplayable(f"Entry {place} ({_told(entry)}) does not fit: {problem}") from problem
    return play.result()


def _told(entry: Input) -> str:
    what = " ".join(part for part in (str(entry.kind), str(entry.key or ""), entry.message) if part)
    return f"{what} at {entry.now.isoformat()}"


class _Play:
    def __init__(self, definition: Definition, due_of: DueOf | None) -> None:
        self.definition = definition
        self.due_of = due_of
        self.steps: list[Step] = []
        self.ledger: dict[ElementKey, datetime] = {}

    def take(self, entry: Input) -> None:
        if entry.kind is InputKind.OPENED and self.steps:
            raise refusals.InvalidCommand("A case is opened once.")
        if self.due_of is None:
            self.ledger = dict(entry.due)
        else:
            self.catch_up(entry.now)
        self.run(Input(entry.kind, entry.now, entry.key, entry.message, entry.values, dict(self.ledger)))

    def catch_up(self, now: datetime) -> None:
        """From due instant to due instant, as the worker would have done."""
        while passed := [at for at in self.ledger.values() if at < now]:
            instant = min(min(passed) + _JUST_AFTER, now)
            self.run(Input(InputKind.TICKED, instant, due=dict(self.ledger)))

    def run(self, entry: Input) -> None:
        state = self.steps[-1].state if self.steps else None
        step = commands.apply(self.definition, state, entry)
        self.steps.append(step)
        for key in (*step.fired, *step.disarmed):
            self.ledger.pop(key, None)
        if self.due_of is not None:
            for timer in step.armed:
                if (at := self.due_of(timer, step)) is not None:
                    self.ledger[timer.key] = at

    def result(self) -> Replayed:
        last = self.steps[-1]
        armed = commands.waiting_timers(self.definition, last.state)
        return Replayed(
            state=last.state,
            steps=tuple(self.steps),
            opened=commands.ready(self.definition, last.state),
            armed=armed,
            awaited=commands.awaited_messages(self.definition, last.state),
            due={timer.key: self.ledger[timer.key] for timer in armed if timer.key in self.ledger},
            ended=last.ended,
            variables=last.variables,
        )
