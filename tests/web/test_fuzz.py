"""Every route as every kind of person, with what no browser sends: nothing breaks, and what is refused changes nothing.

The routes are those of the application, so a new one is tried without anybody adding it here.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from itertools import product
from random import Random
from urllib.parse import urlencode

import pytest
from hypothesis import settings
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.web.attacks import FORM, Attack, drawn
from tests.web.places import PEOPLE, build_hamlet
from tests.web.target import Target, digest, entered

ROUNDS = 1 if settings.default.max_examples < 100 else 8
TURNS = 4 if ROUNDS == 1 else 1
"""In the quick tier two kinds of people have a turn at a route, two others at the next one, and whoever met it on a page, always."""
READS = ("GET", "HEAD", "OPTIONS")
LEAKS = ("Traceback", 'File "', "site-packages", "/workflows/", "/webapp/", "sqlite3", "sqlalchemy", "werkzeug")
HUGE = urlencode({"reason": "x" * 2_200_000})


KEPT_ALL_THE_SAME = {"drafts"}
"""What was typed on a task is kept for its writer also where it is refused, so that it is not lost."""


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    target = Target(build_hamlet(tmp_path_factory.mktemp("fuzz")), {})
    with entered(target):
        yield target
    target.watch.close()


@pytest.mark.long
@pytest.mark.timeout(1_200)  # with --all everybody tries every route
def test_nothing_breaks_and_what_is_refused_changes_nothing(target: Target) -> None:
    try_all(target)
    assert len(target.fresh[1]) > 30


def test_what_is_larger_than_any_form_is_refused(target: Target) -> None:
    """S10, S12: by everybody, wherever something is sent; and nothing has changed."""
    before = digest(target)
    for rule in target.routes():
        if "POST" in (rule.methods or ()):
            path = re.sub(r"<(uuid:)?[^>]+>", lambda match: str(uuid.UUID(int=1)) if match[1] else "x", rule.rule)
            answer = target.browsers["operator"].post(path, data=HUGE, content_type=FORM)
            assert answer.status_code == 413, (path, answer.status_code)
    assert digest(target) == before


def try_all(target: Target, rounds: int = ROUNDS) -> None:
    """As many attacks of each kind of person on each route as there are rounds."""
    found: dict[str, str] = {}
    for rule in target.routes():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            _try(target, rule, method, found, rounds)
    assert not found, "\n".join(found.values())


def _try(target: Target, rule: Rule, method: str, found: dict[str, str], rounds: int) -> None:
    """Attacks are drawn from a seed of their own, so that a new route changes no other's.

    Not by hypothesis: its first example is the simplest there is, and the quick tier has one round.
    """
    turn = sum(map(ord, rule.rule + method)) % TURNS
    mine = target.found_by.get(rule.endpoint, set()) | ({"operator"} if method == "POST" else set())
    people = [who for place, who in enumerate(PEOPLE) if place % TURNS == turn or who in mine]
    target.restore()
    for who, number in product(people, range(rounds)):
        attack = drawn(target, rule, method, who, Random(f"{rule.rule} {method} {who} {number}"))
        problem = _send(target, who, attack)
        if problem:
            found.setdefault(f"{problem} {rule.endpoint}", f"{who}: {attack}\n    {problem}")


def _send(target: Target, who: str, attack: Attack) -> str:
    """What is wrong with the answer, empty if nothing is."""
    before = target.version()
    answer = target.browsers[who].open(
        attack.path, method=attack.method, data=attack.body or None, content_type=attack.kind or None
    )
    problem = _judge(target, attack, answer)
    if not problem and target.version() != before:
        (_version, last), known = target.seen, digest(target)
        done = answer.status_code in (200, 302, 303) and attack.method not in READS
        changed = sorted(name for name in known if known[name] != last[name] and name not in KEPT_ALL_THE_SAME)
        problem = f"{answer.status_code} changed {', '.join(changed)}" if changed and not done else ""
        if changed:
            target.seen = (target.version(), known)
    return problem


def _judge(target: Target, attack: Attack, answer: TestResponse) -> str:
    if answer.status_code >= 500 and answer.status_code != 503:
        line = target.log.getvalue().strip().rpartition("\n")[2]
        told = json.loads(line) if line else {}
        return f"{answer.status_code}: {told.get('error')} at {' < '.join(reversed(told.get('places', [])[-4:]))}"
    if answer.mimetype != "text/html" or attack.method == "HEAD":
        return ""
    leaks = [leak for leak in LEAKS if leak in answer.text]
    return f"{answer.status_code} tells {leaks}" if leaks else ""
