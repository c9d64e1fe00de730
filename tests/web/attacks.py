"""What no browser sends: addresses that hold nonsense or somebody else's record, and bodies with a flaw."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from random import Random
from urllib.parse import quote, quote_from_bytes

from werkzeug.routing import Rule

from ombud.webapp.idempotency import new_key
from tests.web.target import Target

#: as they stand in an address or a form, quoted already
NASTY = (
    "", "0", "-1", "1e999", "9" * 400, "NaN", "%00", "a%00b", "%ff%fe", "%ed%a0%80", "%0d%0aSet-Cookie:%20x=1", "null",
    "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", "%5c..%5c", "file:%2f%2f%2fetc%2fpasswd", "%3Cscript%3E", "%27%20OR%201=1--",
    "%7B%7B7*7%7D%7D", "%25s%25n", "2026-02-30", "9999-12-31", "0000-00-00", "2026-03-02T25:61", "on", "true", "%E2%80%AE",
    "%F0%9F%92%A9", "[]", "%7B%7D", "GRV-2026-0001", "grv-2026-0001", "%20", "%0a", "__class__", str(uuid.UUID(int=0)),
    "00000000-0000-0000-0000-00000000000g", "yes", "A" * 5000, "%C3%A9" * 300,
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
TYPES = (FORM, "application/json", "text/xml", "multipart/form-data", "", "nonsense/;;")
FLAWS = (
    *("fields",) * 5, "repeated", "no csrf", "no key", "bad key", "old key", "json", "wrong type", "cut multipart",
    "many", "bytes", "method", "file",
)  # fmt: skip


@dataclass(frozen=True)
class Attack:
    method: str
    path: str
    body: bytes
    kind: str
    flaw: str

    def __str__(self) -> str:
        return f"{self.method} {self.path[:200]} ({self.flaw}) {self.kind} {self.body[:300]!r}"


def drawn(target: Target, rule: Rule, method: str, who: str, draw: Random) -> Attack:
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
    return body, draw.choice(TYPES) if flaw == "wrong type" else FORM


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
