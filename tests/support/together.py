"""Several people at the same instant."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from ombud.workflows.refusals import Refusal


def together(*acts: Callable[[], object]) -> list[object]:
    """Carries them out at once; gives what each gave, or the class it was refused with. Anything else that one of them
    raises is raised here."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Refusal as refused:
            return type(refused)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
