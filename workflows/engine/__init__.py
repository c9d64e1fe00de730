"""The engine: a case's state in, a `Step` out. The only code that imports SpiffWorkflow."""

from __future__ import annotations

from ombud.workflows.engine.commands import (
    awaited_messages,
    complete,
    deliver,
    ready,
    tick,
    waiting_timers,
)
from ombud.workflows.engine.commands import open_case as open
from ombud.workflows.engine.definition import Definition, Element, Flow, Used
from ombud.workflows.engine.errors import DefinitionError, EngineError, NotAwaited, Runaway, Stuck, TooManyTasks
from ombud.workflows.engine.expressions import Expression, ExpressionError, compile_expression
from ombud.workflows.engine.parsing import parse
from ombud.workflows.engine.replaying import replay
from ombud.workflows.engine.values import (
    ArmedTimer,
    AwaitedMessage,
    Due,
    DueOf,
    ElementKey,
    Input,
    InputKind,
    OpenedTask,
    Replayed,
    RequestedEffect,
    State,
    Step,
    ThrownMessage,
)

__all__ = [
    "ArmedTimer",
    "AwaitedMessage",
    "Definition",
    "DefinitionError",
    "Due",
    "DueOf",
    "Element",
    "ElementKey",
    "EngineError",
    "Expression",
    "ExpressionError",
    "Flow",
    "Input",
    "InputKind",
    "NotAwaited",
    "OpenedTask",
    "Replayed",
    "RequestedEffect",
    "Runaway",
    "State",
    "Step",
    "Stuck",
    "ThrownMessage",
    "TooManyTasks",
    "Used",
    "awaited_messages",
    "compile_expression",
    "complete",
    "deliver",
    "open",
    "parse",
    "ready",
    "replay",
    "tick",
    "waiting_timers",
]
