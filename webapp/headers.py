"""Security headers, for pages and for the static files that never pass through Flask."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Final

from flask import Flask, Response, current_app, request
from whitenoise import WhiteNoise

from ombud.webapp.guards import record_of

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

EVERYWHERE: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
HSTS: Final = "max-age=31536000; includeSubDomains"
STATIC_SECONDS: Final = 3600

SECRET: Final = ("secret_link", "secret_address")
"""Rules of addresses that open something by themselves."""


def _holds_secret() -> bool:
    """Whether the address is a secret: then no request that its page leads to repeats it, whatever the page says."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and record_of(view) in SECRET


def install(app: Flask, *, secure: bool) -> None:
    """Adds the headers to every response and puts WhiteNoise in front for static files."""
    always = EVERYWHERE | ({"Strict-Transport-Security": HSTS} if secure else {})

    @app.after_request
    def add(response: Response) -> Response:
        if _holds_secret():
            response.headers["Referrer-Policy"] = "strict-origin"
        for name, value in always.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    def add_to_file(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
        for name, value in always.items():
            headers[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=app.static_folder,
        prefix="static/",
        max_age=STATIC_SECONDS,
        allow_all_origins=False,
        add_headers_function=add_to_file,
    )
