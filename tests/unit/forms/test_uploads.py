"""Which files may be sent: by what they are, not by what they are called."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ombud.forms.uploads import ACCEPTED, MAX_FILE, accept


def archive(*members: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for member in members:
            file.writestr(zipfile.ZipInfo(member), "<x/>")
    return content.getvalue()


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe1\0\x10Exif\0\0" + bytes(20)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
DOCX = archive("[Content_Types].xml", "word/document.xml")
ODT = archive("mimetype", "content.xml")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", PDF),
        ("LETTER.PDF", PDF),
        ("screen.png", PNG),
        ("photo.jpg", JPEG),
        ("photo.jpeg", JPEG),
        ("photo.heic", HEIC),
        ("note.txt", "Señora, «gracias»\r\n".encode()),
        ("note.txt", "\ufeffSeñora\u00a0Díaz".encode()),
        ("note.txt", "Señora Díaz\r\n".encode("utf-16")),
        ("note.txt", "mother\u200d\u2019s, soft\u00adhyphen".encode()),
        ("letter.docx", DOCX),
        ("letter.odt", ODT),
    ],
)
def test_files_of_the_list_are_accepted(name: str, content: bytes) -> None:
    upload = accept(name, content)
    assert (upload.name, upload.content) == (name, content)
    assert upload.media_type == ACCEPTED[f".{name.rsplit('.', 1)[1].lower()}"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.pdf", b"", "is empty"),
        ("large.txt", b"x" * (MAX_FILE + 1), "larger than 5 MB"),
        ("page.html", b"<script>alert(1)</script>", "cannot be sent"),
        ("picture.svg", b"<svg onload='x'/>", "cannot be sent"),
        ("run.exe", b"MZ" + bytes(60), "cannot be sent"),
        ("no ending", PDF, "cannot be sent"),
        ("", PDF, "cannot be sent"),
        ("invoice.pdf", b"MZ\x90\0" + bytes(60), "not the kind of file"),
        ("photo.jpg", PNG, "not the kind of file"),
        ("note.txt", b"\x7fELF\x02\x01\0", "is not a text"),
        ("note.txt", "Niño".encode("cp1252"), "save it as UTF-8"),
        ("note.txt", b"\xff\xfeo", "save it as UTF-8"),
        ("note.txt", "old".encode("utf-16-le"), "is not a text"),
        ("note.txt", "gnp\u202etxt".encode(), "hidden characters"),
        ("note.txt", "x\0y".encode("utf-16"), "hidden characters"),
        ("letter.docx", archive("setup.exe"), "not the kind of file"),
        ("letter.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "not the kind"),
        ("letter.docx", b"PK\x03\x04 torn", "not the kind of file"),
        ("letter.odt", DOCX, "not the kind of file"),
    ],
)
def test_others_are_refused_in_a_sentence_that_names_the_file(name: str, content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        accept(name, content)
    assert f"“{name}”" in str(refusal.value)


def test_a_name_keeps_no_path_and_no_control_characters() -> None:
    assert accept("C:\\Users\\rosa\\..\\notes\r\nX-Evil: 1.txt", b"hello").name == "notesX-Evil: 1.txt"
    assert accept("../../etc/passwd.txt", b"hello").name == "passwd.txt"
    assert len(accept("n" * 500 + ".txt", b"hello").name) == len("n" * 80 + ".txt")


@given(st.text(max_size=40) | st.sampled_from([f"x{e}" for e in ACCEPTED]), st.binary(max_size=400))
@example("x.docx", b"PK\x05\x06" + bytes(18))
def test_nothing_but_a_sentence_is_ever_raised(name: str, content: bytes) -> None:
    try:
        upload = accept(name, content)
    except ValueError as refusal:
        said = str(refusal)
    else:
        said = f"“{upload.name}”"
        assert upload.media_type in ACCEPTED.values()
        assert "/" not in upload.name
    assert "“" in said
