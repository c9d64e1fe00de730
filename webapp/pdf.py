"""A PDF as a download: never shown inside a page of ours."""

from __future__ import annotations

from flask import Response

from ombud.workflows.casefile.documents import Pdf


def attachment(pdf: Pdf) -> Response:
    response = Response(pdf.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{pdf.name}"'
    return response
