"""Who may call a route. Every view function wears exactly one of these; `check` refuses an application where one does not.

A guard decides on the door only. What may be seen or done behind it is decided by `workflows.permissions`, per record.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, redirect, request, session, url_for
from flask_login import current_user

from ombud.webapp import errors
from ombud.webapp.desk import desk
from ombud.webapp.public.tracking import tracked
from ombud.workflows import refusals

View = Callable[..., Any]
_MARK = "ombud_guard"


class Unguarded(Exception):
    """A route without a guard: nobody decided who may call it."""


def guard_of(view: View) -> str:
    """The name of a view's guard, empty when it has none."""
    return str(getattr(view, _MARK, ""))


def _mark(view: View, name: str) -> View:
    setattr(view, _MARK, name)
    return view


def public(view: View) -> View:
    """Anybody."""
    return _mark(view, "public")


def signed_in(view: View) -> View:
    """Anybody with an account; others are sent to the sign-in page and brought back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return _to_sign_in()
        return view(*args, **kwargs)

    return _mark(guarded, "signed_in")


def role(*names: str) -> Callable[[View], View]:
    """Somebody who holds one of the roles today, in any scope."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return _to_sign_in()
            if not current_user.roles.intersection(names):
                raise refusals.Forbidden()
            return view(*args, **kwargs)

        return _mark(guarded, f"role:{','.join(names)}")

    return decorate


def by_code(view: View) -> View:
    """A party whose tracking code was typed into this browser not long ago. The view gets it as `party`."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        party = tracked()
        if party is None:
            return _first(url_for("public.track"))
        return view(*args, party=party, **kwargs)

    return _mark(guarded, "by_code")


def demo_only(view: View) -> View:
    """Anybody, in a demonstration; elsewhere the page does not exist."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not desk().config.demo:
            raise refusals.NotFound()
        return view(*args, **kwargs)

    return _mark(guarded, "demo_only")


def check(app: Flask) -> None:
    """Raises Unguarded naming the routes that nobody guards."""
    bare = sorted(rule.endpoint for rule in app.url_map.iter_rules() if not guard_of(app.view_functions[rule.endpoint]))
    if bare:
        raise Unguarded(f"no guard on {', '.join(bare)}")


def _to_sign_in() -> Any:
    if request.method == "GET":
        session["after_sign_in"] = request.path
    return _first(url_for("accounts.sign_in"))


def _first(door: str) -> Any:
    """To the door; but whoever had written something is shown it, before it is lost."""
    return errors.lapsed(door) if errors.typed() else redirect(door, code=303)
