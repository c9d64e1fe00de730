"""What is in a PDF."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from pypdf import PdfReader


def text_of(made: bytes) -> str:
    """What its pages say, line breaks as blanks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())


def attached_to(made: bytes) -> list[str]:
    """The names of the files it carries."""
    return list(PdfReader(BytesIO(made)).attachments)


def everything_in(made: bytes) -> str:
    """What its pages say, and every stream unpacked: pictures, metadata and attached files too."""
    with pikepdf.open(BytesIO(made)) as opened:
        streams = [part.read_bytes() for part in opened.objects if isinstance(part, pikepdf.Stream)]
    return "\n".join([text_of(made), *(stream.decode("latin-1") for stream in streams)])
