"""Who may call a route. Every view function wears exactly one of these; `check` refuses an application where one does not.

A guard decides on the door only. What may be seen or done behind it is decided by `workflows.permissions`, per record:
a guard names that rule (`@signed_in(record="may_see_case")`), and must where the address names a record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, overload

from flask import Flask, redirect, request, session, url_for
from flask_login import current_user

from ombud.webapp import errors
from ombud.webapp.access.rules import RULES
from ombud.webapp.accounts import login
from ombud.webapp.desk import desk
from ombud.webapp.public.tracking import tracked
from ombud.webapp.typed import typed
from ombud.workflows import refusals
from ombud.workflows.permissions import ADMINISTRATORS, INSPECTORS, OPERATORS, OVERSEERS, PRESIDERS, READERS, WATCHERS

View = Callable[..., Any]
_MARK, _RECORD = "ombud_guard", "ombud_record"


class Unguarded(Exception):
    """A route without a guard, or without the rule of its record: nobody decided who may call it."""


def guard_of(view: View) -> str:
    """The name of a view's guard, empty when it has none."""
    return str(getattr(view, _MARK, ""))


def record_of(view: View) -> str:
    """The name in RULES of what decides behind a view's guard, empty when nothing does."""
    return str(getattr(view, _RECORD, ""))


def install(app: Flask) -> None:
    """Templates ask `holds(OPERATORS)` before they show what a guard lets only some to."""
    groups = {"OPERATORS": OPERATORS, "ADMINISTRATORS": ADMINISTRATORS, "READERS": READERS, "PRESIDERS": PRESIDERS}
    app.jinja_env.globals.update(holds=holds, WATCHERS=WATCHERS, OVERSEERS=OVERSEERS, INSPECTORS=INSPECTORS, **groups)


def holds(roles: Collection[str]) -> bool:
    """Whether whoever is signed in holds one of the roles today, in any scope."""
    return current_user.is_authenticated and not current_user.roles.isdisjoint(roles)


def _mark(view: View, name: str, record: str) -> View:
    setattr(view, _MARK, name)
    setattr(view, _RECORD, record)
    return view


Decorator = Callable[[View], View]


@overload
def public(view: View) -> View: ...
@overload
def public(*, record: str) -> Decorator: ...
def public(view: View | None = None, *, record: str = "") -> View | Decorator:
    """Anybody."""
    return _worn(lambda view: view, "public", view, record)


@overload
def signed_in(view: View) -> View: ...
@overload
def signed_in(*, record: str) -> Decorator: ...
def signed_in(view: View | None = None, *, record: str = "") -> View | Decorator:
    """Anybody with an account; others are sent to the sign-in page and brought back."""
    return _worn(_for_accounts, "signed_in", view, record)


def role(*names: str, record: str = "") -> Decorator:
    """Somebody who holds one of the roles today, in any scope."""

    def for_holders(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not holds(names):
                raise refusals.Forbidden()
            return view(*args, **kwargs)

        return _for_accounts(guarded)

    return lambda view: _mark(for_holders(view), f"role:{','.join(names)}", record)


@overload
def by_code(view: View) -> View: ...
@overload
def by_code(*, record: str) -> Decorator: ...
def by_code(view: View | None = None, *, record: str = "") -> View | Decorator:
    """A party whose tracking code was typed into this browser not long ago. The view gets it as `party`."""

    def for_parties(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            party = tracked()
            if party is None:
                return _first(url_for("public.track"))
            return view(*args, party=party, **kwargs)

        return guarded

    return _worn(for_parties, "by_code", view, record)


def halfway(view: View) -> View:
    """Somebody whose password was right in this browser, who has an authenticator, and whose second factor is due. The
    view gets it as `half`."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        half = login.waiting()
        if half is None:
            return redirect(url_for("home.show" if current_user.is_authenticated else "accounts.sign_in"), code=303)
        if not half.has_authenticator:
            return redirect(url_for("second_factor.set_up"), code=303)
        return view(*args, half=half, **kwargs)

    return _mark(guarded, "halfway", "")


def setting_up(view: View) -> View:
    """Anybody with an account, and whoever gave the password of an account that has no authenticator yet. The view gets
    the one or the other as `who`."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        half = login.waiting()
        if half is not None and not half.has_authenticator:
            return view(*args, who=half, **kwargs)
        if not current_user.is_authenticated:
            return _to_sign_in()
        return view(*args, who=current_user, **kwargs)

    return _mark(guarded, "setting_up", "")


def demo_only(view: View) -> View:
    """Anybody, in a demonstration; elsewhere the page does not exist."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not desk().config.demo:
            raise refusals.NotFound()
        return view(*args, **kwargs)

    return _mark(guarded, "demo_only", "")


def _worn(guard: Decorator, name: str, view: View | None, record: str) -> View | Decorator:
    """Without arguments a guard is the decorator itself; with `record` it makes one."""
    if view is not None:
        return _mark(guard(view), name, record)
    return lambda view: _mark(guard(view), name, record)


def _for_accounts(view: View) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return _to_sign_in()
        return view(*args, **kwargs)

    return guarded


def check(app: Flask) -> None:
    """Raises Unguarded naming the routes that nobody guards, and those whose address names a record without a rule."""
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    bare = sorted(name for name, view in views.items() if not guard_of(view))
    if bare:
        raise Unguarded(f"no guard on {', '.join(bare)}")
    named = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
    bare = sorted(
        name for name, view in views.items() if record_of(view) not in (RULES if name in named else {*RULES, ""})
    )
    if bare:
        raise Unguarded(
            f"the address of {', '.join(bare)} names a record: say by which rule of webapp/access/rules.py it is seen, "
            'as in @signed_in(record="may_see_case")'
        )


def _to_sign_in() -> Any:
    """To the password page, or to the second factor where the password was given and that is due."""
    if request.method == "GET":
        session["after_sign_in"] = request.path
    waiting = login.waiting()
    if waiting is None:
        return _first(url_for("accounts.sign_in"))
    return _first(url_for("second_factor.ask" if waiting.has_authenticator else "second_factor.set_up"))


def _first(door: str) -> Any:
    """To the door; but whoever had written something is shown it, before it is lost."""
    return errors.lapsed(door) if typed() else redirect(door, code=303)
