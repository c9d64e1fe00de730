"""What a step costs: an agency's grievance from its opening to the decision on its appeal, many times over.

Measured in the same run, by turns, so that whatever else the machine does meets all of them alike:

- the full step on SQLite (write-ahead log, synchronous=NORMAL) and on PostgreSQL (its defaults);
- the engine alone, on the same diagram, inputs and states: load, complete, run, dump, no database;
- SpiffWorkflow as its tutorial shows, with its own JSON of the same diagram, no database.

Also: statements and commits of each completion as the driver sees them, and the bytes a finished case leaves behind with its
history, before its letters are rendered.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from statistics import median, quantiles
from time import perf_counter, thread_time

from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.webapp.cli import environment
from ombud.workflows import engine
from ombud.workflows.procedures.directory import read_directory
from ombud.workflows.procedures.load import Procedure, load_all
from ombud.workflows.procedures.root import BPMN
from scripts.benchmarks.contenders import EngineAlone, FullStep, LibraryAlone, Times
from scripts.benchmarks.databases import postgresql, size, sqlite
from scripts.benchmarks.library import Tutorial
from scripts.benchmarks.story import PROCEDURE, story

WARM_UP = 5
RARELY = 4
"""The library takes longest and is only a yardstick: it runs every so many rounds."""
DATABASES = {"sqlite": sqlite, "postgresql": postgresql}


def main() -> None:
    asked = _arguments()
    procedures, directory = load_all(BPMN), read_directory(BPMN / "directory.toml")
    vault = Vault(parse_key(new_key()))
    with ExitStack() as stack:
        full = [
            FullStep(
                f"full step, {name}",
                stack.enter_context(DATABASES[name]()),
                environment.office(vault),
                story(),
                asked.clock,
            )
            for name in asked.databases
        ]
        for contender in full:
            contender.furnish(procedures, directory)
            for _case in range(WARM_UP):
                contender.run()
        alone, library = _alone(procedures[PROCEDURE], full[0])
        before = [size(contender.database) for contender in full]
        times = _by_turns([*full, alone, library], asked.cases)
        bytes_each = [(size(c.database) - was) / asked.cases for c, was in zip(full, before, strict=True)]
        _report(times, asked.cases, alone.name, library.name)
        for contender, grown in zip(full, bytes_each, strict=True):
            _report_traffic(contender, grown)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench engine", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--cases", type=int, default=200, help="cases each of them runs (200)")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument(
        "--processor-time",
        dest="clock",
        action="store_const",
        const=thread_time,
        default=perf_counter,
        help="count only this process at work, for a machine that has other things to do; a server's work is left out",
    )
    return parser.parse_args()


def _alone(procedure: Procedure, full: FullStep) -> tuple[EngineAlone, LibraryAlone]:
    inputs = full.inputs()
    definition = engine.parse(procedure.toml.process, procedure.bpmn, procedure.dmn, digest="bench")
    tutorial = Tutorial(procedure.toml.process, procedure.bpmn, list(procedure.toml.deadlines))
    return EngineAlone(definition, inputs, full.clock), LibraryAlone(tutorial, inputs, full.clock)


def _by_turns(contenders: list[FullStep | EngineAlone | LibraryAlone], cases: int) -> dict[str, list[Times]]:
    times: dict[str, list[Times]] = {contender.name: [] for contender in contenders}
    for number in range(cases):
        first = number % len(contenders)
        for contender in (*contenders[first:], *contenders[:first]):
            if number % RARELY == 0 or not isinstance(contender, LibraryAlone):
                times[contender.name].append(contender.run())
    return times


def _report(times: dict[str, list[Times]], cases: int, alone: str, library: str) -> None:
    elements = [act.element for act in story()[1:]]
    print(f"{cases} cases of {PROCEDURE}; milliseconds, median (95th percentile)\n")
    print(f"{'':24}{'opening':>16}{'a completion':>16}{'to engine':>11}{'to library':>12}")
    base = {name: median(_completions(runs)) for name, runs in times.items()}
    for name, runs in times.items():
        opening, completion = [run[0] for run in runs], _completions(runs)
        ratios = f"{base[name] / base[alone]:>10.2f}x{base[name] / base[library]:>11.2f}x"
        print(f"{name:24}{_ms(opening):>16}{_ms(completion):>16}{ratios}")
    print(f"\n{'by task, median':24}" + "".join(f"{element[:15]:>16}" for element in elements))
    for name, runs in times.items():
        each = (median(run[place] for run in runs) for place in range(1, len(elements) + 1))
        print(f"{name:24}" + "".join(f"{seconds * 1e3:>16.2f}" for seconds in each))


def _completions(runs: list[Times]) -> Times:
    return [seconds for run in runs for seconds in run[1:]]


def _ms(seconds: Times) -> str:
    return f"{median(seconds) * 1e3:.2f} ({quantiles(seconds, n=20)[-1] * 1e3:.2f})"


def _report_traffic(full: FullStep, grown: float) -> None:
    _opening, *completions = full.traffic()
    worst = max(len(traffic.statements) for traffic in completions)
    commits = max(traffic.commits for traffic in completions)
    print(
        f"\n{full.name}: {worst} statements and {commits} commit in the worst completion; "
        f"{grown / 1024:.1f} KiB for each finished case with its history"
    )


if __name__ == "__main__":
    main()
