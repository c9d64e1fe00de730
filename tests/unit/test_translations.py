"""The Spanish catalogue is whole: everything people read is in it, nothing else is, and pages made with it speak Spanish."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ombud.webapp.language import NAMES
from ombud.workflows import text
from ombud.workflows.mail.wording import letter
from ombud.workflows.procedures.abbreviations import read_abbreviations
from ombud.workflows.procedures.checklists import read_checklists
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN
from tests.web.house import House, build_house

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")

COMPLAINT = {
    "filing_for": "myself",
    "contact_name": "Rosa Lindgren",
    "contact_email": "rosa@willow.example",
    "language": "es",
    "about": "unsure",
    "happened": "Compartieron mis datos sin preguntarme.",
    "told_agency": "no",
}


@pytest.fixture(scope="module")
def sources() -> Catalog:
    """What scripts/translate would collect now, with the keywords it is given there."""
    extra = re.findall(r"-k (\w+)", (ROOT / "scripts/translate").read_text())
    assert extra
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    catalogue = Catalog()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "scripts")
        for file, line, message, _comments, context in extract_from_dir(
            ROOT, methods, options, keywords=DEFAULT_KEYWORDS | dict.fromkeys(extra)
        ):
            catalogue.add(message, locations=[(file, line)], context=context)
    return catalogue


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    with (ROOT / "webapp/translations/es/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="es", abort_invalid=True)


@pytest.fixture(scope="module")
def house(spanish: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Speaks the catalogue as it is now, whether or not somebody compiled it since."""
    root = tmp_path_factory.mktemp("house")
    folder = root / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.mo").write_bytes(compiled(spanish))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "CATALOGUES", root)
        text._catalogue.cache_clear()
        house = build_house(root)
        yield house
        house.database.close()
    text._catalogue.cache_clear()


def test_everything_people_read_is_in_spanish(sources: Catalog, spanish: Catalog) -> None:
    missing = [f"{m.id!r} ({m.locations[0][0]})" for m in messages(sources) if not whole(spanish.get(m.id))]
    assert not missing, "Run scripts/translate, and translate these in messages.po:\n" + "\n".join(missing)


def test_data_that_people_read_is_collected(sources: Catalog) -> None:
    items = [item for one in read_checklists().values() for item in one.items.values()]
    cells = [cell for row in read_register(BPMN).values() for cell in (row.who, row.what, row.trigger, row.deadline)]
    data = [*cells, *(words for item in items for words in (item.text, item.help, item.evidence, item.origin))]
    data += [words for one in read_checklists().values() for words in (one.title, one.origin, *one.headings.values())]
    data += ["Where a client's complaint belongs", *read_abbreviations().values()]
    assert [words for words in data if words not in ("", "-") and words not in sources] == []


def test_nothing_else_is_translated(sources: Catalog, spanish: Catalog) -> None:
    gone = [m.id for m in messages(spanish) if m.id not in sources] + list(spanish.obsolete)
    assert not gone, "No source has these any more; scripts/translate and delete what it marks with #~: " + repr(gone)


def test_nothing_is_fuzzy(spanish: Catalog) -> None:
    assert not [m.id for m in messages(spanish) if m.fuzzy]


def test_placeholders_are_the_same(spanish: Catalog) -> None:
    for message in messages(spanish):
        one, *_, many = forms(message.id) * 2
        first, *others = forms(message.string)
        assert places(first) in (places(one), places(many)), message.id
        assert all(places(form) == places(many) for form in others), message.id


def test_it_compiles_and_reads_back(spanish: Catalog) -> None:
    read = GNUTranslations(BytesIO(compiled(spanish)))
    for message in messages(spanish):
        shown = read.ngettext(*message.id, 1) if message.pluralizable else read.gettext(message.id)
        assert shown == forms(message.string)[0]
    assert not [error for _message, errors in spanish.check() for error in errors]


def test_public_pages_hold_no_english(house: House, spanish: Catalog) -> None:
    browser = house.browser()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PR,en;q=0.5"
    english = sentences(spanish)
    for path in ("/", "/file/agency_grievance", "/track", "/sign-in", "/nowhere", "/file/client_grievance"):
        page = browser.see(path, 404 if path == "/nowhere" else 200)
        assert '<html lang="es">' in page
        assert not english & set(shown(page)), path
    browser.send("/file/client_grievance", {}, status=422)
    assert not english & set(shown(browser.page.text))
    browser.send("/file/client_grievance", COMPLAINT)
    receipt = browser.see("/receipt")
    assert "Su código de seguimiento" in receipt
    code = re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
    assert code
    browser.see("/track")
    browser.send("/track", {"code": code[1]})
    assert not english & set(shown(browser.see("/track/case")))


def test_a_party_is_written_to_in_the_language_they_chose(house: House) -> None:
    browser = house.browser()
    browser.see("/file/client_grievance")
    browser.send("/file/client_grievance", COMPLAINT)
    house.work()
    number = re.findall(r"CGR-\d+-\d+", browser.see("/receipt"))[0]
    mails = [mail for mail in house.mailer.messages if "rosa@willow.example" in str(mail["To"])]
    with text.in_language("es"):
        assert letter(number)[0] in [mail["Subject"] for mail in mails]
    for mail in mails:
        body = mail.get_body(("plain",))
        assert body
        assert "código de seguimiento" in body.get_content()


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def whole(message: Message | None) -> bool:
    return message is not None and all(forms(message.string)) and not message.fuzzy


def forms(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Singular and plural, or the one there is."""
    return tuple(words) if isinstance(words, list | tuple) else (words or "",)


def places(words: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(words))


def compiled(catalogue: Catalog) -> bytes:
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def sentences(spanish: Catalog) -> set[str]:
    """What may not be read on a Spanish page. A language is offered by its own name."""
    names = {*NAMES.values()}
    return {m.id for m in messages(spanish) if isinstance(m.id, str) and m.id != m.string and m.id not in names}


def shown(page: str) -> list[str]:
    """The texts of a page, and those of its attributes that are read out."""
    labels = re.findall(r'(?:aria-label|title|alt)="([^"]*)"', page)
    return [" ".join(html.unescape(words).split()) for words in [*re.split(r"<[^>]*>", page), *labels]]
