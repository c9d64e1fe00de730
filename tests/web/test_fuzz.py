"""Every route as every kind of person, with what no browser sends: nothing breaks, and what is refused changes nothing.

The routes are those of the application, so a new one is tried without anybody adding it here.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from hypothesis import settings
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from ombud.storage.base import Base
from ombud.storage.session import reading
from ombud.webapp.idempotency import new_key
from ombud.webapp.logs import Lines
from tests.web.house import Browser
from tests.web.places import PEOPLE, Hamlet, browser_of, build_hamlet, walks

ROUNDS = 1 if settings.default.max_examples < 100 else 8
TURNS = 4 if ROUNDS == 1 else 1
"""In the quick tier two kinds of people have a turn at a route, two others at the next one, and whoever met it on a page, always."""
READS = ("GET", "HEAD", "OPTIONS")
NOTED = frozenset({"throttles", "sign_ins", "devices", "heartbeats", "chain_heads"})
"""Tables that a refusal may write to: it is counted, and who is there is noted."""
RECORDED = ("account.refused", "code.refused", "link.refused", "packet.read")
"""Events that say that somebody tried, or read."""
LEAKS = ("Traceback", 'File "', "site-packages", "/workflows/", "/webapp/", "sqlite3", "sqlalchemy", "werkzeug")

#: as they stand in an address or a form, quoted already
NASTY = (
    "", "0", "-1", "1e999", "9" * 400, "NaN", "%00", "a%00b", "%ff%fe", "%ed%a0%80", "%0d%0aSet-Cookie:%20x=1", "null",
    "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", "%5c..%5c", "file:%2f%2f%2fetc%2fpasswd", "%3Cscript%3E", "%27%20OR%201=1--",
    "%7B%7B7*7%7D%7D", "%25s%25n", "2026-02-30", "9999-12-31", "0000-00-00", "2026-03-02T25:61", "on", "true", "%E2%80%AE",
    "%F0%9F%92%A9", "[]", "%7B%7D", "GRV-2026-0001", "grv-2026-0001", "%20", "%0a", "__class__", str(uuid.UUID(int=0)),
    "00000000-0000-0000-0000-00000000000g", "yes", "A" * 5000, "%C3%A9" * 300,
)  # fmt: skip
TYPES = ("application/x-www-form-urlencoded", "application/json", "text/xml", "multipart/form-data", "", "nonsense/;;")
FLAWS = (
    *("fields",) * 5, "repeated", "no csrf", "no key", "bad key", "old key", "json", "wrong type", "cut multipart",
    "many", "bytes", "method", "file",
)  # fmt: skip
HUGE = urlencode({"reason": "x" * 2_200_000})


@dataclass
class Target:
    """The hamlet with one browser for each kind of person, and what the addresses of each route may hold."""

    hamlet: Hamlet
    browsers: dict[str, Browser]
    tokens: dict[str, str] = field(default_factory=dict)
    met: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    fields: dict[str, set[str]] = field(default_factory=dict)
    found_by: dict[str, set[str]] = field(default_factory=dict)  # by endpoint, who met it on their pages
    ids: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)

    def routes(self) -> list[Rule]:
        rules = (rule for rule in self.hamlet.house.app.url_map.iter_rules() if rule.endpoint != "static")
        return sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods or ())))

    def enter(self, who: str) -> None:
        """Signs in, and asks for the token of the new session."""
        browser = self.browsers[who] = browser_of(self.hamlet, who)
        browser.see("/file/agency_grievance")
        self.tokens[who] = browser.hidden("csrf_token")

    def save(self) -> None:
        """Everybody is signed in: what an attack does that is carried out goes back to here."""
        self.watch.backup(self.saved)
        kept = {who: browser.get_cookie("ombud") for who, browser in self.browsers.items()}
        self.cookies = {who: cookie.value for who, cookie in kept.items() if cookie}
        self.fresh = self.seen = (self.version(), digest(self))

    def restore(self) -> None:
        if self.seen is not self.fresh:
            self.saved.backup(self.watch)
            self.fresh = self.seen = (self.version(), self.fresh[1])
        for who, cookie in self.cookies.items():
            self.browsers[who] = self.hamlet.house.browser()
            self.browsers[who].set_cookie("ombud", cookie)

    def version(self) -> int:
        """Changes when anybody else writes to the database."""
        (version,) = self.watch.execute("PRAGMA data_version").fetchone()
        return int(version)

    def __post_init__(self) -> None:
        self.saved = sqlite3.connect(":memory:")
        self.watch = sqlite3.connect(str(self.hamlet.house.database.url.database), isolation_level=None)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    target = Target(build_hamlet(tmp_path_factory.mktemp("fuzz")), {})
    with entered(target):
        yield target
    target.watch.close()


@contextmanager
def entered(target: Target) -> Iterator[None]:
    hamlet = target.hamlet
    handler = logging.StreamHandler(target.log)
    handler.setFormatter(Lines())
    logging.getLogger("ombud.web").addHandler(handler)
    for walk in walks(hamlet, "code", "director", "operator"):
        for endpoint, values in walk.met.items():
            target.met.setdefault(endpoint, []).extend(values)
            target.found_by.setdefault(endpoint, set()).add(walk.who)
        for endpoint, names in walk.fields.items():
            target.fields.setdefault(endpoint, set()).update(names)
    target.ids = _ids(hamlet)
    for who in PEOPLE:
        target.enter(who)
    target.save()
    yield
    logging.getLogger("ombud.web").removeHandler(handler)
    hamlet.house.database.close()


def _ids(hamlet: Hamlet) -> list[str]:
    """A few ids of every table: other people's records."""
    found = []
    with reading(hamlet.house.database) as session:
        for table in Base.metadata.sorted_tables:
            if "id" in table.c:
                found += [str(key) for key in session.scalars(select(table.c.id).order_by(table.c.id).limit(3))]
    return found


