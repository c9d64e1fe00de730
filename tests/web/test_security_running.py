"""What others write and Ombud reads: expressions, tables, diagrams, templates, uploads. None of it runs anything.

The languages are tested piece by piece in tests/unit/engine/test_expressions.py (what is refused before it ever runs;
any text is refused or gives a bounded value at once), test_decisions.py, tests/unit/procedures/test_any_bytes.py and
test_foreign_files.py (entities, document types), tests/unit/letters/test_templates.py and test_pdf.py (no file, no
address). Here is what somebody would try who knows Python.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from ombud.forms.uploads import ACCEPTED
from ombud.workflows.engine import ExpressionError, compile_expression
from ombud.workflows.procedures.xml import XmlProblem, parse_xml
from tests.web.house import COMPLAINT, House

CONTEXT = {"n": 3, "name": "Harbor", "list": [1, 2, 3], "person": {"role": "hdc"}, "long": "x" * 9_000}

ATTACKS = (
    "().__class__.__mro__[1].__subclasses__()",
    'person["__class__"]',
    'person.get("__class__").__init__',
    "list.__class__",
    "name.__init__.__globals__",
    "name.encode().decode()",
    "name.lower.__self__",
    'name.lower()["__class__"]',
    "compile('1', '', 'eval')",
    "__builtins__",
    '__builtins__["open"]("/etc/passwd")',
    "breakpoint()",
    "input()",
    "help()",
    "memoryview(name)",
    "len.__call__(list)",
    "(len)(list).__class__",
    "[c for c in ().__class__.__base__.__subclasses__()]",
    "[[[0 for a in list] for b in list] for c in list]",
    "any(x for x in list)",
    "9 ** 9 ** 9",
    "10 ** 1000000",
    "1 << 1000000",
    "'x' * 10 ** 9",
    "name * 1000000000",
    "[1] * 1000000000",
    "list * n * n * n * 1000000",
    "long + long + long",
    "str(long) + str(long)",
    "9" * 400,
    "99999999999 * 99999999999 * 99999999999",
    "int('9' * 5000)",
    'int("' + "9" * 900 + '")',
    "round(1.5, 10 ** 9)",
    "1e308 * 1e308",
    "'%s%s' % (name, name)",
    "'%1000000000d' % n",
    "'{0:1000000000}'.format(n)",
    "(" * 900 + "1" + ")" * 90,
    "-" * 900 + "1",
    "not " * 200 + "n",
    "[" * 400 + "]" * 400,
    "n if " * 150 + "n" + " else n" * 150,
    "lambda: (yield)",
    "(f := lambda: f())()",
    "name\x00.upper()",
    "\N{FULLWIDTH LOW LINE}\N{FULLWIDTH LOW LINE}import__('os')",
    "n\n__import__('os')",
    "n; __import__('os')",
    "import os",
    "open('ombud-was-here', 'w')",
)


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_an_expression_runs_no_code_and_takes_no_time(attack: str) -> None:
    """S16."""
    with pytest.raises(ExpressionError):
        compile_expression(attack).evaluate(CONTEXT)
    assert not Path("ombud-was-here").exists()


def test_an_expression_changes_nothing_it_reads() -> None:
    """S16."""
    values = {"list": [1, 2], "person": {"role": "hdc"}}
    for attack in ("list.append(3)", "list.clear()", 'person.update({"role": "operator"})', 'person["role"] := 1'):
        with pytest.raises(ExpressionError):
            compile_expression(attack).evaluate(values)
    assert values == {"list": [1, 2], "person": {"role": "hdc"}}


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>',
        '<!DOCTYPE d [<!ENTITY % x SYSTEM "file://{secret}"> %x;]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">',
        '<!DOCTYPE d PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/d.dtd">',
    ],
)
def test_a_diagram_brings_no_entities(head: str, tmp_path: Path) -> None:
    """S16: neither a file of ours nor an address is read."""
    secret = tmp_path / "secret"
    secret.write_text("the master key")
    with pytest.raises(XmlProblem) as problem:
        parse_xml(f"{head.format(secret=secret)}<definitions>&x;</definitions>".encode())
    assert "master key" not in str(problem.value)


def test_a_diagram_includes_nothing(tmp_path: Path) -> None:
    """S16: an XInclude is an element like any other, and says nothing."""
    secret = tmp_path / "secret"
    secret.write_text("the master key")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/>'
    style = '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>'
    root = parse_xml(f"{style}<definitions>{include}</definitions>".encode())
    assert "master key" not in "".join(root.itertext())
    assert len(root) == 1


HARMFUL = {
    "page.html": b"<script>alert(1)</script>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "macro.docm": b"PK\x03\x04 a macro",
    "run.sh": b"#!/bin/sh\ntouch ombud-was-here\n",
    "program.exe": b"MZ\x90\x00",
    "shell.php": b"<?php system('id'); ?>",
}


def test_an_upload_runs_nothing_and_is_only_given_back(house: House) -> None:
    """S16: what is no document is refused; what is kept goes out as a download of a known type (test_security_headers)."""
    for name, content in HARMFUL.items():
        browser = house.browser()
        browser.see("/file/agency_grievance")
        file = FileStorage(io.BytesIO(content), filename=name)
        secrets = {name: browser.hidden(name) for name in ("csrf_token", "request_key")}
        answer = browser.post("/file/agency_grievance", data=COMPLAINT | secrets | {"documents": file})
        assert answer.status_code == 422, name
    assert not Path("ombud-was-here").exists()
    assert not [kind for kind in ("html", "svg", "xml+", "script") if kind in str(ACCEPTED)]
