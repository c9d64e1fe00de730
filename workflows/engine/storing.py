"""A case's execution as bytes and back: only what is still open, and the numbers given so far.

One row per token that matters, in the order the tokens appeared: parent's row, element, state, occurrence, item, and
what the element itself keeps. Tokens that are done are left out, save those an open one still asks for: the pass of a
parallel split whose branches are out, and the scope of boundary events that wait. A case therefore does not grow
with its history.
"""

from __future__ import annotations

from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from ombud.workflows.engine.definition import Definition
from ombud.workflows.engine.errors import EngineError, TooManyTasks
from ombud.workflows.engine.nodes import BoundarySplit
from ombud.workflows.engine.tokens import Execution, SubExecution, Token
from ombud.workflows.engine.values import ElementKey, State

FORMAT = 1
MAX_TOKENS = 5000


def dump(execution: Execution, before: State | None = None) -> State:
    """`before` is what the execution was loaded from: its variables' bytes stay where nothing was assigned."""
    tree = {
        "v": FORMAT,
        "t": [] if execution.ended else rows(execution),
        "n": execution.counts,
        "e": execution.ended,
    }
    if before is not None and not execution.assigned:
        return State(orjson.dumps(tree), before.variables)
    return State(orjson.dumps(tree), orjson.dumps(execution.variables))


def rows(execution: Execution) -> list[list[Any]]:
    kept = needed(execution)
    if len(kept) > MAX_TOKENS:
        raise TooManyTasks(f"{len(kept)} tokens at once; {MAX_TOKENS} are possible.")
    places: dict[int, int] = {}
    found = []
    for place, token in enumerate(kept):
        places[token.id] = place
        found.append(_row(token, _kept_parent(token, places)))
    return found


def needed(execution: Execution) -> list[Token]:
    """The open tokens, the roots, and the finished ones that open tokens still ask for."""
    tokens = list(execution.tokens())
    open_below: dict[int, int] = {}
    kept = []
    for token in reversed(tokens):
        below = open_below.get(token.id, 0)
        if token._parent is not None and (token.unfinished or below):
            open_below[token._parent] = open_below.get(token._parent, 0) + 1
        if token.unfinished or token._parent is None or _asked_for(token, below):
            kept.append(token)
    kept.reverse()
    return kept


def _asked_for(token: Token, open_branches: int) -> bool:
    if isinstance(token.task_spec, BoundarySplit):
        return token.task_spec.host(token) is not None
    return open_branches > 1 and len(token.task_spec._outputs) > 1


def _kept_parent(token: Token, places: dict[int, int]) -> int:
    if token._parent is None:
        host = token.workflow.host if isinstance(token.workflow, SubExecution) else None
        return places[host.id] if host is not None else -1
    parent = token.parent
    while parent.id not in places:
        parent = parent.parent
    return places[parent.id]


def _row(token: Token, parent: int) -> list[Any]:
    row = [
        parent,
        token.task_spec.name,
        token._state,
        token.key.occurrence,
        token.item,
        token.internal_data,
        token.data,
    ]
    while len(row) > 3 and not row[-1]:
        row.pop()
    return row


def load(definition: Definition, state: State) -> Execution:
    tree = orjson.loads(state.tree)
    if tree["v"] != FORMAT:
        raise EngineError(f"this case was stored in format {tree['v']}; this program reads {FORMAT}.")
    execution = Execution(definition, orjson.loads(state.variables))
    execution.counts = tree["n"]
    execution.ended = tree["e"]
    execution.completed = execution.ended is not None
    tokens: list[Token] = []
    for row in tree["t"]:
        tokens.append(_token(execution, tokens, row))
    return execution


def _token(execution: Execution, tokens: list[Token], row: list[Any]) -> Token:
    parent, name, state, occurrence, item, internal, data = (*row, *_BLANK[len(row) - 3 :])
    above = tokens[parent] if parent >= 0 else None
    if above is None or name == "Start":
        return _root(execution, above)
    spec = above.workflow.spec.task_specs.get(name)
    if spec is None:
        raise EngineError("this element is not in the diagram this case is read with.", element=name)
    token = Token(above.workflow, spec, above, state)
    token.item = item
    token.internal_data = internal or {}
    token.data = data or {}
    if occurrence:
        token.key = ElementKey(spec.bpmn_id, occurrence, item)
    return token


_BLANK: tuple[Any, ...] = (0, "", None, None)


def _root(execution: Execution, host: Token | None) -> Token:
    if host is None:
        root = execution.task_tree = Token(execution, execution.spec.start)
    else:
        root = execution.create_subprocess(host, host.task_spec.spec).task_tree
    root._set_state(TaskState.COMPLETED)
    return root
