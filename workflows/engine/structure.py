"""Where the branches of a parallel join come from: the gateway every way to the join leads through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def dominators(graph: Graph, start: str) -> dict[str, str]:
    """The immediate dominator of each node that can be reached (Cooper, Harvey and Kennedy's iteration)."""
    order = reverse_postorder(graph, start)
    place = {name: index for index, name in enumerate(order)}
    sources: dict[str, list[str]] = {name: [] for name in order}
    for name in order:
        for target in graph.get(name, ()):
            sources[target].append(name)
    found = {start: start}
    changed = True
    while changed:
        changed = False
        for name in order[1:]:
            known = [source for source in sources[name] if source in found]
            nearest = known[0]
            for other in known[1:]:
                nearest = _meet(nearest, other, found, place)
            if found.get(name) != nearest:
                found[name] = nearest
                changed = True
    return found


def _meet(left: str, right: str, found: Mapping[str, str], place: Mapping[str, int]) -> str:
    while left != right:
        while place[left] > place[right]:
            left = found[left]
        while place[right] > place[left]:
            right = found[right]
    return left


def reverse_postorder(graph: Graph, start: str) -> list[str]:
    """What can be reached, each after all that leads to it (but for what leads back), the last way of a node first."""
    order: list[str] = []
    seen = {start}
    pending = [(start, iter(graph.get(start, ())))]
    while pending:
        name, targets = pending[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                pending.append((target, iter(graph.get(target, ()))))
                break
        else:
            pending.pop()
            order.append(name)
    order.reverse()
    return order
