"""Extractors for pybabel: the sentences people read that are not marked by a call in Python or Jinja."""

from __future__ import annotations

import ast
import csv
import inspect
import io
import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

Message = tuple[int, str | None, str | tuple[str, ...], list[str]]

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DECISION = re.compile(r"\{https://www\.omg\.org/spec/DMN/\d+/MODEL/\}decision")
SHOWN = {"title", "summary", "subject", "text", "motion", "appointed_by"}  # keys whose values are shown
SHOWN_TABLES = {"outcomes", "abbreviations", "headings"}  # tables of which every value is
SHOWN_OF_CHECKLISTS = {"title", "origin", "question", "text", "help", "evidence"}
REGISTER_COLUMNS = ("who", "what", "trigger", "deadline")
NAMES = ("hands", "quotes")
"""Tables whose values are names of tasks and fields, whatever their keys are called."""
REGISTER_BLANK = ("", "-")


def refusals(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Iterable[str], options: Mapping[str, Any]
) -> Iterator[Message]:
    """A refusal's docstring is its message."""
    source = file.read()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and (text := ast.get_docstring(node)):
            yield node.lineno, None, inspect.cleandoc(text), [node.name]
    file.seek(0)
    yield from extract_python(file, keywords, tags, options)  # type: ignore[arg-type,misc]


def diagram(file: IO[bytes], *_: object, **__: object) -> Iterator[Message]:
    """Names of a diagram's elements, and what is said about people's tasks; ElementTree gives no line, so the element's id
    goes into the comment."""
    for element in ET.parse(file).iter():  # noqa: S314  our own files, at a developer's desk
        comments = [element.get("id") or ""]
        if element.tag.startswith(BPMN) and (name := element.get("name")):
            yield 1, None, " ".join(name.split()), comments
        if element.tag == f"{BPMN}userTask" and (said := element.findtext(f"{BPMN}documentation", "").strip()):
            yield 1, None, said, comments


def table(file: IO[bytes], *_: object, **__: object) -> Iterator[Message]:
    """Names of the decision tables of a file."""
    for element in ET.parse(file).iter():  # noqa: S314  our own files, at a developer's desk
        if DECISION.fullmatch(element.tag) and (name := element.get("name")):
            yield 1, None, name, [element.get("id") or ""]


def procedure(file: IO[bytes], *_: object, **__: object) -> Iterator[Message]:
    for key, text in _shown(tomllib.load(file)):
        yield 1, None, text, [key]


def checklist(file: IO[bytes], *_: object, **__: object) -> Iterator[Message]:
    for key, text in _shown(tomllib.load(file), shown=SHOWN_OF_CHECKLISTS):
        yield 1, None, text, [key]


def register(file: IO[bytes], *_: object, **__: object) -> Iterator[Message]:
    """What the rows of the policy register say on pages; the row's id goes into the comment."""
    reader = csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"), newline=""))
    for row in reader:
        for column in REGISTER_COLUMNS:
            if (text := (row[column] or "").strip()) not in REGISTER_BLANK:
                yield reader.line_num, None, text, [row["id"] or ""]


def _shown(
    table: Mapping[str, Any], path: str = "", everything: bool = False, shown: Container[str] = SHOWN
) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        here = f"{path}.{key}".lstrip(".")
        if key in NAMES:
            continue
        if isinstance(value, Mapping):
            yield from _shown(value, here, key in SHOWN_TABLES, shown)
        elif isinstance(value, list):
            for entry in value:
                if isinstance(entry, Mapping):
                    yield from _shown(entry, here, shown=shown)
        elif isinstance(value, str) and (everything or key in shown):
            yield here, value
