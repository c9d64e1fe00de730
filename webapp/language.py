"""In which language a page speaks: the person's, or what was chosen on the page, or what the browser asks for."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, g, request, session
from flask_babel import Babel
from flask_login import current_user

from ombud.workflows.days import ZONE
from ombud.workflows.text import CATALOGUES, LANGUAGES, in_language

NAMES = {"en": "English", "es": "Español"}


def language() -> str:
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def install(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    app.config["BABEL_DEFAULT_TIMEZONE"] = ZONE.key
    Babel(app, locale_selector=language)
    app.jinja_env.globals.update(page_language=language, language_names=NAMES)

    @app.before_request
    def speak() -> None:
        g.speaking = ExitStack()
        g.speaking.enter_context(in_language(language()))

    @app.teardown_request
    def stop(_error: BaseException | None) -> None:
        if speaking := g.pop("speaking", None):
            speaking.close()
