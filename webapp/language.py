"""In which language a page speaks: what was chosen on the page, or the person's, or what the browser asks for.

Only languages that have a catalogue are offered: a page must not call itself Spanish and speak English.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import cast

from flask import Flask, current_app, g, request, session
from flask_babel import Babel, refresh
from flask_login import current_user

from ombud.workflows import text
from ombud.workflows.days import ZONE

NAMES = {"en": "English", "es": "Español"}
CHOSEN = "speak"
"""The button of a form with which what is typed comes back in another language."""

SOURCE = "en"
"""The language the sentences are written in; it needs no catalogue."""


def language() -> str:
    wanted = [session.get("language", "")]
    if current_user and current_user.is_authenticated:
        wanted.append(current_user.language)
    wanted += [tag.partition("-")[0].lower() for tag, _quality in request.accept_languages]  # es-PR is Spanish
    offered = names()
    return next((one for one in wanted if one in offered), SOURCE)


def spoken_from_here() -> bool:
    """Whether a form was sent to go on with it in another language; the page then speaks that one."""
    chosen = request.form.get(CHOSEN, "")
    if chosen not in names():
        return False
    session["language"] = chosen
    g.speaking.enter_context(text.in_language(chosen))
    refresh()
    return True


def names() -> dict[str, str]:
    """The languages on offer, each by its own name."""
    return cast(dict[str, str], current_app.extensions["ombud_languages"])


def install(app: Flask) -> None:
    app.extensions["ombud_languages"] = {code: name for code, name in NAMES.items() if _has_catalogue(code)}
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(text.CATALOGUES)
    app.config["BABEL_DEFAULT_TIMEZONE"] = ZONE.key
    Babel(app, locale_selector=language)
    app.jinja_env.globals.update(page_language=language, language_names=names, speaks_by=CHOSEN)

    @app.before_request
    def speak() -> None:
        g.speaking = ExitStack()
        g.speaking.enter_context(text.in_language(language()))

    @app.teardown_request
    def stop(_error: BaseException | None) -> None:
        if speaking := g.pop("speaking", None):
            speaking.close()


def _has_catalogue(code: str) -> bool:
    return code == SOURCE or (text.CATALOGUES / code / "LC_MESSAGES" / "messages.mo").exists()
