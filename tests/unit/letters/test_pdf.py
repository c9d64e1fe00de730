"""The file a letter becomes: tagged for screen readers, closed to the outside."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdf
import pytest

from ombud.workflows.letters.render import Reaching, pdf
from tests.support.pdf import attached_to, everything_in
from tests.unit.letters.test_templates import a_manuscript

BODY = """
<p>Dear Rosa Delgado,</p>
<h2>Decision</h2>
<p>Your complaint is upheld.</p>
<ul><li>one</li><li>two</li></ul>
<table><tr><th>Licences</th></tr><tr><td>three</td></tr></table>
"""


def tags(element: pikepdf.Object) -> set[str]:
    """The kinds of structure below an element of the tag tree."""
    found = {str(element.S)} if "/S" in element else set()
    below = element.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary):
            found |= tags(child)
    return found


def test_a_letter_is_a_tagged_pdf_with_language_and_title() -> None:
    with pikepdf.open(io.BytesIO(pdf(a_manuscript(BODY)))) as made:
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang) == "en"
        assert made.Root.ViewerPreferences.DisplayDocTitle
        assert {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH"} <= tags(made.Root.StructTreeRoot)
        with made.open_metadata() as about:
            assert about["dc:title"] == "Decision, GRV-2026-0001"
            assert about["pdfuaid:part"] == "1"
        left, below, right, above = made.pages[0].mediabox
        assert (right - left, above - below) == (612, 792)


def test_a_letter_reads_as_it_was_written() -> None:
    (page,) = pypdf.PdfReader(io.BytesIO(pdf(a_manuscript(BODY)))).pages
    text = page.extract_text()
    for words in (
        "Nutmeg Alliance", "Agency grievance", "Rosa Delgado", "Harbor House", "March 2, 2026", "GRV-2026-0001",
        "Your complaint is upheld.", "Page 1 of 1",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("paragraphs", range(10, 16))
def test_a_signature_never_stands_alone_on_a_page(paragraphs: int) -> None:
    body = "<p>One line.<br>Another.</p>" * paragraphs + '<p>The last.</p><div class="signature"><p>Dana</p></div>'
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf(a_manuscript(body)))).pages]
    assert "The last." in next(page for page in pages if "Dana" in page)


def test_its_fonts_travel_with_it() -> None:
    with pikepdf.open(io.BytesIO(pdf(a_manuscript(BODY)))) as made:
        fonts = [font for font in made.objects if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font"]
        described = [font.FontDescriptor for font in fonts if "/FontDescriptor" in font]
        assert described
        assert all(any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3")) for font in described)


@pytest.mark.parametrize(
    "attack",
    [
        '<img src="file://{secret}" alt="">',
        '<img src="{secret}" alt="">',
        '<img src="http://127.0.0.1:9/picture.png" alt="">',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<style>p {{ background: url("file://{secret}") }}</style><p>x</p>',
        '<style>@import url("file://{secret}");</style>',
        '<style>@font-face {{ font-family: f; src: url("file://{secret}") }} p {{ font-family: f }}</style><p>x</p>',
        '<link rel="stylesheet" href="file://{secret}">',
        '<link rel="attachment" href="file://{secret}">',
        '<a rel="attachment" href="file://{secret}">take this</a>',
        '<object data="file://{secret}">x</object>',
        '<embed src="file://{secret}">',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{secret}" width="9" height="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="file://{secret}#a"/></svg>',
    ],
)
def test_a_letter_reads_no_file_and_asks_for_no_address(attack: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text id="a" y="9">TOPSECRET</text></svg>')
    try:
        made = pdf(a_manuscript(attack.format(secret=secret)))
    except Reaching:
        return
    assert "TOPSECRET" not in everything_in(made)
    assert attached_to(made) == []


def test_without_pango_it_says_what_to_install(tmp_path: Path) -> None:
    """A machine without Pango, as WeasyPrint meets it: its import fails with an OSError."""
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    program = """
from ombud.workflows.letters.render import LettersUnavailable, pdf_of_html
try:
    pdf_of_html("<p>x</p>")
except LettersUnavailable as error:
    print(error)
"""
    path = os.pathsep.join([str(tmp_path), *sys.path])
    said = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "apt-get install libpango-1.0-0" in said.stdout
