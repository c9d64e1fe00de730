"""Parallel work in blocks: what parts at one parallel gateway comes together at one other, and nowhere else.

Outside such blocks a join waits for ever, or everything behind it happens twice. A block's join is found as the
immediate post-dominator of its split, and the split as the dominator of its join.
"""

from __future__ import annotations

from ombud.workflows.engine.reading import tag
from ombud.workflows.engine.structure import dominators
from ombud.workflows.procedures.check.diagram import Graph, Scope, event_kind, interrupts, reachable, reversed_graph
from ombud.workflows.procedures.check.findings import Findings

START, END = " start", " end"  # no id has a blank in it


def parallel_blocks(scope: Scope) -> Findings:
    """Every parallel split with its join, every join with its split; side branches end by themselves."""
    if not scope.starts:
        return
    graph = _main(scope)
    yield from _side_branches(scope, graph)
    inside = reachable(graph, [START])
    graph = {name: targets for name, targets in graph.items() if name in inside}
    splits = [name for name, _n in scope.of("parallelGateway") if name in inside and len(graph[name]) > 1]
    joins = {name for name, _n in scope.of("parallelGateway") if name in inside and len(_into(scope, name, inside)) > 1}
    if not splits and not joins:
        return
    matched: set[str] = set()
    before, after = dominators(graph, START), _post_dominators(graph)
    for split in splits:
        join = after.get(split, END)
        yield from _block(scope, graph, split, join, before)
        if join in joins:
            matched.add(join)
    for join in sorted(joins - matched):
        yield scope.finding(
            scope.nodes[join], "unmatched-join", "It waits for branches that no parallel gateway before it has opened.",
            "Make it an exclusive gateway, or open the branches at a parallel gateway.",
        )  # fmt: skip


def _main(scope: Scope) -> Graph:
    """The ways of the one main token: non-interrupting events open side branches and are left out."""
    graph: Graph = {name: [] for name in scope.nodes}
    for name, targets in scope.graph.items():
        graph[name] = [each for each in targets if not _opens_side_branch(scope, each)]
    for name, node in scope.of("endEvent"):
        if event_kind(node) not in ("terminate", "error"):
            graph[name] = [END]
    return {START: scope.starts, **graph, END: []}


def _opens_side_branch(scope: Scope, name: str) -> bool:
    node = scope.nodes[name]
    return tag(node) == "boundaryEvent" and not interrupts(node)


def _side_branches(scope: Scope, graph: Graph) -> Findings:
    """What a non-interrupting event opens runs beside the rest: where both meet, everything behind happens twice."""
    main = reachable(graph, [START]) - {END}
    for name, node in scope.of("boundaryEvent"):
        if not interrupts(node):
            met = sorted((reachable(graph, [name]) - {name, END}) & main)
            if met:
                yield scope.finding(
                    node, "side-branch-returns",
                    f"What this non-interrupting event opens comes back at {met[0]}; everything behind would happen twice.",
                    "Lead the branch to an end event of its own, or make the event interrupting.",
                )  # fmt: skip


def _post_dominators(graph: Graph) -> dict[str, str]:
    """What each node must come through on its way to a plain end; nodes that only terminate have none."""
    return dominators(reversed_graph(graph), END)


def _into(scope: Scope, name: str, inside: set[str]) -> list[str]:
    return [flow.get("sourceRef") for flow in scope.entering(name) if flow.get("sourceRef") in inside]


def _block(scope: Scope, graph: Graph, split: str, join: str, before: dict[str, str]) -> Findings:
    node = scope.nodes[split]
    if join != END and (tag(scope.nodes[join]) != "parallelGateway" or len(scope.entering(join)) < 2):
        yield scope.finding(
            node, "split-without-join",
            f"Its branches come together at {join}, which is no parallel gateway; everything behind would happen twice.",
            "Let all branches join at one parallel gateway first.",
        )  # fmt: skip
        return
    if join != END and before.get(join) != split:
        yield scope.finding(
            scope.nodes[join], "mismatched-join",
            f"It joins branches that do not all come from {split}.",
            "Let it join exactly the branches of one parallel gateway.",
        )  # fmt: skip
        return
    yield from _branches(scope, graph, split, join)


def _branches(scope: Scope, graph: Graph, split: str, join: str) -> Findings:
    """Each branch stays by itself between split and join, and hands exactly one token over; nobody else does."""
    owner: dict[str, int] = {}
    node = scope.nodes[split]
    for place, first in enumerate(graph[split]):
        branch = _until(graph, first, join)
        if split in branch:
            sentence = f"A branch of this parallel gateway leads back before it, by way of {first}."
            way_out = "Put the loop outside the block, or wholly into one branch."
            yield scope.finding(node, "branch-leaves", sentence, way_out)
            return
        if shared := sorted(name for name in branch if owner.get(name, place) != place):
            sentence = f"Two of its branches meet at {shared[0]} before they are joined."
            way_out = "Keep branches apart until one parallel gateway joins them."
            yield scope.finding(node, "branches-meet", sentence, way_out)
            return
        owner.update(dict.fromkeys(branch, place))
        if join != END and (flows := _hands_over(graph, first, branch, join)) > 1:
            sentence = f"The branch at {first} reaches {join} along {flows} flows; the join would wait for all of them."
            way_out = "Bring the branch together with an exclusive gateway first."
            yield scope.finding(node, "branch-joins-twice", sentence, way_out)
    if join != END:
        yield from _strangers(scope, graph, split, join, owner)


def _strangers(scope: Scope, graph: Graph, split: str, join: str, owner: dict[str, int]) -> Findings:
    """Flows that come into a block from elsewhere than its split."""
    for name, targets in graph.items():
        for target in targets:
            if target == join and name not in owner and name != split:
                sentence = f"It also waits for {name}, which is no branch of {split}."
                way_out = "Lead that flow to the split, or past the join."
                yield scope.finding(scope.nodes[join], "mismatched-join", sentence, way_out)
            elif target in owner and name != split and owner.get(name) != owner[target]:
                sentence = f"{name} leads into a branch of {split}, whose other branches would be waited for in vain."
                way_out = f"Lead that flow to {split}, or past the join."
                yield scope.finding(scope.nodes[target], "branch-entered", sentence, way_out)


def _until(graph: Graph, first: str, join: str) -> set[str]:
    """The nodes of a branch, up to the join and without it."""
    if first in (join, END):
        return set()
    cut = {name: [t for t in targets if t not in (join, END)] for name, targets in graph.items()}
    return reachable(cut, [first])


def _hands_over(graph: Graph, first: str, branch: set[str], join: str) -> int:
    if first == join:
        return 1
    return sum(graph[name].count(join) for name in branch)
