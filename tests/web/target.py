"""The hamlet under attack: who is signed in, what was met on the pages, and whether anything was written."""

from __future__ import annotations

import hashlib
import io
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from werkzeug.routing import Rule

from ombud.storage.base import Base
from ombud.storage.session import reading
from ombud.webapp.logs import Lines
from tests.web.house import Browser
from tests.web.places import PEOPLE, Hamlet, browser_of, walks

NOTED = frozenset({"throttles", "sign_ins", "devices", "heartbeats", "chain_heads"})
"""Tables that a refusal may write to: it is counted, and who is there is noted."""
RECORDED = ("account.refused", "code.refused", "link.refused", "packet.read")
"""Events that say that somebody tried, or read."""


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
