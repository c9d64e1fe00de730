"""Letter templates: which texts make up a letter, and the sandbox they run in.

A template is text from the outside. It sees plain values, calls nothing but the filters named here, and loads nothing
but the texts frozen with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ombud.workflows.letters import filters, limits, markup
from ombud.workflows.text import LANGUAGES, SOURCE, in_language
from ombud.workflows.text import translate as _

HERE: Final = Path(__file__).parent
BASE: Final = "letter.html"
STYLE: Final = "letter.css"
BODY: Final = "body"

KNOWN: Final = frozenset({"case", "letter", "deadlines", "settings"})
"""What every template may name, besides its quotes."""

HARMLESS: Final = (
    "capitalize", "count", "default", "first", "join", "last", "length", "list", "lower", "sort", "title", "trim", "upper",
)  # fmt: skip


class Sandbox(ImmutableSandboxedEnvironment):
    """No attribute with an underscore, no call of anything that is not a filter, no arithmetic, no end of loops."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(_("a letter does not calculate: %(operator)s", operator=operator))

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Every template is compiled here, the worker's too; what no letter does is refused before it is."""
        if name == BODY:
            beyond = [
                *limits.beyond(source),
                *((node.lineno, _("loading another text")) for node in source.find_all(limits.LOADS)),
            ]
            for line, what in beyond:
                raise TemplateSyntaxError(_("A letter knows no such thing: %(what)s.", what=what), line, name, filename)
        return super()._generate(limits.counted(source), name, filename, defer_init)


@cache
def own_texts() -> tuple[str, str]:
    """The base template and its style as they are now."""
    return (HERE / BASE).read_text(encoding="utf-8"), (HERE / STYLE).read_text(encoding="utf-8")


def by_language(letters: Mapping[str, str], name: str) -> dict[str, str]:
    """The templates of one letter: `NAME.html` is in the language of the manual, `NAME.es.html` the same in Spanish."""
    there = {language: template_name(name, language) for language in LANGUAGES}
    return {language: letters[file] for language, file in there.items() if file in letters}


def template_name(name: str, language: str) -> str:
    """What a letter's template in a language is called, without `.html`."""
    return name if language == SOURCE else f"{name}.{language}"


def frozen_texts(body: str, translated: Mapping[str, str] | None = None) -> dict[str, str]:
    """Everything that a letter may be rendered of, by name; `translated` is its body in other languages."""
    base, style = own_texts()
    others = {template_name(BODY, language): text for language, text in (translated or {}).items()}
    return {BASE: base, STYLE: style, BODY: body, **others}


def texts_in(texts: Mapping[str, str], language: str) -> dict[str, str]:
    """Of what was frozen, what is rendered in one language."""
    return {BASE: texts[BASE], STYLE: texts[STYLE], BODY: texts[template_name(BODY, language)]}


def digest(texts: Mapping[str, str]) -> str:
    """sha256 hex over the names and texts of a letter."""
    lengths_and_texts = (f"{name}\0{len(texts[name])}\0{texts[name]}" for name in sorted(texts))
    return hashlib.sha256("".join(lengths_and_texts).encode()).hexdigest()


def sandbox(texts: Mapping[str, str], *, language: str = "en") -> Sandbox:
    """An environment that knows these texts and nothing else."""

    def load(name: str) -> tuple[str, str, None] | None:
        return (texts[name], name, None) if name in texts else None

    environment = Sandbox(loader=FunctionLoader(load), undefined=StrictUndefined, autoescape=True, cache_size=0)
    environment.globals.clear()
    environment.globals["sheet"] = _sheet(language)
    harmless = {name: environment.filters[name] for name in HARMLESS}
    environment.filters = harmless | filters.in_language(language) | limits.filters()
    return environment


def _sheet(language: str) -> SimpleNamespace:
    """The words that every sheet bears, for the base template."""
    with in_language(language):
        before, between, _after = _("Page %(number)s of %(pages)s", number="\0", pages="\0").split("\0")
        return SimpleNamespace(date=_("Date"), case=_("Case"), page=before, pages=between)


def faults(body: str, quotes: Mapping[str, str]) -> list[str]:
    """What keeps a template from being used, in sentences; for the checker."""
    environment = sandbox(frozen_texts(body))
    try:
        tree = environment.parse(body, name=BODY, filename=BODY)
        found = _unknown(tree, quotes)
        if not found:
            environment.compile(body, name=BODY, filename=BODY)
    except TemplateSyntaxError as error:
        return [_("line %(line)s: %(fault)s", line=error.lineno, fault=error.message)]
    except TemplateError as error:
        return [str(error.message)]
    except (MemoryError, RecursionError, SyntaxError, ValueError):
        return [_("It is nested too deeply, or holds a number or sign that no letter has.")]
    return found


def _unknown(tree: nodes.Template, quotes: Mapping[str, str]) -> list[str]:
    known = KNOWN | set(quotes)
    found = [
        _("“%(name)s” is not known here. A letter knows %(known)s.", name=name, known=", ".join(sorted(known)))
        for name in sorted(meta.find_undeclared_variables(tree) - known)
    ]
    found += [
        _("It includes or extends “%(name)s”: a letter is one text.", name=name or _("a computed name"))
        for name in meta.find_referenced_templates(tree)
    ]
    faults = [(line, _("A letter knows no such thing: %(what)s.", what=what)) for line, what in limits.beyond(tree)]
    faults = [*sorted(faults), *markup.faults(tree)]
    return found + [_("line %(line)s: %(fault)s", line=line, fault=sentence) for line, sentence in faults]
