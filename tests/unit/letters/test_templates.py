"""A letter's template: what it may say, and what it may not reach."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError, UndefinedError

from ombud.workflows.letters import filters, templates
from ombud.workflows.letters.context import Manuscript
from ombud.workflows.letters.render import html

AT = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
QUOTES = {"complaint": "start"}


def a_manuscript(body: str, **values: Any) -> Manuscript:
    known: dict[str, Any] = {
        "case": SimpleNamespace(
            number="GRV-2026-0001", title="Agency grievance", opened_at=AT, organisation="Harbor House"
        ),
        "letter": SimpleNamespace(
            title="Decision",
            issued_at=AT,
            issuer="Nutmeg Alliance",
            recipients=["Rosa Delgado, Harbor House"],
            language="en",
        ),
        "deadlines": SimpleNamespace(),
        "settings": SimpleNamespace(),
    }
    texts = templates.frozen_texts(body)
    return Manuscript(texts, "en", "Decision, GRV-2026-0001", known | values, (), True, ())


def test_what_somebody_typed_stays_text() -> None:
    made = html(a_manuscript("{{ words }}{{ words | paragraphs }}", words="<b>loud</b>\nand\n\nlong"))
    assert "&lt;b&gt;loud&lt;/b&gt;" in made
    assert "<b>" not in made
    assert "<p>&lt;b&gt;loud&lt;/b&gt;<br>and</p><p>long</p>" in made


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ case.__init__.__globals__ }}",
        "{{ case['__class__'] }}",
        "{{ letter.title.format(case) }}",
        "{{ letter.recipients.append('me') }}",
        "{{ cycler.__init__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{% include '/etc/passwd' %}",
        "{% include '../letter.css' %}",
        "{% import 'os' as os %}",
        "{% extends 'file:///etc/passwd' %}",
        "{{ '<b>' | safe }}",
        "{{ case | attr('__class__') }}",
        "{{ letter.recipients | map('upper') | list }}",
        "{% macro m() %}x{% endmacro %}{{ m() }}",
        "{{ unheard_of }}",
        "{{ case.unheard_of }}",
        "{{ 'a' ~ 'b' }}",
        "{{ 'a' + 'b' }}",
        "{% set a %}x{% endset %}{{ a }}",
        "{% for letter_of_text in letter.title %}x{% endfor %}",
        "{{ letter.title | join(letter.title) }}",
        "{% with a = 1 %}{{ a }}{% endwith %}",
        "{% include 'body' %}",
    ],
)
def test_a_template_that_reaches_for_more_is_refused(attack: str) -> None:
    with pytest.raises((TemplateError, SecurityError, UndefinedError)):
        html(a_manuscript(attack))


def test_the_sandbox_holds_by_itself() -> None:
    """S16. The judging of a letter's body comes before it; whatever should get past that is still not called, not
    calculated, and reaches into nothing."""
    for attack in (
        "{{ case.upper() }}",
        "{{ case * 2 }}",
        "{{ case['__class__'].mro }}",
        "{{ case.__class__.__mro__ }}",
    ):
        environment = templates.sandbox({"another": attack})
        with pytest.raises((SecurityError, UndefinedError)):
            environment.get_template("another").render(case="GRV")


def test_loops_that_write_nothing_come_to_an_end() -> None:
    """S16. No more than so many rounds together, however little they write."""
    twenty = str([*range(20)])
    loops = "".join(f"{{% for {name} in {twenty} %}}" for name in "abc")
    with pytest.raises(SecurityError):
        html(a_manuscript(loops + "{% endfor %}" * 3))
    assert html(a_manuscript(f"{{% for a in {twenty} %}}{{% endfor %}}<p>Yes.</p>"))


def test_a_letter_that_grows_too_large_is_none() -> None:
    """S16. Within the rounds it has, too."""
    loops = "".join(f"{{% for {name} in {[*range(16)]} %}}" for name in "abc")
    with pytest.raises(SecurityError):
        html(a_manuscript(loops + "Yes. " * 60 + "{% endfor %}" * 3))


def test_the_checker_is_told_in_sentences() -> None:
    assert templates.faults("<p>{{ complaint.answers.what | paragraphs }}</p>", QUOTES) == []
    assert templates.faults("{{ decision }}", QUOTES) == [
        "“decision” is not known here. A letter knows case, complaint, deadlines, letter, settings."
    ]
    assert templates.faults("<p>\n{% if %}", QUOTES) == ["line 2: Expected an expression, got 'end of statement block'"]
    assert templates.faults("{{ case | safe }}", QUOTES) == ["line 1: No filter named 'safe'."]
    assert templates.faults("{% include 'letter.css' %}", QUOTES) == [
        "It includes or extends “letter.css”: a letter is one text."
    ]


def test_the_digest_knows_every_text_of_a_letter() -> None:
    texts = templates.frozen_texts("<p>Yes.</p>")
    assert set(texts) == {"letter.html", "letter.css", "body"}
    for name in texts:
        assert templates.digest(texts | {name: texts[name] + " "}) != templates.digest(texts)


def test_days_are_those_of_new_york() -> None:
    late = datetime(2026, 3, 3, 3, 30, tzinfo=UTC)
    assert filters.day(late, language="en") == "March 2, 2026"
    assert filters.day("2026-03-03T03:30:00+00:00", language="en") == "March 2, 2026"
    assert filters.day("2026-03-02", language="en") == "March 2, 2026"
    assert filters.day(date(2024, 2, 29), language="es") == "29 de febrero de 2024"
    assert filters.time(late, language="en") == "10:30 PM"
    assert filters.time(datetime(2026, 3, 8, 7, 30, tzinfo=UTC), language="en") == "3:30 AM"