def digest(target: Target) -> dict[str, str]:
    """Of every table that a refusal may not touch."""
    found = {}
    with reading(target.hamlet.house.database) as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in NOTED:
                columns = [column for column in table.c if column.name != "seen_at"]
                statement = select(*columns)
                if table.name == "events":
                    statement = statement.where(table.c.kind.not_in(RECORDED))
                rows = sorted(map(repr, session.execute(statement)))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@dataclass(frozen=True)
class Attack:
    method: str
    path: str
    body: bytes
    kind: str
    flaw: str

    def __str__(self) -> str:
        return f"{self.method} {self.path[:200]} ({self.flaw}) {self.kind} {self.body[:300]!r}"


def test_nothing_breaks_and_what_is_refused_changes_nothing(target: Target) -> None:
    try_all(target)
    assert len(target.fresh[1]) > 30


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
        attack = _attack(target, rule, method, who, Random(f"{rule.rule} {method} {who} {number}"))
        problem = _send(target, who, attack)
        if problem:
            found.setdefault(f"{problem} {rule.endpoint}", f"{who}: {attack}\n    {problem}")


def _attack(target: Target, rule: Rule, method: str, who: str, draw: Random) -> Attack:
    path = _address(target, rule, draw)
    flaw = draw.choice(FLAWS) if method == "POST" else draw.choice(("query", "query", "method"))
    if flaw == "query":
        path += f"?{draw.choice(('box', 'page', 'body', 'day', 'for', 'meeting', 'q'))}={draw.choice(NASTY)}"
    if flaw == "method":
        return Attack(draw.choice(("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")), path, b"", "", flaw)
    if method == "GET":
        return Attack(method, path, b"", "", flaw)
    body, kind = _body(target, rule, who, flaw, draw)
    return Attack(method, path, body, kind, flaw)


def _address(target: Target, rule: Rule, draw: Random) -> str:
    """With values that were met for it, with another route's, or with nonsense."""
    known = target.met.get(rule.endpoint, ())
    whole = draw.choice(known) if known and draw.randrange(4) else {}

    def value(match: re.Match[str]) -> str:
        converter, _colon, name = match[1].rpartition(":")
        if name in whole:
            return quote(str(whole[name]), safe="")
        others = [values[name] for met in target.met.values() for values in met if name in values]
        pool = [*map(str, others), *(target.ids if converter == "uuid" else ())]
        if pool and draw.randrange(5):
            return quote(draw.choice(pool), safe="")
        return str(uuid.UUID(int=draw.randrange(10))) if converter == "uuid" else draw.choice(NASTY)

    return re.sub(r"<([^>]+)>", value, rule.rule)


def _body(target: Target, rule: Rule, who: str, flaw: str, draw: Random) -> tuple[bytes, str]:
    names = sorted(target.fields.get(rule.endpoint, set()) - {"csrf_token", "request_key"}) or ["reason", "to", "seen"]
    values = (*NASTY, *draw.sample(target.ids, 9), *(str(draw.randrange(-3, 10**12)) for _number in range(3)))
    pairs = [(quote(name), draw.choice(values)) for name in names[:12]]
    if flaw == "repeated":
        pairs = [*pairs, *reversed(pairs), *pairs]
    if flaw == "many":
        pairs += [(f"f{number}", "1") for number in range(3_000)]
    if flaw == "bytes":
        pairs = [(quote_from_bytes(bytes(range(256))), quote_from_bytes(bytes(range(255, -1, -1)))), *pairs]
    pairs += _secrets(target, who, flaw)
    body = "&".join(f"{name}={value}" for name, value in pairs).encode()
    body += b"&\xff\xfe=\xff" if flaw == "bytes" else b""
    if flaw in ("cut multipart", "file"):
        return _multipart(pairs, names[0], cut=flaw != "file"), "multipart/form-data; boundary=xx"
    if flaw == "json":
        return json.dumps(dict(pairs)).encode(), "application/json"
    return body, draw.choice(TYPES) if flaw == "wrong type" else TYPES[0]


def _secrets(target: Target, who: str, flaw: str) -> list[tuple[str, str]]:
    key = new_key()
    if flaw == "old key" and target.keys:
        key = target.keys[-1]
    target.keys.append(key)
    token = [] if flaw == "no csrf" else [("csrf_token", quote(target.tokens[who]))]
    known = {"no key": [], "bad key": [("request_key", "%00" * 30)]}
    return [*token, *known.get(flaw, [("request_key", key)])]


def _multipart(pairs: list[tuple[str, str]], name: str, *, cut: bool) -> bytes:
    parts = [f'--xx\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in pairs]
    file = f'--xx\r\nContent-Disposition: form-data; name="{name}"; filename="..%2f\\x.pdf"\r\n\r\n%PDF-\x00\xff\r\n'
    whole = ("".join(parts) + file + "--xx--\r\n").encode()
    return whole[: len(whole) - 40] if cut else whole


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
        changed = sorted(name for name in known if known[name] != last[name])
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


def test_what_is_larger_than_any_form_is_refused(target: Target) -> None:
    """S10, S12: by everybody, wherever something is sent; and nothing has changed."""
    before = digest(target)
    for rule in target.routes():
        if "POST" in (rule.methods or ()):
            path = re.sub(r"<(uuid:)?[^>]+>", lambda match: str(uuid.UUID(int=1)) if match[1] else "x", rule.rule)
            answer = target.browsers["operator"].post(path, data=HUGE, content_type=TYPES[0])
            assert answer.status_code == 413, (path, answer.status_code)
    assert digest(target) == before
