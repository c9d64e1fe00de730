"""The words of letters: the office's own from now on, judged before, never changing what was issued."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from ombud.storage.chain import SYSTEM_CHAIN, verify_chain
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.letters import Letter, LetterText
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import tasks
from ombud.workflows.actors import OPERATOR
from ombud.workflows.letters import texts
from ombud.workflows.letters.texts import TextRefused
from ombud.workflows.opening import Opened
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from tests.support.pdf import attached_to, everything_in
from tests.support.permit import FORMS, LIBRARY, Town, found_town, permit_in
from tests.support.statements import statements

OWN = "<p>Not this time. {{ ruling.answers.reasons }}</p>\n"
HOW: dict[str, Any] = {"reason": "Plainer words.", "by": OPERATOR}


def change(town: Town, text: str | None, *, letter: str = "refusal", **how: Any) -> None:
    with unit_of_work(town.database) as session:
        texts.change(session, town.office, "permit", letter, text, **({"at": town.at} | HOW | how))


def refused(town: Town) -> Opened:
    asked = town.ask()
    town.refuse_permit(asked)
    return asked


def letter_of(town: Town, asked: Opened) -> Letter:
    with reading(town.database) as session:
        return session.scalars(select(Letter).where(Letter.case_id == asked.case_id)).one()


def body_of(town: Town, asked: Opened) -> str:
    """The template a letter was frozen with."""
    letter, key = letter_of(town, asked), town.office.vault.unwrap(town.case(asked).data_key)
    context = key.open(letter.context_sealed, table="letters", column="context_sealed", row_id=letter.id)
    found: str = orjson.loads(context)["texts"]["body"]
    return found


def shipped(version: str = "v1") -> str:
    return (LIBRARY / version / "permit" / "letters" / "refusal.html").read_text(encoding="utf-8")


def test_letters_have_the_newest_words_at_their_instant_and_keep_them(town: Town) -> None:
    first = refused(town)
    town.pass_days(1)
    change(town, OWN)
    second = refused(town)
    town.pass_days(1)
    change(town, OWN.replace("this time", "yet"))
    third = refused(town)
    town.pass_days(1)
    change(town, None)
    fourth = refused(town)
    bodies = [body_of(town, asked) for asked in (first, second, third, fourth)]
    assert bodies == [shipped(), OWN, OWN.replace("this time", "yet"), shipped()]
    digests = [letter_of(town, asked).template_digest for asked in (first, second, third, fourth)]
    assert len(set(digests)) == 3
    assert digests[0] == digests[3]
    with reading(town.database) as session:
        told = session.scalars(select(Event.body).where(Event.kind == "letter_text.changed").order_by(Event.seq)).all()
        assert verify_chain(session, SYSTEM_CHAIN).ok
    assert [event["text"] is None for event in told] == [False, False, True]
    assert "Not this time" not in str(told)


def test_an_own_text_is_set_by_the_worker(town: Town) -> None:
    change(town, OWN)
    asked = refused(town)
    town.work()
    assert letter_of(town, asked).pdf_sealed is not None


def test_issuing_a_letter_of_own_words_takes_no_more_statements(town: Town) -> None:
    change(town, OWN)
    refused(town)  # every cache of the process is warm
    town.pass_days(1)
    asked, clerk = town.ask(), town.who("clerk")
    task_id = town.task(asked, "decide").id
    with statements(town.database) as ran, unit_of_work(town.database) as session:
        tasks.complete(session, town.office, task_id, {"decision": "refused", "reasons": "x"}, by=clerk, at=town.at)
    assert 0 < len(ran) <= 8, "\n".join(ran)
    assert body_of(town, asked) == OWN


def test_the_first_letter_after_a_change_reads_the_words_once(town: Town) -> None:
    refused(town)
    asked, clerk = town.ask(), town.who("clerk")
    task_id = town.task(asked, "decide").id
    change(town, OWN)
    with statements(town.database) as ran, unit_of_work(town.database) as session:
        tasks.complete(session, town.office, task_id, {"decision": "refused", "reasons": "x"}, by=clerk, at=town.at)
    assert len([one for one in ran if one.startswith("SELECT letter_texts")]) == 1
    assert len(ran) <= 9, "\n".join(ran)
    assert body_of(town, asked) == OWN


def test_only_editors_write_letters_with_a_reason_and_something_new(town: Town) -> None:
    with pytest.raises(Forbidden):
        change(town, OWN, by=town.who("clerk"))
    with pytest.raises(NotFound):
        change(town, OWN, letter="unheard_of")
    with pytest.raises(InvalidCommand):
        change(town, OWN, reason=" ")
    for same in (shipped(), None):
        with pytest.raises(InvalidCommand):
            change(town, same)
    with reading(town.database) as session:
        assert session.scalars(select(LetterText)).all() == []


def test_the_same_request_is_one_change(town: Town) -> None:
    for text in (OWN, OWN + "<p>Again.</p>"):
        change(town, text, request_key="k" * 40)
    with reading(town.database) as session:
        assert [row.text for row in session.scalars(select(LetterText))] == [OWN]


def test_a_new_version_says_that_the_shipped_words_have_changed(town: Town, tmp_path: Path) -> None:
    change(town, OWN)
    _deploy(town, tmp_path, ("Your request", "Your kind request"))
    with reading(town.database) as session:
        deployed = texts.deployed_letter(session, town.office, "permit", "refusal")
        row = texts.in_force(session, "permit", at=town.at)["refusal"]
    assert deployed.version == 9
    assert row.shipped_digest == texts.digest(shipped())
    assert row.shipped_digest != texts.digest(deployed.letters["refusal"])
    assert body_of(town, refused(town)) == OWN


def test_words_that_do_not_fit_a_later_version_are_left_aside(town: Town, tmp_path: Path) -> None:
    change(town, OWN)
    _deploy(town, tmp_path, ("ruling", "verdict"))
    assert "verdict" in body_of(town, refused(town))


def test_words_have_to_fit_the_versions_of_open_cases_too(town: Town, tmp_path: Path) -> None:
    town.ask()
    _deploy(town, tmp_path, ("ruling", "verdict"))
    with pytest.raises(TextRefused, match="For open cases on version 1: “verdict” is not known here"):
        change(town, "<p>{{ verdict.answers.reasons }}</p>")


def _deploy(town: Town, folder: Path, changed: tuple[str, str]) -> None:
    """Version 9: the first one with a word changed, in its letters and where they are declared."""

    def edit(file: Path, text: str) -> str:
        text = text.replace("version = 1", "version = 9")
        return text if file.suffix == ".bpmn" else text.replace(*changed)

    copy = permit_in(folder, edit)
    refusal = copy / "letters" / "refusal.html"
    refusal.write_text(refusal.read_text(encoding="utf-8") + "<p>Farewell.</p>", encoding="utf-8")
    with unit_of_work(town.database) as session:
        deploy(session, load_procedure(copy), FORMS, by=OPERATOR, at=town.at)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The text is empty."),
        ("<p>x</p>" * 10_000, "too long"),
        ("<p>\n{{ ruling.answers.wishes }}</p>", "line 2: there is no ruling.answers.wishes."),
        ("{{ ruling.secret }}", "line 1: there is no ruling.secret."),
        ("{{ case.variables }}", "line 1: there is no case.variables."),
        ("\n{% if %}", "line 2"),
        ("\n\n{{ ruling.answers.reasons | day }}", "line 3"),
        ("{{ ruling }", "line 1"),
    ],
)
def test_what_no_letter_can_be_made_of_is_refused_with_its_line(town: Town, text: str, said: str) -> None:
    with pytest.raises(TextRefused) as refusal:
        change(town, text)
    assert said in str(refusal.value)


ATTACKS = {
    "attribute access": "{{ ''.__class__.__mro__ }}",
    "attribute access by filter": "{{ case | attr('__class__') }}",
    "attribute access by key": "{{ case['__class__']['__init__']['__globals__'] }}",
    "attribute of a value": "{{ ruling.answers.reasons.__class__ }}",
    "a call": "{{ ruling.sent_at.now() }}",
    "format string": "{{ '{0.__class__}'.format(case) }}",
    "format filter": "{{ '%s' | format(case) }}",
    "percent": "{{ '%1000000000d' % 1 }}",
    "include": "{% include '/etc/passwd' %}",
    "include of itself": "{% include 'body' %}",
    "import": "{% import 'os' as os %}",
    "import from": "{% from 'letter.html' import x %}",
    "extends": "{% extends 'file:///etc/passwd' %}",
    "a range": "{% for n in range(1000000000) %}x{% endfor %}",
    "loops in loops": "{% for a in letter.recipients %}" * 30 + "x" + "{% endfor %}" * 30,
    "a loop that calls itself": "{% for a in letter.recipients recursive %}{{ loop(letter.recipients) }}{% endfor %}",
    "a loop over a text": "{% for a in letter.title %}x{% endfor %}",
    "text that doubles": "{% set a = 'xx' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "text that doubles by plus": "{% set a = 'xx' %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
    "text that doubles by joining": "{% set a = 'xxxx' %}" + "{% set a = a | list | join(a) %}" * 60 + "{{ a }}",
    "arithmetic": "{{ 9 ** 999999999 }}",
    "a long number": "{{ " + "9" * 5000 + " }}",
    "deep nesting": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "half a sign": "{{ '\\ud800' }}",
    "a macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "unsafe text": "{{ '<b>' | safe }}",
    "an image from disk": '<img src="file:///etc/passwd" alt="">',
    "an image from elsewhere": '<img src="http://127.0.0.1:9/x.png" alt="">',
    "an image left open": '<p>x</p><img src="file:///etc/passwd" ',
    "an image with a slash": '<img/src="file:///etc/passwd">',
    "an image within raw": "{% raw %}{{<img src='file:///etc/passwd'>}}{% endraw %}",
    "a tag by expression": "<{{ 'img' }} src='file:///etc/passwd'>",
    "a style sheet": '<link rel="stylesheet" href="file:///etc/passwd">',
    "an attachment": '<link rel="attachment" href="file:///etc/passwd">',
    "an attached link": '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "a link to a file": '<a href="file:///etc/passwd">x</a>',
    "url() in a style": "<style>p { background: url('file:///etc/passwd') }</style><p>x</p>",
    "url() in an attribute": "<p style=\"background: url('file:///etc/passwd')\">x</p>",
    "an import in a style": "<style>@import url('file:///etc/passwd');</style>",
    "an object": '<object data="file:///etc/passwd">x</object>',
    "a picture in a picture": '<svg><image href="file:///etc/passwd"/></svg>',
    "a script": "<script>alert(1)</script>",
    "a frame": '<iframe src="file:///etc/passwd"></iframe>',
    "an entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "a base address": '<base href="file:///etc/">',
    "a refresh": '<meta http-equiv="refresh" content="0;url=file:///etc/passwd">',
}


@pytest.fixture(scope="module")
def office_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = found_town(f"sqlite:///{tmp_path_factory.mktemp('letters') / 'ombud.sqlite'}")
    yield town
    town.database.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_s16_an_own_letter_text_runs_no_code_reads_no_file_and_fetches_nothing(office_town: Town, attack: str) -> None:
    """Refused before it is ever set. The next test is about what would be frozen nevertheless."""
    with pytest.raises(TextRefused):
        change(office_town, ATTACKS[attack])


@pytest.mark.parametrize("attack", ATTACKS)
def test_s16_the_worker_does_not_trust_the_text_it_was_given(office_town: Town, attack: str, tmp_path: Path) -> None:
    """The same texts, deployed past every check: the letter fails as a job, or holds nothing of the file."""
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">TOPSECRET</text></svg>')
    with reading(office_town.database) as session:
        deployed = texts.deployed_letter(session, office_town.office, "permit", "refusal")
        sheet = texts.samples.manuscript(
            session, office_town.office, deployed, "refusal",
            ATTACKS[attack].replace("/etc/passwd", str(secret)), at=office_town.at,
        )  # fmt: skip
    try:
        made = texts.proof(sheet)
    except (TextRefused, SyntaxError, MemoryError):
        return
    assert "TOPSECRET" not in everything_in(made)
    assert attached_to(made) == []


def test_s16_a_letter_that_asks_for_an_address_fails_as_a_job_and_the_worker_goes_on(town: Town) -> None:
    with unit_of_work(town.database) as session:
        deployed = town.office.procedures.latest(session, "permit")
    deployed.letters["refusal"] = '<img src="file:///etc/passwd" alt="">'  # type: ignore[index]
    bad = refused(town)
    deployed.letters["refusal"] = shipped()  # type: ignore[index]
    good = refused(town)
    town.work()
    assert letter_of(town, bad).pdf_sealed is None
    assert letter_of(town, good).pdf_sealed is not None
    with reading(town.database) as session:
        jobs = session.scalars(select(Job).where(Job.kind == JobKind.LETTER, Job.status != JobStatus.DONE)).all()
    assert [job.case_id for job in jobs] == [bad.case_id]
    assert "asked for an address" in str(jobs[0].last_error)
