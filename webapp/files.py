"""Files that come in with a form, and files given out: always as a download, never shown inside a page of ours."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from flask import Request, Response, request
from werkzeug.datastructures import CombinedMultiDict

from ombud.forms.uploads import MAX_FILE, MAX_FILES
from ombud.webapp.sent import without_nul
from ombud.workflows.casefile.documents import Download

LARGEST_TEXT = 2 * 1024 * 1024
LARGEST_REQUEST = LARGEST_TEXT + MAX_FILES * MAX_FILE
"""Bytes."""


class UnspooledRequest(Request):
    """Keeps uploads in memory: what people send touches no disk before it is sealed.

    A form without files is read at once and has the limit of texts; the library knows only that of the whole request.
    """

    @property  # type: ignore[misc]  # the library's can be set, too
    def max_content_length(self) -> int | None:  # type: ignore[override]
        return LARGEST_REQUEST if self.mimetype == "multipart/form-data" else LARGEST_TEXT

    def _load_form_data(self) -> None:
        if "form" not in self.__dict__:
            super()._load_form_data()
            self.form = without_nul(self.form)

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> IO[bytes]:
        return BytesIO()


def sent_form() -> CombinedMultiDict[str, Any]:
    """What the browser sent, texts and files alike."""
    return CombinedMultiDict([request.form, request.files])


def download(file: Download) -> Response:
    response = Response(file.content, mimetype=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
